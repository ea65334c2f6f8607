"""Every state of which `dev.py pictures` draws pictures can be reached, and every card is drawn."""

from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtGui import QGuiApplication

from tests.gui.cards import kinds
from tests.gui.station import Station
from tests.pictures.album import picture
from tests.pictures.states import STATES

Open = Callable[..., Station]
SMALL: Final = [name for name in STATES if name != "board-5000-mos"]


@pytest.mark.qt_log_ignore("This plugin does not support grabbing")
@pytest.mark.parametrize("name", SMALL)
def test_a_state_is_reached_and_drawn(open_station: Open, name: str) -> None:
    station = STATES[name](open_station)
    drawn = picture(station.window)
    assert drawn.size() == station.window.size()
    colors = {drawn.pixel(x, 40) for x in range(0, drawn.width(), 3)}
    assert len(colors) > 3, "something is drawn"
    station.window.menu.close()
    station.window.row_menu.close()


@pytest.mark.parametrize("kind", sorted({kind.__name__ for kind in kinds()}))
def test_every_kind_of_card_has_a_picture(open_station: Open, kind: str) -> None:
    shown = PICTURED[kind]
    station = STATES[shown](open_station)
    overlays = (station.window.leaving.overlay, station.window.overlay)
    assert kind in {type(overlay.card).__name__ for overlay in overlays}
    assert QGuiApplication.modalWindow() is None


PICTURED: Final = {
    "BackupsCard": "backups",
    "ChangeRollDialog": "change-roll",
    "ChangeoverDialog": "changeover-same-roll",
    "ConfirmCard": "restore-confirm",
    "CorrectDialog": "correct",
    "EndDialog": "end",
    "HistoryCard": "history",
    "InfoCard": "shortcuts",
    "LogCard": "log",
    "PeopleCard": "people",
    "PersonCard": "person",
    "PinCard": "pin",
    "RegisterDialog": "register-filled",
    "RenewAccessCard": "renew-access",
    "SettingsCard": "settings-station",
    "SignInCard": "sign-in",
    "StartDialog": "start",
    "UndoDialog": "undo",
    "UnregisterDialog": "unregister",
    "WelcomeCard": "welcome",
}
