"""The sheet: its bars are read back from the picture, as a scanner would."""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter, Qt

from app import texts
from app.domain.commands import Command
from app.ui import code128, command_sheet
from tests.gui.conftest import Station
from tests.gui.floor import new

Open = Callable[..., Station]
SCALE = 8
"""Pixels per millimetre, about what a cheap printer gives."""


@pytest.fixture
def picture() -> QImage:
    image = QImage(210 * SCALE, 297 * SCALE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    command_sheet.draw(painter, QSizeF(image.width(), image.height()))
    painter.end()
    return image


def read(image: QImage, y: int) -> str:
    """Decode one line of pixels: widths of bars and spaces, symbols of eleven modules, checksum."""
    dark = [image.pixelColor(x, y).lightness() < 128 for x in range(image.width())]
    runs = [(colour, sum(1 for _ in same)) for colour, same in groupby(dark)]
    assert not runs[0][0]
    assert not runs[-1][0]
    inner = [width for _, width in runs[1:-1]]
    module = sum(inner) / (11 * ((len(inner) - 7) // 6) + 13)
    assert min(runs[0][1], runs[-1][1]) >= 10 * module, "white on both sides"
    wide = [round(width / module) for width in inner]
    found = {tuple(code128.widths(chr(n + 32))[6:12]): n for n in range(95)}
    values = [found.get(tuple(wide[i : i + 6])) for i in range(6, len(wide) - 13, 6)]
    text = "".join(chr(value + 32) for value in values if value is not None)
    assert tuple(wide) == code128.widths(text), "start, checksum and stop are right"
    return text


@pytest.mark.parametrize("place", range(len(Command)))
def test_the_bars_say_the_command(picture: QImage, place: int) -> None:
    area = command_sheet.bar_area(place)
    for y in (area.top() + 1, area.center().y(), area.bottom() - 1):
        assert read(picture, round(y * SCALE)) == tuple(Command)[place]


def test_a_known_symbol() -> None:
    """The example of the standard's checksum, here in code set B."""
    assert code128.symbols("PJJ123C") == (104, 48, 42, 42, 17, 18, 19, 35, 55)
    assert code128.widths("A") == tuple(map(int, "211214" + "111323" + "131123" + "2331112")), (
        "start B, A, checksum 34, stop"
    )


def test_every_symbol_is_one_of_its_own() -> None:
    patterns = {code128.widths(chr(n))[6:12] for n in range(32, 127)}
    assert len(patterns) == 95
    for pattern in patterns:
        assert sum(pattern) == 11
        assert sum(pattern[::2]) % 2 == 0, "the bars of a symbol have an even number of modules"


@pytest.mark.parametrize("text", ["", "é", "\n", "A\x00"])
def test_what_it_cannot_draw(text: str) -> None:
    with pytest.raises(ValueError, match="no symbols"):
        code128.widths(text)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_file(tmp_path: Path, language: str) -> None:
    texts.use(language)
    file = tmp_path / "new" / "sheet.pdf"
    command_sheet.write(file)
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 595" in content
    assert content.count(b"/Type /Page\n") == 1


def test_the_menu_writes_it_and_says_where(
    open_station: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    station = open_station(new(416))
    for name in ("stasiun-mo-barcode.pdf", "stasiun-mo-barcode-2.pdf"):
        station.window.menu.sheet_asked.emit()
        file = tmp_path / "Documents" / name
        assert file.read_bytes().startswith(b"%PDF-")
        assert station.toast == f"Lembar barcode perintah siap dicetak: {file}"


def test_a_folder_that_cannot_be_written_is_said(
    open_station: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    (tmp_path / "Documents").write_text("a file in the way")
    station = open_station(new(416))
    station.window.menu.sheet_asked.emit()
    assert "tidak bisa ditulis" in station.toast
