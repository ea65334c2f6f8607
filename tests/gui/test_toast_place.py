"""A toast never lies over what a person is about to press, whatever card is open."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui import theme
from app.ui.dialogs.question import Question
from tests.gui.conftest import Station
from tests.pictures.boards import OK, usual
from tests.pictures.cards import CARDS

Open = Callable[..., Station]
SHORT = "Sync sedang berjalan."
LONG = (
    "WH/MO/00413 terdaftar · Kode awal 01024600000 · Roll 1300300627\n"
    "Kode ini dipakai WH/MO/00412 dan tidak bisa dipakai lagi di MO lain."
)


def covered(station: Station) -> list[str]:
    """Give what can be pressed, or is asked, and lies under the toast."""
    toast = station.window.notifier.toast
    root: QWidget = station.window.overlay.card or station.window
    found = []
    for button in (*root.findChildren(QAbstractButton), *root.findChildren(Question)):
        area = button.visibleRegion().boundingRect()
        area.moveTopLeft(button.mapTo(station.window, area.topLeft()))
        if not area.isEmpty() and not toast.isAncestorOf(button):
            found += [button.accessibleName()] if toast.geometry().intersects(area) else []
    return found


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("name", CARDS)
def test_no_button_of_a_card_is_covered(
    open_station: Open, name: str, size: tuple[int, int]
) -> None:
    station = open_station(*usual())
    station.window.on_sync_status(OK)
    station.window.resize(*size)
    CARDS[name](station)
    station.window.notifier.hint(SHORT)
    assert covered(station) == []
    station.window.notifier.refused(LONG)
    assert covered(station) == []
    toast = station.window.notifier.toast
    assert station.window.rect().contains(toast.geometry())


def test_it_moves_when_the_card_below_grows(open_station: Open) -> None:
    station = open_station(*usual())
    station.window.resize(1280, 720)
    station.window.notifier.hint(LONG)
    CARDS["changeover-other-roll"](station)
    station.dialog.save()
    station.window.notifier.hint(LONG)
    station.wait_for(lambda: not covered(station))
    station.dialog.show_question("Yakin? " * 40)
    station.wait_for(lambda: not covered(station))


def test_on_the_board_it_keeps_its_corner(open_station: Open) -> None:
    station = open_station(*usual())
    window, toast = station.window, station.window.notifier.toast
    window.notifier.done(LONG, action="Urungkan", key="F8")
    assert covered(station) == []
    assert window.width() - toast.geometry().right() - 1 == theme.sizes().gap + 8
    assert toast.geometry().top() > window.table.geometry().top()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_on_the_board_it_ends_where_the_table_does(
    open_station: Open, size: tuple[int, int]
) -> None:
    station = open_station(*usual())
    window, toast = station.window, station.window.notifier.toast
    window.resize(*size)
    window.notifier.hint(SHORT)
    corner = window.table.mapTo(window, window.table.rect().bottomRight())
    assert toast.geometry().bottomRight() == corner


def test_a_sentence_of_seventy_letters_has_one_line(open_station: Open) -> None:
    station = open_station(*usual())
    station.window.resize(1280, 720)
    station.scan("WH/MO/99999")
    station.wait_for(station.window.notifier.toast.isVisible)
    words = station.window.notifier.toast._text
    assert words.height() < 2 * words.fontMetrics().height()


def test_it_comes_back_to_its_corner_when_the_card_has_gone(open_station: Open) -> None:
    station = open_station(*usual())
    window, toast = station.window, station.window.notifier.toast
    window.resize(1280, 720)
    window.notifier.done(LONG)
    corner = toast.geometry()
    CARDS["settings-odoo"](station)
    window.notifier.done(LONG)
    assert toast.geometry() != corner
    assert window.overlay.card is not None
    window.overlay.card.closed.emit()
    station.wait_for(lambda: toast.geometry() == corner)
