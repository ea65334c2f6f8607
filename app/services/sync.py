"""One pass of the sync: the network first, then one short transaction."""

import logging
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from app.domain.clock import Clock
from app.domain.errors import Code, EnvironmentFaultError, OdooError, Problem, StasiunError
from app.domain.orders import OdooOrder
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.services.messages import SyncCounts
from app.store import turn
from app.store.mirror import Mirror, Written

if TYPE_CHECKING:
    from app.odoo.client import OdooClient
    from app.odoo.transport import SessionTransport

log = logging.getLogger(__name__)

_REFUSED = frozenset({Code.WRONG_LOGIN, Code.TWO_FACTOR})


class Sync:
    """Passes of one station; lives in one thread, but for `abandon`.

    Keeps session and connection from pass to pass.
    """

    def __init__(self, path: Path, access: Access, wanted: SyncFilter, clock: Clock) -> None:
        """Prepare passes that read Odoo by `access` and write the store at `path`."""
        self._path = path
        self._access = access
        self._wanted = wanted
        self._clock = clock
        self._transport: SessionTransport | None = None
        self._client: OdooClient | None = None
        self._refused: Problem | None = None
        self._abandoned = False

    def close(self) -> None:
        """Give up the connection to Odoo."""
        if self._transport is not None:
            self._transport.close()
            self._transport = self._client = None

    def abandon(self) -> None:
        """End a pass that waits for the network; one that writes is not disturbed. Any thread."""
        self._abandoned = True
        transport = self._transport
        if transport is not None:
            transport.abandon()

    def run(self) -> SyncCounts:
        """Make one pass.

        Raises:
            RefusedError: `Code.SYNC_BUSY`, another process makes one on this store.
            OdooError: Odoo could not be read; the store is as before.
            EnvironmentFaultError: the store could not be written; it is as before.
        """
        with turn.taken(self._path):
            return self._run()

    def _run(self) -> SyncCounts:
        run_id = uuid.uuid4().hex[:12]
        started_at, began = self._clock(), perf_counter()
        mirror = Mirror(self._path)
        try:
            before = self._client.requests if self._client else 0
            try:
                counts = self._pass(mirror, before)
            except StasiunError as error:
                made = self._client.requests - before if self._client else 0
                log.warning("pass %s failed: %s", run_id, error)
                with suppress(EnvironmentFaultError):  # a full disk: the first reason is told
                    self._record(mirror, run_id, started_at, error, SyncCounts(requests=made))
                raise
            self._record(mirror, run_id, started_at, None, counts)
        finally:
            mirror.close()
        log.info("pass %s: %s in %.2f s", run_id, counts, perf_counter() - began)
        return counts

    def _pass(self, mirror: Mirror, before: int) -> SyncCounts:
        client, transport = self._open()
        transport.begin_pass()
        followed = mirror.followed()
        orders: dict[int, OdooOrder] = {}
        skipped: list[str] = []
        try:
            for page in client.orders(self._wanted, followed, self._clock()):
                orders.update((order.mo_id, order) for order in page.orders)
                skipped += page.skipped
        except OdooError as error:
            if error.problem.code in _REFUSED:
                self._refused = error.problem  # asked again, Odoo would lock the user out
            if error.problem.code is Code.ODOO_REFUSED:
                client.missing = None  # a field may be gone since: ask again next time
            raise
        self._check_abandoned()
        gone = {mo_id for mo_id in followed if mo_id not in orders and str(mo_id) not in skipped}
        written = mirror.write(list(orders.values()), gone, self._clock())
        for name in written.clashes:
            log.warning("MO %s left out: another MO here has this name", name)
        return _counts(written, client.requests - before, len(orders), len(skipped))

    def _open(self) -> "tuple[OdooClient, SessionTransport]":
        # Imported here: `requests` costs start time, and the window does not wait for it.
        from app.odoo.client import OdooClient
        from app.odoo.transport import SessionTransport

        self._check_abandoned()
        if self._refused is not None:
            raise OdooError(self._refused)
        if self._client is None or self._transport is None:
            self._transport = SessionTransport(self._access)
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
            mode="full",
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
        clashed=len(written.clashes),
        gone=written.gone,
    )
