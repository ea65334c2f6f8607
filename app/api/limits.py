"""How much is taken at once, so that no other program can keep the station from its work."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final

from app.domain.frozen import dataclass

_KNOWN: Final = 1000
"""How many keys or addresses are remembered; the one that asked least recently is forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken, and for how long is waited.

    Attributes:
        rate, burst: requests per second of one key, in the long run and at once.
        address_rate, address_burst: the same for one address, with a key or without.
        working: requests that are worked on at the same time; others wait their turn.
        waiting: how many may wait; one more is sent away.
        body_bytes: how long a body may be.
        body_seconds, head_seconds: how long a body, or what goes before it, may take to arrive.
        connections: how many are held open.
    """

    rate: float = 50.0
    burst: int = 1000
    address_rate: float = 200.0
    address_burst: int = 2000
    working: int = 64
    waiting: int = 2000
    body_bytes: int = 64 * 1024
    body_seconds: float = 10.0
    head_seconds: float = 10.0
    connections: int = 2048


class Buckets:
    """One token bucket for each name. Not for several threads."""

    def __init__(self, rate: float, burst: int, now: Callable[[], float] = monotonic) -> None:
        """Fill each bucket by `rate` tokens per second up to `burst`; `now` in seconds."""
        self._rate, self._burst, self._now = rate, burst, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token; give 0.0, or the seconds after which there is one."""
        now = self._now()
        left, since = self._left.pop(name, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._rate)
        taken = left >= 1
        self._left[name] = (left - 1 if taken else left, now)
        if len(self._left) > _KNOWN:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._rate
