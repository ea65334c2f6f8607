"""What other programs may read: MOs that wait, the one that runs, one of them in detail."""

from datetime import datetime
from typing import Final, Self

from app.domain.clock import Clock
from app.domain.codes import clean
from app.domain.errors import Code, Problem, RefusedError
from app.domain.frozen import dataclass
from app.domain.orders import Order, Stage
from app.domain.plans import Rules
from app.domain.store_address import StoreAddress
from app.store import engine, offers, orders


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list. Times are aware UTC; from: included, to: not included.

    Attributes:
        created_from, created_to: when Odoo made the MO.
        registered_from, registered_to: when it became ready; of ready MOs only.
    """

    limit: int
    offset: int = 0
    created_from: datetime | None = None
    created_to: datetime | None = None
    registered_from: datetime | None = None
    registered_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list, and how long the whole list is."""

    total: int
    orders: tuple[Order, ...]


_WHY_NOT_READY: Final = {
    Stage.UNREGISTERED: Code.NOT_READY,
    Stage.RUNNING: Code.ALREADY_STARTED,
    Stage.FINISHED: Code.ALREADY_FINISHED,
}


class Offers:
    """Reads one store for other programs; lives in the thread that made it."""

    def __init__(self, store: StoreAddress, rules: Rules, station: str, clock: Clock) -> None:
        """Open the store; by `rules` it is known whether other stations work on it.

        Raises:
            EnvironmentFaultError: it cannot be used, and why.
        """
        self._store = engine.open_store(store, clock(), station)
        self._home, self._clock = rules.home(station), clock

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def unregistered(self, wanted: Wanted) -> Part:
        """Give MOs that can be registered, newest first."""
        with self._store.reading() as db:
            total, found = offers.unregistered(
                db, wanted.limit, wanted.offset, wanted.created_from, wanted.created_to
            )
        return Part(total, tuple(found))

    def ready(self, wanted: Wanted) -> Part:
        """Give MOs that can be started, by the time of their registration."""
        with self._store.reading() as db:
            found = offers.ready(db)
        found = [
            order
            for order in found
            if _within(order.create_date, wanted.created_from, wanted.created_to)
            and _within(order.registered_at, wanted.registered_from, wanted.registered_to)
        ]
        found.sort(key=lambda o: (o.registered_at is None, o.registered_at, o.id))
        return Part(len(found), tuple(found[wanted.offset : wanted.offset + wanted.limit]))

    def running(self) -> tuple[Order | None, datetime]:
        """Give the MO that runs on this station, and the present."""
        with self._store.reading() as db:
            return orders.running(db, self._home), self._clock()

    def ready_one(self, name: str) -> Order:
        """Give a ready MO by its name, a former one too.

        Raises:
            RefusedError: `Code.MO_NOT_FOUND`, or why it is not ready.
        """
        wanted = clean(name)
        with self._store.reading() as db:
            order = orders.find(db, wanted)
        if order is None:
            raise RefusedError(Problem(Code.MO_NOT_FOUND, "mo_name", {"text": wanted[:60]}))
        if order.stage is not Stage.READY:
            code = _WHY_NOT_READY[order.stage]
            raise RefusedError(Problem(code, "mo_name", {"mo_name": order.mo_name}))
        return order


def _within(moment: datetime | None, first: datetime | None, end: datetime | None) -> bool:
    if moment is None:
        return first is None and end is None
    return (first is None or moment >= first) and (end is None or moment < end)
