"""The HTTP API beside the window, in a process of its own: Python's lock is not shared with it."""

import logging
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

import app
from app.domain.api import ApiState, ApiStatus

log = logging.getLogger(__name__)

PAUSES_MS: Final = (1_000, 5_000, 30_000)
"""Before it is started again, the last one for good; an answer begins anew."""

STOP_MS: Final = 1_200
"""Time to finish what was asked for."""


class ApiProcess(QObject):
    """Keeps `serve` running as long as it is wanted; GUI thread.

    It ends with the window, however that ends: it watches its standard input.

    Signals:
        status_changed: `ApiStatus`.
    """

    status_changed = Signal(object)

    def __init__(self, environment: Mapping[str, str], parent: QObject) -> None:
        """Prepare; `environment` has what overrides the configuration."""
        super().__init__(parent)
        self._environment = environment
        self._store: Path | None = None
        self._wanted = self._renewed = False
        self._failures = 0
        self._said = ""
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_error_output)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._start)
        self._impatience = QTimer(self)
        self._impatience.setSingleShot(True)
        self._impatience.timeout.connect(self._process.kill)

    @property
    def process_id(self) -> int:
        """Which process it is; 0: none runs."""
        return self._process.processId()

    def use(self, store: Path | None, *, enabled: bool) -> None:
        """Run it with the settings of now, or not; one that runs ends first.

        `store`: the file, which goes before that of the settings; None: a server's, by these.
        """
        self._store, self._wanted, self._failures = store, enabled, 0
        self._again.stop()
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._renewed = enabled
            self._ask_to_end()  # what comes next comes when it has ended
        elif enabled:
            self._start()
        else:
            self._say_off()

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._wanted = False
        self._again.stop()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._ask_to_end()
        if not self._process.waitForFinished(STOP_MS):
            self._process.kill()
            self._process.waitForFinished(STOP_MS)

    @Slot()
    def _start(self) -> None:
        if not _is_installed():
            self.status_changed.emit(ApiStatus(ApiState.NOT_INSTALLED))
            return
        program, *arguments = serve_command()
        surroundings = QProcessEnvironment.systemEnvironment()
        for name, value in self._environment.items():
            surroundings.insert(name, value)
        if self._store is not None:
            surroundings.insert("SQLITE_PATH", str(self._store))
        # The bundle's starter must set up its own surroundings and not take over ours.
        surroundings.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
        self._process.setProcessEnvironment(surroundings)
        self._process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
        self._said = ""
        self.status_changed.emit(ApiStatus(ApiState.STARTING))
        self._process.start(program, arguments)

    def _ask_to_end(self) -> None:
        self._process.closeWriteChannel()
        self._impatience.start(STOP_MS)

    def _say_off(self) -> None:
        state = ApiState.OFF if _is_installed() else ApiState.NOT_INSTALLED
        self.status_changed.emit(ApiStatus(state))

    @Slot()
    def _on_output(self) -> None:
        text = self._process.readAllStandardOutput().toStdString()
        found = re.search(r"https?://\S+", text)
        if found is not None:
            self._failures = 0
            self.status_changed.emit(ApiStatus(ApiState.ANSWERS, url=found[0]))

    @Slot()
    def _on_error_output(self) -> None:
        """Keep the line that says why it ends."""
        lines = self._process.readAllStandardError().toStdString().strip().splitlines()
        self._said = lines[-1].strip() if lines else self._said

    @Slot()
    def _on_finished(self) -> None:
        self._impatience.stop()
        self._go_on()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # any other one is followed by `finished`
            self._go_on()

    def _go_on(self) -> None:
        """Start it again when it is wanted: at once if it was asked to end, else after a pause."""
        renewed, self._renewed = self._renewed, False
        if not self._wanted:
            self._say_off()
            return
        if renewed:
            self._start()
            return
        pause = PAUSES_MS[min(self._failures, len(PAUSES_MS) - 1)]
        self._failures += 1
        log.warning("the API has ended (%s); it is started again in %d ms", self._said, pause)
        self.status_changed.emit(ApiStatus(ApiState.STOPPED, reason=self._said))
        self._again.start(pause)


def _is_installed() -> bool:
    from app.bootstrap import api  # what answers is loaded where it answers, not in the window

    return api.is_installed()


def serve_command() -> list[str]:
    """Give program and arguments: of the bundle the one with a console, or of a checkout."""
    arguments = ["serve", "--until-stdin-ends"]
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return [str(here.with_name("stasiun-mo" + here.suffix)), *arguments]
    return [sys.executable, "-m", "app", *arguments]
