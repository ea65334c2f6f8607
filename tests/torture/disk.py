"""A disk below SQLite that remembers what was synced: what a power cut leaves can be looked at.

Everything goes through to the real file, so that the program runs as ever. Beside it stands what
the disk holds for certain (`File.safe`) and what it may or may not hold yet (`File.pending`).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import apsw

SECTOR: Final = 512
_KEPT: Final = ("nothing", "all", "some sectors", "a torn write")


@dataclass(frozen=True)
class Write:
    """Bytes on their way to the disk."""

    offset: int
    data: bytes

    def put(self, content: bytearray, hole: Callable[[int], bytes]) -> None:
        missing = self.offset - len(content)
        if missing > 0:
            content += hole(missing)
        content[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self) -> list["Write"]:
        """Cut it where sectors of the disk begin."""
        first = self.offset - self.offset % SECTOR
        borders = [*range(first, self.offset + len(self.data), SECTOR), 1 << 62]
        parts = []
        for begin, end in pairwise(borders):
            start = max(begin, self.offset)
            data = self.data[start - self.offset : end - self.offset]
            parts.append(Write(start, data))
        return parts


@dataclass(frozen=True)
class Truncate:
    """A new end of the file."""

    size: int

    def put(self, content: bytearray, hole: Callable[[int], bytes]) -> None:
        if len(content) > self.size:
            del content[self.size :]
        else:
            content += hole(self.size - len(content))


@dataclass
class File:
    """One file: `safe` None means that not even its name is on the disk for certain."""

    safe: bytearray | None = None
    pending: list[Write | Truncate] = field(default_factory=list)
    removed: bool = False

    def sync(self) -> None:
        content = bytearray() if self.safe is None else self.safe
        for step in self.pending:
            step.put(content, bytes)
        self.safe, self.pending = content, []


class Disk(apsw.VFS):
    """The default VFS while it is in use; a context manager.

    Attributes:
        events: writes, truncations, syncs and removals so far.
        on_cut: called at the event `cut_at`, with what the disk holds then.
    """

    def __init__(self, dice: random.Random) -> None:
        self.events = 0
        self.cut_at: int | None = None
        self.on_cut: Callable[[dict[str, bytes], str], None] = lambda _image, _kept: None
        self.files: dict[str, File] = {}
        self._dice = dice
        self.below = apsw.vfs_names()[0]
        super().__init__("disk-that-loses-power", base=self.below, makedefault=True)

    def __enter__(self) -> "Disk":
        return self

    def __exit__(self, *_error: object) -> None:
        self.unregister()

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "DiskFile":  # noqa: N802
        return DiskFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.event()
        super().xDelete(filename, syncdir)
        if filename in self.files:
            self.files[filename].removed = True
        if syncdir:
            self.sync_folder()

    def sync_folder(self) -> None:
        """Make durable which files there are."""
        self.files = {name: file for name, file in self.files.items() if not file.removed}
        for file in self.files.values():
            file.safe = bytearray() if file.safe is None else file.safe

    def event(self) -> None:
        """Count something that the disk is asked to do, before it is done for certain."""
        self.events += 1
        if self.events == self.cut_at:
            kept = self._dice.choice(_KEPT)
            images = {name: self._left(file, kept) for name, file in self.files.items()}
            self.on_cut({k: bytes(v) for k, v in images.items() if v is not None}, kept)

    def _left(self, file: File, kept: str) -> bytearray | None:
        """Give what is left of a file by a power cut, None: nothing at all."""
        if file.removed and self._dice.random() < 0.5:
            return None
        steps = self._arrived(file.pending, kept)
        if file.safe is None and not steps and self._dice.random() < 0.5:
            return None
        content = bytearray() if file.safe is None else bytearray(file.safe)
        hole = self._dice.choice((bytes, self._dice.randbytes))
        for step in steps:
            step.put(content, hole)
        return content

    def _arrived(self, pending: list[Write | Truncate], kept: str) -> list[Write | Truncate]:
        dice = self._dice
        if kept == "all":
            return list(pending)
        if kept == "some sectors":
            chance = dice.choice((0.1, 0.5, 0.9))
            parts: list[Write | Truncate] = []
            for step in pending:
                parts += step.sectors() if isinstance(step, Write) else [step]
            return [part for part in parts if dice.random() < chance]
        if kept == "a torn write" and pending:
            whole = dice.randrange(len(pending))
            torn = pending[whole]
            steps = pending[:whole]
            if isinstance(torn, Write):
                steps.append(Write(torn.offset, torn.data[: dice.randrange(len(torn.data) + 1)]))
            return steps
        return []


class DiskFile(apsw.VFSFile):
    """An open file of a `Disk`; what several connections write meets in one `File`."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(disk.below, name, flags)
        self._brings_folder = bool(
            flags[0] & (apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL)
        )
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._disk = disk
        self._file = File()
        if path is not None:
            known = disk.files.get(path)
            if known is None or known.removed:
                known = disk.files[path] = File()
                if Path(path).stat().st_size:
                    known.safe = bytearray(Path(path).read_bytes())
            self._file = known

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._file.pending.append(Write(offset, bytes(data)))
        self._disk.event()

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._file.pending.append(Truncate(newsize))
        self._disk.event()

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.event()
        super().xSync(flags)
        self._file.sync()
        if self._brings_folder:
            # As SQLite's own VFS does on Unix: the first sync of a new log is one of its folder.
            self._disk.sync_folder()
            self._brings_folder = False


def lay_down(image: dict[str, bytes], folder: Path, dice: random.Random) -> None:
    """Put what a power cut left into `folder`, and rubbish into SQLite's shared memory."""
    for name, content in image.items():
        (folder / Path(name).name).write_bytes(content)
        if name.endswith("-wal"):
            (folder / Path(name).name.replace("-wal", "-shm")).write_bytes(dice.randbytes(32768))
