"""A clock that counts only the time in which the event loop had nothing to do."""

import time

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot


class IdleClock(QObject):
    """Tells how far apart keys were sent, also when the window was too busy to take them at once.

    Windows stamps a key when the program takes it, not when it was pressed: while a dialog opens,
    the rest of a label waits in the queue. No waiting for keys, no time between them.
    """

    def __init__(self, parent: QObject) -> None:
        """Begin at nought, stopped."""
        super().__init__(parent)
        self._waited = 0.0
        self._since: float | None = None

    @property
    def now(self) -> float:
        """Milliseconds spent waiting since the beginning."""
        return self._waited * 1000

    def start(self) -> None:
        """Count from now on, in the thread of the caller."""
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.aboutToBlock.connect(self._on_about_to_block)
            dispatcher.awake.connect(self._on_awake)

    def stop(self) -> None:
        """Count no more."""
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.aboutToBlock.disconnect(self._on_about_to_block)
            dispatcher.awake.disconnect(self._on_awake)
        self._since = None

    @Slot()
    def _on_about_to_block(self) -> None:
        self._since = time.monotonic()

    @Slot()
    def _on_awake(self) -> None:
        if self._since is not None:
            self._waited += time.monotonic() - self._since
            self._since = None
