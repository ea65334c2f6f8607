"""The log as a person reads it: its newest entries, each with its level."""

from pathlib import Path
from typing import Final

from app.domain.frozen import dataclass

NAME: Final = "stasiun-mo.log"
"""The file that is written now; the one before it ends in .1."""

MOST: Final = 2000
"""Lines that are read at most."""

_LEVELS: Final = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
_LEVEL_PLACE: Final = 2
"""Date and time stand before it."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line; what follows an entry, a traceback for instance, has the level of that entry."""

    text: str
    level: str


@dataclass(frozen=True, slots=True)
class LogRead:
    """The newest lines of the log, the oldest of them first.

    Attributes:
        folder: where the files are.
    """

    lines: tuple[LogLine, ...]
    folder: Path


def newest(folder: Path, most: int = MOST) -> LogRead:
    """Read the `most` newest lines; a file that cannot be read counts as empty."""
    texts: list[str] = []
    number = 0
    while len(texts) < most:
        file = folder / (f"{NAME}.{number}" if number else NAME)
        try:
            found = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            if number:
                break
            found = []  # rotated this instant, or nothing was logged yet
        texts = found + texts
        number += 1
    return LogRead(tuple(_with_levels(texts))[-most:], folder)


def _with_levels(texts: list[str]) -> list[LogLine]:
    lines, level = [], "INFO"
    for text in texts:
        words = text.split(" ", _LEVEL_PLACE + 1)
        if len(words) > _LEVEL_PLACE and words[_LEVEL_PLACE] in _LEVELS:
            level = words[_LEVEL_PLACE]
        lines.append(LogLine(text, level))
    return lines
