"""Where people have PINs, who it is comes first, and then goes on what was wanted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from app import config
from app.config import Config
from app.domain.errors import Code, Problem
from app.domain.orders import Stage
from app.domain.people import NEEDED, Person, Role
from app.domain.requests import Request
from app.services.messages import NotDone
from app.services.settings import SettingsRead
from app.ui.dialogs import operation_dialog
from app.ui.dialogs.change_roll import ChangeRollDialog
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.correct import CorrectDialog
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.sign_in import SignInCard
from app.ui.dialogs.start import StartDialog
from app.ui.dialogs.undo import UndoDialog
from app.ui.dialogs.unregister import UnregisterDialog
from tests.gui.conftest import Station
from tests.gui.floor import new, ready
from tests.gui.reception import EVERYBODY, IT, LEADER, STORE, Desk

Open = Callable[..., Station]
K = Qt.Key
REQUESTS: dict[type[OperationDialog], str] = {
    RegisterDialog: "Register",
    StartDialog: "Start",
    ChangeoverDialog: "Changeover",
    EndDialog: "End",
    ChangeRollDialog: "ChangeRoll",
    UnregisterDialog: "Unregister",
    CorrectDialog: "Correct",
    UndoDialog: "Undo",
}


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(ready(413, "01034597001", "1300300625"), new(416))


@pytest.fixture
def desk(station: Station) -> Desk:
    return Desk(station)


def asking(station: Station) -> SignInCard:
    """Give the card that asks who it is, wherever it lies."""
    card = station.window.scanner.top_card
    assert isinstance(card, SignInCard)
    return card


def test_every_dialog_asks_for_what_its_operation_needs() -> None:
    assert set(REQUESTS) == set(OperationDialog.__subclasses__())
    needed = {kind.__name__: right for kind, right in NEEDED.items()}
    assert {kind.right for kind in REQUESTS} == {NEEDED[kind] for kind in NEEDED}
    for dialog, request in REQUESTS.items():
        assert dialog.right is needed[request]
    assert Request.__args__


def test_without_people_nothing_is_asked_and_nothing_is_shown(station: Station) -> None:
    desk = Desk(station, ())
    assert not station.window.top_bar.person_button.isVisible()
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    assert station.stage(416) is Stage.READY
    assert desk.identity.person is None
    station.window.office.open_settings()
    assert station.window.overlay.card is None


def test_the_card_comes_first_and_then_the_operation_goes_on(desk: Desk) -> None:
    station = desk.station
    station.scan("WH/MO/00416")
    card = asking(station)
    assert card.badge.edit.hasFocus()
    station.later()
    station.scan("G-1")
    assert card.pin.edit.hasFocus()
    station.type("2468", K.Key_Return)
    station.wait_for(lambda: station.open_dialog() is RegisterDialog)
    assert station.dialog.subject == 416
    station.later()
    station.scan("01024600000", "1300300627")
    station.wait_closed()
    assert station.stage(416) is Stage.READY
    assert station.floor.entries[0].person == "G-1 Sari"
    assert station.window.top_bar.person_button.text() == "G-1 Sari"


def test_by_the_pad_alone(desk: Desk) -> None:
    station = desk.station
    station.type(K.Key_F2)
    card = asking(station)

    def press(*keys: str) -> None:
        for key in keys:
            QTest.mouseClick(card.pad.keys[key], Qt.MouseButton.LeftButton)

    press("0", "0", "7", "back", "3")
    assert card.badge.text == "003"
    QTest.mouseClick(card.sign_in_button, Qt.MouseButton.LeftButton)
    assert card.pin.edit.hasFocus()
    press("0", "8", "1", "5")
    assert card.badge.text == "003"
    assert card.pin.edit.displayText() != "0815"
    QTest.mouseClick(card.sign_in_button, Qt.MouseButton.LeftButton)
    station.wait_for(lambda: station.open_dialog() is StartDialog)


def test_a_start_is_led_by_who_starts_it(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(LEADER)
    station.later()
    station.scan("WH/MO/00413")
    station.wait_for(lambda: station.open_dialog() is StartDialog)
    leader = station.dialog.fields["leader_id"]
    assert (leader.text, leader.edit.hasFocus()) == ("003", True)
    station.settle()
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[413].leader_id == "003"
    assert station.floor.entries[0].person == "003 Budi Santoso"


def test_another_leader_is_scanned_over_it(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(LEADER)
    station.later()
    station.scan("WH/MO/00413")
    station.wait_for(lambda: station.open_dialog() is StartDialog)
    station.later()
    station.scan("017")
    station.wait_closed()
    assert station.floor.orders[413].leader_id == "017"


def test_a_wrong_pin_says_so_and_stays(desk: Desk) -> None:
    station = desk.station
    station.type(K.Key_F2)
    card = asking(station)
    station.scan("003")
    station.type("9999", K.Key_Return)
    station.wait_for(lambda: bool(card.pin.error))
    assert card.pin.error == "Kartu atau PIN salah. Sisa percobaan: 4."
    assert (card.pin.text, card.badge.text, card.checking) == ("", "003", False)
    assert card.pin.edit.hasFocus()
    station.later()
    station.type("0815", K.Key_Return)
    station.wait_for(lambda: station.open_dialog() is StartDialog)


def test_what_cannot_be_a_pin_is_no_try(desk: Desk) -> None:
    station = desk.station
    desk.held = []
    station.type(K.Key_F2)
    card = asking(station)
    station.type(K.Key_Return)
    station.type(K.Key_Return)
    QTest.mouseClick(card.sign_in_button, Qt.MouseButton.LeftButton)
    assert card.badge.error == "Ini belum diisi."
    station.later()
    station.scan("003")
    station.type("08", K.Key_Return)
    assert card.pin.error == "PIN terdiri dari 4 sampai 12 angka."
    assert desk.held == []


def test_a_badge_scanned_twice_is_no_try(desk: Desk) -> None:
    station = desk.station
    desk.held = []
    desk.people = [*EVERYBODY]
    station.type(K.Key_F2)
    card = asking(station)
    station.scan("10234")
    station.type("10234", K.Key_Return)
    assert (card.badge.text, card.pin.text) == ("10234", "")
    assert desk.held == []


def test_twice_enter_is_one_try(desk: Desk) -> None:
    station = desk.station
    desk.held = []
    station.type(K.Key_F2)
    station.scan("003")
    station.type("0815", K.Key_Return, K.Key_Return)
    card = asking(station)
    assert card.checking
    assert len(desk.held) == 1
    desk.held.pop()()
    station.wait_for(lambda: station.open_dialog() is StartDialog)


def test_the_wrong_role_is_told_who_may_and_can_give_way(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.type(K.Key_F2)
    card = asking(station)
    assert card.accessibleDescription() == (
        "Ini hanya untuk bagian produksi (atau IT). Yang masuk sekarang: G-1\u00a0Sari (Gudang)."
    )
    station.later()
    station.scan("003")
    station.type("0815", K.Key_Return)
    station.wait_for(lambda: station.open_dialog() is StartDialog)
    assert desk.identity.person == LEADER


def test_who_gives_up_is_still_who_they_were(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.type(K.Key_F2)
    asking(station)
    station.type(K.Key_Escape)
    station.wait_closed()
    assert station.open_dialog() is None
    assert desk.identity.person == STORE
    assert station.window.scan_field.hasFocus()


def test_signed_out_in_mid_dialog_nothing_typed_is_lost(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.later()
    station.scan("WH/MO/00416", "01024600000")
    desk.identity.sign_out()
    station.type("1300300627", K.Key_Return)
    card = asking(station)
    assert station.dialog.saving
    assert station.window.leaving.overlay.card is card
    assert station.window.notifier.toast.isHidden()
    station.type(K.Key_Escape)
    station.wait_for(lambda: not station.dialog.saving)
    assert station.dialog.troubles == ("Masuk dulu: pindai kartu, lalu ketik PIN.",)
    assert station.dialog.fields["auth_first"].text == "01024600000"
    assert station.stage(416) is Stage.UNREGISTERED
    QTest.mouseClick(station.dialog.save_button, Qt.MouseButton.LeftButton)
    asking(station)
    station.later()
    station.scan("G-1")
    station.type("2468", K.Key_Return)
    station.wait_closed()
    assert station.stage(416) is Stage.READY
    assert station.floor.entries[0].person == "G-1 Sari"
    assert len(station.worker.submits) == 1


def test_the_dialog_below_is_drawn_although_it_saves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_dialog, "SAVING_SHOWN_MS", 600_000)
    station, window = desk.station, desk.window
    desk.signed_in(STORE)
    window.notifier.toast.hide()
    station.later()
    station.scan("WH/MO/00416", "01024600000")
    desk.identity.sign_out()
    station.type("1300300627", K.Key_Return)
    asking(station)
    assert station.dialog.saving
    seen = window.grab().toImage()
    station.dialog.setUpdatesEnabled(True)
    assert seen == window.grab().toImage()


def test_when_only_the_store_knows_that_somebody_has_left(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.later()
    station.scan("WH/MO/00416", "01024600000")
    desk.people.remove(STORE)  # by another station; nobody has told this window
    station.type("1300300627", K.Key_Return)
    station.wait_for(lambda: isinstance(station.window.scanner.top_card, SignInCard))
    station.later()
    station.scan("900")
    station.type("4711", K.Key_Return)
    station.wait_closed()
    assert station.floor.entries[0].person == "900 Rina"


def test_what_is_not_about_people_passes(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.worker.fault = Problem(Code.DISK_FULL)
    station.later()
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_for(lambda: bool(station.dialog.troubles))
    assert station.open_dialog() is RegisterDialog
    desk.identity.on_not_done(NotDone("another", (Problem(Code.NOT_SIGNED_IN),)))
    assert station.toast == "Masuk dulu: pindai kartu, lalu ketik PIN."


def test_who_registers_may_take_it_back(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.later()
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.wait_for(lambda: bool(station.floor.entries))
    station.window.flow.undo(station.floor.entries[0].operation_id)
    station.wait_for(lambda: station.stage(416) is Stage.UNREGISTERED)
    assert station.floor.entries[-1].person == STORE.label


def test_a_badge_scanned_in_the_window_asks_for_its_pin(desk: Desk) -> None:
    station = desk.station
    station.scan("003")
    card = asking(station)
    assert card.badge.text == "003"
    assert card.pin.edit.hasFocus()
    assert card.accessibleDescription() == "003 Budi Santoso (Produksi): ketik PIN."
    station.type("0815", K.Key_Return)
    station.wait_for(lambda: desk.identity.person == LEADER)
    assert station.toast == "Masuk sebagai: 003 Budi Santoso (Produksi)"
    station.later()
    station.scan("003")
    assert station.window.overlay.card is None
    assert station.window.scan_field.text() == ""


def test_an_mo_goes_before_a_badge(open_station: Open) -> None:
    station = open_station(new(416, mo_name="003"))
    desk = Desk(station)
    desk.signed_in(IT)
    station.later()
    station.scan("003")
    assert station.open_dialog() is RegisterDialog


def test_a_typed_number_is_searched_not_taken_for_a_badge(desk: Desk) -> None:
    station = desk.station
    for letter in "003":
        station.later()
        station.type(letter)
    station.later()
    station.type(K.Key_Return)
    assert station.window.overlay.card is None


def test_signing_in_and_out_by_the_button(desk: Desk) -> None:
    station = desk.station
    button = station.window.top_bar.person_button
    assert (button.isVisible(), button.text()) == (True, "Masuk")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    station.scan("900")
    station.type("4711", K.Key_Return)
    station.wait_for(lambda: desk.identity.person == IT)
    assert button.text() == "900 Rina"
    assert button.accessibleName() == "Masuk sebagai: 900 Rina (IT)"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    card = station.card
    assert isinstance(card, ConfirmCard)
    QTest.mouseClick(card.yes_button, Qt.MouseButton.LeftButton)
    assert desk.identity.person is None
    assert desk.person is None
    assert button.text() == "Masuk"


def test_after_some_time_without_a_key_nobody_is_there(desk: Desk) -> None:
    station, idle = desk.station, desk.identity.idle
    desk.signed_in(LEADER)
    assert idle.interval() == 600_000
    handle = station.window.windowHandle()
    idle.setTimerType(Qt.TimerType.PreciseTimer)
    idle.start()
    station.wait_for(lambda: idle.remainingTime() < 599_800)
    QTest.keyClick(handle, K.Key_Shift)
    assert idle.remainingTime() > 599_900
    idle.setInterval(1)
    station.wait_for(lambda: desk.identity.person is None)
    assert station.toast == "Sudah keluar: 003 Budi Santoso (Produksi)"
    assert not idle.isActive()
    QTest.keyClick(handle, K.Key_Shift)
    assert not idle.isActive()


@pytest.mark.parametrize("key", ["Ctrl+,", "restore"])
def test_settings_and_restoring_are_for_it(desk: Desk, key: str) -> None:
    station = desk.station
    desk.signed_in(LEADER)
    reads: list[bool] = []
    station.window.office.settings_wanted.connect(lambda: reads.append(True))

    def want() -> None:
        if key == "restore":
            station.window.safekeeping.ask_restore(Path("b.db"), "13:00")
        else:
            modifier = Qt.KeyboardModifier.ControlModifier
            QTest.keyClick(station.focused(), K.Key_Comma, modifier)

    want()
    assert asking(station).accessibleDescription().startswith("Ini hanya untuk IT.")
    assert not reads
    station.later()
    station.scan("900")
    station.type("4711", K.Key_Return)
    station.wait_for(lambda: desk.identity.person == IT)
    station.wait_for(lambda: bool(reads) or isinstance(station.card, ConfirmCard))


@pytest.mark.parametrize("what", ["settings", "restore"])
def test_what_it_left_open_closes_when_nobody_is_there(desk: Desk, what: str) -> None:
    station = desk.station
    desk.signed_in(IT)
    saves = QSignalSpy(station.window.office.save_wanted)
    restores = QSignalSpy(station.window.safekeeping.restore_wanted)
    if what == "settings":
        station.window.office.open_settings()
        values = config.values(Config())
        read = SettingsRead(values, {}, frozenset(), Path("config.toml"))
        station.window.office.on_settings_read(read)
    else:
        station.window.safekeeping.ask_restore(Path("b.db"), "13:00")
    assert station.card.private
    desk.identity.idle.setInterval(1)
    QTest.keyClick(station.window.windowHandle(), K.Key_Shift)
    station.wait_for(lambda: desk.identity.person is None)
    assert station.window.overlay.card is None
    assert saves.count() == restores.count() == 0


def test_a_pin_is_no_scan_and_reaches_no_other_field(desk: Desk) -> None:
    station = desk.station
    station.type(K.Key_F2)
    card, takes = asking(station), []
    takes.append(card.takes_scans)
    station.scan("003")
    takes.append(card.takes_scans)
    station.type("08")
    card.badge.take_focus()
    takes.append(card.takes_scans)
    assert takes == [True, False, True]
    assert (card.badge.text, card.pin.text) == ("003", "08")


def test_command_barcodes_press_its_buttons(desk: Desk) -> None:
    station = desk.station
    station.type(K.Key_F2)
    card = asking(station)
    station.scan("$SIMPAN")
    assert card.badge.error == "Ini belum diisi."
    station.later()
    station.scan("$BATAL")
    assert station.window.overlay.card is None


def test_the_button_in_the_top_bar_is_for_gloves_and_keyboards(desk: Desk) -> None:
    station = desk.station
    button = station.window.top_bar.person_button
    assert min(button.width(), button.height()) >= 12 * 96 / 25.4
    reached = set()
    for _ in range(40):
        reached.add(station.focused())
        station.type(K.Key_Tab)
    assert button in reached


def test_a_long_name_is_shortened_to_the_first_one(station: Station) -> None:
    person = Person("003", "Muhammad Budi Santoso Wijaya", Role.PRODUCTION)
    desk = Desk(station, (person,))
    desk.identity.on_signed_in(person)
    button = station.window.top_bar.person_button
    assert button.text() == "003 Muhammad"
    assert "Santoso Wijaya (Produksi)" in button.accessibleName()


def test_the_language_changes_in_the_open_card(desk: Desk) -> None:
    station = desk.station
    desk.signed_in(STORE)
    station.type(K.Key_F2)
    station.window.choose_language("en")
    card = asking(station)
    assert card.accessibleName() == "Sign in"
    assert card.sign_in_button.text() == "Sign in"


def test_the_button_and_the_message_follow_the_language(desk: Desk) -> None:
    button, toast = desk.window.top_bar.person_button, desk.window.notifier.toast
    assert button.text() == "Masuk"
    desk.window.choose_language("en")
    assert button.text() == "Sign in"
    desk.signed_in(STORE)
    assert toast.text.startswith("Signed in")
    desk.window.choose_language("id")
    assert toast.text.startswith("Masuk sebagai")
    assert toast.accessibleName() == toast.text
