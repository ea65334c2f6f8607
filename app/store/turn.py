"""Whose turn it is to sync: one process at a time on a store, whatever happens to the others."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

import apsw

from app.domain.errors import Code, Problem, RefusedError
from app.domain.store_address import ServerAddress, StoreAddress
from app.store import database, engine
from app.store.mirror import Mirror


class Turns(Protocol):
    """The turns of one `Sync`, in its thread."""

    def taken(self) -> AbstractContextManager[None]:
        """Hold the turn; raises `RefusedError`, `Code.SYNC_BUSY`, while another one has it.

        Where the stations elect one of them it is `Code.SYNC_ELSEWHERE`; its parameter `stored_at`
        tells when that one's newest pass was stored, if there was one: naive UTC text.
        """

    def mirror(self) -> Mirror:
        """Give the store for the pass whose turn it is; it stays open until `close`."""

    def newest_pass(self) -> str | None:
        """Tell when a pass was stored last, whoever made it: naive UTC text; no turn is taken.

        None: never, or nobody but this machine can make one.
        """

    def ask(self) -> bool:
        """Ask the station that syncs for a pass; False: there is no other one that does.

        Raises:
            EnvironmentFaultError: the store cannot be reached.
        """

    def is_asked(self) -> bool:
        """Tell whether another station has asked this one for a pass since the last call."""

    def close(self) -> None:
        """Let go of what is kept from turn to turn."""


def turns(store: StoreAddress, station: str = "") -> Turns:
    """Give the turns on a store."""
    return _FileTurns(store) if isinstance(store, Path) else _ServerTurns(store, station)


class _FileTurns:
    """Each pass asks anew: the processes of one machine take turns.

    The connection is kept from pass to pass: to open and to close it takes longer than what a pass
    does. Not after a failure, and not when the path leads to another file, or one of another
    version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: object = None
        self._store: database.FileStore | None = None
        self._mirror: Mirror | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        with taken(self._path):
            try:
                yield
            except BaseException:
                self.close()
                raise

    def mirror(self) -> Mirror:
        file = database.identity(self._path)  # before it is opened: it may be replaced meanwhile
        if self._store is not None and (file != self._file or not self._store.is_current()):
            self.close()
        if self._store is None or self._mirror is None:
            self._store = database.FileStore(database.open_mirror(self._path), self._path)
            self._file, self._mirror = file, Mirror(self._store)
        return self._mirror

    def newest_pass(self) -> str | None:
        return None

    def ask(self) -> bool:
        return False

    def is_asked(self) -> bool:
        return False

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = self._mirror = None


class _ServerTurns:
    """The first station that asks is the one that syncs, as long as its connection lives.

    It is the connection that writes, so none writes that has lost the election. A pass that failed
    ends it, too: who cannot reach Odoo shall not keep those from it who can.
    """

    def __init__(self, address: ServerAddress, station: str) -> None:
        self._address, self._station = address, station
        self._held: engine.ServerMirror | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        if self._held is not None and not self._held.is_alive():
            self.close()
        if self._held is None:
            self._held = self._elected()
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _elected(self) -> engine.ServerMirror:
        store = engine.open_server_mirror(self._address, self._station)
        try:
            store.take_sync()
        except BaseException:
            store.close()
            raise
        return store

    def mirror(self) -> Mirror:
        assert self._held is not None  # noqa: S101  # inside of `taken`
        return Mirror(self._held)

    def newest_pass(self) -> str | None:
        with closing(engine.open_server_mirror(self._address, self._station)) as store:
            return store.newest_pass()

    def ask(self) -> bool:
        if self._held is not None:
            return False
        with closing(engine.open_server_mirror(self._address, self._station)) as store:
            return store.ask_for_pass()

    def is_asked(self) -> bool:
        return self._held is not None and self._held.is_asked()

    def close(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


@contextmanager
def taken(path: Path) -> Iterator[None]:
    """Hold the turn for the store at `path`; the system takes it back from a dead process.

    A lock of SQLite on a file of its own: it works on every platform, and the store's own lock
    stays free for people while a pass waits for the network.

    Raises:
        RefusedError: `Code.SYNC_BUSY`, another process has it.
        EnvironmentFaultError: the folder cannot be written.
    """
    file = path.with_name(path.name + ".sync")
    with database.faults(file):
        connection = apsw.Connection(str(file))
    try:
        with database.faults(file):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except apsw.BusyError:
                raise RefusedError(Problem(Code.SYNC_BUSY)) from None
        yield
    finally:
        connection.close()
