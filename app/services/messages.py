"""What travels between the window and the threads that work for it: frozen, domain objects only."""

from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

from app.domain.entries import Entry
from app.domain.errors import Code, Problem
from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment
from app.domain.plans import Change, Plan
from app.domain.requests import Request


@dataclass(frozen=True, slots=True)
class PreviewAsked:
    """Asks what `request` would store; only the answer to the newest ticket counts."""

    ticket: int
    request: Request


@dataclass(frozen=True, slots=True)
class Previewed:
    """Answers `PreviewAsked`."""

    ticket: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Submitted:
    """Asks to store `request`; the same `operation_id` again stores nothing more."""

    operation_id: str
    request: Request
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """An operation is stored, durably.

    Attributes:
        repeated: it had been stored before under this id; nothing was written now.
    """

    operation_id: str
    changes: tuple[Change, ...]
    notes: tuple[Problem, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class NotDone:
    """An operation was not stored: reasons against it, or else questions to be confirmed."""

    operation_id: str
    problems: tuple[Problem, ...] = ()
    questions: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Asks for the history of an MO."""

    order_id: int


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """Answers `HistoryAsked`: the MO as it is now, and its history, oldest first."""

    order: Order
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LookupAsked:
    """Asks which MO has, or had, a name that the board does not know, or used such a label."""

    text: str


@dataclass(frozen=True, slots=True)
class LabelUse:
    """An MO that has a label or a roll.

    Attributes:
        segment: in which of its segments.
        is_roll: the number was that of the roll, not of one of its labels.
    """

    order: Order
    segment: Segment
    is_roll: bool


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Answers `LookupAsked`.

    Attributes:
        order: the MO that has or had this name; None: there is no such MO in the store.
        uses: where it is no name: the MOs with this code or roll, the one used last first.
    """

    text: str
    order: Order | None
    uses: tuple[LabelUse, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardChange:
    """What the table has to change to show the store again."""

    rows: tuple[Order, ...]
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Damage:
    """The store cannot be read.

    Attributes:
        problem: what is wrong with it.
        backup: the newest good backup; None: there is none.
        made_at: when that was made.
    """

    problem: Problem
    backup: Path | None = None
    made_at: datetime | None = None


Secret = Literal["session_id", "password", "api_key"]
"""What opens Odoo, by the name that ``set-secret`` takes too."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Odoo no longer takes what the station has: what a person can give instead.

    Attributes:
        secret: which one.
        host: the name by which people know that Odoo.
        url: its address, for a browser.
        login: whose password it would be; empty for another secret.
    """

    secret: Secret
    host: str
    url: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class AccessGiven:
    """A secret that a person has typed; it is in no log and in no ``repr``."""

    secret: Secret
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessKept:
    """Answers `AccessGiven`: Odoo is asked with it now.

    Attributes:
        lasts: it will be there after a restart; otherwise only until the program is closed.
        variable: the variable of the environment that could hold it instead.
    """

    lasts: bool
    variable: str


CLOCK_LIMIT: Final = timedelta(minutes=2)
"""A clock that is further off Odoo's is told."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One backup.

    Attributes:
        made_at: aware UTC time; None: its name does not tell.
        size: bytes.
        good: SQLite finds no fault in it; None: not looked at yet.
        replaced: it is a store whose place a restored backup took.
        missing: operations of the present that are not in it; None: not known.
        missing_mos: the names of their MOs, the newest first.
    """

    path: Path
    made_at: datetime | None
    size: int
    good: bool | None = None
    replaced: bool = False
    missing: int | None = None
    missing_mos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupList:
    """The backups of the store, the newest first.

    Attributes:
        second: the folder that gets a copy of each; None: there is none.
        second_known: whether it was looked at yet.
        second_count: copies there; None: it cannot be reached.
        at_server: the store lies on a server, whose administrator makes them.
    """

    files: tuple[BackupFile, ...]
    folder: Path
    second: Path | None = None
    second_known: bool = False
    second_count: int | None = None
    at_server: bool = False


class SyncPhase(StrEnum):
    """What the sync is doing, as the top bar says it."""

    NEVER = "never"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What one pass did. All counts of MOs but `requests`."""

    requests: int = 0
    fetched: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    renamed: int = 0
    clashed: int = 0
    skipped: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The state of the sync and its statistics since the program started. Times are UTC.

    Attributes:
        problem: why the last pass failed; None when it did not.
        failing_since: when the first of the failures in a row happened.
        last_duration: seconds of the last finished pass.
        renewal: what a person can give so that Odoo lets the station in again; None: nothing.
        clock_off: seconds by which this machine's clock is ahead of Odoo's; None: not known.
        read: MOs that the running pass has read so far.
    """

    phase: SyncPhase = SyncPhase.NEVER
    problem: Problem | None = None
    renewal: Renewal | None = None
    failing_since: datetime | None = None
    last_success: datetime | None = None
    last_duration: float = 0.0
    next_run: datetime | None = None
    clock_off: float | None = None
    passes: int = 0
    skipped_passes: int = 0
    failed_passes: int = 0
    counts: SyncCounts = field(default_factory=SyncCounts)
    read: int = 0

    @property
    def unconnected(self) -> bool:
        """Nobody has said yet how Odoo is reached."""
        return self.problem is not None and self.problem.code is Code.NOT_CONFIGURED

    @property
    def clock_wrong(self) -> float | None:
        """`clock_off` where it is far enough off to be told; None: it is right, or not known."""
        off = self.clock_off
        return off if off is not None and abs(off) > CLOCK_LIMIT.total_seconds() else None
