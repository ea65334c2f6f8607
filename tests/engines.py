"""Stores on either engine: made for a test, read and written behind the program's back."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import apsw
import psycopg
import pytest

from app.domain.store_address import ServerAddress, StoreAddress
from app.store import database, engine, postgres, upgrade
from app.store.connection import Connection
from app.store.postgres_hall import SYNC_LOCK
from tests import postgres_server

ENGINES: Final = ("sqlite", "postgresql")

SQLITE: Final = pytest.mark.parametrize("engine", ["sqlite"])
"""For a test that is about a file, in a module whose other tests run on both."""

BOTH: Final = pytest.mark.parametrize("engine", ENGINES)
"""For a test that is about what is stored, in a module whose other tests are not."""

SERVER: Final = pytest.mark.parametrize("engine", ["postgresql"])
"""For a test that is about a server, in a module whose other tests run on both."""


@pytest.fixture(name="engine")
def sqlite_only() -> str:
    """Import it into a module that is about files."""
    return "sqlite"


@contextmanager
def new_store(which: str, folder: Path) -> Iterator[StoreAddress]:
    """Give a place for a store: a file that is not there yet, or tables with nothing in them."""
    yield place_for(which, folder)


def place_for(which: str, folder: Path) -> StoreAddress:
    """Do as `new_store` does."""
    if which == "sqlite":
        return folder / "store.db"
    if postgres_server.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    return postgres_server.emptied()


def open_people(address: StoreAddress, now: datetime) -> Connection:
    """Open a store as people's operations do, made when it does not exist."""
    if isinstance(address, Path):
        return upgrade.open_store(address, now)
    return _PeopleOnServer(address, now)


class _PeopleOnServer:
    """peewee's queries go as people's role may, bare SQL past the program, as to a file."""

    def __init__(self, address: ServerAddress, now: datetime) -> None:
        self._store = engine.open_store(address, now, "Lini 1")
        self._behind = _admin(address)
        self.atomic = lambda *_how: self._store.writing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store.db, name)

    def execute_sql(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self._behind.execute(_numbered(sql), values or None)

    def close(self) -> None:
        self._behind.close()
        self._store.close()


def _admin(address: ServerAddress) -> psycopg.Connection[tuple[Any, ...]]:
    connection = postgres_server.connect(address)
    connection.cursor_factory = psycopg.RawCursor
    return connection


def _numbered(sql: str) -> bytes:
    first, *others = sql.split("?")
    return "".join([first, *(f"${n}{text}" for n, text in enumerate(others, start=1))]).encode()


# ---------------------------------------------------------------------- behind its back


def dump(path: StoreAddress, *, without: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Read every table of a store, apart from the program's own code.

    Not SQLite's counter of ids: an upsert that changes nothing moves it.
    """
    left_out = {"sqlite_sequence", *without}
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            found = [str(name) for (name,) in server.execute(tables)]
            return {
                name: server.execute(f"SELECT * FROM {name} ORDER BY 1".encode()).fetchall()
                for name in found
                if name not in left_out
            }
    uri = f"{path.as_uri()}?mode=ro"
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(uri, flags=flags)) as connection:
        names = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            )
        ]
        return {
            name: list(connection.execute(f"SELECT * FROM {name} ORDER BY rowid"))
            for name in names
            if name not in left_out
        }


def rows(path: StoreAddress, table: str) -> list[dict[str, Any]]:
    """Read one table as column → value, by id."""
    sql = f"SELECT * FROM {table} ORDER BY id"
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            cursor = server.execute(sql.encode())
            heads = [column.name for column in cursor.description or ()]
            return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        found = list(connection.execute(sql).fetchall())
        if not found:
            return []
        columns = [
            str(name)
            for (name,) in connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
        ]
        return [dict(zip(columns, row, strict=True)) for row in found]


def row(path: StoreAddress, name: str) -> dict[str, Any]:
    """Read the row of one MO by its name."""
    (found,) = [one for one in rows(path, "recent_mo") if one["mo_name"] == name]
    return found


def run_sql(path: StoreAddress, sql: str, values: tuple[Any, ...] = ()) -> None:
    """Write to a store behind the program's back."""
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            server.execute(_numbered(sql), values or None)
        return
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(sql, values)


@contextmanager
def fault(path: StoreAddress, table: str, condition: str) -> Iterator[None]:
    """Let an INSERT into `table` fail where `condition` on NEW holds: "a fault of the test"."""
    if isinstance(path, ServerAddress):
        run_sql(
            path,
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$"
            "BEGIN RAISE EXCEPTION 'a fault of the test'; END$$;"
            f"CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION fault()",
        )
        yield
        run_sql(path, "DROP FUNCTION fault() CASCADE")
        return
    run_sql(
        path,
        f"CREATE TRIGGER fault BEFORE INSERT ON {table} WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END",
    )
    yield
    run_sql(path, "DROP TRIGGER fault")


class _Rows:
    """A cursor as SQLite's driver has it."""

    def __init__(self, cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._cursor.fetchall() if self._cursor.description else [])

    def get_description(self) -> list[tuple[str, str]]:
        return [(column.name, "") for column in self._cursor.description or ()]


class _ServerReader:
    def __init__(self, address: ServerAddress) -> None:
        self._connection = _admin(address)

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> _Rows:
        return _Rows(self._connection.execute(_numbered(sql), values or None))

    def close(self) -> None:
        self._connection.close()


def reader(path: StoreAddress) -> Any:
    """Give a connection that only reads, past the program; SQLite's driver, or one like it."""
    if isinstance(path, ServerAddress):
        return _ServerReader(path)
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)


# ---------------------------------------------------------------------- who may write


def make_impatient(patch: pytest.MonkeyPatch) -> None:
    """Let a writer wait for another one for an instant only."""
    patch.setattr(database, "BUSY_TIMEOUT", 0.05)
    patch.setitem(postgres._SESSION, "lock_timeout", "50ms")


def await_free_sync(path: StoreAddress) -> None:
    """Wait until the server has seen that a connection is closed that was elected to sync."""
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            server.execute(f"SELECT pg_advisory_xact_lock({SYNC_LOCK})".encode())


@contextmanager
def held(path: StoreAddress) -> Iterator[None]:
    """Write to a store for a while, so that nobody else can."""
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            server.execute(f"SELECT pg_advisory_lock({postgres.WRITE_LOCK})".encode())
            yield
        return
    with closing(apsw.Connection(str(path))) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def is_held(path: StoreAddress) -> bool:
    """Tell whether somebody is writing to a store just now."""
    if isinstance(path, ServerAddress):
        with closing(_admin(path)) as server:
            sql = f"SELECT NOT pg_try_advisory_lock({postgres.WRITE_LOCK})".encode()
            return bool(server.execute(sql).fetchall()[0][0])
    with closing(apsw.Connection(str(path))) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except apsw.BusyError:
            return True
        other.execute("ROLLBACK")
        return False
