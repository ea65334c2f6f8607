"""Tells the burst of keys that a scanner sends from a person's typing."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from app.domain.codes import clean
from app.domain.commands import MARK

SHORTEST: Final = 2
"""So many keys and their terminator, all that fast, are a scanner's; no hand types them so."""

DOUBLE_MS: Final = 1000
"""The same text again within this time of the first is one label that was read twice."""


class Verdict(Enum):
    """What is to be done with a key."""

    TYPED = auto()
    """It goes where it was typed, at once."""
    HELD = auto()
    """It may begin a command, or be the scanner's prefix: it waits for the keys behind it."""


@dataclass(slots=True)
class KeyBurst:
    """Collects keys that follow one another closely. No Qt, no clock: times are given, in ms.

    Attributes:
        prefix: what the scanner sends in front of every label; it is taken off.
        max_interval_ms: keys further apart than this were typed by a person.
        text: the keys of the burst so far.
        held: those of them that no field has got yet.
    """

    prefix: str = ""
    max_interval_ms: int = 50
    text: str = ""
    held: str = ""
    _last_key: float = float("-inf")
    _last_scan: str = ""
    _last_scan_at: float = float("-inf")

    def fast(self, now: float) -> bool:
        """Tell whether a key now belongs to the burst."""
        return bool(self.text) and now - self._last_key <= self.max_interval_ms

    def key(self, letter: str, now: float) -> Verdict:
        """Add a printable key. What is held of an earlier burst must have been taken before."""
        if not self.fast(now):
            self.text = ""
        begins = not self.text
        self.text += letter
        self._last_key = now
        starts = (MARK, self.prefix[:1]) if self.prefix else (MARK,)
        if self.held or (begins and letter.casefold() in [s.casefold() for s in starts]):
            self.held += letter
            return Verdict.HELD
        return Verdict.TYPED

    def end(self, now: float) -> str | None:
        """Enter or Tab: give what was scanned, without the prefix; None: it was typed."""
        fast, text = self.fast(now), self.text
        self.text = ""
        if not fast or len(text) < SHORTEST:
            return None
        self.held = ""
        if self.prefix and text.casefold().startswith(self.prefix.casefold()):
            text = text[len(self.prefix) :]
        return text

    def take_held(self) -> str:
        """Give what is held, which was typed after all, and hold nothing any more."""
        held, self.held = self.held, ""
        return held

    def forget(self) -> None:
        """Something else happened: the burst is over, and the next scan is not a second one."""
        self.text, self._last_scan = "", ""

    def is_double(self, text: str, now: float) -> bool:
        """Tell whether `text` was scanned a moment ago with nothing in between; remember it."""
        cleaned = clean(text)
        if cleaned == self._last_scan and now - self._last_scan_at <= DOUBLE_MS:
            return True
        self._last_scan, self._last_scan_at = cleaned, now
        return False
