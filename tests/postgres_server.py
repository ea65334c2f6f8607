"""A PostgreSQL server of the tests' own, in a temporary folder, and databases on it.

Started once in each process that needs it, from the system's packages; nobody else can reach it.
"""

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import psycopg

from app.domain.store_address import ServerAddress
from app.store import postgres_setup
from environment import postgresql_programs
from tests.marks import marked

ADMIN: Final = "pengelola"
PASSWORD: Final = marked("sandi-toko")
_TEMPLATE: Final = "template_toko"
_FAST: Final = (
    "fsync=off full_page_writes=off synchronous_commit=off max_connections=200 "
    "shared_buffers=32MB autovacuum=off listen_addresses='' max_wal_senders=0 wal_level=minimal"
)
"""A power cut costs the tests nothing. One test turns what it needs on again."""

_numbers = itertools.count(1)


def programs() -> Path | None:
    """Give the folder with its programs; None: not installed."""
    return postgresql_programs()


class Server:
    """A server; `host` is the folder of its socket."""

    def __init__(self, folder: Path) -> None:
        bin_folder = programs()
        assert bin_folder is not None
        self._bin = bin_folder
        self.folder = folder
        self.host = str(folder)
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the files: everybody on the socket is let in by password, the admin without."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb", "-D", str(self._data), "-U", ADMIN, "--encoding=UTF8", "--locale=C",
            "--auth=trust", "--no-sync",
        )  # fmt: skip
        rules = f"local all {ADMIN} trust\nlocal all all scram-sha-256\n"
        (self._data / "pg_hba.conf").write_text(rules, "ascii")

    def start(self) -> None:
        """Start it and wait until it lets somebody in."""
        options = " ".join(f"-c {one}" for one in _FAST.split())
        self._run(
            "pg_ctl", "-D", str(self._data), "-w", "-l", str(self.folder / "log"),
            "-o", f"{options} -c unix_socket_directories='{self.folder}'", "start",
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop it; with `immediate` as a power cut would."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def sql(self, database: str, sql: str) -> list[tuple[object, ...]]:
        """Run statements as the administrator."""
        address = ServerAddress(self.host, database, user=ADMIN)
        with connect(address, ADMIN) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(command, capture_output=True, check=False, cwd="/")
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def connect(
    address: ServerAddress, user: str = ADMIN, password: str = ""
) -> psycopg.Connection[tuple[object, ...]]:
    """Connect past the program, each statement a transaction."""
    return psycopg.connect(
        host=address.host,
        port=address.port,
        dbname=address.database,
        user=user,
        password=password or None,
        autocommit=True,
    )


@cache
def server() -> Server:
    """Give the server of this process, with a template that has the tables; stopped at its end."""
    folder = Path(tempfile.mkdtemp(prefix="stasiun-pg-", dir="/tmp"))
    found = Server(folder)
    found.make()
    found.start()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(found.stop, "immediate")
    postgres_setup.set_up(address_of(found, _TEMPLATE), ADMIN, "")
    return found


def address_of(found: Server, database: str) -> ServerAddress:
    return ServerAddress(found.host, database, password=PASSWORD)


def new_database() -> ServerAddress:
    """Make a database with the tables and nothing in them."""
    name = f"toko_{next(_numbers)}"
    server().sql("postgres", f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    # Rights on a database are not copied.
    return address_of(server(), name)


@cache
def _usual() -> ServerAddress:
    return new_database()


def emptied() -> ServerAddress:
    """Give a database with the tables and nothing in them: always the same, one test at a time."""
    address = _usual()
    with connect(address) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET session_replication_role = replica")  # no trigger refuses it
        connection.execute(
            "TRUNCATE recent_mo, label_usage, production_log, mo_alias, sync_run, person, api_key "
            "RESTART IDENTITY"
        )
        connection.execute("DROP FUNCTION IF EXISTS fault() CASCADE")
    return address


def drop_database(address: ServerAddress) -> None:
    """Throw a database away, whoever is connected."""
    server().sql("postgres", f"DROP DATABASE IF EXISTS {address.database} WITH (FORCE)")


@contextmanager
def another() -> Iterator[Server]:
    """Give a server that one test has for itself, to stop and start it."""
    with tempfile.TemporaryDirectory(prefix="stasiun-pg-", dir="/tmp") as folder:
        found = Server(Path(folder))
        found.make()
        found.start()
        try:
            yield found
        finally:
            found.stop("immediate")


def set_up_on(found: Server) -> ServerAddress:
    """Make roles, database and tables on a server."""
    address = address_of(found, "toko")
    postgres_setup.set_up(address, ADMIN, "")
    return address
