"""People's operations: previewed and stored by the same plan, one transaction each."""

import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Self

from app.domain import operations
from app.domain.clock import Clock
from app.domain.codes import clean
from app.domain.entries import Entry
from app.domain.errors import Code, ConfirmationNeededError, Problem, RefusedError
from app.domain.orders import Order
from app.domain.people import Actor, Right, needed
from app.domain.plans import Plan, Rules
from app.domain.requests import Request, Undo
from app.domain.store_address import StoreAddress
from app.services.label_uses import uses_of
from app.services.messages import BoardChange, Done, LabelUse
from app.services.people import People
from app.store import engine, history, label_usage, orders
from app.store.connection import Connection
from app.store.facts import ReplayFacts, StoreFacts

log = logging.getLogger(__name__)


class Production:
    """The operations of one station on one store; lives in the thread that made it.

    Attributes:
        people: who may do them.
    """

    def __init__(self, store: StoreAddress, rules: Rules, station: str, clock: Clock) -> None:
        """Open the store; a file is made when it does not exist.

        Raises:
            EnvironmentFaultError: it cannot be used, and why.
        """
        self._store = engine.open_store(store, clock(), station)
        self._rules = rules
        self._station = station
        self._clock = clock
        self._shown: dict[int, Order] = {}
        self.people = People(self._store.reading, self._store.writing, clock)

    def use(self, rules: Rules) -> None:
        """Go by other rules from now on."""
        self._rules = rules

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def find(self, name: str) -> Order:
        """Give the MO of this name, a former one too.

        Raises:
            RefusedError: `Code.MO_NOT_FOUND`.
        """
        found = self.look_up(name)
        if found is None:
            raise RefusedError(Problem(Code.MO_NOT_FOUND, params={"text": clean(name)[:60]}))
        return found

    def look_up(self, name: str) -> Order | None:
        """Give the MO of this name, a former one too; None: there is none."""
        with self._store.reading():
            return orders.find(self._db, clean(name))

    def uses_of(self, text: str) -> tuple[LabelUse, ...]:
        """Give the MOs that have this code or roll, the one that used it last first."""
        wanted = clean(text)
        with self._store.reading():
            return uses_of(wanted, label_usage.labelled(self._db, wanted))

    def everything(self) -> list[Order]:
        """Give every MO of the store."""
        with self._store.reading():
            return orders.everything(self._db)

    def changed_elsewhere(self) -> Collection[int] | None:
        """Give the local ids of the MOs that others changed since the last whole board, or call.

        Others are all but this `Production`: another station, a command, the sync. An empty
        collection means that all may have changed, None that nothing was committed.
        """
        return self._store.changed_elsewhere()

    def board_change(self, only: Collection[int] | None = None) -> BoardChange:
        """Give what differs from the board given last; the first time: all of it.

        With `only`, what differs of the MOs with these local ids.
        """
        if only is None:
            self._store.changed_elsewhere()  # before it is read: nothing is missed
        with self._store.reading():
            board = {one.id: one for one in orders.board(self._db, self._clock(), only)}
        changed = tuple(o for o in board.values() if self._shown.get(o.id) != o)
        looked_at = self._shown.keys() if only is None else self._shown.keys() & set(only)
        removed = tuple(order_id for order_id in looked_at if order_id not in board)
        for order_id in removed:
            del self._shown[order_id]
        # Those that are equal stay the objects that the window has: not all of them twice.
        self._shown.update((order.id, order) for order in changed)
        return BoardChange(changed, removed)

    def running(self) -> Order | None:
        """Give the MO that runs at this station."""
        with self._store.reading():
            return self._facts().running()

    def claim_name(self) -> bool:
        """Be the one window of this station's name; False while another one is.

        Held as long as the store's connection lives; asked again it costs nothing while it is.
        Alone on its store a station always is.
        """
        return self._store.claim(self._station)

    def history(self, order_id: int) -> tuple[Order, list[Entry]]:
        """Give an MO and its history, oldest first.

        Raises:
            RefusedError: `Code.MO_NOT_FOUND`.
        """
        with self._store.reading():
            return orders.get(self._db, order_id), history.of_order(self._db, order_id)

    def preview(self, request: Request) -> Plan:
        """Work out what `request` would store now; nothing is written.

        Raises:
            RefusedError: `Code.MO_NOT_FOUND`.
        """
        with self._store.reading():
            return operations.plan(request, self._facts())

    def execute(
        self,
        request: Request,
        operation_id: str,
        *,
        confirmed: bool = False,
        person: Actor | None = None,
    ) -> Done:
        """Store `request`, durably and whole, or raise and store nothing.

        Args:
            request: what the person asks for.
            operation_id: made once per wish; the same again answers like the first time.
            confirmed: the person said yes to what is odd but legal.
            person: who asks for it; None: nobody has said, which is right where nobody has a PIN.

        Raises:
            RefusedError: the reasons against it, `Code.OPERATION_ID_REUSED`, or what `people` say.
            ConfirmationNeededError: odd but legal, and not confirmed.
            EnvironmentFaultError: the store could not be written.
        """
        with self._store.writing() as db:
            earlier = history.of_operation(db, operation_id)
            by = self.people.check(db, person, self._needed(request, earlier))
            if earlier:
                return self._repeated(request, operation_id, earlier)
            facts = self._facts()
            plan = operations.plan(request, facts)
            if plan.problems:
                raise RefusedError(*plan.problems)
            if plan.questions and not confirmed:
                raise ConfirmationNeededError(*plan.questions)
            for change in plan.changes:
                orders.write_people(self._db, change.after)
                history.append(
                    self._db, operation_id, change, facts.now, facts.station, plan.reason, by
                )
        for change in plan.changes:
            log.info("%s %s (%s)", change.status, change.after.mo_name, operation_id)
        return Done(operation_id, plan.changes, plan.notes)

    def outcome(self, operation_id: str) -> Done | None:
        """Give what an operation stored whose answer was lost; None: it stored nothing.

        Waits for a commit of it that is still on its way: what is not stored now never will be.
        """
        with self._store.writing():
            entries = history.of_operation(self._db, operation_id)
            changes = tuple(history.to_change(self._db, entry) for entry in entries)
        return Done(operation_id, changes, repeated=True) if changes else None

    def purge(self, older_than: timedelta) -> int:
        """Forget MOs that nobody has touched and that were over so long ago; count them."""
        with self._store.writing():
            count = orders.purge(self._db, self._clock() - older_than)
        if count:
            log.info("%d untouched MOs are older than the retention time", count)
        return count

    def _facts(self) -> StoreFacts:
        return StoreFacts(self._db, self._clock(), self._station, self._rules)

    @property
    def _db(self) -> Connection:
        return self._store.db

    def _needed(self, request: Request, earlier: Sequence[Entry]) -> Right:
        """Give the right that it needs; to undo an operation is as that operation."""
        if not isinstance(request, Undo):
            return needed(request, None)
        newest = history.newest_operation(self._db, self._station)
        undone = earlier[0].reason if earlier else newest
        entries = history.of_operation(self._db, undone) if undone else []
        return needed(request, entries[0].status if entries else None)

    def _repeated(self, request: Request, operation_id: str, entries: list[Entry]) -> Done:
        """Answer like the first time, if the first time asked for the same."""
        changes = tuple(history.to_change(self._db, entry) for entry in entries)
        replay = ReplayFacts(self._facts(), changes, entries[0])
        plan = operations.plan(request, replay)
        if plan.changes != changes:
            raise RefusedError(Problem(Code.OPERATION_ID_REUSED))
        return Done(operation_id, changes, plan.notes, repeated=True)
