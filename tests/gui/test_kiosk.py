"""A kiosk is left with its PIN, or after one question; what is not a person just leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from app.domain.pin import TRIES, PinGuard, keep
from app.ui import theme
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.people import PeopleCard
from app.ui.dialogs.pin import PinCard
from app.ui.kiosk import Kiosk
from tests.gui.conftest import Station
from tests.gui.floor import ready, running
from tests.gui.reception import EVERYBODY, IT, Desk

Open = Callable[..., Station]
K = Qt.Key
PIN = "0815"
MM = 96 / 25.4


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(running(412, "01024585539", "1300300624"), ready(413, "0100", "R"))


@pytest.fixture
def guarded(station: Station, seconds: Seconds) -> Station:
    Kiosk(station.window, PinGuard(keep(PIN), seconds))
    return station


def asking(station: Station) -> PinCard:
    card = station.card
    assert isinstance(card, PinCard)
    return card


def leave(station: Station) -> None:
    """Want out, as Alt+F4 and the taskbar do."""
    assert not station.window.close()
    assert station.window.isVisible()


def press(station: Station, *keys: str) -> None:
    for key in keys:
        button = asking(station).keys[key]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_pin_by_keyboard(guarded: Station) -> None:
    leave(guarded)
    guarded.type(PIN, K.Key_Return)
    assert not guarded.window.isVisible()


def test_the_pin_by_pad(guarded: Station) -> None:
    leave(guarded)
    press(guarded, "0", "8", "2", "back", "1", "5")
    assert asking(guarded).edit.text() == PIN
    assert asking(guarded).edit.hasFocus()
    QTest.mouseClick(asking(guarded).leave_button, Qt.MouseButton.LeftButton)
    assert not guarded.window.isVisible()


def test_ctrl_q_asks_too(guarded: Station) -> None:
    QTest.keyClick(guarded.focused(), K.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert asking(guarded).edit.hasFocus()
    assert guarded.window.isVisible()


def test_quit_in_the_menu_asks_too(guarded: Station) -> None:
    guarded.window.menu.quit_asked.emit()
    assert asking(guarded).edit.hasFocus()
    guarded.type(K.Key_Escape)
    assert guarded.window.overlay.card is None
    assert guarded.window.isVisible()
    assert guarded.window.scan_field.hasFocus()


def test_letters_are_not_taken_and_what_is_typed_cannot_be_read(guarded: Station) -> None:
    leave(guarded)
    guarded.type("0a8 1-5")
    assert asking(guarded).edit.text() == PIN
    assert asking(guarded).edit.displayText() != PIN


def test_five_wrong_ones_in_two_cards_and_then_a_minute(guarded: Station, seconds: Seconds) -> None:
    leave(guarded)
    for count in range(1, 4):
        guarded.type("9999", K.Key_Return)
        assert asking(guarded).edit.accessibleDescription() == (
            f"PIN salah. Sisa percobaan: {TRIES - count}."
        )
    guarded.type(K.Key_Escape)
    leave(guarded)
    guarded.type("9999", K.Key_Return, "9999", K.Key_Return)
    card = asking(guarded)
    assert card.edit.accessibleDescription() == "PIN salah terlalu banyak. Tunggu 60 detik."
    assert not card.leave_button.isEnabled()
    assert not any(button.isEnabled() for button in card.keys.values())
    guarded.type(PIN, K.Key_Return)
    assert guarded.window.isVisible()
    guarded.type(K.Key_Escape)
    leave(guarded)
    assert "Tunggu 60 detik" in asking(guarded).edit.accessibleDescription()
    seconds.now += 60
    guarded.wait_for(asking(guarded).leave_button.isEnabled)
    assert asking(guarded).edit.accessibleDescription() == ""
    guarded.type(PIN, K.Key_Return)
    assert not guarded.window.isVisible()


def test_wanting_out_twice_asks_once(guarded: Station) -> None:
    leave(guarded)
    card = asking(guarded)
    guarded.type("08")
    leave(guarded)
    assert asking(guarded) is card
    assert card.edit.text() == "08"


def test_an_open_dialog_is_finished_first(guarded: Station) -> None:
    guarded.type(K.Key_F4, "0102")
    leave(guarded)
    assert guarded.toast == "Simpan atau batalkan yang ini dulu."
    assert guarded.open_dialog() is not None


def test_without_a_pin_it_asks_once(station: Station) -> None:
    Kiosk(station.window, PinGuard(""))
    leave(station)
    card = station.card
    assert isinstance(card, ConfirmCard)
    assert card.no_button.hasFocus()
    station.type(K.Key_Escape)
    leave(station)
    card = station.card
    assert isinstance(card, ConfirmCard)
    QTest.mouseClick(card.yes_button, Qt.MouseButton.LeftButton)
    assert not station.window.isVisible()


def test_what_ends_the_program_from_within_is_not_asked(station: Station) -> None:
    kiosk = Kiosk(station.window, PinGuard(PIN))
    leave(station)
    kiosk.allow()
    assert station.window.close()


def test_the_end_of_the_session_is_not_asked_and_one_that_is_called_off_forgives_nothing(
    guarded: Station, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.kiosk.SESSION_END_MS", 0)
    # What Windows asks for before it ends the session; the argument is not looked at.
    kiosk = guarded.window.findChild(Kiosk)
    assert isinstance(kiosk, Kiosk)
    qapp.commitDataRequest.emit(None)
    assert kiosk.allowed
    guarded.wait_for(lambda: not kiosk.allowed)
    leave(guarded)


def test_a_window_that_is_no_kiosk_just_closes(station: Station) -> None:
    assert station.window.close()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_the_pad_is_large_enough_and_fits(
    guarded: Station, qapp: QApplication, width: int, height: int, language: str
) -> None:
    theme.dress(qapp, theme.LIGHT, theme.Sizes.of(width, height, 96.0))
    guarded.window.resize(width, height)
    guarded.window.choose_language(language)
    leave(guarded)
    card = asking(guarded)
    for button in card.keys.values():
        assert button.height() >= 15 * MM
        assert button.width() >= 15 * MM
        assert card.rect().contains(button.geometry())
    assert guarded.window.overlay.rect().contains(card.geometry())
    assert card.height() >= card.minimumSizeHint().height()


def test_the_settings_of_a_kiosk_ask_for_the_pin(guarded: Station) -> None:
    wanted = QSignalSpy(guarded.window.office.settings_wanted)
    guarded.window.office.open_connection()
    assert asking(guarded).accessibleName() == "Hanya untuk IT"
    guarded.type("9999", K.Key_Return)
    assert wanted.count() == 0
    guarded.type(PIN, K.Key_Return)
    assert (wanted.count(), guarded.window.overlay.card) == (1, None)
    assert guarded.window.isVisible()


def test_nobody_restores_a_backup_of_a_kiosk_without_the_pin(guarded: Station) -> None:
    guarded.window.safekeeping.ask_restore(Path("b.db"), "13:00")
    asking(guarded)
    guarded.type(PIN, K.Key_Return)
    assert isinstance(guarded.card, ConfirmCard)


def test_the_first_person_of_a_kiosk_is_made_with_its_pin_and_later_ones_by_it(
    station: Station, seconds: Seconds
) -> None:
    desk = Desk(station, ())
    Kiosk(station.window, PinGuard(keep(PIN), seconds))
    station.window.menu.people_asked.emit()
    asking(station)
    station.type(PIN, K.Key_Return)
    assert isinstance(station.card, PeopleCard)
    station.card.closed.emit()
    desk.people.extend(EVERYBODY)
    desk.tell()
    desk.signed_in(IT)
    station.window.menu.people_asked.emit()
    assert isinstance(station.card, PeopleCard)


def test_without_a_pin_the_settings_open_at_once(station: Station) -> None:
    kiosk = Kiosk(station.window, PinGuard(keep(PIN)))
    kiosk.use(PinGuard(""))
    wanted = QSignalSpy(station.window.office.settings_wanted)
    station.window.office.open_settings()
    assert wanted.count() == 1
