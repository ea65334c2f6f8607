"""A screen in memory for the programs under Wine, and pictures of it."""

from __future__ import annotations

import os
import struct
import subprocess
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (1366, 768)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is on the screen: rows of pixels, each blue, green, red and one byte of nothing."""

    width: int
    height: int
    rows: list[bytes]

    def shares(self) -> Counter[str]:
        """Return how much of the picture each colour covers, in pixels, by its name #rrggbb."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            for (pixel,) in struct.iter_unpack("<I", row):
                counts[f"#{pixel & 0xFFFFFF:06x}"] += 1
        return counts

    def save(self, file: Path) -> None:
        """Write it as PNG."""

        def chunk(kind: bytes, body: bytes) -> bytes:
            return (
                struct.pack(">I", len(body))
                + kind
                + body
                + struct.pack(">I", zlib.crc32(kind + body))
            )

        lines = bytearray()
        for row in self.rows:
            line = bytearray(3 * self.width)
            line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
            lines += b"\0" + line
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(lines))), (b"IEND", b""))
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts))


class Screen:
    """A running Xvfb whose content lies in a file."""

    def __init__(self, display: str, file: Path) -> None:
        """Read the content from `file`, in the format of xwd."""
        self.display = display
        self._file = file

    def picture(self) -> Picture:
        """Return what is on the screen now."""
        content = self._file.read_bytes()
        header = struct.unpack(">25I", content[:100])
        width, height, line, colors = header[4], header[5], header[12], header[19]
        begin = header[0] + 12 * colors
        rows = [content[begin + y * line :][: 4 * width] for y in range(height)]
        return Picture(width, height, rows)


@contextmanager
def shown(folder: Path) -> Iterator[Screen]:
    """Run a screen, for all programs that follow."""
    folder.mkdir(parents=True, exist_ok=True)
    reader, writer = os.pipe()
    mode = f"{SIZE[0]}x{SIZE[1]}x24"
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", mode, "-fbdir", str(folder)],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        yield Screen(f":{number}", folder / "Xvfb_screen0")
    finally:
        process.terminate()
        process.wait()
