"""When the store is looked at again: for what others changed, and while it cannot be reached."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LOOK_MS: Final = 300
"""How often it is asked whether anybody else has stored something; that costs microseconds."""

ALL_MS: Final = 60_000
"""How often everything is read, whoever says that nothing has changed."""

AGAIN_MS: Final = (1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
"""How long a store that cannot be reached is left alone, time after time; then always the last."""


class Pulse(QObject):
    """The timers of the thread that works with the store; lives there, a child of the worker.

    Signals:
        looked: others may have stored something.
        all_due: everything is to be read again.
        tried_again: the store may be there again.
    """

    looked = Signal()
    all_due = Signal()
    tried_again = Signal()

    def __init__(self, parent: QObject) -> None:
        """Prepare; nothing runs before `begin`."""
        super().__init__(parent)
        self._failures = 0
        self._look = self._timer(LOOK_MS)
        self._look.timeout.connect(self.looked)
        self._all = self._timer(ALL_MS)
        self._all.timeout.connect(self.all_due)
        self._again = self._timer(AGAIN_MS[0])
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.tried_again)

    @property
    def pause(self) -> int:
        """How long a store that is lost is left alone now, in ms; 0: it is not lost."""
        return self._again.interval() if self._again.isActive() else 0

    @property
    def failures(self) -> int:
        """How often in a row the store could not be reached."""
        return self._failures

    @Slot()
    def begin(self) -> None:
        """Look from now on."""
        self._failures = 0
        self._again.stop()
        self._look.start()
        self._all.start()

    def lose(self) -> None:
        """The store cannot be reached: leave it alone for a while, every time for longer."""
        self._look.stop()
        self._all.stop()
        self._again.start(AGAIN_MS[min(self._failures, len(AGAIN_MS) - 1)])
        self._failures += 1

    def stop(self) -> None:
        """Look no more."""
        for timer in (self._look, self._all, self._again):
            timer.stop()

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)  # a child: it moves into the thread with its parent
        timer.setInterval(interval)
        return timer
