"""The training factory is believable, repeatable and full of the cases that matter."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD, training_database
from app.demo.models import GROUP_WORKER, ORDER, PICKING, STATES
from app.demo.records import Database, stamp

NOW = datetime(2026, 4, 17, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def factory() -> Database:
    return training_database(NOW)


def everything(database: Database) -> list[object]:
    return [database.records(model) for model in (ORDER, PICKING, GROUP_WORKER)]


def test_same_seed_same_factory(factory: Database) -> None:
    assert everything(training_database(NOW)) == everything(factory)
    assert everything(training_database(NOW.replace(tzinfo=None))) == everything(factory)
    assert everything(training_database(NOW, seed=8)) != everything(factory)


def test_login(factory: Database) -> None:
    assert factory.name == "pabrik"
    assert factory.authenticate(TRAINING_LOGIN, TRAINING_PASSWORD) is not None


def test_counts_and_states(factory: Database) -> None:
    orders = factory.records(ORDER)
    states = Counter(order["state"] for order in orders)
    assert len(orders) == 300
    assert states.keys() == {state for state, _ in STATES}
    assert states.most_common(1)[0][0] == "confirmed"
    week = stamp(NOW - timedelta(days=7))
    selected = [o for o in orders if str(o["create_date"]) >= week and o["state"] != "done"]
    assert 120 <= len(selected) <= 260
    assert any(str(order["create_date"]) < week for order in orders)


@pytest.mark.parametrize("count", [0, 1, 12, 1000])
def test_any_size(count: int) -> None:
    assert len(training_database(NOW, orders=count).records(ORDER)) == count


def test_times_are_in_order(factory: Database) -> None:
    for order in factory.records(ORDER):
        created, written = str(order["create_date"]), str(order["write_date"])
        assert stamp(NOW - timedelta(days=9)) <= created <= written <= stamp(NOW)
        assert str(order["date_start"]) <= str(order["date_finished"])
        if order["state"] == "done":
            assert str(order["date_finished"]) <= stamp(NOW)


def test_values_look_like_the_factory(factory: Database) -> None:
    orders = factory.records(ORDER)
    names = {str(order["name"]) for order in orders}
    assert len(names) == len(orders)
    assert names & {"WH/MO/00101", "WH/MO/00101-001"}
    for order in orders:
        product = order["product_id"]
        assert isinstance(product, list)
        assert re.fullmatch(r"\[LQ-\d{3}\] Liquid \w+ (30|60|100) ml", product[1])
        assert order["product_uom_id"] == [1, "pcs"]
        assert isinstance(order["product_qty"], float)
        assert order["product_qty"] > 0
    for shift in (1, 2, 3):
        assert any(f"TEAM LIQUID - SHIFT {shift}" in str(order["note"]) for order in orders)
    for name in ("initial_qty_target", "origin", "note", "group_worker"):
        empty = sum(not order[name] for order in orders)
        assert 0 < empty < len(orders) / 2, name


def test_backorders_come_in_pairs(factory: Database) -> None:
    by_name = {str(order["name"]): order for order in factory.records(ORDER)}
    closed = [name for name in by_name if name.endswith("-001")]
    assert len(closed) >= 3
    for name in closed:
        rest = by_name[name.removesuffix("-001") + "-002"]
        assert by_name[name]["state"] == "done"
        assert rest["state"] == "confirmed"
        assert rest["product_id"] == by_name[name]["product_id"]


def test_transfers_cover_what_makes_matching_hard(factory: Database) -> None:
    orders, transfers = factory.records(ORDER), factory.records(PICKING)
    names = {str(order["name"]).removesuffix("-001") for order in orders}
    own = {str(order["origin"]) for order in orders if order["origin"]}
    origins = Counter(str(transfer["origin"]) for transfer in transfers)
    assert any(", " in origin for origin in origins)
    assert any(origin in own for origin in origins)
    assert any(count > 1 for origin, count in origins.items() if origin in names)
    for origin in origins:
        assert all(part in names | own for part in origin.split(", ")), origin
    newest: dict[str, object] = {str(t["origin"]): t["state"] for t in transfers}
    assert "cancel" in newest.values()
    assert all(str(transfer["write_date"]) <= stamp(NOW) for transfer in transfers)
