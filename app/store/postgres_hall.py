"""What a connection to a server's store is to the other stations: elected, asked, of a name."""

from contextlib import suppress
from typing import Final

import psycopg

from app.domain.errors import Code, Problem, RefusedError
from app.domain.store_address import ServerAddress
from app.store.connection import Connection
from app.store.postgres_faults import faults

SYNC_LOCK: Final = 0x5374_4D4F_0002
"""The session that holds it is the one that syncs."""

NAME_LOCK: Final = 0x5374_4D4F
"""With the hash of a station's name: the window that holds it is the one of that name."""

SYNC_CHANNEL: Final = "stasiun_mo_sync"
"""Where the one that syncs is told that a person at another station wants a pass."""

_ASK: Final = """SELECT pg_notify(%s, '') FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid::bigint << 32 | objid::bigint = %s
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class HallSession:
    """The part of `app.store.postgres.ServerStore` that is about the others; lives in its thread.

    Attributes:
        db: the connection of now, for peewee.
    """

    def __init__(self, address: ServerAddress, opened: Connection) -> None:
        """Begin with nothing claimed and no election won."""
        self._address = address
        self.db = opened
        self._claimed_by: object = None

    def claim(self, name: str) -> bool:
        """Hold a name; see `Store`."""
        with faults(self._address):
            connection = self.db.connection()
            if connection is not self._claimed_by:
                sql = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
                if not self.db.execute_sql(sql, (NAME_LOCK, name)).fetchone()[0]:
                    return False
                self._claimed_by = connection
        return True

    def take_sync(self) -> None:
        """Become the one that syncs as long as this connection lives; see `Turns.taken`."""
        with faults(self._address):
            found = self.db.execute_sql("SELECT pg_try_advisory_lock(%s)", (SYNC_LOCK,))
            if found.fetchone()[0]:
                self.db.connection().execute(f"LISTEN {SYNC_CHANNEL}")
                return
        stored_at = self.newest_pass()
        params = {"stored_at": stored_at} if stored_at else {}
        raise RefusedError(Problem(Code.SYNC_ELSEWHERE, params=params))

    def ask_for_pass(self) -> bool:
        """Ask for a pass; see `ServerMirror`."""
        with faults(self._address):
            found = self.db.execute_sql(_ASK, (SYNC_CHANNEL, SYNC_LOCK))
            return found.fetchone() is not None

    def is_asked(self) -> bool:
        """Tell whether a pass was asked for; see `ServerMirror`."""
        with suppress(psycopg.Error):  # that it is lost is found by the pass
            return bool(list(self.db.connection().notifies(timeout=0)))
        return False

    def newest_pass(self) -> str | None:
        """Tell when a pass was stored last; see `ServerMirror`."""
        newest = "SELECT max(finished_at) FROM sync_run WHERE outcome = 'ok'"
        with faults(self._address):
            found = self.db.execute_sql(newest).fetchone()[0]
        return None if found is None else str(found)

    def is_alive(self) -> bool:
        """Ask the server whether it still knows this connection."""
        try:
            self.db.connection().execute("SELECT 1")
        except psycopg.Error:
            return False
        return True
