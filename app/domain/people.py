"""Who may do what, where people have PINs; and how often a PIN may be guessed."""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.domain.codes import LEADER_LENGTH, clean, shortened
from app.domain.errors import Code, Problem
from app.domain.frozen import dataclass
from app.domain.pin import TRIES, WAIT_SECONDS, is_pin
from app.domain.plans import LogStatus
from app.domain.requests import (
    Changeover,
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)

NAME_LENGTH: Final = 40
LONGEST_WAIT: Final = timedelta(hours=1)
_BADGE: Final = re.compile(r"[A-Z0-9./-]+")


class Role(StrEnum):
    """What somebody is at the line; the value is what the store and the command line call it."""

    WAREHOUSE = "warehouse"
    PRODUCTION = "production"
    IT = "it"


class Right(StrEnum):
    """What a role lets do."""

    REGISTER = "register"
    PRODUCE = "produce"
    UNDO = "undo"
    SET_UP = "set_up"


WHOSE: Final[Mapping[Right, Role]] = {
    Right.REGISTER: Role.WAREHOUSE,
    Right.PRODUCE: Role.PRODUCTION,
    Right.SET_UP: Role.IT,
}
"""The role that has a right; `Role.IT` has all of them.

Not `Right.UNDO`: somebody signed in may want it, and `needed` says who may take back what.
"""

NEEDED: Final[Mapping[type[Request], Right]] = {
    Register: Right.REGISTER,
    Unregister: Right.REGISTER,
    Start: Right.PRODUCE,
    Changeover: Right.PRODUCE,
    End: Right.PRODUCE,
    ChangeRoll: Right.PRODUCE,
    Correct: Right.PRODUCE,
    Undo: Right.UNDO,
}
"""The right that each operation needs."""


def needed(request: Request, undone: str | None) -> Right:
    """Give the right that an operation needs; `undone`: status of what an undo takes back."""
    if not isinstance(request, Undo):
        return NEEDED[type(request)]
    registering = undone in (LogStatus.REGISTER, LogStatus.UNREGISTER)
    return Right.REGISTER if registering else Right.PRODUCE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a badge.

    Attributes:
        badge: what they scan, text: leading zeros matter; a leader's is their leader id.
    """

    badge: str
    name: str
    role: Role

    @property
    def label(self) -> str:
        """What the history calls them."""
        return f"{self.badge} {self.name}"

    def may(self, right: Right) -> bool:
        """Tell whether they have a right."""
        return right is Right.UNDO or self.role in (Role.IT, WHOSE[right])


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person whose PIN was right.

    Attributes:
        proof: what the store kept of that PIN: who has left, or has got another PIN since, is not
            signed in any more.
    """

    person: Person
    proof: str = field(repr=False)

    @property
    def label(self) -> str:
        """What the history calls them."""
        return self.person.label


@dataclass(frozen=True, slots=True)
class Program:
    """Another program, let in by its key: what it may do was asked where that was looked at.

    Attributes:
        label: what the history calls it, the name of its key.
    """

    label: str


Actor = SignedIn | Program
"""Who asks for an operation."""


def refusal(right: Right) -> Problem:
    """Say who has a right."""
    return Problem(Code.NOT_ALLOWED, params={"role": WHOSE[right]})


def refused_right(problem: Problem) -> Right | None:
    """Give the right that `refusal` was about; None: it is another problem."""
    if problem.code is not Code.NOT_ALLOWED:
        return None
    return next(right for right, role in WHOSE.items() if role == problem.params["role"])


@dataclass(frozen=True, slots=True)
class Tries:
    """How often somebody's PIN was wrong in a row, and until when it is not tried again."""

    wrong: int = 0
    blocked_until: datetime | None = None

    def blocked(self, now: datetime) -> Problem | None:
        """Say how long nothing is tried; None: it may be tried.

        A block that ends later than any is long was made by a clock that was wrong: it counts
        for nothing.
        """
        until = self.blocked_until
        if until is None or not now < until <= now + LONGEST_WAIT:
            return None
        minutes = -((now - until) // timedelta(minutes=1))
        return Problem(Code.PIN_BLOCKED, "pin", {"count": minutes})

    def after_wrong(self, now: datetime) -> "Tries":
        """Count one more: after five a minute's wait, twice as long after each five more."""
        wrong = self.wrong + 1
        if wrong % TRIES:
            return Tries(wrong)
        doublings = min(wrong // TRIES - 1, 10)
        return Tries(wrong, now + min(timedelta(seconds=WAIT_SECONDS * 2**doublings), LONGEST_WAIT))

    def problem(self, now: datetime) -> Problem:
        """Say after a wrong PIN how many may still follow, or how long there is a wait."""
        left = TRIES - self.wrong % TRIES
        return self.blocked(now) or Problem(Code.WRONG_PIN, "pin", {"count": left})


def problems_of(person: Person, pin: str) -> tuple[Problem, ...]:
    """Say what is wrong with somebody who is to be added; the badge is `clean`ed."""
    found = []
    badge, name = person.badge, person.name
    if not badge:
        found.append(Problem(Code.REQUIRED, "badge"))
    elif len(badge) > LEADER_LENGTH or badge != clean(badge) or not _BADGE.fullmatch(badge):
        found.append(Problem(Code.BADGE_FORMAT, "badge", {"text": shortened(badge)}))
    if not name.strip():
        found.append(Problem(Code.REQUIRED, "name"))
    elif len(name) > NAME_LENGTH or not name.isprintable():
        found.append(Problem(Code.NAME_FORMAT, "name", {"count": NAME_LENGTH}))
    return (*found, *problems_of_pin(badge, pin))


def problems_of_pin(badge: str, pin: str) -> tuple[Problem, ...]:
    """Say what is wrong with a new PIN."""
    if not is_pin(pin):
        return (Problem(Code.PIN_FORMAT, "pin"),)
    # Else a badge scanned twice would open.
    return (Problem(Code.PIN_IS_BADGE, "pin"),) if pin == badge else ()
