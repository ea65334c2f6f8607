"""The sync in its thread: a timer, signals, no logic."""

import logging
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from app.domain.errors import Code, Problem, RefusedError, StasiunError
from app.services.schedule import Schedule
from app.services.sync import Sync

log = logging.getLogger(__name__)


class SyncWorker(QObject):
    """Makes a pass at start, when the timer says so and when asked; lives in a `QThread`.

    Signals:
        status_changed: `SyncStatus`, after every change.
        synced: a pass has stored something; the table may follow.
    """

    status_changed = Signal(object)
    synced = Signal()
    _turn_taken = Signal()

    def __init__(self, make_sync: Callable[[], Sync], schedule: Schedule) -> None:
        """Prepare; nothing runs before `request`.

        Args:
            make_sync: called once, here: it only prepares.
            schedule: decides when.
        """
        super().__init__()
        self._sync = make_sync()
        self._schedule = schedule
        self._timer = QTimer(self)  # a child: it moves into the thread with its parent
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.request)
        # Queued, also from this thread: that the pass runs is said before it runs.
        self._turn_taken.connect(self._on_turn_taken, Qt.ConnectionType.QueuedConnection)

    def abandon(self) -> None:
        """End a pass that waits for the network. Any thread."""
        self._sync.abandon()

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
    def _on_turn_taken(self) -> None:
        """Make a pass, and set the timer for the next one."""
        self._timer.stop()
        began = perf_counter()
        try:
            counts = self._sync.run()
        except RefusedError:
            self._schedule.skipped()  # another process is at it
        except StasiunError as error:
            self._schedule.failed(error.problem, perf_counter() - began)
        except Exception as error:
            # A bug must not end the timer: the station goes on with the data it has.
            log.exception("the sync broke")
            problem = Problem(Code.BUG, params={"text": type(error).__name__})
            self._schedule.failed(problem, perf_counter() - began)
        else:
            self._schedule.succeeded(counts, perf_counter() - began)
            self.synced.emit()
        self._timer.start(int(self._schedule.pause.total_seconds() * 1000))
        self.status_changed.emit(self._schedule.status)

    @Slot()
    def on_stop(self) -> None:
        """End the thread."""
        self._timer.stop()
        self._sync.close()
        QThread.currentThread().quit()
