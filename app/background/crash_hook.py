"""What is left of an exception that nobody caught: the log, and one signal to the window."""

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app.domain.errors import Code, Problem

log = logging.getLogger("crash")
_qt_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHook(QObject):
    """Catches what nobody caught, in any thread.

    Signals:
        crashed: `Problem`; emitted in the thrower's thread, to be received in the GUI's.
    """

    crashed = Signal(object)

    def __init__(self) -> None:
        """Catch nothing yet."""
        super().__init__()
        self._stacks: IO[str] | None = None

    def install(self, folder: Path) -> None:
        """Take over Python's and Qt's hooks; a hard crash leaves its stacks in `folder`."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Open as long as the process lives: a windowed build has no stderr to write to.
            self._stacks = (folder / "crash.txt").open("a", encoding="utf-8")
            faulthandler.enable(self._stacks)
        except OSError as error:  # costs the stacks, not the work
            log.warning("no place for the stacks of a crash: %s", error)
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        qInstallMessageHandler(_on_qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._stacks is not None:
            faulthandler.disable()
            self._stacks.close()

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("not caught", exc_info=(kind, error or kind(), traceback))
        self.crashed.emit(Problem(Code.BUG, params={"text": kind.__name__}))


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), message)
