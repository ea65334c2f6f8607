"""What is forgotten: only what is over, old and untouched; every touch alone keeps an MO."""

from datetime import datetime, timedelta

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.clock import to_text
from app.domain.store_address import StoreAddress
from app.store import orders
from tests.plant import NOW, rows

BEFORE = NOW - timedelta(days=365)
OLD, RECENT = to_text(BEFORE - timedelta(seconds=1)), to_text(BEFORE)


def add(db: APSWDatabase, **values: object) -> None:
    """Add an MO that is over and old, apart from `values`."""
    given = {"mo_name": "WH/MO/1", "state": "done", "write_date": OLD, "created_at": OLD, **values}
    people = {name: given.pop(name) for name in ("gone_at",) if name in given}
    db.execute_sql(
        f"INSERT INTO recent_mo ({', '.join(given)}) VALUES ({', '.join('?' * len(given))})",
        tuple(given.values()),
    )
    for name, value in people.items():
        db.execute_sql(f"UPDATE recent_mo SET {name} = ?", (value,))


def left(db: APSWDatabase) -> list[str]:
    return [mo.mo_name for mo in orders.everything(db)]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, False),
        ({"state": "cancel"}, False),
        ({"state": "confirmed"}, True),
        ({"state": None}, True),
        ({"state": "confirmed", "gone_at": OLD}, False),
        ({"gone_at": OLD}, False),
        ({"write_date": RECENT}, True),
        ({"write_date": RECENT, "create_date": OLD}, True),
        ({"write_date": None, "create_date": OLD, "created_at": RECENT}, False),
        ({"write_date": None, "create_date": RECENT}, True),
        ({"write_date": None, "create_date": None}, False),
        ({"write_date": None, "create_date": None, "created_at": RECENT}, True),
    ],
)
def test_what_is_over_and_has_not_changed_since_is_forgotten(
    people: APSWDatabase, values: dict[str, object], kept: bool
) -> None:
    add(people, **values)
    assert orders.purge(people, BEFORE) == (0 if kept else 1)
    assert left(people) == (["WH/MO/1"] if kept else [])


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE recent_mo SET auth_first = 'A1'",
        "UPDATE recent_mo SET auth_last = 'A1'",
        "UPDATE recent_mo SET leader_id = '003'",
        "UPDATE recent_mo SET roll_number = 'R1'",
        "UPDATE recent_mo SET ready_for_production = 1",
        "UPDATE recent_mo SET date_start = '2020-01-01 00:00:00'",
        "UPDATE recent_mo SET date_finished = '2020-01-01 00:00:00'",
        "UPDATE recent_mo SET station = 'Lini 1'",
        "INSERT INTO label_usage (recent_mo_id, seq) VALUES (1, 1)",
        "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, create_at, "
        "before, after) VALUES ('op', 1, 'X', 'register', '2020-01-01 00:00:00', '{}', '{}')",
    ],
)
def test_a_touch_of_any_kind_alone_keeps_an_mo_and_hinders_no_other_one(
    people: APSWDatabase, touch: str
) -> None:
    add(people)
    people.execute_sql(touch)
    add(people, mo_name="WH/MO/2")
    assert orders.purge(people, BEFORE) == 1
    assert left(people) == ["WH/MO/1"]


def test_former_names_go_with_their_mo_and_no_others_do(
    people: APSWDatabase, path: StoreAddress
) -> None:
    add(people)
    add(people, mo_name="WH/MO/2", state="confirmed")
    for key in (1, 2):
        people.execute_sql(
            "INSERT INTO mo_alias (recent_mo_id, mo_name, until) VALUES (?, ?, ?)",
            (key, f"FORMER/{key}", to_text(datetime(2020, 1, 1, tzinfo=NOW.tzinfo))),
        )
    assert orders.purge(people, BEFORE) == 1
    assert [alias["mo_name"] for alias in rows(path, "mo_alias")] == ["FORMER/2"]


def test_many_are_forgotten_at_once_and_counted(people: APSWDatabase) -> None:
    with people.atomic("IMMEDIATE"):
        for number in range(1, 1203):
            add(people, mo_name=f"WH/MO/{number}")
        add(people, mo_name="OPEN", state="progress")
        assert orders.purge(people, BEFORE) == 1202
    assert left(people) == ["OPEN"]
