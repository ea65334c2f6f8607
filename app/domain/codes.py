"""Authenticity codes, roll numbers and leader ids as people type and scanners send them."""

import re
from typing import Self

from app.domain.errors import Code, Problem, RefusedError
from app.domain.frozen import dataclass

CODE_LENGTH = 40
ROLL_LENGTH = 40
LEADER_LENGTH = 20
SHOWN_LENGTH = 24

_CODE = re.compile(r"([A-Z0-9./-]*?)([0-9]+)")
_PLAIN = re.compile(r"[A-Z0-9./-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def clean(text: str) -> str:
    """Give what was meant by typed or scanned text: no control characters, trimmed, upper case.

    Only ASCII letters change case: ``str.upper`` would turn ``ß`` into a valid ``SS``.
    """
    return _CONTROL.sub("", text).strip().translate(_UPPER)


@dataclass(frozen=True, slots=True)
class AuthenticityCode:
    """One label's number: a prefix and a run of digits whose width never changes.

    Attributes:
        prefix: all before the last run of digits, may be empty.
        digits: that run, leading zeros kept.
    """

    prefix: str
    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code from cleaned or raw text.

        Raises:
            RefusedError: `Code.CODE_FORMAT`.
        """
        cleaned = clean(text)
        # The length first: on a long paste the expression would take forever.
        match = _CODE.fullmatch(cleaned) if len(cleaned) <= CODE_LENGTH else None
        if match is None:
            raise RefusedError(Problem(Code.CODE_FORMAT, params={"text": shortened(cleaned)}))
        return cls(match[1], match[2])

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Give the code of a stored value, None for none or for one that is not a code."""
        if not text:
            return None
        try:
            return cls.parse(text)
        except RefusedError:
            return None

    def __str__(self) -> str:
        """Give the code as it is printed on the label."""
        return self.prefix + self.digits

    def same_series(self, other: Self) -> bool:
        """Tell whether the two may be compared and subtracted: same prefix, same width."""
        return self.prefix == other.prefix and len(self.digits) == len(other.digits)

    def plus(self, count: int) -> Self:
        """Give the code `count` labels further (negative: before).

        Raises:
            RefusedError: `Code.CODE_EXHAUSTED`, the width has no such number.
        """
        number = int(self.digits) + count
        digits = str(number).zfill(len(self.digits))
        if number < 0 or len(digits) > len(self.digits):
            raise RefusedError(Problem(Code.CODE_EXHAUSTED, params={"text": str(self)}))
        return type(self)(self.prefix, digits)

    def minus(self, other: Self) -> int:
        """Count the labels from `other` to this one (0: the same label).

        Raises:
            RefusedError: `Code.CODE_OTHER_SERIES`.
        """
        if not self.same_series(other):
            raise RefusedError(
                Problem(Code.CODE_OTHER_SERIES, params={"text": str(self), "other": str(other)})
            )
        return int(self.digits) - int(other.digits)


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Labels from `first` to `last`, both included, of one series."""

    first: AuthenticityCode
    last: AuthenticityCode

    def __str__(self) -> str:
        """Give both ends, or the only label."""
        return str(self.first) if self.first == self.last else f"{self.first} – {self.last}"

    def overlaps(self, other: "CodeRange") -> bool:
        """Tell whether one label lies in both."""
        if not self.first.same_series(other.first):
            return False
        # Same prefix and width: text order is number order.
        return self.first.digits <= other.last.digits and other.first.digits <= self.last.digits


def is_plain(text: str, length: int) -> bool:
    """Tell whether cleaned text has only a code's characters and 1 to `length` of them."""
    return len(text) <= length and _PLAIN.fullmatch(text) is not None


def shortened(text: str) -> str:
    """Give what a sentence can show of a text that may be very long."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
