"""The append-only history: one row per operation and MO, values before and after as JSON."""

import json
from datetime import datetime, timedelta

import peewee
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain import entries
from app.domain.orders import Order
from app.domain.ownership import PEOPLE_OWNED
from app.domain.plans import Change, LogStatus
from app.domain.store_address import StoreAddress
from app.store import history
from tests.plant import NOW, STATION, finished, order, ready, rows, running
from tests.unit.store.test_orders import put


def append(db: APSWDatabase, operation_id: str, change: Change, now: datetime = NOW) -> None:
    history.append(db, operation_id, change, now, STATION, None)


def end_of(first: Order, second: Order) -> list[Change]:
    return [
        Change(running(first.id, "A1", "R1"), first, LogStatus.CHANGEOVER_END),
        Change(ready(second.id, None, None), second, LogStatus.CHANGEOVER_START),
    ]


def test_an_operation_leaves_a_row_for_each_of_its_mos(
    people: APSWDatabase, path: StoreAddress
) -> None:
    first, second = finished(1, "A1", "A9", "R1"), running(2, "B1", "R1")
    put(people, first, second)
    for change in end_of(first, second):
        append(people, "op-1", change)
    found = rows(path, "production_log")
    assert [(r["operation_id"], r["recent_mo_id"], r["status"]) for r in found] == [
        ("op-1", 1, "changeover_end"),
        ("op-1", 2, "changeover_start"),
    ]
    assert (found[0]["mo_name"], found[0]["product_name"]) == (first.mo_name, first.product_name)
    assert (found[0]["leader_id"], found[0]["station"]) == ("003", "Lini 1")
    assert found[0]["create_at"] == "2026-04-17 02:30:00"


def test_before_and_after_hold_the_people_owned_values_and_the_segments(
    people: APSWDatabase, path: StoreAddress
) -> None:
    after = finished(1, "A1", "A9", "R1")
    put(people, after)
    append(people, "op-1", Change(running(1, "A1", "R1"), after, LogStatus.END))
    (found,) = rows(path, "production_log")
    before, later = json.loads(found["before"]), json.loads(found["after"])
    assert before.keys() == later.keys() == {*PEOPLE_OWNED, "segments"}
    assert (before["auth_last"], later["auth_last"]) == (None, "A9")
    assert later["date_finished"] == "2026-04-17 00:30:00"
    assert later["segments"] == [
        {
            "roll_number": "R1",
            "auth_first": "A1",
            "auth_last": "A9",
            "started_at": "2026-04-16 22:30:00",
            "ended_at": "2026-04-17 00:30:00",
        }
    ]


@pytest.mark.parametrize(
    "mo", [order(1), ready(1, "A1", "R1"), running(1, None, None), finished(1, "A1", "A9", "R1")]
)
def test_what_was_written_down_is_read_back_whole(mo: Order) -> None:
    assert entries.restored(order(1), entries.dump(mo)) == mo


def test_the_same_operation_and_mo_is_written_once(people: APSWDatabase) -> None:
    mo = ready(1, "A1", "R1")
    put(people, mo)
    change = Change(order(1), mo, LogStatus.REGISTER)
    append(people, "op-1", change)
    with pytest.raises(peewee.IntegrityError):
        append(people, "op-1", change, NOW + timedelta(seconds=1))


def test_the_newest_entry_is_the_latest_in_time(people: APSWDatabase) -> None:
    assert history.last_entry_at(people) is None
    mo = ready(1, "A1", "R1")
    put(people, mo)
    change = Change(order(1), mo, LogStatus.REGISTER)
    append(people, "op-1", change)
    append(people, "op-2", change, NOW - timedelta(days=1))
    assert history.last_entry_at(people) == NOW


def test_an_operation_is_found_by_its_id_in_order(people: APSWDatabase) -> None:
    first, second = finished(1, "A1", "A4", "R1"), running(2, "A5", "R1")
    put(people, first, second)
    for change in end_of(first, second):
        append(people, "op-1", change)
    assert [e.recent_mo_id for e in history.of_operation(people, "op-1")] == [1, 2]
    assert history.of_operation(people, "op-2") == []
