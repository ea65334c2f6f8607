"""Whose turn it is to sync: one process at a time on a store, whatever happens to the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from app.domain.errors import Code, Problem, RefusedError
from app.store import database


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
