"""The PIN that leaving a kiosk needs: how it is kept, and how often it may be guessed."""

import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Final

SCHEME: Final = "scrypt"
COST, BLOCK, PARALLEL = 2**14, 8, 1
"""About 16 MB and a twentieth of a second for each guess."""
MOST_COST: Final = 2**16
"""A file may ask for no more than that: the window waits for the answer."""
MOST_BYTES: Final = 256 * 1024 * 1024
SHORTEST, LONGEST = 4, 12
"""Digits of a PIN."""
TRIES: Final = 5
WAIT_SECONDS: Final = 60.0


def is_pin(text: str) -> bool:
    """Tell whether a text could be a PIN: 4 to 12 digits."""
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isdigit()


def is_kept(text: str) -> bool:
    """Tell whether a text is what the configuration may hold: a PIN, or what `keep` gave."""
    return is_pin(text) or _parts(text) is not None


def keep(pin: str, salt: bytes | None = None) -> str:
    """Give what the configuration should hold instead of `pin`: ``scrypt$N$r$p$salt$hash``.

    The salt is random unless it is given. Takes about 50 ms.

    Raises:
        ValueError: `pin` is not 4 to 12 digits.
    """
    if not is_pin(pin):
        raise ValueError("a PIN has 4 to 12 digits")
    import secrets  # these cost start time, and only a PIN needs them

    salt = secrets.token_bytes(16) if salt is None else salt
    found = _hash(pin, salt, COST, BLOCK, PARALLEL)
    texts = (b64encode(each).decode("ascii") for each in (salt, found))
    return "$".join((SCHEME, str(COST), str(BLOCK), str(PARALLEL), *texts))


def matches(pin: str, kept: str) -> bool:
    """Tell whether `pin` is the one that is kept; the time taken says nothing about it."""
    import hmac

    parts = _parts(kept)
    if parts is None:
        return is_pin(kept) and hmac.compare_digest(pin.encode(), kept.encode())
    cost, block, parallel, salt, wanted = parts
    return hmac.compare_digest(_hash(pin, salt, cost, block, parallel), wanted)


def _hash(pin: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    import hashlib

    return hashlib.scrypt(
        pin.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=MOST_BYTES, dklen=32
    )


def _parts(kept: str) -> tuple[int, int, int, bytes, bytes] | None:
    pieces = kept.split("$")
    if len(pieces) != 6 or pieces[0] != SCHEME:
        return None
    try:
        cost, block, parallel = (int(each) for each in pieces[1:4])
        salt, wanted = (b64decode(each, validate=True) for each in pieces[4:])
    except ValueError:
        return None
    power_of_two = cost > 1 and cost & (cost - 1) == 0
    sane = power_of_two and cost <= MOST_COST and 1 <= block <= 16 and 1 <= parallel <= 4
    return (cost, block, parallel, salt, wanted) if sane and salt and len(wanted) == 32 else None


class PinGuard:
    """Compares what is typed with the PIN that is kept, and lets nobody guess for long.

    It outlives the card that asks, so that closing the card gives no new tries. One thread.
    """

    def __init__(self, kept: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Guard the PIN that is `kept`, "" for none; `clock` gives seconds that only go up."""
        self._kept, self._clock = kept, clock
        self._wrong = 0
        self._until = float("-inf")

    @property
    def needed(self) -> bool:
        """Tell whether there is a PIN at all."""
        return bool(self._kept)

    @property
    def tries_left(self) -> int:
        """Give how many wrong ones may still follow before there is a wait."""
        return TRIES - self._wrong

    @property
    def wait(self) -> float:
        """Give the seconds for which nothing is tried now, 0 for none."""
        return max(0.0, self._until - self._clock())

    def opens(self, pin: str) -> bool:
        """Tell whether `pin` is right; while there is a wait, nothing is."""
        if self.wait:
            return False
        if matches(pin, self._kept):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            self._until = self._clock() + WAIT_SECONDS
        return False
