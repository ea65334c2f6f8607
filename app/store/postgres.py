"""A database of a PostgreSQL server as the store: sessions, transactions, faults in words.

What is particular to PostgreSQL stands here; its schema, roles and guards in `postgres_setup`.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from peewee import DatabaseError, PostgresqlDatabase, Psycopg3Adapter
from psycopg.pq import TransactionStatus

from app.domain.errors import Code
from app.domain.store_address import ServerAddress
from app.store import migrations
from app.store.changes import ServerChanges
from app.store.connection import Connection
from app.store.postgres_faults import fault, faults
from app.store.postgres_hall import HallSession

log = logging.getLogger(__name__)

WRITE_LOCK: Final = 0x5374_4D4F_0001
"""Whoever writes holds it, so that writers come one after the other, as with SQLite."""

CHANNEL: Final = "stasiun_mo"
"""Where it is told which MOs have changed: local ids with commas, or empty for "look at all"."""

MOST_TOLD: Final = 500
"""Local ids in one message; of more changes than that it is told that there were some."""

QUIET_FROM: Final = 50
"""From so many rows on a bulk write tells of itself in one word."""

_SESSION: Final = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    # A station that vanishes in the midst of its work must not keep the others from theirs.
    "idle_in_transaction_session_timeout": "10s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "synchronous_commit": "on",
    "search_path": "public",
}

_BEGIN_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_BEGIN_WRITING: Final = f"BEGIN; SELECT pg_advisory_xact_lock({WRITE_LOCK})"
_MARK: Final = re.compile(r"\?(\d+)")


def open_store(address: ServerAddress, station: str) -> "ServerStore":
    """Open the store for people's operations.

    The connection belongs to the calling thread.

    Raises:
        EnvironmentFaultError: the server cannot be used, and why.
    """
    return ServerStore(address, lambda: _opened(address, address.user, station))


def open_mirror(address: ServerAddress, station: str) -> "ServerStore":
    """Open the store for the sync; its role cannot write what people own.

    Raises:
        EnvironmentFaultError: the server cannot be used, and why.
    """
    opened = _opened(address, address.sync_user, f"{station} sync".lstrip())
    # A connection that is lost is not replaced: with it went the right to be the one that syncs.
    return ServerStore(address, None, opened)


def connect(
    address: ServerAddress, user: str, password: str, name: str, database: str = ""
) -> Connection:
    """Open a database as one of its roles, whatever is in it.

    Raises:
        EnvironmentFaultError: the server cannot be used, and why.
    """
    db: Connection = _Database(
        database or address.database,
        autoconnect=False,
        thread_safe=False,  # as with SQLite: a connection belongs to one thread
        host=address.host,
        port=address.port,
        user=user,
        password=password or None,
        sslmode=address.ssl_mode,
        gssencmode="disable",
        client_encoding="UTF8",
        application_name=name,
        connect_timeout=5,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=20_000,
        options=" ".join(f"-c {option}={value}" for option, value in _SESSION.items()),
    )
    with faults(address):
        db.connect()
    return db


def version(db: Connection) -> int:
    """Give the schema version of an open database; 0: none yet."""
    if db.execute_sql("SELECT to_regclass('public.store_version')").fetchone()[0] is None:
        return 0
    return int(db.execute_sql("SELECT version FROM store_version").fetchone()[0])


def _opened(address: ServerAddress, user: str, name: str) -> Connection:
    db = connect(address, user, address.password, name)
    try:
        with faults(address):
            _check_version(version(db), address)
    except BaseException:
        db.close()
        raise
    return db


def _check_version(found: int, address: ServerAddress) -> None:
    if found != migrations.VERSION:
        newer = found > migrations.VERSION
        raise fault(Code.STORE_NEWER if newer else Code.STORE_OLDER, address)


class _Adapter(Psycopg3Adapter):
    """peewee's, for a peewee that was imported without the driver."""

    txn_idle = TransactionStatus.IDLE
    txn_inerror = TransactionStatus.INERROR
    txn_unknown = TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """It is there: this module could be imported."""

    def connect(self, db: Connection, **options: Any) -> object:
        """Connect by the driver."""
        return psycopg.connect(dbname=db.database, **options)


