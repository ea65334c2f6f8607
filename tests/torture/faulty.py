"""A disk that fails on demand: the n-th write, truncation or sync of SQLite, or all from it on."""

import sys
from typing import Final

import apsw
from playhouse.apsw_ext import APSWDatabase

FULL: Final = "full"
BROKEN: Final = "broken"


class FaultyDisk(apsw.VFS):
    """The default VFS while it is in use; a context manager.

    Attributes:
        asked: writes, truncations and syncs since `fail_at` was called.
        failed: how many of them failed.
    """

    def __init__(self) -> None:
        self.asked = self.failed = 0
        self._fail_at: int | None = None
        self._kind = FULL
        self._stays = False
        self.below = apsw.vfs_names()[0]
        super().__init__("disk-that-fails", base=self.below, makedefault=True)

    def __enter__(self) -> "FaultyDisk":
        return self

    def __exit__(self, *_error: object) -> None:
        self.unregister()

    def fail_at(self, number: int, kind: str, *, stays: bool) -> None:
        """Fail at the request with this number from now, and when it `stays` at all after it."""
        self.asked = self.failed = 0
        self._fail_at, self._kind, self._stays = number, kind, stays

    def heal(self) -> None:
        self._fail_at = None

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "FaultyFile":  # noqa: N802
        return FaultyFile(self, name, flags)

    def ask(self, action: int) -> None:
        """Let the disk do something, or raise what SQLite makes of its refusal."""
        if _closing():
            # A checkpoint that fails on closing is forgiven by SQLite: the log stays and is used
            # the next time. An error raised in Python would come out of apsw all the same.
            return
        self.asked += 1
        if self._fail_at is None or self.asked < self._fail_at:
            return
        if self.asked > self._fail_at and not self._stays:
            return
        self.failed += 1
        if self._kind == FULL and action == apsw.SQLITE_IOERR_WRITE:
            raise apsw.FullError
        raise apsw.exception_for(action)


def _closing() -> bool:
    """Tell whether a connection is being closed."""
    frame = sys._getframe()
    while frame.f_back is not None:
        if frame.f_code is APSWDatabase._close.__code__:
            return True
        frame = frame.f_back
    return False


class FaultyFile(apsw.VFSFile):
    """An open file of a `FaultyDisk`."""

    def __init__(
        self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__(disk.below, name, flags)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.ask(apsw.SQLITE_IOERR_WRITE)
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.ask(apsw.SQLITE_IOERR_TRUNCATE)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.ask(apsw.SQLITE_IOERR_FSYNC)
        super().xSync(flags)
