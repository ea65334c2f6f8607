"""What the window and the operations' thread tell each other about people: frozen."""

from dataclasses import field

from app.domain.frozen import dataclass
from app.domain.people import Person


@dataclass(frozen=True, slots=True)
class SignInAsked:
    """Somebody says who they are; the PIN is in no log and in no ``repr``."""

    badge: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddAsked:
    """Somebody is to be added."""

    person: Person
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PinAsked:
    """Somebody is to have another PIN."""

    person: Person
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Somebody is to leave."""

    person: Person


PersonAsked = AddAsked | PinAsked | EndAsked
