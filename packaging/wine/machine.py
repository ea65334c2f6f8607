"""Runs Windows programs: under Wine, or on Windows itself, so that one set of checks does for both.

Wine's programs get pipes, never files: Python does not start there with a file as its output.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL
GRACE_SECONDS = 1.0


class WineError(Exception):
    """Something did not go as it should; the text says what."""


@dataclass(frozen=True, slots=True)
class Done:
    """A program that ended."""

    code: int
    out: str
    err: str
    seconds: float


class _Reader(threading.Thread):
    """Reads what a program prints until it has ended.

    Not to the end of the pipe: Wine's desktop, which a first window starts, keeps it open.
    """

    def __init__(self, pipe: IO[bytes] | None) -> None:
        """Begin to read."""
        super().__init__(daemon=True)
        self._pipe = pipe
        self._parts: list[bytes] = []
        self.start()

    def run(self) -> None:
        """Read, in this thread."""
        while self._pipe is not None and (part := os.read(self._pipe.fileno(), 65536)):
            self._parts.append(part)

    def text(self) -> str:
        """Return what was printed by a program that has ended."""
        self.join(GRACE_SECONDS)
        return b"".join(self._parts).decode("utf-8", "replace").replace("\r\n", "\n")


class Machine:
    """Windows itself."""

    def __init__(self, folder: Path) -> None:
        """Keep what the checks write in `folder`."""
        self.folder = folder

    def environment(self) -> dict[str, str]:
        """Return the variables that every program gets."""
        return dict(os.environ)

    def command(self, arguments: list[str]) -> list[str]:
        """Return what starts a program of Windows here."""
        return arguments

    def path(self, windows: str) -> Path:
        """Return the path by which this script finds a file of the Windows machine."""
        return Path(windows)

    def shown(self, path: Path) -> str:
        """Return the path by which the programs find a file of this script."""
        return str(path)

    def stop(self) -> None:
        """End what runs in the background."""

    def start(
        self, *arguments: str, env: Mapping[str, str] | None = None, stdin: int = DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program and return at once."""
        return subprocess.Popen(
            self.command(list(arguments)),
            cwd=self.folder,
            env={**self.environment(), **(env or {})},
            stdin=stdin,
            stdout=PIPE,
            stderr=PIPE,
        )

    def run(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        given: str | None = None,
        timeout: float = 120,
    ) -> Done:
        """Run a program to its end.

        Raises:
            WineError: it does not end.
        """
        begun = time.monotonic()
        process = self.start(*arguments, env=env, stdin=DEVNULL if given is None else PIPE)
        out, err = _Reader(process.stdout), _Reader(process.stderr)
        if process.stdin is not None:
            process.stdin.write((given or "").encode())
            process.stdin.close()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise WineError(f"does not end: {' '.join(arguments)}") from None
        seconds = time.monotonic() - begun
        return Done(process.returncode, out.text(), err.text(), seconds)


class Wine(Machine):
    """A prefix of Wine, made from nothing."""

    def __init__(self, folder: Path, display: str = "") -> None:
        """Use the prefix in `folder`; windows are drawn on `display`."""
        super().__init__(folder)
        self.prefix = folder / "prefix"
        self.display = display

    def environment(self) -> dict[str, str]:
        """Return the variables that every program gets; those of Qt do not reach it."""
        own = {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # No .NET and no browser engine; a question about the system (WMI) crashes in Wine 8;
            # the stub in place of its mscms.
            "WINEDLLOVERRIDES": "mscoree,mshtml,wbemprox=d;mscms=n,b",
            "DISPLAY": self.display,
        }
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ODOO_", "PYTHON", "QT_", "WINE", "XDG_"))
        }
        return {**inherited, **own}

    def command(self, arguments: list[str]) -> list[str]:
        """Return what starts a program of Windows here."""
        return ["wine", *arguments]

    def path(self, windows: str) -> Path:
        """Return the path by which this script finds a file of the Windows machine."""
        drive, _, rest = windows.replace("\\", "/").partition(":/")
        return self.prefix / f"drive_{drive.lower()}" / rest

    def shown(self, path: Path) -> str:
        """Return the path by which the programs find a file of this script."""
        inside = self.prefix / "drive_c"
        if path.is_relative_to(inside):
            return "C:\\" + str(path.relative_to(inside)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def make(self) -> None:
        """Make the prefix: a Windows 10, with the stubs for what Wine lacks."""
        shutil.rmtree(self.prefix, ignore_errors=True)
        self.prefix.parent.mkdir(parents=True, exist_ok=True)
        self._checked("wine", "wineboot", "-i")
        self._checked("wineserver", "-w")
        self._checked("wine", "winecfg", "-v", "win10")
        system = self.prefix / "drive_c" / "windows" / "system32"
        for source in sorted((Path(__file__).parent / "stubs").glob("*.c")):
            target = str(system / f"{source.stem}.dll")
            (system / f"{source.stem}.dll").unlink(missing_ok=True)
            self._checked("x86_64-w64-mingw32-gcc", "-shared", "-o", target, str(source))

    def stop(self) -> None:
        """End every program of this prefix."""
        subprocess.run(
            ["wineserver", "-k"], env=self.environment(), check=False, capture_output=True
        )

    def _checked(self, *command: str) -> None:
        done = subprocess.run(
            command,
            env=self.environment(),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=180,
            check=False,
        )
        if done.returncode != 0:
            raise WineError(f"{' '.join(command)}:\n{done.stdout}")
