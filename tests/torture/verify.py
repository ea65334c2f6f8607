"""What must be true of any store that was hit: read by SQL alone, apart from the program's code."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

PEOPLE: Final = (
    "auth_first",
    "auth_last",
    "leader_id",
    "roll_number",
    "ready_for_production",
    "date_start",
    "date_finished",
    "station",
)
SEGMENT: Final = ("roll_number", "auth_first", "auth_last", "started_at", "ended_at")
UNTOUCHED: Final[dict[str, Any]] = {
    **dict.fromkeys(PEOPLE),
    "ready_for_production": False,
    "segments": [],
}
WHOLE: Final = (
    ["register"],
    ["unregister"],
    ["start"],
    ["changeover_end", "changeover_start"],
    ["change_roll"],
    ["end"],
    ["correct"],
)
"""The rows that an operation has in the history, but for `undo`: as many as what it undoes."""


@dataclass(frozen=True)
class Reading:
    """A whole store.

    Attributes:
        people: local id → people-owned columns and `segments`.
        columns: local id → every column of ``recent_mo``.
        log: rows of the history, oldest first, `before` and `after` parsed.
    """

    people: dict[int, dict[str, Any]]
    columns: dict[int, dict[str, Any]]
    log: list[dict[str, Any]]

    @property
    def operations(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in self.log:
            found[entry["operation_id"]].append(entry)
        return dict(found)


Query = Callable[[str], list[dict[str, Any]]]
"""Runs one SELECT and gives its rows as column → value."""


def read(query: Query) -> Reading:
    columns = {row["id"]: row for row in query("SELECT * FROM recent_mo")}
    people: dict[int, dict[str, Any]] = {}
    for key, row in columns.items():
        people[key] = {name: row[name] for name in PEOPLE}
        people[key]["ready_for_production"] = bool(row["ready_for_production"])
        people[key]["segments"] = []
    for row in query("SELECT * FROM label_usage ORDER BY recent_mo_id, seq"):
        segments = people[row["recent_mo_id"]]["segments"]
        segments.append({name: row[name] for name in SEGMENT})
        assert row["seq"] == len(segments)
    log = query("SELECT * FROM production_log ORDER BY id")
    for entry in log:
        entry["before"], entry["after"] = json.loads(entry["before"]), json.loads(entry["after"])
    return Reading(people, columns, log)


def of_file(connection: apsw.Connection) -> Query:
    """Read by a connection to an SQLite file."""

    def query(sql: str) -> list[dict[str, Any]]:
        cursor = connection.execute(sql)
        found = []
        for row in cursor:
            names = [name for name, _type in cursor.get_description()]
            found.append(dict(zip(names, row, strict=True)))
        return found

    return query


def check_file(path: Path) -> Reading:
    """Read a store, sound in SQLite's eyes and in the program's."""
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        assert list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
        assert list(connection.execute("PRAGMA foreign_key_check")) == []
        reading = read(of_file(connection))
    check(reading)
    return reading


def check(reading: Reading, *, shared: bool = False) -> None:
    """Find what must be true of any store; `shared`: several stations are on it."""
    check_operations_whole(reading)
    check_history_is_the_present(reading)
    check_columns_follow_segments(reading)
    check_labels_once(reading)
    check_one_runs(reading, shared=shared)


def check_operations_whole(reading: Reading) -> None:
    operations = reading.operations
    for rows in operations.values():
        first = rows[0]["id"]
        assert [row["id"] for row in rows] == list(range(first, first + len(rows)))
        statuses = [row["status"] for row in rows]
        if statuses[0] == "undo":
            undone = operations[rows[0]["reason"]]
            assert statuses == ["undo"] * len(undone)
        else:
            assert statuses in WHOLE


def check_history_is_the_present(reading: Reading) -> None:
    """Each entry begins where the one before it ended, and the last is what the tables hold."""
    last = dict.fromkeys(reading.people, UNTOUCHED)
    for entry in reading.log:
        assert entry["before"] == last[entry["recent_mo_id"]], entry
        last[entry["recent_mo_id"]] = entry["after"]
    assert reading.people == last


def check_columns_follow_segments(reading: Reading) -> None:
    for values in reading.people.values():
        segments = values["segments"]
        assert values["auth_first"] == (segments[0]["auth_first"] if segments else None)
        assert values["auth_last"] == (segments[-1]["auth_last"] if segments else None)


def check_labels_once(reading: Reading) -> None:
    """Look at every label, one by one."""
    holders: dict[str, int] = {}
    for key, values in reading.people.items():
        for segment in values["segments"]:
            for label in printed(segment["auth_first"], segment["auth_last"]):
                assert holders.setdefault(label, key) == key, (label, key, holders[label])


def printed(first: str | None, last: str | None) -> list[str]:
    """Give every label from `first` to `last`; one end unknown: the known one alone."""
    start, end = first or last, last or first
    if start is None or end is None:
        return []
    head = start.rstrip("0123456789")
    digits = start[len(head) :]
    numbers = range(int(digits), int(end[len(head) :]) + 1)
    return [f"{head}{number:0{len(digits)}}" for number in numbers]


def check_one_runs(reading: Reading, *, shared: bool = False) -> None:
    running = Counter(
        values["station"] if shared else ""
        for values in reading.people.values()
        if values["date_start"] is not None and values["date_finished"] is None
    )
    assert all(count == 1 for count in running.values()), running


def check_passes_whole(reading: Reading) -> int:
    """Tell which revision of `workload.Office` the rows have; one pass wrote all of them."""
    present = [row for row in reading.columns.values() if row["gone_at"] is None]
    quantities = Counter(row["product_qty"] for row in present)
    assert len(quantities) <= 1, quantities
    return int(next(iter(quantities), 0.0))
