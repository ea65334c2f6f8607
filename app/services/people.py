"""People with PINs: who there is, who may do it, who somebody is."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final

from app.domain import pin as pins
from app.domain.clock import Clock
from app.domain.codes import clean
from app.domain.errors import Code, Problem, RefusedError
from app.domain.people import (
    Actor,
    Person,
    Program,
    Right,
    Role,
    SignedIn,
    Tries,
    problems_of,
    problems_of_pin,
    refusal,
)
from app.store import people

log = logging.getLogger(__name__)

MOST_STRANGERS: Final = 1000
"""Badges that nobody has, of which it is remembered how often they were tried."""

Context = Callable[[], AbstractContextManager[people.Database]]


class People:
    """The people of one store; lives in the thread of its connection.

    As long as there is nobody, everybody may do everything and nobody is asked.
    """

    def __init__(self, reading: Context, transaction: Context, clock: Clock) -> None:
        """Look inside `reading`, write inside one `transaction`; both give the connection."""
        self._reading, self._transaction, self._clock = reading, transaction, clock
        self._strangers: dict[str, Tries] = {}

    def everybody(self) -> tuple[Person, ...]:
        """Give all of them, by badge."""
        with self._reading() as db:
            return tuple(people.everybody(db))

    def sign_in(self, badge: str, pin: str) -> SignedIn:
        """Find out whether somebody is who the badge says. Takes about 50 ms.

        A try is counted, durably, before its PIN is looked at: neither a restart nor two programs
        at once give more of them. Neither answer nor time tell whether there is such a badge, as
        long as one program is asked.

        Raises:
            RefusedError: `Code.PIN_FORMAT`, `Code.WRONG_PIN`, `Code.PIN_BLOCKED`.
        """
        badge = clean(badge)
        if not pins.is_pin(pin):
            raise RefusedError(Problem(Code.PIN_FORMAT, "pin"))
        with self._transaction() as db:
            known, now = people.find(db, badge), self._clock()
            before = self._strangers.get(badge, Tries()) if known is None else known.tries
            blocked = before.blocked(now)
            if blocked is not None:
                raise RefusedError(blocked)
            counted = before.after_wrong(now)
            if known is not None:
                people.set_tries(db, badge, counted)
        if known is None:
            pins.keep(pin)  # takes as long as it takes for somebody
            self._remember(badge, counted)
        elif pins.matches(pin, known.pin):
            with self._transaction() as db:
                people.set_tries(db, badge, Tries())
            log.info("signed in: %s", badge)
            return SignedIn(known.person, known.pin)
        log.warning("wrong badge or PIN, %d in a row", counted.wrong)
        raise RefusedError(counted.problem(now))

    def check(self, db: people.Database, actor: Actor | None, right: Right) -> str | None:
        """Let an operation pass or not, and give what the history calls who asks for it.

        Belongs inside the caller's transaction.

        Raises:
            RefusedError: `Code.NOT_SIGNED_IN`, `Code.NOT_ALLOWED`.
        """
        self._check(db, actor, right)
        return None if actor is None else actor.label

    def check_right(self, actor: Actor | None, right: Right) -> None:
        """Let pass what is no operation.

        Raises:
            RefusedError: `Code.NOT_SIGNED_IN`, `Code.NOT_ALLOWED`.
        """
        with self._reading() as db:
            self._check(db, actor, right)

    def add(self, person: Person, pin: str, by: Actor | None = None) -> Person:
        """Add somebody, or take back somebody who had left; the first one is of IT.

        Raises:
            RefusedError: why not; the fields are those of `Person`, and ``pin``.
        """
        person = replace(person, badge=clean(person.badge), name=person.name.strip())
        problems = problems_of(person, pin)
        if problems:
            raise RefusedError(*problems)
        kept = pins.keep(pin)
        with self._transaction() as db:
            if not people.exist(db) and person.role is not Role.IT:
                raise RefusedError(Problem(Code.FIRST_IS_IT, "role"))
            self._check(db, by, Right.SET_UP)
            other = people.find(db, person.badge)
            if other is not None:
                named = {"badge": person.badge, "name": other.person.name}
                raise RefusedError(Problem(Code.BADGE_TAKEN, "badge", named))
            people.add(db, person, kept, self._clock())
        log.info("person added: %s, %s", person.badge, person.role)
        return person

    def end(self, badge: str, by: Actor | None = None) -> Person:
        """Let somebody leave; what they did stays in the history.

        Raises:
            RefusedError: why not; `Code.LAST_IT`: the others could not be looked after any more.
        """
        with self._transaction() as db:
            self._check(db, by, Right.SET_UP)
            person = self._known(db, badge)
            others = [one for one in people.everybody(db) if one.badge != person.badge]
            if others and all(one.role is not Role.IT for one in others):
                raise RefusedError(Problem(Code.LAST_IT, params={"name": person.name}))
            people.end(db, person.badge, self._clock())
        log.info("person removed: %s", person.badge)
        return person

    def change_pin(self, badge: str, pin: str, by: Actor | None = None) -> Person:
        """Give somebody another PIN: one of IT does, or they themselves.

        Raises:
            RefusedError: why not.
        """
        problems = problems_of_pin(clean(badge), pin)
        if problems:
            raise RefusedError(*problems)
        kept = pins.keep(pin)
        with self._transaction() as db:
            if isinstance(by, SignedIn) and by.person.badge == clean(badge):
                self._check_signed_in(db, by)
            else:
                self._check(db, by, Right.SET_UP)
            person = self._known(db, badge)
            people.set_pin(db, person.badge, kept)
        log.info("another PIN: %s", person.badge)
        return person

    def _remember(self, badge: str, counted: Tries) -> None:
        """Count for a badge that does not exist as for any other, as long as this program runs."""
        self._strangers.pop(badge, None)
        self._strangers[badge] = counted
        if len(self._strangers) > MOST_STRANGERS:
            del self._strangers[next(iter(self._strangers))]

    def _known(self, db: people.Database, badge: str) -> Person:
        known = people.find(db, clean(badge))
        if known is None:
            raise RefusedError(Problem(Code.NO_SUCH_PERSON, "badge", {"badge": clean(badge)[:40]}))
        return known.person

    def _check(self, db: people.Database, actor: Actor | None, right: Right) -> None:
        if isinstance(actor, Program) or not people.exist(db):
            return
        if not self._check_signed_in(db, actor).may(right):
            raise RefusedError(refusal(right))

    def _check_signed_in(self, db: people.Database, actor: Actor | None) -> Person:
        """Give the person as they are in the store now."""
        if isinstance(actor, SignedIn):
            known = people.find(db, actor.person.badge)
            if known is not None and known.pin == actor.proof:
                return known.person
        raise RefusedError(Problem(Code.NOT_SIGNED_IN))
