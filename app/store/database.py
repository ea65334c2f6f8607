"""Opening the SQLite file: pragmas, schema, the sync's guarded connection, faults in words.

What is particular to SQLite stands here; the other files of this room speak peewee or plain SQL.
"""

import errno
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import apsw
from peewee import DatabaseError, IntegrityError
from playhouse.apsw_ext import APSWDatabase

from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.ownership import BOOKKEEPING, ODOO_OWNED
from app.store import legacy, migrations
from app.store.changes import FileChanges

NEEDED_SQLITE: Final = (3, 51, 3)
"""Earlier ones can corrupt a WAL file that two connections use."""

APPLICATION_ID: Final = 0x5374_4D4F  # "StMO"
BUSY_TIMEOUT: Final = 10.0
"""Seconds that a writer waits for another one."""


class FileStore:
    """`app.store.engine.Store` on a file; lives in the thread that opened `db`."""

    def __init__(self, db: APSWDatabase, path: Path) -> None:
        """Take an open file."""
        self.db = db
        self._path = path
        self._changes = FileChanges()

    def close(self) -> None:
        """Close it."""
        self.db.close()

    @contextmanager
    def reading(self) -> Iterator[APSWDatabase]:
        """Read; see `Store`."""
        with faults(self._path):
            yield self.db

    @contextmanager
    def writing(self) -> Iterator[APSWDatabase]:
        """Read and write in one transaction; see `Store`."""
        with faults(self._path), self.db.atomic("IMMEDIATE"):
            yield self.db

    def is_current(self) -> bool:
        """Tell whether its schema is still the one of this program."""
        with faults(self._path):
            return version(self.db) == migrations.VERSION

    def changed_elsewhere(self) -> Collection[int] | None:
        """Tell whether others have committed; see `Store`."""
        with faults(self._path):
            return self._changes.since_last(self.db)

    def commits_elsewhere(self) -> int | None:
        """Give SQLite's own count; see `Store`."""
        return int(self.db.execute_sql("PRAGMA data_version").fetchone()[0])

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> int:
        """Run a statement for each row; see `Store`."""
        connection = self.db.connection()
        before = connection.total_changes()
        connection.executemany(sql, rows)
        return int(connection.total_changes() - before)

    def claim(self, _name: str) -> bool:
        """Have a name, alone on this file; see `Store`."""
        return True

    def in_list(self, column: str) -> str:
        """Give a condition with one mark; see `Store`."""
        return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # a name of ours

    def as_list(self, values: Iterable[object]) -> object:
        """Give what `in_list` takes for its mark."""
        return json.dumps(list(values))


def open_mirror(path: Path) -> APSWDatabase:
    """Open an existing store for the sync: the connection cannot write what people own.

    Raises:
        EnvironmentFaultError: the file cannot be used, and why.
    """
    db = connect(path, create=False)
    with faults(path):
        found = version(db)
    if found != migrations.VERSION:  # `upgrade.open_store` brings it up to date, before any pass
        db.close()
        raise fault(Code.STORE_FOREIGN, path)
    # A pass that a power cut takes back is made again. What people store, on their connection, is
    # synced with all that was written before it.
    db.execute_sql("PRAGMA synchronous = NORMAL")
    # What takes back a single statement; on disk, it was written seven times for each new MO.
    db.execute_sql("PRAGMA temp_store = MEMORY")
    db.connection().set_authorizer(_allow_mirror)
    return db


def sqlite_version() -> str:
    """Give the version of the SQLite library that opens every store."""
    return apsw.sqlite_lib_version()


