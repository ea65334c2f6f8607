"""One pass of the sync: the network first, then one short transaction."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Final

from app.domain.clock import Clock, from_text
from app.domain.errors import Code, EnvironmentFaultError, OdooError, Problem, StasiunError
from app.domain.orders import OdooOrder
from app.domain.store_address import ServerAddress, StoreAddress
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.services.messages import CLOCK_LIMIT, Renewal, SyncCounts
from app.services.renewal import renewal_for
from app.store import turn
from app.store.mirror import Mirror, Written

if TYPE_CHECKING:
    from app.odoo.client import OdooClient
    from app.odoo.transport import Transport

log = logging.getLogger(__name__)

_REFUSED: Final = frozenset({Code.WRONG_LOGIN, Code.WRONG_KEY, Code.TWO_FACTOR})
OVERLAP: Final = timedelta(minutes=10)
"""How far an incremental pass goes back: Odoo's `write_date` is the begin of a transaction."""

RUN: Final[ContextVar[str]] = ContextVar("run", default="-")
"""Id of the pass that this thread makes, for the log."""


class Sync:
    """Passes of one station; lives in one thread, but for `abandon`.

    Keeps session and connection from pass to pass.

    Attributes:
        access: how Odoo is reached.
        mode: what the last pass asked for: "full", or "incremental", what changed only.
        renewal: the secret that would help after the last pass; None: it went well, or none would.
    """

    def __init__(
        self,
        store: StoreAddress,
        access: Access,
        wanted: SyncFilter,
        clock: Clock,
        *,
        full_every: timedelta = timedelta(),
        remember: Callable[[str], None] | None = None,
        recall: Callable[[], str] | None = None,
        station: str = "",
    ) -> None:
        """Prepare passes.

        Args:
            store: what they write.
            access: how Odoo is reached.
            wanted: which MOs.
            clock: the present.
            full_every: a pass asks for everything when the last such one is so long ago.
            remember: is told every session id that Odoo gives.
            recall: gives the one that was remembered last, also by another process.
            station: whose passes they are, for the administrator of a store on a server.
        """
        self._turns = turn.turns(store, station)
        self._shared = isinstance(store, ServerAddress)
        self.access = access
        self._wanted = wanted
        self._clock = clock
        self._full_every = full_every
        self._remember = remember
        self._recall = recall
        self.mode = "full"
        self.renewal: Renewal | None = None
        # By a clock that nobody sets, and by the time of day, which goes on while the machine
        # sleeps.
        self._full_at: tuple[float, datetime] | None = None
        # Odoo's clock has shown at least that, at that moment of the clock that nobody sets.
        self._odoo_time: tuple[datetime, float] | None = None
        # Names taken twice, by how many MOs were left out for each, since the last full pass.
        self._clashed: Counter[str] = Counter()
        self._transport: Transport | None = None
        self._client: OdooClient | None = None
        self._refused: Problem | None = None
        self._abandoned = False

    def close(self) -> None:
        """Give up the connections to Odoo and to the store, and the turn; a pass makes new ones."""
        self._turns.close()
        if self._transport is not None:
            self._transport.close()
            self._transport = self._client = None

    def abandon(self) -> None:
        """End a pass that waits for the network; one that writes is not disturbed. Any thread."""
        self._abandoned = True
        transport = self._transport
        if transport is not None:
            transport.abandon()

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's; None: not known."""
        return None if self._transport is None else self._transport.clock_off

    def run(
        self, *, full: bool = False, progress: Callable[[int], None] = lambda _read: None
    ) -> SyncCounts:
        """Make one pass, a full one if asked for, if one is due, and after any failure.

        `progress` is told how many MOs have been read, after each page that has some.

        Raises:
            RefusedError: `Code.SYNC_BUSY`, another process makes one on this store, or
                `Code.SYNC_ELSEWHERE`, another station makes them all.
            OdooError: Odoo could not be read; the store is as before. On a store that stations
                share, `Code.NOT_CONFIGURED` may have a parameter `stored_at`, as
                `turn.Turns.taken` has it: others sync for this one.
            EnvironmentFaultError: the store could not be written; it is as before.
        """
        self._check_connected()
        with self._turns.taken():
            self.mode = "full" if full or self._full_is_due() else "incremental"
            self.renewal = None
            try:
                return self._run(progress)
            except OdooError as error:
                self.renewal = renewal_for(error.problem, self.access)
                raise

    def ask(self) -> bool:
        """Ask the station that syncs for all for a pass; False: there is no other one."""
        try:
            return self._turns.ask()
        except EnvironmentFaultError:
            return False  # the next pass says why

    def is_asked(self) -> bool:
        """Tell whether another station has asked this one for a pass since the last call."""
        return self._turns.is_asked()

    def _check_connected(self) -> None:
        """Let a station that knows of no Odoo look on, instead of taking the turn in vain."""
        if not self._shared or self.access.url:
            return
        params: dict[str, str | int] = {"key": "odoo.url"}
        stored_at = self._turns.newest_pass()
        if stored_at is not None:
            params["stored_at"] = stored_at
        raise OdooError(Problem(Code.NOT_CONFIGURED, params=params))

    def _full_is_due(self) -> bool:
        if self._full_at is None or self._odoo_time is None:
            return True
        ticks, time = self._full_at
        awake = monotonic() - ticks >= self._full_every.total_seconds()
        return awake or self._clock() - time >= self._full_every

    def _run(self, progress: Callable[[int], None]) -> SyncCounts:
        run_id = uuid.uuid4().hex[:12]
        token = RUN.set(run_id)
        started_at, began = self._clock(), perf_counter()
        mirror = self._turns.mirror()
        try:
            before = self._client.requests if self._client else 0
            try:
                counts = self._pass(mirror, before, progress)
            except StasiunError as error:
                self._full_at = None  # after a failure everything is asked for again
                made = self._client.requests - before if self._client else 0
                log.warning("pass failed: %s", error)
                with suppress(EnvironmentFaultError):  # a full disk: the first reason is told
                    self._record(mirror, run_id, started_at, error, SyncCounts(requests=made))
                raise
            self._record(mirror, run_id, started_at, None, counts)
            log.info("pass: %s in %.2f s", counts, perf_counter() - began)
            return counts
        finally:
            RUN.reset(token)

    def _pass(self, mirror: Mirror, before: int, progress: Callable[[int], None]) -> SyncCounts:
        client, transport = self._open()
        transport.begin_pass()
        followed = mirror.followed()
        since = None
        if self._odoo_time is not None and self.mode != "full":
            since = self._odoo_time[0] - OVERLAP
        begun = monotonic()
        orders: dict[int, OdooOrder] = {}
        skipped: list[str] = []
        try:
            for page in client.orders(self._wanted, followed, self._clock(), since):
                orders.update((order.mo_id, order) for order in page.orders)
                skipped += page.skipped
                if page.orders:
                    progress(len(orders))
        except OdooError as error:
            # Not on a connection that may be about to close: a password is sent once.
            transport.close()
            if error.problem.code in _REFUSED:
                self._refused = error.problem  # asked again, Odoo would lock the user out
            if error.problem.code is Code.ODOO_REFUSED:
                client.missing = None  # a field may be gone since: ask again next time
            raise
        self._check_abandoned()
        gone = set()
        if since is None:  # only who asks for everything can tell what is not there
            gone = {i for i in followed if i not in orders and str(i) not in skipped}
        written = mirror.write(list(orders.values()), gone, self._clock())
        for name in written.clashes:
            log.warning("MO %s left out: another MO here has this name", name)
        clashes = Counter(written.clashes)
        if self.mode == "full":
            self._full_at = monotonic(), self._clock()
        else:  # it did not ask for those again: they are left out still
            clashes |= self._clashed
        self._clashed = clashes
        self._learn_time(orders.values(), begun)
        self._look_at_clock()
        counts = _counts(written, client.requests - before, len(orders), len(skipped))
        return replace(counts, clashed=clashes.total())

    def _learn_time(self, orders: Iterable[OdooOrder], begun: float) -> None:
        """Find out what Odoo's clock has shown at least when the pass began to read.

        The newest change that it read is not newer than that clock, which goes on meanwhile. So
        an Odoo in which nothing happens is not asked for its last changes again and again.
        """
        newest = max((one.write_date for one in orders if one.write_date), default=None)
        found = []
        if newest is not None:
            found.append(from_text(newest) - timedelta(seconds=monotonic() - begun))
        if self._odoo_time is not None and (self.clock_off is not None or self.mode != "full"):
            time, tick = self._odoo_time
            found.append(time + timedelta(seconds=begun - tick))
        if found and self.clock_off is not None:  # a change of the future is a mistake
            found = [min(max(found), self._clock() - timedelta(seconds=self.clock_off))]
        self._odoo_time = (max(found), begun) if found else None

    def _look_at_clock(self) -> None:
        off = self.clock_off or 0.0
        if abs(off) > CLOCK_LIMIT.total_seconds():
            log.warning("this computer's clock is %+.0f s off Odoo's", off)

    def _open(self) -> "tuple[OdooClient, Transport]":
        # Imported here: `requests` costs start time, and the window does not wait for it.
        from app.odoo.client import OdooClient
        from app.odoo.transport import connect

        self._check_abandoned()
        if self._refused is not None:
            raise OdooError(self._refused)
        if self._client is None or self._transport is None:
            self._transport = connect(self.access, self._remember, self._clock, self._recall)
            self._client = OdooClient(self._transport)
        return self._client, self._transport

    def _check_abandoned(self) -> None:
        if self._abandoned:
            raise OdooError(Problem(Code.ABANDONED))

    def _record(
        self,
        mirror: Mirror,
        run_id: str,
        started_at: datetime,
        error: StasiunError | None,
        counts: SyncCounts,
    ) -> None:
        values = {name: getattr(counts, name) for name in SyncCounts.__slots__}
        mirror.record(
            run_id=run_id,
            started_at=started_at,
            finished_at=self._clock(),
            mode=self.mode,
            outcome="ok" if error is None else "failed",
            error_code=None if error is None else str(error.problem.code),
            **values,
        )


def _counts(written: Written, requests: int, fetched: int, skipped: int) -> SyncCounts:
    return replace(
        SyncCounts(requests=requests, fetched=fetched, skipped=skipped),
        inserted=written.inserted,
        updated=written.updated,
        unchanged=written.unchanged,
        renamed=written.renamed,
        gone=written.gone,
    )
