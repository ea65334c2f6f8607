"""From Odoo's payload to an MO: empty is nothing, what is of the wrong kind is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.orders import OdooOrder
from app.odoo.mapping import BrokenRecordError, Transfer, to_order, to_transfer

RECORD: dict[str, Any] = {
    "id": 48,
    "name": "WH/MO/00048",
    "state": "confirmed",
    "product_id": [7, "Liquid Mangga 60 ml"],
    "product_qty": 100.0,
    "product_uom_id": [1, "Botol"],
    "create_date": "2026-04-16 23:59:59",
    "origin": "SO00007",
    "write_date": "2026-04-17 00:00:00",
    "group_worker": [3, "Grup 3"],
    "note": "TEAM LIQUID - SHIFT 1\r\n",
    "initial_qty_target": 90,
    # Planned times, of no interest: they are not ours.
    "date_start": "2026-04-17 01:00:00",
    "date_finished": "2026-04-17 02:00:00",
}
ORDER = OdooOrder(
    mo_id=48,
    mo_name="WH/MO/00048",
    state="confirmed",
    group_worker_id=3,
    note="TEAM LIQUID - SHIFT 1\r\n",
    product_id=7,
    product_name="Liquid Mangga 60 ml",
    product_uom="Botol",
    product_qty=100.0,
    initial_qty_target=90.0,
    create_date="2026-04-16 23:59:59",
    origin="SO00007",
    transfer_id=None,
    write_date="2026-04-17 00:00:00",
)
MAY_BE_EMPTY = {
    "product_id",
    "product_qty",
    "product_uom_id",
    "create_date",
    "origin",
    "write_date",
    "group_worker",
    "note",
    "initial_qty_target",
}


def test_a_record_becomes_an_mo() -> None:
    assert to_order(RECORD) == ORDER


def test_a_number_stays_0_and_is_not_empty() -> None:
    assert to_order({**RECORD, "product_qty": 0.0}).product_qty == 0.0


@pytest.mark.parametrize("nothing", [False, None])
def test_what_is_empty_in_odoo_is_none(nothing: object) -> None:
    found = to_order({**RECORD, **dict.fromkeys(MAY_BE_EMPTY, nothing)})
    empty: dict[str, Any] = dict.fromkeys(OdooOrder._fields)
    assert found == OdooOrder(
        **{**empty, "mo_id": 48, "mo_name": "WH/MO/00048", "state": "confirmed"}
    )


def test_fields_that_this_odoo_does_not_have_are_none() -> None:
    found = to_order({k: v for k, v in RECORD.items() if k not in MAY_BE_EMPTY})
    assert (found.note, found.group_worker_id, found.initial_qty_target) == (None, None, None)


def test_empty_text_is_none() -> None:
    assert to_order({**RECORD, "note": "", "origin": ""}).note is None


BROKEN: list[tuple[str, object]] = [
    ("id", False),
    ("id", 0),
    ("id", -1),
    ("id", "48"),
    ("id", True),
    ("id", 2**63),
    ("id", 48.0),
    ("name", False),
    ("name", ""),
    ("name", 48),
    ("name", "\tWH/MO/00048"),
    ("name", ["WH"]),
    ("state", False),
    ("state", 1),
    ("product_qty", "100"),
    ("product_qty", True),
    ("product_qty", float("nan")),
    ("product_qty", float("inf")),
    ("initial_qty_target", [1]),
    ("create_date", "17/04/2026"),
    ("create_date", "2026-02-30 00:00:00"),
    ("create_date", 1776384000),
    ("write_date", True),
    ("write_date", "2026-04-17T00:00:00"),
    ("product_id", 7),
    ("product_id", [7]),
    ("product_id", ["7", "Liquid"]),
    ("product_id", [True, "Liquid"]),
    ("product_id", [7, False]),
    ("product_uom_id", "Botol"),
    ("group_worker", {"id": 3}),
    ("note", 5),
    ("note", "half a pair \ud83d"),
    ("origin", ["SO1"]),
]


@pytest.mark.parametrize(("field", "value"), BROKEN)
def test_a_value_of_the_wrong_kind_breaks_the_record(field: str, value: object) -> None:
    with pytest.raises(BrokenRecordError):
        to_order({**RECORD, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("product_qty", 10**400, id="a number that no float holds"),
        pytest.param("product_id", [2**63, "Liquid"], id="an id that no store holds"),
        pytest.param("product_id", [7, "half a pair \ud83d"], id="a name that no store holds"),
        pytest.param("product_uom_id", [1, "\ud83d"], id="a unit that no store holds"),
    ],
)
def test_a_value_that_no_store_holds_breaks_the_record(field: str, value: object) -> None:
    with pytest.raises(BrokenRecordError):
        to_order({**RECORD, field: value})


@pytest.mark.parametrize("record", [None, [], "WH/MO/00048", 48, True])
def test_what_is_no_record_is_broken(record: Any) -> None:
    with pytest.raises(BrokenRecordError):
        to_order(record)
    with pytest.raises(BrokenRecordError):
        to_transfer(record)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(RECORD)), JSON)
def test_any_value_of_any_field_gives_an_mo_or_a_broken_record_never_another_error(
    field: str, value: object
) -> None:
    try:
        found = to_order({**RECORD, field: value})
    except BrokenRecordError:
        return
    assert found.mo_name
    assert found.mo_id > 0


# ---------------------------------------------------------------------- transfers


def test_a_transfer_is_its_id_and_its_origin() -> None:
    record = {"id": 9, "origin": "WH/MO/00048", "state": "assigned"}
    assert to_transfer(record) == Transfer(9, "WH/MO/00048")


@pytest.mark.parametrize("values", [{"state": "cancel"}, {"origin": False}, {"origin": ""}])
def test_a_cancelled_transfer_or_one_of_nothing_is_none(values: dict[str, object]) -> None:
    record = {"id": 9, "origin": "WH/MO/00048", "state": "assigned"}
    assert to_transfer({**record, **values}) is None


@pytest.mark.parametrize("values", [{"id": "9"}, {"id": 2**63}, {"origin": 5}, {"state": 1}])
def test_a_transfer_of_the_wrong_kind_is_broken(values: dict[str, object]) -> None:
    with pytest.raises(BrokenRecordError):
        to_transfer({"id": 9, "origin": "WH/MO/00048", "state": "assigned", **values})