def connect(path: Path, *, create: bool) -> APSWDatabase:
    """Open a file of any version, or of the older system, and change nothing in it yet.

    The connection belongs to the calling thread.

    Raises:
        EnvironmentFaultError: the file cannot be used, and why.
    """
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < NEEDED_SQLITE:
        needed = ".".join(map(str, NEEDED_SQLITE))
        raise EnvironmentFaultError(
            Problem(Code.SQLITE_OLD, params={"found": apsw.sqlite_lib_version(), "needed": needed})
        )
    if _on_share(path):
        raise fault(Code.STORE_ON_SHARE, path)
    if not create and not path.exists():
        raise fault(Code.STORE_MISSING, path)
    db = APSWDatabase(
        str(path),
        autoconnect=False,
        # A connection belongs to one thread anyway, and in a QThread Python's thread-local state
        # dies with each slot: peewee would lose the connection, and closing it there crashes.
        thread_safe=False,
        timeout=BUSY_TIMEOUT,
        pragmas={
            "foreign_keys": 1,
            "recursive_triggers": 1,  # so that REPLACE meets the delete trigger
            "cache_size": -8000,
        },
    )
    if path.is_dir():
        raise fault(Code.STORE_IS_FOLDER, path)
    with faults(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        db.connect()
        try:
            _check_kind(db, path)
            # Durable when it says saved: a power cut does not take it back.
            db.execute_sql("PRAGMA synchronous = FULL")
        except BaseException:
            db.close()
            raise
    return db


def _check_kind(db: APSWDatabase, path: Path) -> None:
    """Refuse a file of another program, or of a newer version of this one, untouched."""
    # The tables first: whoever makes a store at this moment gives it both at once, and so what has
    # tables by now has its kind as well.
    tables = db.execute_sql("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    kind = db.execute_sql("PRAGMA application_id").fetchone()[0]
    if tables and kind != APPLICATION_ID and not legacy.is_legacy(db):
        raise fault(Code.STORE_FOREIGN, path)
    if version(db) > migrations.VERSION:
        raise fault(Code.STORE_NEWER, path)


def version(db: APSWDatabase) -> int:
    """Give the schema version of an open store; 0: none yet."""
    return int(db.execute_sql("PRAGMA user_version").fetchone()[0])


def identity(path: Path) -> tuple[int, int] | None:
    """Give what tells a file from another one in its place; None: there is none."""
    with faults(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
    return found.st_dev, found.st_ino


def _on_share(path: Path) -> bool:
    """Tell whether the path is a UNC path: SQLite's locks do not hold on network shares."""
    return str(path).startswith(("\\\\", "//"))


_WRITABLE: Final = frozenset({*ODOO_OWNED, *BOOKKEEPING} - {"id"})
_READS: Final = frozenset({apsw.SQLITE_SELECT, apsw.SQLITE_READ, apsw.SQLITE_FUNCTION})
_INSERTS: Final = frozenset({"recent_mo", "mo_alias", "sync_run"})
_ASKED: Final = frozenset({"data_version", "user_version"})


def _allow_mirror(
    action: int, one: str | None, two: str | None, _schema: str | None, _trigger: str | None
) -> int:
    """Allow what the sync needs and nothing else (an allow-list: what is new is refused)."""
    allowed = (
        action in _READS
        or action == apsw.SQLITE_TRANSACTION
        or (action == apsw.SQLITE_INSERT and one in _INSERTS)
        or (action == apsw.SQLITE_UPDATE and one == "recent_mo" and two in _WRITABLE)
        or (action == apsw.SQLITE_PRAGMA and one in _ASKED and two is None)  # None: not set
    )
    return apsw.SQLITE_OK if allowed else apsw.SQLITE_DENY


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into an `EnvironmentFaultError` with a code."""
    try:
        yield
    except IntegrityError:
        raise  # a guard or a unique key: the caller's business, or a bug
    except (DatabaseError, apsw.Error) as error:
        raise fault(_code_of(error), path) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise fault(Code.DISK_FULL if full else Code.STORE_UNWRITABLE, path) from error


def _code_of(error: Exception) -> Code:
    cause = error.__cause__ or error.__context__ or error
    match cause:
        case apsw.FullError():
            return Code.DISK_FULL
        case apsw.BusyError() | apsw.LockedError():
            return Code.STORE_LOCKED
        case apsw.NotADBError():
            return Code.STORE_FOREIGN
        case apsw.CorruptError():
            return Code.STORE_DAMAGED
        case apsw.CantOpenError() | apsw.ReadOnlyError() | apsw.PermissionsError() | apsw.IOError():
            return Code.STORE_UNWRITABLE
    raise error  # a bug, never a person's fault: that the guard refused the sync, for one


def fault(code: Code, path: Path) -> EnvironmentFaultError:
    """Make the error that names the file."""
    return EnvironmentFaultError(Problem(code, params={"file": str(path)}))
