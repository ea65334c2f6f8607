"""Between training and work: the entry of the menu, the question, what is asked for."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.ui.dialogs.confirm import ConfirmCard
from app.ui.mode_switch import ModeSwitch
from tests.gui.conftest import Station
from tests.gui.floor import new, running

Open = Callable[..., Station]


def entry(station: Station, text: str) -> QAction:
    return next(action for action in station.window.menu.actions() if action.text() == text)


@pytest.mark.parametrize(
    ("training", "text", "title"),
    [
        (False, "Mode latihan…", "Buka mode latihan?"),
        (True, "Kembali bekerja…", "Kembali bekerja?"),
    ],
)
def test_the_menu_leads_to_the_other_mode_after_a_question(
    open_station: Open, training: bool, text: str, title: str
) -> None:
    station = open_station(new(1), training=training)
    switch = ModeSwitch(station.window, training=training)
    wanted: list[bool] = []
    switch.wanted.connect(wanted.append)
    entry(station, text).trigger()
    assert station.card.accessibleName() == title
    station.type(Qt.Key.Key_Escape)
    assert (wanted, station.window.overlay.card) == ([], None)
    entry(station, text).trigger()
    card = station.card
    assert isinstance(card, ConfirmCard)
    card.yes_button.click()
    assert wanted == [not training]


def test_what_runs_is_named_before_somebody_goes_to_practise(open_station: Open) -> None:
    station = open_station(running(7, "01024585539", "1300300624"))
    switch = ModeSwitch(station.window, training=False)
    switch.ask()
    assert "WH/MO/00007 tetap berjalan." in station.card.accessibleDescription()


def test_nobody_is_taken_away_from_an_open_dialog(open_station: Open) -> None:
    station = open_station(new(1))
    switch = ModeSwitch(station.window, training=False)
    station.type(Qt.Key.Key_F1)
    dialog = station.card
    switch.ask()
    assert station.card is dialog
    assert station.toast == "Simpan atau batalkan yang ini dulu."


def test_the_first_page_takes_to_training_at_once(open_station: Open) -> None:
    station = open_station()
    switch = ModeSwitch(station.window, training=False)
    wanted: list[bool] = []
    switch.wanted.connect(wanted.append)
    station.window.office.welcome()
    station.type(Qt.Key.Key_Space)
    assert wanted == [True]
