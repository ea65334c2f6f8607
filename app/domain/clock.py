"""Time as the program counts it: aware UTC, to the second."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

Clock = Callable[[], datetime]
"""Gives the present as aware UTC; tests inject their own."""

_SEPARATORS: Final = ("-", "-", " ", ":", ":")


def utc_now() -> datetime:
    """Give the present, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def to_text(moment: datetime) -> str:
    """Write an aware time as Odoo and the store have it: naive UTC, ``YYYY-MM-DD HH:MM:SS``."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(" ", "seconds")[:19]


def from_text(text: str) -> datetime:
    """Read naive UTC text.

    Raises:
        ValueError: it is not ``YYYY-MM-DD HH:MM:SS``.
    """
    # `fromisoformat` is quick, and takes more than this form.
    if len(text) != 19 or (text[4], text[7], text[10], text[13], text[16]) != _SEPARATORS:
        raise ValueError(text)
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
