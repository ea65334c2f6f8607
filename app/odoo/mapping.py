"""From Odoo's payload to domain objects: ``False`` is nothing, a many2one is a pair."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.clock import from_text
from app.domain.orders import OdooOrder

ORDER_FIELDS: Final = (
    "id",
    "name",
    "state",
    "product_id",
    "product_qty",
    "product_uom_id",
    "create_date",
    "origin",
    "write_date",
)
"""Fields that every Odoo has."""

CUSTOM_FIELDS: Final = ("group_worker", "note", "initial_qty_target")
"""Fields that exist only where somebody added them."""

TRANSFER_FIELDS: Final = ("id", "origin", "state")


class BrokenRecordError(ValueError):
    """A record that is not what Odoo's model says; it is left out, the others are stored."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A picking: its id and the documents that it belongs to."""

    id: int
    origin: str


def to_order(record: Mapping[str, Any], transfer_id: int | None = None) -> OdooOrder:
    """Read one ``mrp.production`` record.

    Raises:
        BrokenRecordError: a value is of the wrong kind, or name or id is missing.
    """
    if not isinstance(record, dict):
        raise BrokenRecordError("record")
    name = _text(record, "name")
    state = _text(record, "state")
    if name is None or state is None or name[0] in "\t\r\n":
        raise BrokenRecordError("name or state")
    product_id, product_name = _relation(record, "product_id")
    return OdooOrder(
        mo_id=_id(record),
        mo_name=name,
        state=state,
        group_worker_id=_relation(record, "group_worker")[0],
        note=_text(record, "note"),
        product_id=product_id,
        product_name=product_name,
        product_uom=_relation(record, "product_uom_id")[1],
        product_qty=_number(record, "product_qty"),
        initial_qty_target=_number(record, "initial_qty_target"),
        create_date=_time(record, "create_date"),
        origin=_text(record, "origin"),
        transfer_id=transfer_id,
        write_date=_time(record, "write_date"),
    )


def to_transfer(record: Mapping[str, Any]) -> Transfer | None:
    """Read one ``stock.picking`` record; None for one that is cancelled or belongs to nothing.

    Raises:
        BrokenRecordError: a value is of the wrong kind.
    """
    if not isinstance(record, dict):
        raise BrokenRecordError("record")
    origin = _text(record, "origin")
    if origin is None or _text(record, "state") == "cancel":
        return None
    return Transfer(_id(record), origin)


def _id(record: Mapping[str, Any]) -> int:
    return _key("id", record.get("id"))


def _key(field: str, value: object) -> int:
    # A bool is an int in Python; ids of SQLite and PostgreSQL end at 63 bits.
    if type(value) is not int or not 0 < value < 2**63:
        raise BrokenRecordError(field)
    return value


def _text(record: Mapping[str, Any], field: str) -> str | None:
    value = record.get(field, False)
    if value is False or value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BrokenRecordError(field)
    return _storable(field, value)


def _storable(field: str, text: str) -> str:
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair: no store takes it
        raise BrokenRecordError(field) from error
    return text


def _number(record: Mapping[str, Any], field: str) -> float | None:
    value = record.get(field, False)
    if value is False or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BrokenRecordError(field)
    try:
        number = float(value)
    except OverflowError as error:
        raise BrokenRecordError(field) from error
    if not math.isfinite(number):  # Python's JSON reads NaN and Infinity
        raise BrokenRecordError(field)
    return number


def _time(record: Mapping[str, Any], field: str) -> str | None:
    value = _text(record, field)
    if value is not None:
        try:
            from_text(value)
        except ValueError as error:
            raise BrokenRecordError(field) from error
    return value


def _relation(record: Mapping[str, Any], field: str) -> tuple[int | None, str | None]:
    value = record.get(field, False)
    if value is False or value is None:
        return None, None
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str):
        raise BrokenRecordError(field)
    return _key(field, value[0]), _storable(field, value[1])
