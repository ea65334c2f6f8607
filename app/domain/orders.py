"""Manufacturing orders as the program sees them: frozen, with everything that derives from them."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.frozen import dataclass

CLOSED_STATES = frozenset({"done", "cancel"})
"""States in which Odoo considers an MO over."""


class Stage(StrEnum):
    """How far the line is with an MO; derived, never stored."""

    UNREGISTERED = "unregistered"
    READY = "ready"
    RUNNING = "running"
    FINISHED = "finished"


class OdooOrder(NamedTuple):
    """One MO as Odoo has it now: the Odoo-owned columns in the order of `ownership`, and its date.

    A tuple, since a pass makes one of each record and compares it with a row of the store.
    Times are the naive UTC text of Odoo, which is that of the store too (`domain.clock`).
    """

    mo_id: int
    mo_name: str
    state: str
    group_worker_id: int | None
    note: str | None
    product_id: int | None
    product_name: str | None
    product_uom: str | None
    product_qty: float | None
    initial_qty_target: float | None
    create_date: str | None
    origin: str | None
    transfer_id: int | None
    write_date: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """Labels of one roll that an MO used: from `auth_first` to `auth_last`, open while None.

    `auth_first` is None when the MO took over a running roll and nobody knows its first label.
    """

    roll_number: str | None
    auth_first: str | None
    auth_last: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the last label is not known yet."""
        return self.auth_last is None

    @property
    def labels(self) -> CodeRange | None:
        """The labels that it occupies; an open one occupies its first. None: none known."""
        first = AuthenticityCode.read(self.auth_first)
        last = AuthenticityCode.read(self.auth_last)
        start, end = first or last, last or first
        return CodeRange(start, end) if start and end else None

    @property
    def used(self) -> int | None:
        """How many labels, None when one of its ends is unknown."""
        first = AuthenticityCode.read(self.auth_first)
        last = AuthenticityCode.read(self.auth_last)
        if first is None or last is None or not first.same_series(last):
            return None
        return last.minus(first) + 1


@dataclass(frozen=True, slots=True)
class Order:
    """One row of ``recent_mo`` with its label segments. Times are aware UTC, to the second."""

    id: int
    # Odoo's
    mo_id: int | None
    mo_name: str
    state: str | None = None
    group_worker_id: int | None = None
    note: str | None = None
    product_id: int | None = None
    product_name: str | None = None
    product_uom: str | None = None
    product_qty: float | None = None
    initial_qty_target: float | None = None
    create_date: datetime | None = None
    origin: str | None = None
    transfer_id: int | None = None
    # people's
    auth_first: str | None = None
    auth_last: str | None = None
    leader_id: str | None = None
    roll_number: str | None = None
    ready_for_production: bool = False
    date_start: datetime | None = None
    date_finished: datetime | None = None
    station: str | None = None
    # the program's
    gone_at: datetime | None = None
    registered_at: datetime | None = field(default=None, compare=False)  # follows the history
    segments: tuple[Segment, ...] = ()

    @property
    def stage(self) -> Stage:
        """How far the line is with it."""
        if self.date_finished is not None:
            return Stage.FINISHED
        if self.date_start is not None:
            return Stage.RUNNING
        return Stage.READY if self.ready_for_production else Stage.UNREGISTERED

    @property
    def mid_production(self) -> bool:
        """Tell whether it is ready without label data: it will take over a running roll."""
        return self.stage is Stage.READY and self.auth_first is None

    @property
    def open_segment(self) -> Segment | None:
        """The segment whose last label is not known yet."""
        last = self.segments[-1] if self.segments else None
        return last if last is not None and last.is_open else None

    @property
    def target(self) -> float | None:
        """Planned quantity: `initial_qty_target` when above 0, else `product_qty`."""
        if self.initial_qty_target is not None and self.initial_qty_target > 0:
            return self.initial_qty_target
        return self.product_qty

    @property
    def used(self) -> int | None:
        """Labels used by a finished MO; None while it is not known."""
        if self.stage is not Stage.FINISHED:
            return None
        counts = [segment.used for segment in self.segments]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def difference(self) -> float | None:
        """Labels used minus target; None when one of them is not known."""
        used, target = self.used, self.target
        return None if used is None or target is None else used - target

    @property
    def odoo_closed(self) -> bool:
        """Tell whether Odoo says done or cancelled."""
        return self.state in CLOSED_STATES
