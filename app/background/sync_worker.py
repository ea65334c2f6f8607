"""The sync in its thread: a timer, signals, no logic."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from app.services.messages import AccessGiven, AccessKept, SyncPhase
from app.services.passes import Passes
from app.services.schedule import Schedule, run_once
from app.services.sync import Sync

LOOK_MS: Final = 1000
"""How often it is looked whether a pass is due."""


class SyncWorker(QObject):
    """Makes a pass at start, when the timer says so and when asked; lives in a `QThread`.

    Signals:
        status_changed: `SyncStatus`, after every change.
        synced: a pass has stored something; the table may follow.
        asked_elsewhere: a person wants a pass, and the station that syncs for all was asked.
        access_kept: `AccessKept`, answers `on_access_given`; the pass that tries it comes next.
        store_let_go: the `Path` of the backup that may now take the store's place.
    """

    asked_elsewhere = Signal()
    status_changed = Signal(object)
    synced = Signal()
    access_kept = Signal(object)
    store_let_go = Signal(object)
    _turn_taken = Signal()

    def __init__(
        self,
        make_sync: Callable[[], Sync],
        schedule: Schedule,
        keep: Callable[[AccessGiven], AccessKept],
    ) -> None:
        """Prepare; nothing runs before `request`.

        Args:
            make_sync: called in the worker's thread: it may ask the keyring.
            schedule: decides when.
            keep: keeps a secret that a person gave, in the worker's thread, too; raises nothing.
        """
        super().__init__()
        self._passes = Passes(make_sync)
        self._passes.progress = self._on_progress
        self._keep = keep
        self._wanted = False
        self._schedule = schedule
        self._timer = QTimer(self)  # a child: it moves into the thread with its parent
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._on_look)
        # Queued, also from this thread: that the pass runs is said before it runs.
        self._turn_taken.connect(self._on_turn_taken, Qt.ConnectionType.QueuedConnection)

    def abandon(self) -> None:
        """End a pass that waits for the network. Any thread."""
        self._passes.abandon()

    @Slot()
    def request(self) -> None:
        """Ask for a pass, or count it as skipped while one runs. Any thread.

        The turn is taken here and not in the worker's thread: there the request would wait behind
        the running pass and make another one after it.
        """
        if self._schedule.begin():
            self._turn_taken.emit()
        self.status_changed.emit(self._schedule.status)

    @Slot()
    def on_wanted(self) -> None:
        """Do as `request` for a person, who may be at a station that another one syncs for."""
        self._wanted = True
        self.request()

    @Slot()
    def _on_look(self) -> None:
        if self._passes.is_asked() or self._schedule.is_due():
            self.request()

    @Slot()
    def _on_turn_taken(self) -> None:
        """Make a pass, and look from now on whether the next one is due."""
        run_once(self._passes, self._schedule, self.synced.emit)
        wanted, self._wanted = self._wanted, False
        if wanted and self._passes.ask():
            self.asked_elsewhere.emit()
        self._timer.start()
        self.status_changed.emit(self._schedule.status)

    def _on_progress(self, read: int) -> None:
        self._schedule.progressed(read)
        self.status_changed.emit(self._schedule.status)

    @Slot()
    def on_followed(self) -> None:
        """Others have stored something: perhaps what nobody was known to have, a first pass."""
        status = self._schedule.status
        if status.phase is SyncPhase.NEVER or status.unconnected:
            self.request()

    @Slot()
    def on_access_changed(self) -> None:
        """Reach Odoo anew, by the settings and secrets of now, and make a pass."""
        self._passes.reopen()
        self.request()

    @Slot(object)
    def on_access_given(self, given: AccessGiven) -> None:
        """Keep a secret that a person gave, and make a pass by it."""
        self.access_kept.emit(self._keep(given))
        self.on_access_changed()

    @Slot(object)
    def on_restore_wanted(self, backup: Path) -> None:
        """Let go of the store: what is open cannot be renamed on Windows.

        The next pass asks for everything: a backup lacks what Odoo has changed since.
        """
        self._passes.reopen()
        self.store_let_go.emit(backup)

    @Slot()
    def on_stop(self) -> None:
        """End the thread."""
        self._timer.stop()
        self._passes.close()
        QThread.currentThread().quit()
