"""What other connections have committed to the store since it was asked last.

Belongs to the thread of the connection that it is asked with. What that connection commits itself
is never reported. To ask costs some microseconds, so that it can be done often.
"""

from collections.abc import Collection
from typing import Any, Final

from app.store.connection import Connection

EVERYTHING: Final[frozenset[int]] = frozenset()
"""Something has changed, and nobody says which MOs."""


class FileChanges:
    """Asks SQLite whether another connection has committed, of this process or another one."""

    def __init__(self) -> None:
        """Begin with nothing seen: the first answer is `EVERYTHING`."""
        self._seen = -1

    def since_last(self, db: Connection) -> Collection[int] | None:
        """Tell whether there was something, `EVERYTHING`, or nothing, None."""
        version = int(db.execute_sql("PRAGMA data_version").fetchone()[0])
        seen, self._seen = self._seen, version
        return None if seen == version else EVERYTHING


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
