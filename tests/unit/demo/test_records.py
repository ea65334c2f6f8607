"""The in-memory database."""

from datetime import UTC, datetime, timedelta

import pytest

from app.demo.models import GROUP_WORKER, ORDER, PICKING
from app.demo.records import Database, Record


class Clock:
    """A time that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(clock: Clock) -> Database:
    database = Database("uji", clock=clock)
    database.load(GROUP_WORKER, [{"id": 3, "name": "Regu Anggrek"}])
    order = {"id": 48, "name": "WH/MO/00048", "state": "confirmed", "product_qty": 900.0}
    product = {"product_id": [5, "[LQ-030] Liquid Mango 30 ml"], "origin": "PPIC/1"}
    database.load(ORDER, [{**order, **product, "create_date": "2026-05-01 00:00:00"}])
    return database


def order(database: Database, key: int) -> Record:
    return next(record for record in database.records(ORDER) if record["id"] == key)


def test_load_keeps_values_and_fills_the_rest(database: Database) -> None:
    record = order(database, 48)
    assert record["name"] == record["display_name"] == "WH/MO/00048"
    assert record["create_date"] == "2026-05-01 00:00:00"
    assert record["note"] is False
    assert record["initial_qty_target"] == 0.0
    assert record["write_date"] == "2026-05-04 03:02:01"


def test_create_numbers_and_dates(database: Database) -> None:
    key = database.create(ORDER, {"product_qty": 5, "group_worker": 3})
    record = order(database, key)
    assert key == 49
    assert record["name"] == "WH/MO/00049"
    assert record["state"] == "draft"
    assert record["group_worker"] == [3, "Regu Anggrek"]
    assert record["product_qty"] == 5.0
    assert record["create_date"] == record["write_date"] == "2026-05-04 03:02:01"
    assert record["date_start"]
    assert record["date_finished"]


def test_write_moves_the_write_date(database: Database, clock: Clock) -> None:
    clock.now += timedelta(minutes=1)
    database.write(ORDER, [48], {"state": "progress", "group_worker": 3, "origin": None})
    record = order(database, 48)
    assert record["state"] == "progress"
    assert record["group_worker"] == [3, "Regu Anggrek"]
    assert record["origin"] is False
    assert record["write_date"] == "2026-05-04 03:03:01"
    assert record["create_date"] == "2026-05-01 00:00:00"


def test_write_refuses_the_unknown(database: Database) -> None:
    with pytest.raises(KeyError):
        database.write(ORDER, [48, 99], {"state": "done"})
    with pytest.raises(ValueError, match="Invalid field"):
        database.write(ORDER, 48, {"auth_first": "1"})
    assert order(database, 48)["state"] == "confirmed"


def test_records_are_copies(database: Database) -> None:
    database.records(ORDER)[0]["name"] = "changed"
    assert order(database, 48)["name"] == "WH/MO/00048"


def test_unlink(database: Database) -> None:
    database.unlink(ORDER, [48, 99])
    assert database.records(ORDER) == []
    assert database.create(ORDER, {}) == 49


def test_renaming_moves_no_write_date(database: Database, clock: Clock) -> None:
    clock.now += timedelta(hours=1)
    database.rename_related("product.product", 5, "[LQ-030] Liquid Mangga 30 ml")
    record = order(database, 48)
    assert record["product_id"] == [5, "[LQ-030] Liquid Mangga 30 ml"]
    assert record["write_date"] == "2026-05-04 03:02:01"


def test_renamed_group_shows_in_orders(database: Database) -> None:
    database.write(ORDER, 48, {"group_worker": 3})
    database.write(GROUP_WORKER, 3, {"name": "Regu Mawar"})
    assert order(database, 48)["group_worker"] == [3, "Regu Mawar"]


def test_backorder_renames_and_continues_the_numbering(database: Database, clock: Clock) -> None:
    clock.now += timedelta(hours=2)
    second = database.backorder(48, 300.0)
    first, rest = order(database, 48), order(database, second)
    assert (first["name"], first["state"], first["product_qty"]) == ("WH/MO/00048-001", "done", 300)
    assert (rest["name"], rest["state"], rest["product_qty"]) == (
        "WH/MO/00048-002",
        "confirmed",
        600,
    )
    assert rest["product_id"] == first["product_id"]
    assert rest["origin"] == "PPIC/1"
    assert rest["create_date"] == first["write_date"] == "2026-05-04 05:02:01"
    third = database.backorder(second, 100.0)
    assert order(database, second)["name"] == "WH/MO/00048-002"
    assert order(database, third)["name"] == "WH/MO/00048-003"
    assert order(database, third)["product_qty"] == 500.0


def test_plain_odoo_has_no_custom_fields() -> None:
    plain = Database("polos", custom_fields=False)
    assert plain.models() == {ORDER, PICKING}
    assert not plain.fields(ORDER).keys() & {"group_worker", "note", "initial_qty_target"}
    with pytest.raises(ValueError, match="note"):
        plain.create(ORDER, {"note": "x"})


def test_naive_clock_counts_as_utc() -> None:
    moment = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    database = Database("uji", clock=lambda: moment)
    database.create(ORDER, {})
    assert database.records(ORDER)[0]["create_date"] == "2026-05-04 03:02:01"


def test_users_and_keys() -> None:
    database = Database("uji")
    assert database.add_user("ani", "rahasia") == 2
    assert database.add_user("dua", "rahasia", two_factor=True) == 3
    user = database.authenticate("ani", "rahasia")
    assert user is not None
    assert user.login == "ani"
    assert database.authenticate("ani", "salah") is None
    assert database.authenticate("nobody", "rahasia") is None
    key = database.add_api_key("ani")
    assert database.user_of_key(key) is user
    assert database.user_of_key("x") is None
