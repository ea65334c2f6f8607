"""One line of the history, as people are shown it, and how it keeps what they typed."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from app.domain.clock import from_text, to_text
from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment
from app.domain.ownership import PEOPLE_OWNED

_TIMES: Final = ("date_start", "date_finished")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of ``production_log``.

    Attributes:
        status: an `app.domain.plans.LogStatus`, or what the older system called it.
        create_at: aware UTC; None: the older system's cannot be read.
        before, after: JSON of the people-owned values and segments; empty in the older system's.
        reason: a person's; of an undo the id of the operation that it takes back.
        person: who typed it, where people have PINs; of a program, the name of its key.
    """

    operation_id: str
    recent_mo_id: int
    mo_name: str
    leader_id: str | None
    station: str | None
    status: str
    create_at: datetime | None
    before: str
    after: str
    reason: str | None
    person: str | None = None


def dump(order: Order) -> str:
    """Write the people-owned values and the segments of an MO as JSON."""
    values: dict[str, Any] = {name: _plain(getattr(order, name)) for name in PEOPLE_OWNED}
    values["segments"] = [
        {
            "roll_number": s.roll_number,
            "auth_first": s.auth_first,
            "auth_last": s.auth_last,
            "started_at": _plain(s.started_at),
            "ended_at": _plain(s.ended_at),
        }
        for s in order.segments
    ]
    return json.dumps(values, sort_keys=True)


def restored(order: Order, text: str) -> Order:
    """Give `order` with the people-owned values and segments that `dump` wrote."""
    values = json.loads(text)
    segments = tuple(
        Segment(
            s["roll_number"],
            s["auth_first"],
            s["auth_last"],
            _time(s["started_at"]),
            _time(s["ended_at"]),
        )
        for s in values.pop("segments")
    )
    for name in _TIMES:
        values[name] = _time(values[name])
    return replace(order, segments=segments, **values)


def _plain(value: object) -> object:
    return to_text(value) if isinstance(value, datetime) else value


def _time(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)
