"""What a station does for a store on a server: it forgets what is old; backups are made there."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from app.domain.clock import Clock
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.services.backups import DAILY, Backups
from app.services.messages import BackupList, Damage

log = logging.getLogger(__name__)


class ServerBackups(Backups):
    """In the place of `Backups`. Whoever asks for a copy is told who makes them."""

    def __init__(self, place: Path, purge: Callable[[], int], clock: Clock) -> None:
        """Prepare.

        Args:
            place: where a file would lie on this machine.
            purge: forgets what is older than the retention time.
            clock: the present.
        """
        super().__init__(place, None, 1, clock)
        self._purge = purge
        self._now = clock
        self._purged_at: datetime | None = None

    def use(self, second: Path | None, keep: int) -> None:
        """Nothing is copied, wherever to."""

    def listed(self) -> BackupList:
        """Give an empty list."""
        return BackupList((), self.folder, None)

    def make(self) -> Path:
        """Raise `Code.STORE_AT_SERVER`."""
        _refuse()

    def make_daily(self) -> None:
        """Forget what is old, once a day; one that fails is tried again at the next call."""
        now = self._now()
        if self._purged_at is not None and now - self._purged_at < DAILY:
            return
        try:
            self._purge()
        except EnvironmentFaultError as error:
            log.warning("old MOs stay for now: %s", error)
        else:
            self._purged_at = now

    def all(self) -> list[Path]:
        """Give nothing: files that lie here are of another store."""
        return []

    def damage(self, problem: Problem) -> Damage:
        """Say what is wrong; there is nothing to offer."""
        return Damage(problem)

    def quick_check(self) -> None:
        """Leave it to the server."""

    def restore(self, file: Path) -> Path | None:
        """Raise `Code.STORE_AT_SERVER`."""
        _refuse()

    def check(self) -> None:
        """Raise `Code.STORE_AT_SERVER`."""
        _refuse()


def _refuse() -> NoReturn:
    raise EnvironmentFaultError(Problem(Code.STORE_AT_SERVER))
