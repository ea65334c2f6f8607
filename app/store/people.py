"""People with a role and a PIN, and how often it was wrong."""

from dataclasses import field
from datetime import datetime
from typing import Final

from peewee import Database as Database

from app.domain.frozen import dataclass
from app.domain.people import Person, Role, Tries
from app.store.models import Person as Row
from app.store.prepared import Prepared

_ANYBODY: Final = Prepared(lambda: Row.select(Row.id).where(Row.ended_at.is_null()).limit(1))


@dataclass(frozen=True, slots=True)
class Known:
    """A person, with what is kept of the PIN."""

    person: Person
    pin: str = field(repr=False)
    tries: Tries


def exist(db: Database) -> bool:
    """Tell whether there is anybody."""
    return bool(_ANYBODY.rows(db))


def everybody(db: Database) -> list[Person]:
    """Give all who have not left, by badge."""
    rows = Row.select(Row.badge, Row.name, Row.role).where(Row.ended_at.is_null())
    found = rows.order_by(Row.badge).tuples().execute(db)
    return [Person(badge, name, Role(role)) for badge, name, role in found]


def find(db: Database, badge: str) -> Known | None:
    """Give who has a badge and has not left; None: nobody."""
    columns = (Row.name, Row.role, Row.pin, Row.wrong, Row.blocked_until)
    rows = Row.select(*columns).where((Row.badge == badge) & Row.ended_at.is_null()).tuples()
    for name, role, pin, wrong, until in rows.execute(db):
        return Known(Person(badge, name, Role(role)), pin, Tries(wrong, until))
    return None


def add(db: Database, person: Person, pin: str, now: datetime) -> None:
    """Add somebody, or take somebody back who had left; `pin` is what is kept of it.

    Belongs inside the caller's transaction, in which nobody has the badge.
    """
    values = {
        "name": person.name,
        "role": str(person.role),
        "pin": pin,
        "wrong": 0,
        "blocked_until": None,
        "created_at": now,
        "ended_at": None,
    }
    if Row.select().where(Row.badge == person.badge).exists(db):
        Row.update(values).where(Row.badge == person.badge).execute(db)
    else:
        Row.insert({"badge": person.badge, **values}).execute(db)


def end(db: Database, badge: str, now: datetime) -> None:
    """Let somebody leave; the row stays, and what they did."""
    Row.update(ended_at=now).where(Row.badge == badge).execute(db)


def set_pin(db: Database, badge: str, pin: str) -> None:
    """Keep another PIN; what was guessed before is forgotten."""
    Row.update(pin=pin, wrong=0, blocked_until=None).where(Row.badge == badge).execute(db)


def set_tries(db: Database, badge: str, tries: Tries) -> None:
    """Keep how often the PIN was wrong."""
    values = {"wrong": tries.wrong, "blocked_until": tries.blocked_until}
    Row.update(values).where(Row.badge == badge).execute(db)
