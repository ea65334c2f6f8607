"""The program opens again in the other mode by itself, as processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from app.bootstrap import again
from tests.integration.processes import ROOT, environment

PATIENCE = 60.0
BACK_TO_WORK = """
import sys
from PySide6.QtCore import QTimer
from app.bootstrap import station
from app.cli import main

class Impatient(station.Station):
    def welcome_if_new(self):
        QTimer.singleShot(0, self, self.leave)

    def leave(self):
        self.window.menu.mode_asked.emit()
        self.window.overlay.card.yes_button.click()

station.Station = Impatient
sys.exit(main(["--demo"]))
"""


def test_it_is_the_same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    source = [sys.executable, "-m", "app"]
    assert again.command(training=True, full_screen=False) == [*source, "--demo"]
    assert again.command(training=False, full_screen=True) == [*source, "--kiosk"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert again.command(training=True, full_screen=True) == [
        sys.executable,
        "--demo",
        "--kiosk",
    ]


def test_what_cannot_be_started_is_told() -> None:
    assert not again.start([str(ROOT / "no-such-program")])


def holder(lock: Path) -> int:
    """Give the process that has a store; 0: none has."""
    try:
        return int(lock.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def wait(condition: Callable[[], bool]) -> None:
    """Wait until another process has done something; it goes on all the while."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit
        Event().wait(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process that is not its child")
def test_training_gives_way_to_work_on_the_real_store(tmp_path: Path) -> None:
    store = tmp_path / "toko.db"
    said = tmp_path / "said.txt"
    with said.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [sys.executable, "-c", BACK_TO_WORK],
            cwd=ROOT,
            env=environment(SQLITE_PATH=str(store)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,  # no pipe: what is opened again has it too
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, said.read_text(encoding="utf-8")) == (0, "")
    lock = Path(f"{store}.lock")
    wait(lambda: holder(lock) > 0)
    process = holder(lock)
    wait(store.exists)
    os.kill(process, signal.SIGTERM)
    wait(lambda: not lock.exists())
