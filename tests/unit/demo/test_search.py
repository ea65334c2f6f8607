"""Domains and orders, on orders of our own."""

from typing import Any

import pytest

from app.demo.accounts import User
from app.demo.answers import OdooError
from app.demo.calls import Caller
from app.demo.models import GROUP_WORKER, ORDER
from app.demo.records import Database

ORDERS: list[dict[str, Any]] = [
    {
        "id": 1,
        "name": "WH/MO/00001",
        "state": "draft",
        "note": "TEAM LIQUID - SHIFT 1\ncek 50% stok",
        "group_worker": [1, "Regu Melati"],
        "product_qty": 1000.0,
        "initial_qty_target": 0.0,
        "create_date": "2026-03-01 08:00:00",
        "write_date": "2026-03-01 08:00:00",
        "date_start": "2026-03-05 00:00:00",
    },
    {
        "id": 2,
        "name": "WH/MO/00002",
        "state": "confirmed",
        "note": "team liquid_shift 2",
        "group_worker": [2, "Regu Kenanga"],
        "product_qty": 2000.0,
        "initial_qty_target": None,
        "create_date": "2026-03-02 08:00:00",
        "write_date": "2026-03-03 08:00:00",
        "date_start": "2026-03-04 00:00:00",
    },
    {
        "id": 3,
        "name": "WH/MO/00003",
        "state": "done",
        "note": False,
        "group_worker": False,
        "product_qty": 2000.0,
        "initial_qty_target": 2100.0,
        "create_date": "2026-03-02 20:00:00",
        "write_date": "2026-03-04 08:00:00",
        "date_start": "2026-03-03 00:00:00",
    },
    {
        "id": 4,
        "name": "WH/MO/00004",
        "state": "cancel",
        "note": "jalur C:\\label",
        "group_worker": [1, "Regu Melati"],
        "product_qty": 500.0,
        "initial_qty_target": 500.0,
        "create_date": "2026-03-04 08:00:00",
        "write_date": "2026-03-04 08:00:00",
        "date_start": "2026-03-02 00:00:00",
    },
]


def caller(version: int = 17) -> Caller:
    database = Database("uji")
    workers = [{"id": 1, "name": "Regu Melati"}, {"id": 2, "name": "Regu Kenanga"}]
    database.load(GROUP_WORKER, workers)
    database.load(ORDER, ORDERS)
    return Caller(database, User(2, "uji", "", False, True), version)


def found(domain: Any, version: int = 17, **kwargs: Any) -> Any:
    return caller(version).call(ORDER, "search", [domain], {"order": "id", **kwargs})


@pytest.mark.parametrize("version", [17, 18, 19])
@pytest.mark.parametrize(
    ("domain", "ids"),
    [
        ([], [1, 2, 3, 4]),
        ([["state", "=", "draft"]], [1]),
        ([["state", "!=", "draft"]], [2, 3, 4]),
        ([["state", "in", ["draft", "done"]]], [1, 3]),
        ([["state", "not in", ["draft", "done"]]], [2, 4]),
        ([["id", "in", [4, 2, 99]]], [2, 4]),
        ([["id", ">", 2]], [3, 4]),
        ([["product_qty", ">=", 2000]], [2, 3]),
        ([["product_qty", "<", 1000.5]], [1, 4]),
        ([["note", "=", False]], [3]),
        ([["note", "!=", False]], [1, 2, 4]),
        ([["note", "not in", ["team liquid_shift 2"]]], [1, 3, 4]),
        ([["note", "in", [False, "team liquid_shift 2"]]], [2, 3]),
        ([["state", "=", "draft"], ["id", "=", 2]], []),
        (["|", ["state", "=", "draft"], ["id", "=", 2]], [1, 2]),
        (["!", ["state", "=", "draft"]], [2, 3, 4]),
        (["&", "!", ["id", "=", 1], "|", ["id", "=", 2], ["state", "=", "done"]], [2, 3]),
        (["|", ["id", "=", 1], "|", ["id", "=", 2], ["id", "=", 3], ["id", "!=", 2]], [1, 3]),
        ([[1, "=", 1]], [1, 2, 3, 4]),
        ([[0, "=", 1]], []),
        ([["group_worker", "=", 1]], [1, 4]),
        ([["group_worker", "=", "Regu Melati"]], [1, 4]),
        ([["group_worker", "!=", 1]], [2, 3]),
        ([["group_worker", "=", False]], [3]),
        ([["group_worker", "in", [1, 2]]], [1, 2, 4]),
        ([["group_worker", "not in", [1]]], [2, 3]),
        ([["group_worker", "ilike", "melati"]], [1, 4]),
        ([["group_worker", "not ilike", "melati"]], [2, 3]),
        ([["group_worker.name", "like", "Kenanga"]], [2]),
        ([["create_date", ">=", "2026-03-02 12:00:00"]], [3, 4]),
        ([["create_date", ">=", "2026-03-02T12:00:00"]], [3, 4]),
        ([["date_start", "<=", "2026-03-03 00:00:00"]], [3, 4]),
        ([["date_start", "=", "2026-03-03 00:00:00"]], [3]),
        ([["state", "=?", False]], [1, 2, 3, 4]),
        ([["state", "=?", "done"]], [3]),
    ],
)
def test_domain(domain: Any, ids: list[int], version: int) -> None:
    assert found(domain, version) == ids


