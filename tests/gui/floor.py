"""A floor in memory: the real rules over MOs in a dict, and a worker that answers the window.

It stands in for the store and its thread only; what an operation means is `app.domain.operations`.
"""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.codes import CodeRange
from app.domain.entries import Entry, dump
from app.domain.errors import Code, ConfirmationNeededError, Problem, RefusedError
from app.domain.operations import plan
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus, Occupied, Past, Plan, Rules
from app.domain.stations import is_elsewhere
from app.services.label_uses import uses_of
from app.services.messages import (
    BoardChange,
    Done,
    HistoryAsked,
    HistoryRead,
    LookedUp,
    LookupAsked,
    NotDone,
    PreviewAsked,
    Previewed,
    Submitted,
)

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 7, 2, 37, tzinfo=UTC)
"""14:02:37 at the station."""
STATION = "Lini 2"


class Floor:
    """Facts about MOs in memory; the clock stands still unless a test moves it."""

    def __init__(self, orders: tuple[Order, ...], rules: Rules | None = None) -> None:
        self.orders = {order.id: order for order in orders}
        self.now = NOW
        self.station = STATION
        self.rules = rules or Rules(zone=ZONE)
        self.done: list[Past] = []
        self.entries: list[Entry] = []
        self.older: dict[str, Order] = {}
        """What the store has, by a name of it, and the board does not."""

    def clock(self) -> datetime:
        return self.now

    def order(self, order_id: int) -> Order:
        if order_id not in self.orders:
            raise RefusedError(Problem(Code.MO_NOT_FOUND, None, {"text": str(order_id)}))
        return self.orders[order_id]

    def running(self) -> Order | None:
        found = (o for o in self.orders.values() if o.stage == "running")
        here = (o for o in found if not is_elsewhere(o, self.rules.home(self.station)))
        return next(here, None)

    def occupied(self, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
        for order in self.orders.values():
            for segment in order.segments:
                if order.id not in but and segment.labels and segment.labels.overlaps(labels):
                    return Occupied(order.mo_name, segment.labels)
        return None

    def is_mo(self, text: str) -> bool:
        return text in {order.mo_name for order in self.orders.values()}

    def is_roll(self, text: str) -> bool:
        found = (s for one in self.orders.values() for s in one.segments)
        return any(segment.roll_number == text for segment in found)

    def usual_labels(self) -> tuple[str, str] | None:
        running = self.running()
        pairs = [(o.auth_first, o.roll_number) for o in (running, *self.orders.values()) if o]
        return next(((code, roll) for code, roll in pairs if code and roll), None)

    def last_entry_at(self) -> datetime | None:
        return None

    def newest_operation(self) -> Past | None:
        return self.done[-1] if self.done else None

    def keep(self, operation_id: str, found: Plan) -> None:
        """Write an operation down, as the history of the store does."""
        for change in found.changes:
            after = change.after
            self.orders[after.id] = after
            self.entries.append(
                Entry(
                    operation_id,
                    after.id,
                    after.mo_name,
                    after.leader_id,
                    self.station,
                    change.status,
                    self.now,
                    dump(change.before),
                    dump(after),
                    found.reason,
                )
            )
        if any(change.status is LogStatus.UNDO for change in found.changes):
            self.done.pop()
        else:
            self.done.append(Past(operation_id, found.changes))


class Worker(QObject):
    """Answers the window as the operation thread does, one turn of the event loop later."""

    previewed = Signal(object)
    done = Signal(object)
    not_done = Signal(object)
    board_changed = Signal(object)
    history_read = Signal(object)
    looked_up = Signal(object)

    def __init__(self, floor: Floor) -> None:
        super().__init__()
        self.floor = floor
        self.submits: list[Submitted] = []
        self.stored: dict[str, Done] = {}
        self.held: list[Callable[[], None]] | None = None
        """While a list, answers to submits wait in it."""
        self.fault: Problem | None = None

    @Slot(object)
    def preview(self, asked: PreviewAsked) -> None:
        def answer() -> None:
            try:
                found = plan(asked.request, self.floor)
            except RefusedError as error:
                found = Plan(problems=error.problems)
            self.previewed.emit(Previewed(asked.ticket, found))

        QTimer.singleShot(0, self, answer)

    @Slot(object)
    def submit(self, asked: Submitted) -> None:
        self.submits.append(asked)

        def answer() -> None:
            try:
                self.done.emit(self._store(asked))
            except ConfirmationNeededError as error:
                self.not_done.emit(NotDone(asked.operation_id, questions=error.problems))
            except RefusedError as error:
                self.not_done.emit(NotDone(asked.operation_id, problems=error.problems))

        if self.held is None:
            QTimer.singleShot(0, self, answer)
        else:
            self.held.append(answer)

    @Slot(object)
    def history(self, asked: HistoryAsked) -> None:
        def answer() -> None:
            entries = (e for e in self.floor.entries if e.recent_mo_id == asked.order_id)
            older = {order.id: order for order in self.floor.older.values()}
            order = (older | self.floor.orders)[asked.order_id]
            self.history_read.emit(HistoryRead(order, tuple(entries)))

        QTimer.singleShot(0, self, answer)

    @Slot(object)
    def look_up(self, asked: LookupAsked) -> None:
        def answer() -> None:
            order = self.floor.older.get(asked.text)
            known = (*self.floor.orders.values(), *self.floor.older.values())
            uses = () if order is not None else uses_of(asked.text, known)
            self.looked_up.emit(LookedUp(asked.text, order, uses))

        QTimer.singleShot(0, self, answer)

    def _store(self, asked: Submitted) -> Done:
        if self.fault is not None:
            raise RefusedError(self.fault)
        if asked.operation_id in self.stored:
            return dataclasses.replace(self.stored[asked.operation_id], repeated=True)
        found = plan(asked.request, self.floor)
        if found.problems:
            raise RefusedError(*found.problems)
        if found.questions and not asked.confirmed:
            raise ConfirmationNeededError(*found.questions)
        self.floor.keep(asked.operation_id, found)
        done = Done(asked.operation_id, found.changes, found.notes)
        self.stored[asked.operation_id] = done
        self.board_changed.emit(BoardChange(tuple(c.after for c in found.changes)))
        return done


def new(order_id: int, product: str = "[LQ-030] Liquid Mango 30 ml", **more: object) -> Order:
    """Give an unregistered MO."""
    values: dict[str, object] = {
        "mo_id": 4000 + order_id,
        "mo_name": f"WH/MO/{order_id:05}",
        "state": "confirmed",
        "product_name": product,
        "product_uom": "pcs",
        "product_qty": 10_000.0,
        "create_date": NOW - timedelta(hours=48) + timedelta(minutes=order_id),
    }
    return Order(id=order_id, **(values | more))  # type: ignore[arg-type]


def ready(order_id: int, code: str | None, roll: str | None, **more: object) -> Order:
    """Give a ready MO; without code and roll, one that runs in mid-production."""
    labels = (Segment(roll, code),) if code else ()
    values: dict[str, object] = {
        "auth_first": code,
        "roll_number": roll,
        "segments": labels,
        "ready_for_production": True,
        "registered_at": NOW - timedelta(hours=3) + timedelta(minutes=order_id),
    }
    return new(order_id, **(values | more))  # type: ignore[arg-type]


def running(order_id: int, code: str | None, roll: str | None, **more: object) -> Order:
    """Give the MO that runs since 06:58."""
    start = datetime(2026, 11, 22, 23, 58, 10, tzinfo=UTC)
    values: dict[str, object] = {
        "segments": (Segment(roll, code, started_at=start),),
        "date_start": start,
        "leader_id": "003",
        "station": STATION,
        "state": "progress",
    }
    return ready(order_id, code, roll, **(values | more))


def finished(
    order_id: int, first: str, last: str, roll: str, start: datetime, end: datetime, **more: object
) -> Order:
    """Give a finished MO."""
    values: dict[str, object] = {
        "auth_last": last,
        "segments": (Segment(roll, first, last, start, end),),
        "date_start": start,
        "date_finished": end,
        "leader_id": "007",
        "station": STATION,
        "state": "done",
    }
    return ready(order_id, first, roll, **(values | more))
