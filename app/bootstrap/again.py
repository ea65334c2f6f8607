"""Opening the program once more, in the other mode, when this one has let go of its store."""

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

import app

log = logging.getLogger(__name__)


def command(*, training: bool, full_screen: bool) -> list[str]:
    """Give program and arguments that open it again: of the bundle, or of a checkout."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*program, *["--demo"] * training, *["--kiosk"] * full_screen]


def start(wanted: list[str]) -> bool:
    """Start a `command` that outlives this process; tell whether that worked."""
    program, *arguments = wanted
    process = QProcess()
    environment = QProcessEnvironment.systemEnvironment()
    # The bundle's starter must set up its own surroundings and not take over ours.
    environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
    process.setProcessEnvironment(environment)
    process.setProgram(program)
    process.setArguments(arguments)
    process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
    answer: object = process.startDetached()  # a bool, though the stubs promise a pair
    started = answer[0] is True if isinstance(answer, tuple) else answer is True
    if not started:
        log.error("the program could not be opened again: %s", process.errorString())
    return started
