"""Which MO a scanned name means, and what is read of it."""

from datetime import UTC, datetime, timedelta

from playhouse.apsw_ext import APSWDatabase

from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.plans import Change, LogStatus
from app.domain.store_address import StoreAddress
from app.store import history, label_usage, orders
from app.store.mirror import Mirror
from tests.plant import NOW, STATION, finished, odoo_order, order, ready, run_sql, running
from tests.unit.store.test_orders import put


def found(db: APSWDatabase, name: str) -> int | None:
    mo = orders.find(db, name)
    return None if mo is None else mo.id


def test_of_names_that_differ_in_case_the_exact_one_is_meant(people: APSWDatabase) -> None:
    put(people, order(1, mo_name="wh/mo/1"), order(2, mo_name="WH/MO/1"))
    assert (found(people, "WH/MO/1"), found(people, "wh/mo/1")) == (2, 1)


def test_a_name_that_no_mo_ever_had_is_not_found_where_others_were_renamed(
    people: APSWDatabase, mirror: Mirror
) -> None:
    mirror.write([odoo_order(1, "A"), odoo_order(2, "B")], (), NOW)
    mirror.write([odoo_order(1, "C"), odoo_order(2, "D")], (), NOW)
    assert (found(people, "A"), found(people, "b"), found(people, "E")) == (1, 2, None)


def test_a_present_name_comes_before_a_former_one(people: APSWDatabase, mirror: Mirror) -> None:
    mirror.write([odoo_order(1, "A")], (), NOW)
    mirror.write([odoo_order(1, "B"), odoo_order(2, "A")], (), NOW)
    assert (found(people, "A"), found(people, "a")) == (2, 2)


def test_an_mo_tells_since_when_odoo_no_longer_has_it(people: APSWDatabase) -> None:
    put(people, order(1, gone_at=NOW))
    assert orders.get(people, 1).gone_at == datetime(2026, 4, 17, tzinfo=UTC)


def test_a_ready_mo_tells_when_it_was_registered_the_last_time(people: APSWDatabase) -> None:
    put(people, ready(1, "A1", "R1"), ready(2, "B1", "R1"), running(3, "C1", "R1"), order(4))
    times = [NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=1)]
    for number, (status, at) in enumerate(
        zip([LogStatus.REGISTER, LogStatus.CORRECT, LogStatus.REGISTER], times, strict=True)
    ):
        for key in (1, 3, 4):
            mo = orders.get(people, key)
            history.append(people, f"op-{number}", Change(mo, mo, status), at, STATION, None)
    assert [mo.registered_at for mo in orders.everything(people)] == [times[2], None, None, None]


def test_an_mo_that_was_begun_stays_on_the_board_whatever_else_is_known_of_it(
    people: APSWDatabase,
) -> None:
    # Of an adopted file: started, and not marked as ready.
    put(people, running(1, "A1", "R1", ready_for_production=False, state="done"))
    assert [mo.id for mo in orders.board(people, NOW)] == [1]


def test_a_stored_value_between_codes_that_is_none_takes_no_label(
    people: APSWDatabase, path: StoreAddress
) -> None:
    put(people, finished(1, "A100", "A199", "R1"))
    run_sql(path, "UPDATE label_usage SET auth_first = 'A1 5', auth_last = NULL")
    labels = CodeRange(AuthenticityCode.parse("A000"), AuthenticityCode.parse("A999"))
    assert label_usage.occupied(people, labels, frozenset()) is None


def test_segments_come_in_the_order_of_their_numbers(
    people: APSWDatabase, path: StoreAddress
) -> None:
    put(people, order(1), order(2))
    for key, seq in ((2, 1), (1, 3), (1, 1), (1, 2)):
        run_sql(
            path,
            "INSERT INTO label_usage (recent_mo_id, seq, roll_number) VALUES (?, ?, ?)",
            (key, seq, f"R{seq}"),
        )
    assert [s.roll_number for s in orders.get(people, 1).segments] == ["R1", "R2", "R3"]