class _Database(PostgresqlDatabase):
    psycopg2_adapter = psycopg3_adapter = _Adapter


class ServerStore(HallSession):
    """`app.store.engine.Store` on a server; lives in the thread that opened it."""

    def __init__(
        self,
        address: ServerAddress,
        reopen: Callable[[], Connection] | None,
        opened: Connection | None = None,
    ) -> None:
        """Open, or take what is open; `reopen` replaces a connection that was lost."""
        self._reopen = reopen
        if opened is None and reopen is not None:
            opened = reopen()
        assert opened is not None  # noqa: S101  # one of the two is given
        super().__init__(address, opened)
        self._changes = ServerChanges(CHANNEL)

    def close(self) -> None:
        """Close it; the server takes back what was not committed."""
        with suppress(psycopg.Error, DatabaseError):
            self.db.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read, all of it as it is at one moment; see `Store`."""
        with self._transaction(_BEGIN_READING):
            yield self.db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Read and write in one transaction, alone; see `Store`."""
        with self._transaction(_BEGIN_WRITING):
            yield self.db

    def changed_elsewhere(self) -> Collection[int] | None:
        """Give what others have changed; see `Store`."""
        with faults(self._address):
            try:
                return self._changes.since_last(self.db)
            except psycopg.Error:
                if self._reopen is None or not self.db.connection().closed:
                    raise
            self._open_again()
            return self._changes.since_last(self.db)

    def commits_elsewhere(self) -> int | None:
        """Tell nothing: to ask takes as long as to read; see `Store`."""
        return None

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> int:
        """Run a statement for each row; see `Store`."""
        if not rows:
            return 0
        connection = self.db.connection()
        quiet = len(rows) >= QUIET_FROM
        if quiet:
            connection.execute("SET LOCAL stasiun_mo.quiet = 'on'")
        with psycopg.RawCursor(connection) as cursor:
            cursor.executemany(_MARK.sub(r"$\1", sql), [_storable(row) for row in rows])
            changed = cursor.rowcount
        if quiet:
            connection.execute("SET LOCAL stasiun_mo.quiet = 'off'")
            if changed:
                connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
        return int(changed)

    def in_list(self, column: str) -> str:
        """Give a condition with one mark; see `Store`."""
        return f"{column} = ANY(%s)"

    def as_list(self, values: Iterable[object]) -> object:
        """Give what `in_list` takes for its mark."""
        return _storable(list(values))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with faults(self._address):
            self._begin(begin)
            try:
                yield
            except BaseException:
                with suppress(psycopg.Error):  # a lost connection has taken it back already
                    _run(self.db, "ROLLBACK")
                raise
            # Of a transaction in which an error was overheard the server says that it took it back.
            if _run(self.db, "COMMIT") != "COMMIT":
                raise RuntimeError("nothing was committed: an error had come before")

    def _begin(self, statement: str) -> None:
        """Begin; a connection that was lost since its last use is replaced, once."""
        try:
            if not self.db.is_closed():
                _run(self.db, statement)
                return
        except psycopg.Error:
            if self._reopen is None or not self.db.connection().closed:
                self._end_failed()
                raise
        self._open_again()
        _run(self.db, statement)

    def _open_again(self) -> None:
        if self._reopen is None:
            raise fault(Code.STORE_OFFLINE, self._address)
        self.close()
        self.db = self._reopen()
        log.info("connected again to %s", self._address)

    def _end_failed(self) -> None:
        """Leave the transaction in which the lock was waited for in vain."""
        with suppress(psycopg.Error):
            _run(self.db, "ROLLBACK")


def _run(db: Connection, statements: str) -> str:
    """Run statements without values, which cannot be prepared; give what the server did last."""
    return str(db.connection().execute(statements, prepare=False).statusmessage)


def _storable(row: Sequence[object]) -> list[object]:
    """Leave out the one character that no text of PostgreSQL can hold."""
    return [value.replace("\0", "") if isinstance(value, str) else value for value in row]
