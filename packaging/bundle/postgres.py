"""A PostgreSQL on this machine's loopback for one check, in a folder of its own.

From the system's packages; where there are none the check is skipped. Over TCP, because a program
under Wine has no other way to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bundle.hall import free_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

DEBIAN = Path("/usr/lib/postgresql")
WITHOUT_DISKS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
ADMIN = "pengelola"
RULES = f"host all {ADMIN} 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


class PostgresError(Exception):
    """The server could not be made; the text is its own complaint."""


def programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, the newest; None: not installed."""
    installed = os.environ.get("PGBIN") or shutil.which("initdb")
    if installed:
        found = Path(installed).resolve()
        return found if found.is_dir() else found.parent
    versions = DEBIAN.glob("*/bin/initdb")
    return max((each.parent for each in versions), key=_version, default=None)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


class Server:
    """A server that lives as long as the `with` block.

    Attributes:
        port: where it listens on 127.0.0.1; `ADMIN` comes in there without a password.
    """

    def __init__(self) -> None:
        """Choose folder and port."""
        # Not below a folder of the caller's, which another user could not enter.
        self._folder = Path(tempfile.mkdtemp(prefix="stasiun-pg-"))
        self._data = self._folder / "data"
        self.port = free_port()

    def __enter__(self) -> Server:
        """Make and start it.

        Raises:
            PostgresError: that failed.
        """
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and remove its files."""
        try:
            self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        if self._as_other:  # it refuses to run as root
            shutil.chown(self._folder, "postgres", "postgres")
        made = ["--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"]
        self._run("initdb", "-D", str(self._data), "-U", ADMIN, *made)
        (self._data / "pg_hba.conf").write_text(RULES, encoding="ascii")
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", *WITHOUT_DISKS]
        if sys.platform != "win32":
            options.append(f"unix_socket_directories={self._folder}")
        given = " ".join(f"-c {each}" for each in options)
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", given, "start")

    @property
    def _as_other(self) -> bool:
        return sys.platform != "win32" and os.geteuid() == 0

    def _run(self, program: str, *arguments: str) -> None:
        folder = programs()
        if folder is None:
            raise PostgresError("PostgreSQL is not installed here.")
        command = [str(folder / program), *arguments]
        if self._as_other:
            command = [*AS_POSTGRES, *command]
        # Into a file: a server that was started would keep a pipe open.
        with tempfile.TemporaryFile() as printed:
            done = subprocess.run(
                command, cwd=self._folder, stdout=printed, stderr=subprocess.STDOUT, check=False
            )
            printed.seek(0)
            text = printed.read().decode("utf-8", "replace")
        if done.returncode != 0:
            raise PostgresError(f"{program}: {text}")
