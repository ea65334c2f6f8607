"""One line of the table: what was measured, beside the floor that was measured in the same run."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final

NOW: Final = datetime(2026, 4, 17, 2, 30, tzinfo=UTC)
"""The present of every benchmark."""

HEADINGS: Final = ("what", "floor", "ours", "", "limit", "", "reached")


@dataclass(frozen=True, slots=True)
class Figure:
    """A result.

    Attributes:
        value: what counts against `limit`, in `unit`: a ratio ("×"), or the thing itself.
        at_least: the value must not be below the limit; else not above it.
        note: what has to be known to read it.
    """

    what: str
    floor: str
    ours: str
    value: float
    unit: str
    limit: float
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool:
        """Tell whether the limit is kept."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Give it for the file."""
        return {**asdict(self), "reached": self.reached}


def times(*works: Callable[[], object], rounds: int) -> list[list[float]]:
    """Measure several works in turn, so that the machine's moods meet all of them; in seconds."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, measured in zip(works, found, strict=True):
            began = perf_counter()
            work()
            measured.append(perf_counter() - began)
    return found


def ratio(what: str, floor: float, ours: float, limit: float, note: str = "") -> Figure:
    """Compare two times in seconds: the best of each, since what disturbs only ever adds."""
    return Figure(what, ms(floor), ms(ours), ours / floor, "×", limit, note=note)


def ms(seconds: float) -> str:
    """Write a time."""
    return f"{seconds * 1000:.1f} ms"


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(figures: Iterable[Figure]) -> str:
    """Write the table."""
    lines = [HEADINGS]
    for one in figures:
        sign = "≥" if one.at_least else "≤"
        reached = "yes" if one.reached else "NO"
        value = f"{one.value:.2f}" if one.unit == "×" else f"{one.value:.1f}"
        limit = f"{sign} {one.limit:g}"
        lines.append((one.what, one.floor, one.ours, f"{value} {one.unit}", limit, "", reached))
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    rows = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
    return "\n".join(row.rstrip() for row in rows)


def resident() -> float:
    """Give the memory of this process in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError
