"""What other connections have committed to the store since it was asked last."""

from collections.abc import Collection
from typing import Final

from playhouse.apsw_ext import APSWDatabase

EVERYTHING: Final[frozenset[int]] = frozenset()
"""Something has changed, and nobody says which MOs."""


class Changes:
    """Notices what others commit: another process, or another connection of this one.

    Belongs to the thread of the connection that it is asked with. What that connection commits
    itself is never reported. To ask costs some microseconds, so that it can be done often.
    """

    def __init__(self) -> None:
        """Begin with nothing seen: the first answer is `EVERYTHING`."""
        self._seen: tuple[int, int] | None = None

    def since_last(self, db: APSWDatabase) -> Collection[int] | None:
        """Give the local ids of the MOs that others changed since the last call.

        `EVERYTHING` where they are not known, None where nothing was committed. After another
        connection than the last time's, all may have changed.
        """
        version = int(db.execute_sql("PRAGMA data_version").fetchone()[0])
        seen, self._seen = self._seen, (id(db), version)
        return None if seen == self._seen else EVERYTHING
