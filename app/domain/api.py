"""What other programs may do, with which keys, and where they are answered."""

from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Final

from app.domain.frozen import dataclass

KEY_PREFIX: Final = "smo_"
"""How every key begins, so that one can be recognised where it does not belong."""

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8321


class Scope(StrEnum):
    """What a key may be good for; each alone, none includes another."""

    READ = "read"
    REGISTER = "register"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of another program, without the secret, which is nowhere. Times are aware UTC.

    Attributes:
        used_at: to the minute; None: never used.
        revoked_at: from then on it counts no more.
    """

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Whether the window runs the HTTP API beside it, and where `serve` listens."""

    enabled: bool = False
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT


class ApiState(Enum):
    """How it is with the HTTP API that the window runs beside it."""

    OFF = auto()
    NOT_INSTALLED = auto()
    STARTING = auto()
    ANSWERS = auto()
    STOPPED = auto()


@dataclass(frozen=True, slots=True)
class ApiStatus:
    """The state, and what there is to know about it.

    Attributes:
        url: where it answers.
        reason: why it has stopped, in its own words; it is started again after a pause.
    """

    state: ApiState = ApiState.OFF
    url: str = ""
    reason: str = ""
