"""Draws the icon of Stasiun MO: `python3 packaging/bundle/icon.py` writes resources/stasiun-mo.ico.

A label with its bar code on its way along the line: shapes in a square of side 1, sampled sixteen
times a pixel. Small pictures are stored as bitmaps, because not every program that shows an icon
reads PNG in them; the large ones as PNG.
"""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "resources" / "stasiun-mo.ico"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
AS_PNG = 128
FINE = 4  # samples along each side of a pixel

BLUE, INK, WHITE, AMBER = (18, 64, 143), (16, 21, 29), (255, 255, 255), (255, 190, 60)
BARS = ((0.28, 0.06), (0.39, 0.03), (0.46, 0.09), (0.60, 0.03), (0.67, 0.05))

Color = tuple[int, int, int]


def in_box(x: float, y: float, box: tuple[float, float, float, float], radius: float = 0.0) -> bool:
    """Tell whether a point lies in a box (left, top, right, bottom) with round corners."""
    left, top, right, bottom = box
    if not (left <= x <= right and top <= y <= bottom):
        return False
    dx = max(left + radius - x, x - (right - radius), 0.0)
    dy = max(top + radius - y, y - (bottom - radius), 0.0)
    return dx * dx + dy * dy <= radius * radius or dx == 0.0 or dy == 0.0


def color_at(x: float, y: float) -> Color | None:
    """Return the colour of a point, None outside of the icon."""
    if not in_box(x, y, (0.02, 0.02, 0.98, 0.98), 0.19):
        return None
    if in_box(x, y, (0.18, 0.17, 0.82, 0.64), 0.06):
        on_bar = any(left <= x <= left + width for left, width in BARS) and 0.26 <= y <= 0.55
        return INK if on_bar else WHITE
    if in_box(x, y, (0.12, 0.74, 0.88, 0.84), 0.05):
        return AMBER
    return BLUE


def draw(size: int) -> list[list[tuple[int, int, int, int]]]:
    """Return the rows of a picture, each pixel red, green, blue and opacity."""
    return [[_pixel(column, row, size) for column in range(size)] for row in range(size)]


def _pixel(column: int, row: int, size: int) -> tuple[int, int, int, int]:
    steps = [(index + 0.5) / FINE for index in range(FINE)]
    samples = [color_at((column + dx) / size, (row + dy) / size) for dy in steps for dx in steps]
    seen = [color for color in samples if color is not None]
    if not seen:
        return (0, 0, 0, 0)
    red, green, blue = (round(sum(color[part] for color in seen) / len(seen)) for part in range(3))
    return (red, green, blue, round(255 * len(seen) / len(samples)))


def bitmap(rows: list[list[tuple[int, int, int, int]]]) -> bytes:
    """Write a picture as an icon's bitmap: from below, and a mask that says nothing."""
    size = len(rows)
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = b"".join(bytes((b, g, r, a)) for row in reversed(rows) for r, g, b, a in row)
    return header + pixels + bytes((size + 31) // 32 * 4 * size)


def png(rows: list[list[tuple[int, int, int, int]]]) -> bytes:
    """Write a picture as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    lines = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


def icon() -> bytes:
    """Return the file with all sizes."""
    pictures = [png(draw(size)) if size >= AS_PNG else bitmap(draw(size)) for size in SIZES]
    offset = 6 + 16 * len(SIZES)
    entries = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        side = size % 256  # 0 means 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(SIZES)) + entries + b"".join(pictures)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    TARGET.write_bytes(icon())
