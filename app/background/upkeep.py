"""What the store needs while nobody looks: a check at the start, a backup every day."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.clock import Clock
from app.domain.errors import StasiunError
from app.services.backups import Backups

log = logging.getLogger(__name__)

LOOK_AGAIN: Final = timedelta(minutes=30)
"""How often it is looked whether a backup is due; a failed one is tried again then."""


class Upkeep(QObject):
    """Checks the store once and backs it up daily; lives in a `QThread`.

    Signals:
        damage_found: `Problem`; the store cannot be read.
        backed_up: aware UTC time of the newest backup: made now, or found at the start.
        failed: `Problem`; no backup could be made.
    """

    damage_found = Signal(object)
    backed_up = Signal(object)
    failed = Signal(object)

    def __init__(self, backups: Backups, purge: Callable[[], int], clock: Clock) -> None:
        """Prepare; nothing is done before `on_store_ready`.

        Args:
            backups: the backups of the store.
            purge: forgets what is older than the retention time; called behind a daily backup.
            clock: the present.
        """
        super().__init__()
        self._purge = purge
        self._backups = backups
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setInterval(int(LOOK_AGAIN.total_seconds() * 1000))
        self._timer.timeout.connect(self.on_due)

    @Slot()
    def on_store_ready(self) -> None:
        """Check the store, then look after backups from now on."""
        try:
            self._backups.quick_check()
        except StasiunError as error:
            self.damage_found.emit(error.problem)
            return
        self._timer.start()
        made = self._backups.newest_made_at()
        if made is not None:
            self.backed_up.emit(made)
        self.on_due()

    @Slot()
    def on_due(self) -> None:
        """Make the backup of the day if it is missing."""
        try:
            made = self._backups.make_daily()
            if made is not None:
                self._purge()
        except StasiunError as error:
            log.warning("no backup: %s", error)
            self.failed.emit(error.problem)
        else:
            if made is not None:
                self.backed_up.emit(self._clock())

    @Slot()
    def on_wanted(self) -> None:
        """Make a backup now, because a person asks for it."""
        try:
            self._backups.make()
        except StasiunError as error:
            log.warning("no backup: %s", error)
            self.failed.emit(error.problem)
        else:
            self.backed_up.emit(self._clock())

    @Slot()
    def on_stop(self) -> None:
        """Stop the timer."""
        self._timer.stop()
