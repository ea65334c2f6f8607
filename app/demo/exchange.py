"""One HTTP exchange with the stand-in, as its routes see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

_JSON_TYPES: Final = frozenset({"application/json", "application/json-rpc"})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, the path without its query; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    sid: str | None

    def is_json(self) -> bool:
        """Tell whether the body claims to be JSON."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return self.method == "POST" and kind in _JSON_TYPES


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is put on the wire: whole and at once, unless a fault wants it otherwise.

    Attributes:
        cut: Bytes that are sent, head included, before the connection is closed; below 0: all
            but so many.
        reset: Whether it is closed by a reset.
        drip: Seconds between one byte of the body and the next.
    """

    cut: int | None = None
    reset: bool = False
    drip: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer, ready to be sent; ``headers`` may name one header several times."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = Manner()

    def with_header(self, name: str, value: str) -> "Reply":
        """Return the same answer with one more header."""
        added = (*self.headers, (name, value))
        return replace(self, headers=added)
