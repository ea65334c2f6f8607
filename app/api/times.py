"""Times in a query: RFC 3339, with their distance from UTC."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

_RFC3339: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)

_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def _read(value: Any) -> datetime | None:
    """Read a time; before and after what can be counted, take the first and the last moment."""
    if value is None:
        return None
    match = _RFC3339.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a time such as 2026-11-23T07:00:00Z")
    day, clock, _fraction, zone = match.groups()
    moment = datetime.fromisoformat(f"{day}T{clock}{zone.upper()}")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


Moment = Annotated[
    datetime | None,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An aware UTC time of a query, to the second."""
