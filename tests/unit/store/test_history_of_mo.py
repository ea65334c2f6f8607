"""The history of one MO: its own entries, under each name that it had, in order."""

from playhouse.apsw_ext import APSWDatabase

from app.domain.plans import Change, LogStatus
from app.domain.store_address import StoreAddress
from app.store import history
from app.store.mirror import Mirror
from tests.engines import SQLITE
from tests.plant import NOW, STATION, finished, odoo_order, order, ready, run_sql, running
from tests.unit.store.test_orders import put

OLD_LOG = (
    "CREATE TABLE production_log_legacy (id, mo_name, product_name, leader_id, status, create_at)"
)


def append(db: APSWDatabase, operation_id: str, *changes: Change) -> None:
    for change in changes:
        history.append(db, operation_id, change, NOW, STATION, None)


def test_only_the_entries_of_that_mo_are_given_oldest_first(people: APSWDatabase) -> None:
    one, two = ready(1, "A1", "R1"), ready(2, "B1", "R1")
    put(people, one, two)
    append(people, "op-b", Change(order(1), one, LogStatus.REGISTER))
    append(people, "op-c", Change(order(2), two, LogStatus.REGISTER))
    append(people, "op-a", Change(one, one, LogStatus.CORRECT))
    assert [e.operation_id for e in history.of_order(people, 1)] == ["op-b", "op-a"]
    assert [e.operation_id for e in history.of_order(people, 2)] == ["op-c"]


def test_the_mos_of_an_operation_come_in_the_order_in_which_it_wrote_them(
    people: APSWDatabase,
) -> None:
    ended, started = finished(2, "A1", "A9", "R1"), running(1, "B1", "R1")
    put(people, ended, started)
    changes = (
        Change(running(2, "A1", "R1"), ended, LogStatus.CHANGEOVER_END),
        Change(ready(1, None, None), started, LogStatus.CHANGEOVER_START),
    )
    append(people, "op-1", *changes)
    assert history.past(people, "op-1").changes == changes


@SQLITE
def test_the_old_log_is_found_under_every_name_of_the_mo_and_under_no_other(
    people: APSWDatabase, mirror: Mirror, path: StoreAddress
) -> None:
    run_sql(path, OLD_LOG)
    for number, name in enumerate(("A", "B", "C", "D"), start=1):
        run_sql(
            path,
            "INSERT INTO production_log_legacy VALUES (?, ?, NULL, NULL, 'start', NULL)",
            (number, name),
        )
    mirror.write([odoo_order(1, "A"), odoo_order(2, "D")], (), NOW)
    mirror.write([odoo_order(1, "B"), odoo_order(2, "C")], (), NOW)
    before = ready(1, "A1", "R1", mo_name="B")
    append(people, "op-1", Change(before, before, LogStatus.CORRECT))
    assert [e.operation_id for e in history.of_order(people, 1)] == [
        "legacy-1",
        "legacy-2",
        "op-1",
    ]
    assert [e.mo_name for e in history.of_order(people, 2)] == ["C", "D"]