@pytest.mark.parametrize(
    ("operator", "pattern", "ids"),
    [
        ("ilike", "TEAM LIQUID", [1, 2]),
        ("like", "TEAM LIQUID", [1]),
        ("not ilike", "TEAM LIQUID", [3, 4]),
        ("not like", "TEAM LIQUID", [2, 3, 4]),
        ("ilike", "team%shift", [1, 2]),
        ("ilike", "liquid_shift", [2]),
        ("ilike", "liquid_", [1, 2]),
        ("ilike", "liquid\\_", [2]),
        ("ilike", "50%", [1]),
        ("ilike", "0\\%", [1]),
        ("ilike", "2\\%", []),
        ("ilike", "C:\\label", []),
        ("ilike", "c:\\\\label", [4]),
        ("=like", "TEAM%", [1]),
        ("=ilike", "team%", [1, 2]),
        ("=ilike", "shift 2", []),
        ("ilike", "SHIFT 1\ncek", [1]),
        ("ilike", "", [1, 2, 3, 4]),
    ],
)
def test_patterns(operator: str, pattern: str, ids: list[int]) -> None:
    assert found([["note", operator, pattern]]) == ids


def test_bare_date_is_a_day_in_utc_on_17_and_in_the_users_zone_on_19() -> None:
    assert found([["create_date", ">=", "2026-03-03"]], 17) == [4]
    assert found([["create_date", ">=", "2026-03-03"]], 19) == [3, 4]
    assert found([["date_start", "<=", "2026-03-02"]], 17) == [4]


def test_17_keeps_parts_of_a_second_that_a_read_does_not_show() -> None:
    own = [["write_date", ">", "2026-03-03 08:00:00"], ["id", "=", 2]]
    assert found(own, 17) == [2]
    assert found(own, 19) == []
    assert found([["write_date", ">=", "2026-03-03 08:00:00"], ["id", "=", 2]], 19) == [2]
    assert found([["write_date", "<=", "2026-03-03 08:00:00"], ["id", "=", 2]], 17) == []


def test_17_tells_an_unfilled_number_from_a_zero() -> None:
    assert found([["initial_qty_target", "=", False]], 17) == [2]
    assert found([["initial_qty_target", "=", False]], 19) == [1, 2]
    assert found([["initial_qty_target", "=", 0]], 17) == [1]


def test_19_takes_empty_text_for_nothing() -> None:
    assert found([["note", "=", ""]], 17) == []
    assert found([["note", "=", ""]], 19) == [3]


@pytest.mark.parametrize("version", [17, 19])
@pytest.mark.parametrize(
    "domain",
    [
        ["|", ["id", "=", 1]],
        ["&"],
        [["id", "="]],
        ["id", "=", 1],
        [["id", "contains", 1]],
        [["unknown", "=", 1]],
        [["product_id.unknown", "=", 1]],
        "id",
        [["create_date", ">", "yesterday"]],
    ],
)
def test_refused_domain(domain: Any, version: int) -> None:
    with pytest.raises(OdooError):
        found(domain, version)


def test_19_refuses_a_zone_and_17_does_not() -> None:
    domain = [["create_date", ">", "2026-03-03T00:00:00Z"]]
    assert found(domain, 17) == [4]
    with pytest.raises(OdooError):
        found(domain, 19)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("id desc", [4, 3, 2, 1]),
        ("product_qty desc, id desc", [3, 2, 1, 4]),
        ("product_qty, id", [4, 1, 2, 3]),
        ("group_worker, id", [2, 1, 4, 3]),
        ("group_worker desc, id", [3, 1, 4, 2]),
        ("write_date asc, id desc", [1, 2, 4, 3]),
        ("", [4, 3, 2, 1]),  # by the planned start
    ],
)
def test_order(order: str, ids: list[int]) -> None:
    assert found([], order=order) == ids


@pytest.mark.parametrize("order", ["unknown", "id upwards", "id desc,"])
def test_refused_order(order: str) -> None:
    with pytest.raises(OdooError):
        found([], order=order)


def test_paging_by_offset_and_by_id_gives_each_record_once() -> None:
    assert found([], limit=3) + found([], limit=3, offset=3) == [1, 2, 3, 4]
    assert found([], offset=9) == []
    pages, last = [], 0
    while page := found([["id", ">", last]], limit=2):
        pages.extend(page)
        last = page[-1]
    assert pages == [1, 2, 3, 4]


def test_reading() -> None:
    rows = caller().call(ORDER, "read", [[3, 99, 1]], {"fields": ["name", "group_worker"]})
    assert rows == [
        {"id": 3, "name": "WH/MO/00003", "group_worker": False},
        {"id": 1, "name": "WH/MO/00001", "group_worker": [1, "Regu Melati"]},
    ]
    bare = caller().call(ORDER, "read", [[1]], {"fields": ["group_worker"], "load": ""})
    assert bare == [{"id": 1, "group_worker": 1}]
    assert caller().call(ORDER, "search_count", [[["state", "!=", "done"]]], {}) == 3


@pytest.mark.parametrize(
    ("method", "kwargs", "name"),
    [
        ("search_read", {"fields": ["unknown"]}, "builtins.ValueError"),
        ("search_read", {"limitt": 1}, "builtins.TypeError"),
        ("_search", {}, "odoo.exceptions.AccessError"),
        ("no_such", {}, "builtins.AttributeError"),
        ("read", {"ids": [1], "fields": ["unknown"]}, "builtins.ValueError"),
        ("search", {"domain": [["product_qty", ">", "many"]]}, "builtins.TypeError"),
    ],
)
def test_refused_call(method: str, kwargs: dict[str, Any], name: str) -> None:
    with pytest.raises(OdooError) as caught:
        caller().call(ORDER, method, [], kwargs)
    assert caught.value.name == name
