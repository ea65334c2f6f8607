"""Numbers, times and durations as people here write them."""

import re
from datetime import datetime, tzinfo
from typing import Final

from app import texts
from app.texts import tr

NOTHING = "–"
"""Shown where a value is not known."""

_BOUNDS: Final = re.compile(r"[0-9.]+ – [0-9.]+")


def number(value: float | None) -> str:
    """Write a quantity: 10.073 in Indonesian, 10,073 in English; at most three decimals."""
    if value is None:
        return NOTHING
    whole = f"{value:,.3f}".rstrip("0").rstrip(".")
    return whole.translate(str.maketrans(",.", ".,")) if texts.language() == "id" else whole


def in_words(bounds: str) -> str:
    """Write the bounds of a number, 0.5 – 3, as people here type them; other text stays."""
    comma = texts.language() == "id" and _BOUNDS.fullmatch(bounds) is not None
    return bounds.replace(".", ",") if comma else bounds


def signed(value: float | None) -> str:
    """Write a difference with its sign: +73, −12, ±0."""
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + number(abs(value))


def clock(moment: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Write a time of the station's zone: 14:02, with the date when it is not today's."""
    if moment is None:
        return NOTHING
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local.day} {month(local.month)} {local:%H:%M}"
    return f"{local.day} {month(local.month)} {local.year} {local:%H:%M}"


def dated(moment: datetime | None, zone: tzinfo) -> str:
    """Write a time of the station's zone with its date, today's too: 23 Nov 13:00."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(zone)
    return f"{local.day} {month(local.month)} {local:%H:%M}"


def month(number_: int) -> str:
    """Give the short name of a month, 1 to 12."""
    names = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return names[number_ - 1]


def elapsed(seconds: float) -> str:
    """Write a duration: 7 h 04 min, below an hour 12 min."""
    minutes = max(0, int(seconds // 60))
    hours, rest = divmod(minutes, 60)
    if hours:
        return tr("{hours} h {minutes} min", hours=hours, minutes=f"{rest:02}")
    return tr("{minutes} min", minutes=rest)
