"""The two engines behind one small interface: a file of SQLite, a database of PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Protocol

from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.store_address import ServerAddress, ServerMade, StoreAddress
from app.store import database, upgrade
from app.store.connection import Connection


class Store(Protocol):
    """An open store; lives in the thread that opened it.

    What goes wrong inside `reading` and `writing` is an `EnvironmentFaultError` with a code.
    """

    @property
    def db(self) -> Connection:
        """The connection, for peewee; it can be another one after the server was away."""

    def close(self) -> None:
        """Close it."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Read, outside of a transaction that writes."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Read and write: one writer at a time on a store, all of it or nothing.

        What was committed is durable when it is over. With a server that goes away just then it
        is not known whether it was: `Code.STORE_OFFLINE`, and a repeat has to be harmless.
        """

    def changed_elsewhere(self) -> Collection[int] | None:
        """Give the local ids of the MOs that other connections changed since the last call.

        Empty: all may have changed. None: nothing was committed.
        """

    def commits_elsewhere(self) -> int | None:
        """Give a number that is another one when others have committed since; None: unknown."""

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> int:
        """Run a statement with the marks ``?1``, ``?2``… for each row; count the rows it changed.

        Inside `writing` only.
        """

    def claim(self, name: str) -> bool:
        """Hold a name as long as this connection lives; False while another connection does.

        A connection that is replaced has to claim it anew. On a file nobody else can hold one.
        """

    def in_list(self, column: str) -> str:
        """Give the condition that a column's value is in a list: one mark, for `as_list`."""

    def as_list(self, values: Iterable[object]) -> object:
        """Give what `in_list` takes for its mark."""


class ServerMirror(Store, Protocol):
    """A server's store for the sync, by a connection that can be elected."""

    def take_sync(self) -> None:
        """Become the one that syncs as long as this connection lives; see `turn.Turns.taken`."""

    def ask_for_pass(self) -> bool:
        """Ask the connection that was elected for a pass; False: there is none."""

    def is_asked(self) -> bool:
        """Tell whether another one has asked since the last call; no round trip to the server."""

    def newest_pass(self) -> str | None:
        """Tell when any station's newest good pass was stored: naive UTC text; None: never."""

    def is_alive(self) -> bool:
        """Ask the server whether it still knows this connection."""


def open_store(address: StoreAddress, now: datetime, station: str = "") -> Store:
    """Open the store for people's operations.

    A file is made or brought up to date when needed; for a server that is `setup-db`'s business.
    `station` is the name under which a server's administrator sees the connection.

    Raises:
        EnvironmentFaultError: it cannot be used, and why.
    """
    if isinstance(address, Path):
        return database.FileStore(upgrade.open_store(address, now), address)
    store: Store = _postgres().open_store(address, station)
    return store


def open_mirror(address: StoreAddress, station: str = "") -> Store:
    """Open an existing store for the sync: the connection cannot write what people own.

    Raises:
        EnvironmentFaultError: it cannot be used, and why.
    """
    if isinstance(address, Path):
        return database.FileStore(database.open_mirror(address), address)
    return open_server_mirror(address, station)


def open_server_mirror(address: ServerAddress, station: str) -> ServerMirror:
    """Open a server's store for the sync; a connection that is lost is not replaced.

    Raises:
        EnvironmentFaultError: it cannot be used, and why.
    """
    store: ServerMirror = _postgres().open_mirror(address, station)
    return store


def set_up_server(address: ServerAddress, admin: str, admin_password: str) -> ServerMade:
    """Make or bring up to date all that stations need on a server; see `postgres_setup.set_up`.

    Raises:
        EnvironmentFaultError: it cannot be done, and why.
    """
    _postgres()
    from app.store import postgres_setup

    return postgres_setup.set_up(address, admin, admin_password)


def _postgres() -> ModuleType:
    try:
        from app.store import postgres  # its driver is an extra, and takes its time
    except ImportError as error:
        raise EnvironmentFaultError(Problem(Code.STORE_DRIVER)) from error
    return postgres
