"""A second start raises the window of the first. Not with the lock: networks cost start time."""

import logging
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QThread, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from app.bootstrap.instance import name_of

log = logging.getLogger(__name__)

ASK, ANSWER = b"raise\n", b"raised\n"
PATIENCE_MS: Final = 3000
"""A window that does not answer by then hangs."""
_ANY_PROCESS: Final = 0xFFFFFFFF


def raise_first(store: Path) -> bool:
    """Ask the window that has the lock to come to the front; False when it does not answer.

    Waits 3 s at most.
    """
    if sys.platform == "win32":
        import ctypes

        # Windows lets only the program that was started last put a window to the front.
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
    line, name = QLocalSocket(), name_of(store)
    patience = QDeadlineTimer(PATIENCE_MS)
    line.connectToServer(name)
    while not line.waitForConnected(patience.remainingTime()):
        # A window that is just being built takes the lock first and listens a little later.
        if patience.hasExpired():
            return False
        QThread.msleep(50)
        line.connectToServer(name)
    line.write(ASK)
    line.flush()
    found = b""
    while not found.endswith(b"\n") and line.waitForReadyRead(patience.remainingTime()):
        found += bytes(line.readAll().data())
    line.abort()
    return found == ANSWER


class Doorbell(QObject):
    """Raises the window when a second start rings. GUI thread."""

    def __init__(self, store: Path, window: QWidget) -> None:
        """Listen for this user's second starts on `store`; the lock must be held."""
        super().__init__(window)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = name_of(store)
        QLocalServer.removeServer(name)  # of a program that was killed; the lock is ours
        if not self._server.listen(name):
            # A second start then says that the program is open already: no harm done.
            log.warning("cannot listen for second starts: %s", self._server.errorString())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            line.disconnected.connect(line.deleteLater)
            line.readyRead.connect(self._on_asked)
            if line.bytesAvailable():
                self._answer(line)

    @Slot()
    def _on_asked(self) -> None:
        line = self.sender()
        if isinstance(line, QLocalSocket):
            self._answer(line)

    def _answer(self, line: QLocalSocket) -> None:
        if bytes(line.readAll().data()) != ASK:
            line.abort()
            return
        self._raise()
        line.write(ANSWER)
        line.flush()

    def _raise(self) -> None:
        window = self._window
        kept = window.windowState() & ~Qt.WindowState.WindowMinimized
        window.setWindowState(kept | Qt.WindowState.WindowActive)
        window.show()
        window.raise_()
        window.activateWindow()
        log.info("raised by a second start")
