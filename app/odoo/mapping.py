"""From Odoo's payload to domain objects: ``False`` is nothing, a many2one is a pair."""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

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

NAME, CREATED, ORIGIN, TRANSFER = map(
    OdooOrder._fields.index, ("mo_name", "create_date", "origin", "transfer_id")
)
"""Where these stand among the values of an `OdooOrder`."""


class BrokenRecordError(ValueError):
    """A record that is not what Odoo's model says; it is left out, the others are stored."""


class Transfer(NamedTuple):
    """A picking: its id and the documents that it belongs to."""

    id: int
    origin: str


def to_order(record: Mapping[str, Any], transfer_id: int | None = None) -> OdooOrder:
    """Read one ``mrp.production`` record.

    Raises:
        BrokenRecordError: a value is of the wrong kind, or name or id is missing.
    """
    values = values_of(record)
    values[TRANSFER] = transfer_id
    return OdooOrder._make(values)


def values_of(record: Mapping[str, Any]) -> list[Any]:
    """Read one ``mrp.production`` record as the values of an `OdooOrder`, without transfer.

    Raises:
        BrokenRecordError: a value is of the wrong kind, or name or id is missing.
    """
    if not isinstance(record, dict):
        raise BrokenRecordError("record")
    get = record.get
    name = _text("name", get("name"))
    state = _text("state", get("state"))
    if name is None or state is None or name[0] in "\t\r\n":
        raise BrokenRecordError("name or state")
    product_id, product_name = _relation("product_id", get("product_id"))
    return [
        _key("id", get("id")),
        name,
        state,
        _relation("group_worker", get("group_worker"))[0],
        _text("note", get("note")),
        product_id,
        product_name,
        _relation("product_uom_id", get("product_uom_id"))[1],
        _number("product_qty", get("product_qty")),
        _number("initial_qty_target", get("initial_qty_target")),
        _time("create_date", get("create_date")),
        _text("origin", get("origin")),
        None,
        _time("write_date", get("write_date")),
    ]


def to_transfer(record: Mapping[str, Any]) -> Transfer | None:
    """Read one ``stock.picking`` record; None for one that is cancelled or belongs to nothing.

    Raises:
        BrokenRecordError: a value is of the wrong kind.
    """
    if not isinstance(record, dict):
        raise BrokenRecordError("record")
    origin = _text("origin", record.get("origin"))
    if origin is None or _text("state", record.get("state")) == "cancel":
        return None
    return Transfer(_key("id", record.get("id")), origin)


def _key(field: str, value: object) -> int:
    # A bool is an int in Python; ids of SQLite and PostgreSQL end at 63 bits.
    if type(value) is not int or not 0 < value < 2**63:
        raise BrokenRecordError(field)
    return value


def _text(field: str, value: object) -> str | None:
    if isinstance(value, str):
        return (value or None) if value.isascii() else _storable(field, value)
    if value is False or value is None:
        return None
    raise BrokenRecordError(field)


def _storable(field: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair: no store takes it
        raise BrokenRecordError(field) from error
    return text


def _number(field: str, value: object) -> float | None:
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


def _time(field: str, value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return _text(field, value)
    try:
        return _checked_time(value)
    except ValueError as error:
        raise BrokenRecordError(field) from error


@lru_cache(maxsize=4096)  # many MOs are made, or changed, in one second
def _checked_time(text: str) -> str:
    from_text(text)
    return text


def _relation(field: str, value: object) -> tuple[int | None, str | None]:
    if value is False or value is None:
        return None, None
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str):
        raise BrokenRecordError(field)
    key, name = value
    return _key(field, key), name if name.isascii() else _storable(field, name)
