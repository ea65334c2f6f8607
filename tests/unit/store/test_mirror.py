"""What a pass writes: Odoo's columns only, all of it or nothing, names that move, rows that go."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.apsw_ext import APSWDatabase

from app.domain.clock import to_text
from app.domain.orders import OdooOrder
from app.domain.ownership import BOOKKEEPING, ODOO_OWNED, PEOPLE_OWNED
from app.domain.store_address import StoreAddress
from app.store import mirror as mirror_module
from app.store import orders
from app.store.mirror import INSERT, RENAME, UPDATE, Mirror, Written
from tests.plant import NOW, dump, odoo_order, row, rows, run_sql

LATER = NOW + timedelta(minutes=5)
NAME = ("mo_name",)
"""What `UPDATE` leaves alone: a name goes by `RENAME`."""
TYPED = (
    "UPDATE recent_mo SET auth_first = 'A100', auth_last = 'A199', leader_id = '003', "
    "roll_number = 'R1', ready_for_production = 1, date_start = '2026-04-17 00:00:00', "
    "date_finished = '2026-04-17 01:00:00', station = 'Lini 1'"
)


def names(path: StoreAddress) -> dict[int, str]:
    return {one["mo_id"]: one["mo_name"] for one in rows(path, "recent_mo")}


def aliases(path: StoreAddress) -> list[tuple[int, str]]:
    by_id = {one["id"]: one["mo_id"] for one in rows(path, "recent_mo")}
    return [(by_id[one["recent_mo_id"]], one["mo_name"]) for one in rows(path, "mo_alias")]


# ---------------------------------------------------------------------- the statement


@pytest.mark.parametrize(("statement", "spared"), [(INSERT, ()), (RENAME, ()), (UPDATE, NAME)])
def test_a_statement_names_every_odoo_owned_column_and_no_people_owned_one(
    statement: str, spared: tuple[str, ...]
) -> None:
    words = set(re.findall(r"\w+", statement))
    assert {*ODOO_OWNED} & words == {*ODOO_OWNED} - {*spared}
    assert not words & set(PEOPLE_OWNED)


@pytest.mark.parametrize(("statement", "spared"), [(RENAME, ()), (UPDATE, NAME)])
def test_a_statement_assigns_what_the_groups_say_and_nothing_else(
    statement: str, spared: tuple[str, ...]
) -> None:
    set_part = statement.partition(" SET ")[2].partition("WHERE")[0]
    assigned = set(re.findall(r"(\w+) = ", set_part))
    expected = {*ODOO_OWNED, "write_date", "synced_at", "gone_at"} - {"mo_id", *spared}
    assert assigned == expected
    assert assigned <= {*ODOO_OWNED, *BOOKKEEPING}


# ---------------------------------------------------------------------- insert and update


def test_a_new_mo_gets_odoos_values_and_nothing_of_people(
    mirror: Mirror, path: StoreAddress
) -> None:
    order = odoo_order(48, transfer_id=7)
    assert mirror.write([order], (), NOW) == Written(1, 0, 0, 0, 0, ())
    found = row(path, order.mo_name)
    expected = order._asdict()
    assert {name: found[name] for name in expected} == expected
    assert [found[name] for name in PEOPLE_OWNED] == [None] * 4 + [0] + [None] * 3
    assert found["created_at"] == found["synced_at"] == to_text(NOW)
    assert found["gone_at"] is None


def test_what_is_empty_in_odoo_is_null(mirror: Mirror, path: StoreAddress) -> None:
    empty: dict[str, Any] = dict.fromkeys(
        name for name in OdooOrder._fields if name not in ("mo_id", "mo_name", "state")
    )
    mirror.write([odoo_order(48, **empty)], (), NOW)
    found = row(path, "WH/MO/00048")
    assert all(found[name] is None for name in empty)


CHANGED = {
    "mo_name": "WH/MO/00099",
    "state": "done",
    "group_worker_id": 4,
    "note": "TEAM LIQUID - SHIFT 2",
    "product_id": 8,
    "product_name": "Liquid Anggur",
    "product_uom": "Dus",
    "product_qty": 12.5,
    "initial_qty_target": 11.0,
    "create_date": to_text(NOW),
    "origin": "SO00008",
    "transfer_id": 9,
    "write_date": to_text(NOW),
}


UPDATES = [
    *CHANGED.items(),
    # what Odoo may empty; a name and a state it always has, a transfer is kept
    *((column, None) for column in CHANGED if column not in ("mo_name", "state", "transfer_id")),
]


@pytest.mark.parametrize(("column", "value"), UPDATES)
def test_an_update_writes_the_changed_column_and_nothing_that_people_typed(
    mirror: Mirror, path: StoreAddress, column: str, value: Any
) -> None:
    first = odoo_order(48, transfer_id=7)
    mirror.write([first], (), NOW)
    run_sql(path, TYPED)
    before = rows(path, "recent_mo")[0]
    changed = first._replace(**{column: value})
    assert mirror.write([changed], (), LATER) == Written(0, 1, 0, int(column == "mo_name"), 0, ())
    expected = {**before, column: value, "synced_at": to_text(LATER)}
    assert rows(path, "recent_mo")[0] == expected


def test_an_equal_row_is_not_touched(mirror: Mirror, path: StoreAddress) -> None:
    orders_ = [odoo_order(1), odoo_order(2)]
    mirror.write(orders_, (), NOW)
    before = dump(path)
    assert mirror.write(orders_, (), LATER) == Written(0, 0, 2, 0, 0, ())
    assert dump(path) == before


def test_a_transfer_once_found_is_kept_when_a_later_pass_finds_none(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1, transfer_id=7)], (), NOW)
    assert mirror.write([odoo_order(1, transfer_id=None)], (), LATER).unchanged == 1
    assert row(path, "WH/MO/00001")["transfer_id"] == 7
    mirror.write([odoo_order(1, transfer_id=9)], (), LATER)
    assert row(path, "WH/MO/00001")["transfer_id"] == 9
    mirror.write([odoo_order(1, transfer_id=None, state="done")], (), LATER)
    assert row(path, "WH/MO/00001")["transfer_id"] == 9


def test_an_empty_pass_writes_nothing(mirror: Mirror, path: StoreAddress) -> None:
    before = dump(path)
    assert mirror.write([], (), NOW) == Written(0, 0, 0, 0, 0, ())
    assert dump(path) == before


def test_text_comes_back_verbatim(mirror: Mirror, path: StoreAddress) -> None:
    note = "<p>Shift 1</p>\r\n\t“Ünïcødé” 🏭 '; DROP TABLE recent_mo; --"
    mirror.write([odoo_order(1, note=note, product_name=note)], (), NOW)
    assert row(path, "WH/MO/00001")["note"] == note


# ---------------------------------------------------------------------- all or nothing


def test_a_row_that_violates_a_constraint_takes_the_whole_pass_back(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1), odoo_order(2)], (), NOW)
    before = dump(path)
    nameless = odoo_order(4)._replace(mo_name=None)  # type: ignore[arg-type]
    coming = [odoo_order(1, "WH/MO/00001-001"), odoo_order(3), nameless, odoo_order(5)]
    with pytest.raises((apsw.ConstraintError, psycopg.IntegrityError)):
        mirror.write(coming, [2], LATER)
    assert dump(path) == before
    # And the connection works on.
    assert mirror.write([odoo_order(3)], (), LATER).inserted == 1


def test_a_value_that_no_column_can_hold_takes_the_whole_pass_back(
    mirror: Mirror, path: StoreAddress
) -> None:
    before = dump(path)
    with pytest.raises((OverflowError, psycopg.DataError)):
        mirror.write([odoo_order(1), odoo_order(2, product_id=2**64)], (), NOW)
    assert dump(path) == before


# ---------------------------------------------------------------------- identity


def test_a_renamed_mo_keeps_its_row_and_everything_typed(
    mirror: Mirror, path: StoreAddress, people: APSWDatabase
) -> None:
    mirror.write([odoo_order(48)], (), NOW)
    run_sql(path, TYPED)
    before = row(path, "WH/MO/00048")
    written = mirror.write([odoo_order(48, "WH/MO/00048-001")], (), LATER)
    assert (written.renamed, written.updated, written.inserted) == (1, 1, 0)
    after = row(path, "WH/MO/00048-001")
    assert {c: after[c] for c in PEOPLE_OWNED} == {c: before[c] for c in PEOPLE_OWNED}
    assert after["id"] == before["id"]
    (alias,) = rows(path, "mo_alias")
    assert (alias["recent_mo_id"], alias["mo_name"], alias["until"]) == (
        before["id"],
        "WH/MO/00048",
        to_text(LATER),
    )
    found = orders.find(people, "wh/mo/00048")
    assert found is not None
    assert found.mo_name == "WH/MO/00048-001"


def test_a_backorder_renames_the_original_and_adds_the_rest(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(48)], (), NOW)
    mirror.write([odoo_order(48, "WH/MO/00048-001"), odoo_order(49, "WH/MO/00048-002")], (), LATER)
    assert names(path) == {48: "WH/MO/00048-001", 49: "WH/MO/00048-002"}


def test_a_former_name_that_another_mo_bears_now_finds_that_one(
    mirror: Mirror, path: StoreAddress, people: APSWDatabase
) -> None:
    mirror.write([odoo_order(1, "A")], (), NOW)
    mirror.write([odoo_order(1, "B"), odoo_order(2, "A")], (), LATER)
    found = orders.find(people, "A")
    assert found is not None
    assert found.mo_id == 2


@pytest.mark.parametrize(
    "after",
    [
        {1: "B", 2: "C", 3: "D"},  # a chain
        {1: "D", 2: "A", 3: "B"},  # a chain the other way
        {1: "B", 2: "A", 3: "C"},  # a swap
        {1: "B", 2: "C", 3: "A"},  # a ring
        {3: "A", 2: "C", 1: "B"},  # the same, asked in another order
    ],
)
def test_names_that_move_in_one_pass_move_rightly(
    mirror: Mirror, path: StoreAddress, after: dict[int, str]
) -> None:
    before = {1: "A", 2: "B", 3: "C"}
    mirror.write([odoo_order(*one) for one in before.items()], (), NOW)
    ids = {one["mo_id"]: one["id"] for one in rows(path, "recent_mo")}
    written = mirror.write([odoo_order(*one) for one in after.items()], (), LATER)
    moved = [key for key in after if after[key] != before[key]]
    assert written.renamed == len(moved)
    assert written.clashes == ()
    assert names(path) == after
    assert {one["mo_id"]: one["id"] for one in rows(path, "recent_mo")} == ids
    assert sorted(aliases(path)) == sorted((key, before[key]) for key in moved)


def test_a_name_may_come_back_to_the_mo_that_had_it(mirror: Mirror, path: StoreAddress) -> None:
    for name in ("A", "B", "A"):
        mirror.write([odoo_order(1, name)], (), NOW)
    assert names(path) == {1: "A"}


def test_a_freed_name_goes_to_a_new_mo_in_the_same_pass(mirror: Mirror, path: StoreAddress) -> None:
    mirror.write([odoo_order(1, "A")], (), NOW)
    mirror.write([odoo_order(2, "A"), odoo_order(1, "B")], (), LATER)
    assert names(path) == {1: "B", 2: "A"}


# ---------------------------------------------------------------------- clashes


def test_the_first_of_two_mos_keeps_the_name_and_the_clash_is_told(
    mirror: Mirror, path: StoreAddress
) -> None:
    written = mirror.write([odoo_order(1, "A"), odoo_order(2, "A"), odoo_order(3, "C")], (), NOW)
    assert (written.inserted, written.clashes) == (2, ("A",))
    assert names(path) == {1: "A", 3: "C"}


def test_an_mo_that_is_here_keeps_its_name_against_a_new_one(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(2, "A")], (), NOW)
    run_sql(path, TYPED)
    before = dump(path)
    written = mirror.write([odoo_order(1, "A"), odoo_order(2, "A")], (), LATER)
    assert (written.clashes, written.unchanged) == (("A",), 1)
    assert dump(path) == before


def test_an_mo_that_is_here_but_not_in_the_pass_keeps_its_name_too(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(2, "A")], (), NOW)
    assert mirror.write([odoo_order(1, "A")], (), LATER).clashes == ("A",)
    assert names(path) == {2: "A"}


def test_a_rename_onto_a_name_that_stays_leaves_the_row_as_it_is(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1, "A"), odoo_order(2, "B")], (), NOW)
    run_sql(path, TYPED)
    before = dump(path)
    written = mirror.write([odoo_order(1, "B", state="done"), odoo_order(2, "B")], (), LATER)
    assert written.clashes == ("B",)
    assert dump(path) == before


def test_a_refused_rename_keeps_the_old_name_from_the_one_that_wanted_it(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1, "A"), odoo_order(2, "B")], (), NOW)
    written = mirror.write([odoo_order(1, "B"), odoo_order(2, "B"), odoo_order(3, "A")], (), LATER)
    assert sorted(written.clashes) == ["A", "B"]
    assert names(path) == {1: "A", 2: "B"}


NAMES = st.sampled_from("ABCD")
PASSES = st.lists(
    st.dictionaries(st.integers(1, 4), NAMES, min_size=1, max_size=4), min_size=1, max_size=4
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PASSES)
def test_whatever_names_odoo_gives_no_row_is_lost_and_each_name_has_one_mo(
    mirror: Mirror, path: StoreAddress, passes: list[dict[int, str]]
) -> None:
    run_sql(path, "DELETE FROM mo_alias")
    run_sql(path, "DELETE FROM recent_mo")
    held: dict[int, str] = {}
    for coming in passes:
        written = mirror.write([odoo_order(*one) for one in coming.items()], (), NOW)
        now = names(path)
        assert held.keys() <= now.keys() <= held.keys() | coming.keys()
        for mo_id, name in now.items():
            assert name == coming.get(mo_id) or name == held.get(mo_id)
        left_out = sum(now.get(mo_id) != name for mo_id, name in coming.items())
        assert len(written.clashes) == left_out
        assert written.inserted + written.updated + written.unchanged == len(coming) - left_out
        for mo_id, name in held.items():
            assert now[mo_id] == name or (mo_id, name) in aliases(path)
        held = now


# ---------------------------------------------------------------------- adoption


def test_a_row_without_odoo_id_is_matched_by_name_once(mirror: Mirror, path: StoreAddress) -> None:
    run_sql(path, "INSERT INTO recent_mo (mo_name, created_at) VALUES ('A', '2026-01-01 00:00:00')")
    run_sql(path, TYPED)
    written = mirror.write([odoo_order(1, "A")], (), NOW)
    assert (written.inserted, written.updated, written.renamed) == (0, 1, 0)
    found = row(path, "A")
    assert (found["mo_id"], found["auth_first"], found["state"]) == (1, "A100", "confirmed")
    # From now on the id decides.
    mirror.write([odoo_order(1, "B"), odoo_order(2, "A")], (), LATER)
    assert names(path) == {1: "B", 2: "A"}
    assert row(path, "B")["auth_first"] == "A100"


def test_a_row_without_odoo_id_is_not_taken_by_an_mo_that_has_a_row(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1, "A")], (), NOW)
    run_sql(path, "INSERT INTO recent_mo (mo_name, created_at) VALUES ('B', '2026-01-01 00:00:00')")
    assert mirror.write([odoo_order(1, "B")], (), LATER).clashes == ("B",)
    assert row(path, "A")["mo_id"] == 1
    assert row(path, "B")["mo_id"] is None


# ---------------------------------------------------------------------- gone


def test_a_deleted_mo_is_marked_once_and_keeps_everything(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1), odoo_order(2)], (), NOW)
    run_sql(path, TYPED)
    before = row(path, "WH/MO/00001")
    assert mirror.write([odoo_order(2)], [1], LATER).gone == 1
    assert row(path, "WH/MO/00001") == {**before, "gone_at": to_text(LATER)}
    assert mirror.write([odoo_order(2)], [1], LATER + timedelta(minutes=5)).gone == 0
    assert row(path, "WH/MO/00001")["gone_at"] == to_text(LATER)


def test_an_mo_that_comes_back_is_no_longer_gone(mirror: Mirror, path: StoreAddress) -> None:
    mirror.write([odoo_order(1)], (), NOW)
    mirror.write([], [1], LATER)
    written = mirror.write([odoo_order(1)], (), LATER)
    assert (written.updated, written.unchanged) == (1, 0)
    assert row(path, "WH/MO/00001")["gone_at"] is None


# ---------------------------------------------------------------------- followed


@pytest.mark.parametrize(
    ("state", "typed", "followed"),
    [
        ("confirmed", "", True),
        ("to_close", "", True),
        (None, "", True),
        ("done", "", False),
        ("cancel", "", False),
        ("done", "ready_for_production = 1", True),
        ("cancel", "ready_for_production = 1, date_start = '2026-04-17 00:00:00'", True),
        ("done", "ready_for_production = 1, date_finished = '2026-04-17 00:00:00'", False),
        ("progress", "ready_for_production = 1, date_finished = '2026-04-17 00:00:00'", True),
        ("confirmed", "gone_at = '2026-04-17 00:00:00'", False),
        ("confirmed", "mo_id = NULL", False),
    ],
)
def test_followed_is_what_odoo_may_change_and_what_the_line_has_not_finished(
    mirror: Mirror, path: StoreAddress, state: str | None, typed: str, followed: bool
) -> None:
    mirror.write([odoo_order(7)], (), NOW)
    run_sql(path, "UPDATE recent_mo SET state = ?", (state,))
    if typed:
        run_sql(path, f"UPDATE recent_mo SET {typed}")
    assert mirror.followed() == ([7] if followed else [])


def test_a_pass_is_recorded(mirror: Mirror, path: StoreAddress) -> None:
    counts = dict.fromkeys(
        [
            "requests",
            "fetched",
            "inserted",
            "updated",
            "unchanged",
            "renamed",
            "clashed",
            "skipped",
            "gone",
        ],
        3,
    )
    run: dict[str, Any] = {"run_id": "x", "mode": "full", "outcome": "ok", "error_code": None}
    mirror.record(started_at=NOW, finished_at=LATER, **run, **counts)
    (found,) = rows(path, "sync_run")
    assert found == {
        "id": 1,
        "started_at": to_text(NOW),
        "finished_at": to_text(LATER),
        **run,
        **counts,
    }


def test_the_module_writes_no_people_owned_column() -> None:
    source = Path(mirror_module.__file__).read_text(encoding="utf-8")
    written = set(re.findall(r"(?:update|insert)\(([^)]*)\)", source))
    assert not {column for column in PEOPLE_OWNED for text in written if column in text}
