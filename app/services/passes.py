"""The passes of a station by the secrets of now: a refused one is replaced without a restart."""

import logging
from collections.abc import Callable

from app.domain.errors import OdooError
from app.services.messages import Renewal, SyncCounts
from app.services.renewal import ACCESS_CODES
from app.services.sync import Sync

log = logging.getLogger(__name__)


class Passes:
    """Makes passes; lives in one thread, but for `abandon`.

    After Odoo refused what opens it, the secrets are read again before each pass. As long as they
    are the same, nothing is asked of Odoo that could lock the user out.

    Attributes:
        progress: is told how many MOs have been read, after each page; in the thread of `run`.
    """

    def __init__(self, make: Callable[[], Sync]) -> None:
        """Prepare; `make` is called in the thread of `run`: it reads the secrets of now."""
        self._make = make
        self.progress: Callable[[int], None] = lambda _read: None
        self._sync: Sync | None = None
        self._refused = self._abandoned = False

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's; None: not known."""
        return None if self._sync is None else self._sync.clock_off

    @property
    def renewal(self) -> Renewal | None:
        """What a person can give after the last pass was refused; None: nothing would help."""
        return None if self._sync is None else self._sync.renewal

    def run(self) -> SyncCounts:
        """Make one pass; raises what `Sync.run` does."""
        sync = self._opened()
        self._refused = False
        try:
            return sync.run(progress=self.progress)
        except OdooError as error:
            self._refused = error.problem.code in ACCESS_CODES
            raise

    def ask(self) -> bool:
        """Ask the station that syncs for all for a pass; False: there is no other one."""
        return self._sync is not None and self._sync.ask()

    def is_asked(self) -> bool:
        """Tell whether another station has asked this one for a pass since the last call."""
        return self._sync is not None and self._sync.is_asked()

    def reopen(self) -> None:
        """Reach Odoo anew at the next pass, by the settings and secrets of then."""
        self.close()
        self._sync = None

    def close(self) -> None:
        """Give up the connection to Odoo."""
        if self._sync is not None:
            self._sync.close()

    def abandon(self) -> None:
        """End a pass that waits for the network, and every later one. Any thread."""
        self._abandoned = True
        sync = self._sync
        if sync is not None:
            sync.abandon()

    def _opened(self) -> Sync:
        if self._sync is None:
            self._sync = self._make()
        elif self._refused:
            fresh = self._make()
            if fresh.access != self._sync.access:
                log.info("Odoo is reached by other secrets than those that it refused")
                self._sync.close()
                self._sync = fresh
        if self._abandoned:
            self._sync.abandon()
        return self._sync
