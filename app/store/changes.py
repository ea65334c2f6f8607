"""What other connections have committed to the store since it was asked last.

Belongs to the thread of the connection that it is asked with. What that connection commits itself
is never reported. To ask costs some microseconds, so that it can be done often.
"""

from collections.abc import Collection
from typing import Any, Final

from app.store.connection import Connection

EVERYTHING: Final[frozenset[int]] = frozenset()
"""Something has changed, and nobody says which MOs."""


MOST: Final = 200
"""Of more MOs than that it is simpler to read all."""

_NEWEST: Final = """SELECT (SELECT coalesce(max(id), 0) FROM production_log),
 (SELECT coalesce(max(id), 0) FROM sync_run),
 (SELECT concat_ws(' ', count(*), count(ended_at), max(created_at), max(ended_at)) FROM person)"""
_WRITTEN: Final = """SELECT coalesce(sum(inserted + updated + renamed + gone), 0)
 FROM sync_run WHERE id > ?"""
_DONE_WITH: Final = "SELECT DISTINCT recent_mo_id FROM production_log WHERE id > ?"


class FileChanges:
    """Asks SQLite whether another connection has committed, of this process or another one.

    Which MOs it was stands in the history; of a pass of the sync, and of people who came or left,
    it is known only that something was.
    What leaves neither, such as forgetting old MOs, is not reported.
    """

    def __init__(self) -> None:
        """Begin with nothing seen: the first answer is `EVERYTHING`."""
        self._version = self._entry = self._run = -1
        self._people = ""

    def since_last(self, db: Connection) -> Collection[int] | None:
        """Give the local ids of the MOs, `EVERYTHING` or None."""
        version = int(db.execute_sql("PRAGMA data_version").fetchone()[0])
        if version == self._version:
            return None
        entry, run, people = self._entry, self._run, self._people
        # The version first: what is committed in between is seen twice, and not never.
        self._version = version
        self._entry, self._run, self._people = db.execute_sql(_NEWEST).fetchone()
        if people != self._people or (run != self._run and self._has_written(db, run)):
            return EVERYTHING
        found = frozenset(number for (number,) in db.execute_sql(_DONE_WITH, (entry,)))
        if len(found) > MOST:
            return EVERYTHING
        return found or None

    def _has_written(self, db: Connection, since: int) -> bool:
        if since < 0:  # the first time
            return True
        return bool(db.execute_sql(_WRITTEN, (since,)).fetchone()[0])


class ServerChanges:
    """Listens to what the triggers of a PostgreSQL database tell; no round trip to the server."""

    def __init__(self, channel: str) -> None:
        """Begin without a connection: the first answer is `EVERYTHING`."""
        self._channel = channel
        self._connection: Any = None

    def since_last(self, db: Connection) -> Collection[int] | None:
        """Give the local ids that were told of, `EVERYTHING` or None.

        After another connection than the last time's, all may have changed.
        """
        connection = db.connection()
        if connection is not self._connection:
            connection.execute(f"LISTEN {self._channel}")
            self._connection = connection
            return EVERYTHING
        mine = connection.info.backend_pid
        told = [one.payload for one in connection.notifies(timeout=0) if one.pid != mine]
        if not told:
            return None
        if not all(told):
            return EVERYTHING
        return frozenset(int(number) for payload in told for number in payload.split(","))
