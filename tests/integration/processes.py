"""The program as a process of its own, as a system starts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.marks import MARK

ROOT: Final = Path(__file__).resolve().parents[2]
WINDOWS: Final = sys.platform == "win32"
ENDS: Final = ["SIGBREAK"] if WINDOWS else ["SIGINT", "SIGTERM"]


def environment(**values: str) -> dict[str, str]:
    """Give the variables of this run, whose home is a temporary one, and `values`."""
    return {**os.environ, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8", **values}


@contextmanager
def started(*arguments: str, **values: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a command; it is killed at the latest when the context ends."""
    flags: dict[str, Any] = {"creationflags": 0x200} if WINDOWS else {}  # a group of its own
    with subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment(**values),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **flags,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def end(process: "subprocess.Popen[str]", name: str) -> None:
    """Ask a process to end, as a person or a system does."""
    process.send_signal(1 if WINDOWS else getattr(signal, name))  # 1: CTRL_BREAK_EVENT


def run(
    *arguments: str, given: str = "", folder: str = str(ROOT), **values: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in `folder`, with `given` on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=folder,
        env=environment(PYTHONPATH=str(ROOT), **values),
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert MARK not in done.stdout + done.stderr, "a secret is in the output"
    return done
