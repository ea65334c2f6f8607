"""Light and dark change while the window is open: everything follows, and back is as before."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.errors import Code, Problem
from app.ui import theme
from app.ui.theme import COLORS, DARK, LIGHT, Colors
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key


@pytest.fixture
def station(open_station: Open) -> Station:
    board = (running(412, "01024585539", "1300300624"), ready(413, "0100", "R"), new(416))
    return open_station(*board, training=True)


@pytest.fixture
def everything(station: Station) -> Station:
    """A banner, a toast and a dialog with an error over the board."""
    station.window.on_store_problem(Problem(Code.DISK_FULL))
    station.type(K.Key_F3)
    station.dialog.fields["old_last"].take_focus()
    station.type("01")
    station.settle()
    station.type(K.Key_Tab)
    station.window.notifier.refused("Tidak tersimpan.")
    return station


def picture(widget: QWidget) -> QImage:
    # A blinking cursor is no difference.
    for edit in widget.findChildren(QLineEdit):
        edit.setCursorPosition(0)
    return widget.grab().toImage()


def grounds(station: Station) -> dict[str, QColor]:
    """Give the colour of known places by the name of the colour that belongs there."""
    window, image = station.window, station.window.grab().toImage()

    def at(widget: QWidget, x: int, y: int) -> QColor:
        place = widget.mapTo(window, QPoint(x % widget.width(), y % widget.height()))
        return QColor(image.pixelColor(place))

    table = window.table
    return {
        "bar": at(window.top_bar, -2, 3),
        "card": at(window.card, 200, 12),
        "ground": at(window, 2, window.card.mapTo(window, QPoint(0, 4)).y()),
        "head": at(table.horizontalHeader(), 3, 3),
        "accent": at(window.card.changeover_button, 20, -8),
        "accent_left": at(window.card, 3, 40),
        "row": at(table.viewport(), -3, 5),
        "status": at(window.status_line, 3, -3),
        "filter": at(window.stage_filter.segments[None], 6, 6),
        "badge": at(window.top_bar._badge, 8, 8),
    }


def wanted(colors: Colors) -> dict[str, QColor]:
    names = {
        "bar": "bar", "card": "card", "ground": "ground", "head": "head", "accent": "accent",
        "accent_left": "accent", "row": "card", "status": "bar", "filter": "selected",
        "badge": "warn",
    }  # fmt: skip
    return {place: QColor(getattr(colors, name)) for place, name in names.items()}


def test_known_places_have_the_colours_of_the_theme(station: Station) -> None:
    assert grounds(station) == wanted(LIGHT)
    station.window.choose_theme("dark")
    assert grounds(station) == wanted(DARK)
    station.window.choose_theme("light")
    assert grounds(station) == wanted(LIGHT)


def test_back_gives_the_same_picture_and_dark_is_what_a_dark_start_shows(
    everything: Station,
) -> None:
    window = everything.window
    light = picture(window)
    window.choose_theme("dark")
    dark = picture(window)
    window.choose_theme("light")
    assert picture(window) == light
    assert dark != light
    window.choose_theme("dark")
    assert picture(window) == dark


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_keeps_a_colour_of_the_other_theme(everything: Station, name: str) -> None:
    """Strong, plain colours of the other set would stand out; shades in between are ignored."""
    other = "dark" if name == "light" else "light"
    everything.window.choose_theme(other)
    everything.window.choose_theme(name)
    ours = {getattr(COLORS[name], each) for each in Colors.__dataclass_fields__}
    theirs = {getattr(COLORS[other], each) for each in Colors.__dataclass_fields__} - ours
    image = picture(everything.window.overlay.card or everything.window)
    counted: dict[str, int] = {}
    for y in range(image.height()):
        for x in range(image.width()):
            found = image.pixelColor(x, y).name()
            counted[found] = counted.get(found, 0) + 1
    stray = {color: count for color, count in counted.items() if color in theirs and count > 12}
    assert not stray
    assert counted[COLORS[name].card] > 1000


def test_a_dialog_opened_before_equals_one_opened_after(station: Station) -> None:
    window = station.window
    window.choose_theme("dark")
    station.type(K.Key_F3)
    station.settle()
    window.choose_theme("light")
    window.choose_theme("dark")
    before = picture(station.dialog)
    station.type(K.Key_Escape)
    station.type(K.Key_F3)
    station.settle()
    assert picture(station.dialog) == before


def test_the_icons_of_the_menu_follow(station: Station) -> None:
    menu = station.window.menu
    pictures: dict[str, QImage] = {}
    for name in ("light", "dark", "light"):
        station.window.choose_theme(name)
        menu.draw_icons()
        image = menu.actions()[0].icon().pixmap(20).toImage()
        inks = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert inks
        assert {ink.name() for ink in inks} == {COLORS[name].ink}
        assert pictures.setdefault(name, image) == image


def test_the_menu_says_which_one_can_be_had_and_the_window_tells_the_choice(
    station: Station,
) -> None:
    chosen: list[str] = []
    station.window.theme_chosen.connect(chosen.append)
    (entry,) = (a for a in station.window.menu.actions() if "tema" in a.text())
    assert entry.text() == "Pakai tema gelap"
    entry.trigger()
    assert theme.colors() == DARK
    assert entry.text() == "Pakai tema terang"
    entry.trigger()
    assert chosen == ["dark", "light"]
    assert theme.colors() == LIGHT


def test_fonts_and_geometry_stay(station: Station, qapp: QApplication) -> None:
    station.type(K.Key_F3)
    station.settle()
    shown = [w for w in station.window.findChildren(QWidget) if w.isVisible()]
    before = [(widget.font().toString(), widget.geometry()) for widget in shown]
    station.window.choose_theme("dark")
    qapp.processEvents()
    assert [(widget.font().toString(), widget.geometry()) for widget in shown] == before
