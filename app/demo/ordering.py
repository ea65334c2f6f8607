"""The order of search results, such as ``create_date desc, id``."""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from app.demo.answers import OdooError, value_error
from app.demo.models import NUMBERS, Field


def sort_rows(
    rows: Iterable[Mapping[str, Any]], order: str, model: str, fields: Mapping[str, Field]
) -> list[Mapping[str, Any]]:
    """Return ``rows`` in an order like ``create_date desc, id``; empty values sort as NULLs do.

    Raises ``OdooError`` for an unknown field or an order that cannot be read.
    """
    ordered = sorted(rows, key=itemgetter("id"))
    for part in reversed(order.split(",")):
        words = part.split()
        name = words[0] if words else ""
        direction = " ".join(words[1:]).lower() or "asc"
        if name not in fields:
            raise value_error(f"Invalid field {name!r} on model {model!r}")
        if direction.removesuffix(" nulls last").removesuffix(" nulls first") not in {
            "asc",
            "desc",
        }:
            msg = f'Invalid "order" specified ({order}).'
            raise OdooError("odoo.exceptions.UserError", msg)
        ordered.sort(key=_sort_key(name, fields[name]), reverse=direction.startswith("desc"))
    return ordered


def _sort_key(name: str, field: Field) -> Callable[[Mapping[str, Any]], Any]:
    if field["type"] in NUMBERS:
        return itemgetter(name)
    if field["type"] == "many2one":
        return lambda row: (False, row[name][1]) if row[name] else (True, "")
    return lambda row: (True, "") if row[name] is False else (False, row[name])
