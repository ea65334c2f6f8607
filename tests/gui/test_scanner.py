"""Scans in the window and in dialogs, wherever the focus is; command barcodes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDeadlineTimer, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.orders import Stage
from app.services.messages import SyncPhase, SyncStatus
from app.ui.dialogs.history import HistoryCard
from app.ui.dialogs.info import InfoCard
from app.ui.dialogs.log import LogCard
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.renew_access import RenewAccessCard
from app.ui.dialogs.setting_fields import LinesSetting, TextSetting
from app.ui.dialogs.settings import SettingsCard
from app.ui.dialogs.settings_pages import PAGES
from app.ui.dialogs.start import StartDialog
from app.ui.idle_clock import IdleClock
from app.ui.scanner import _STAMPED
from tests.gui.cards import OPENERS
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key


def slow(station: Station, text: str) -> None:
    """Type as a person does: every key by itself."""
    for letter in text:
        station.type(letter)
        station.later()


@pytest.mark.parametrize("sent", ["~WH/MO/00416", "~wh/mo/00416", "WH/MO/00416"])
def test_the_prefix_of_the_scanner_is_taken_off(open_station: Open, sent: str) -> None:
    station = open_station(new(416))
    station.window.scanner.configure("~", 50)
    station.scan(sent)
    assert station.open_dialog() is RegisterDialog
    station.scan("~a0100", "~R-77")
    station.wait_closed()
    order = station.floor.orders[416]
    assert (order.auth_first, order.roll_number) == ("A0100", "R-77")


def test_what_is_only_typed_keeps_every_key(open_station: Open) -> None:
    station = open_station(new(416))
    station.window.scanner.configure("~", 50)
    slow(station, "~1$a")
    station.wait_for(lambda: station.window.scan_field.text() == "~1$a")


def test_a_scan_replaces_what_somebody_began_to_type(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    slow(station, "999")
    station.scan("01024600000")
    assert station.dialog.fields["auth_first"].text == "01024600000"


def test_a_scan_is_shown_in_capitals(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("wH/mo/00416", "a0012345")
    assert station.dialog.fields["auth_first"].text == "A0012345"


@pytest.mark.parametrize("end", [K.Key_Return, K.Key_Enter, K.Key_Tab])
@pytest.mark.parametrize("name", ["save_button", "cancel_button"])
def test_a_scan_on_a_button_fills_the_field_that_waits(
    open_station: Open, name: str, end: Qt.Key
) -> None:
    station = open_station(new(416))
    station.type(K.Key_F1)
    getattr(station.dialog, name).setFocus()
    station.type("WH/MO/00416", end)
    assert station.dialog.fields["order_id"].text == "WH/MO/00416"
    assert station.dialog.fields["auth_first"].edit.hasFocus()
    assert station.worker.submits == []


def test_a_scan_on_the_box_fills_the_field_that_waits(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.dialog.mid.setFocus()  # type: ignore[attr-defined]
    station.later()
    station.type("0102 4600000", K.Key_Return)
    assert station.dialog.fields["auth_first"].text == "0102 4600000"
    assert not station.dialog.mid.isChecked()  # type: ignore[attr-defined]


def test_a_scan_that_finds_no_empty_field_says_so(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.type(K.Key_F2, "003")
    station.dialog.save_button.setFocus()
    station.later()
    station.scan("1300300625")
    assert station.toast == "Semua sudah terisi: pindai SIMPAN, atau pilih isian dulu."
    assert station.dialog.fields["leader_id"].text == "003"
    assert station.worker.submits == []


def test_a_scan_while_it_is_saving_is_not_lost_silently(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.worker.held = []
    station.type(K.Key_F2)
    station.scan("003", "WH/MO/00416")
    assert station.dialog.saving
    assert station.toast == "Sedang disimpan. Pindai lagi sebentar lagi."
    station.worker.held[0]()
    station.wait_closed()
    assert station.floor.orders[413].leader_id == "003"


def test_a_scan_over_a_card_without_fields_says_so(open_station: Open) -> None:
    station = open_station(new(416))
    station.type("?")
    assert isinstance(station.card, InfoCard)
    station.scan("WH/MO/00416")
    assert isinstance(station.card, InfoCard)
    assert station.toast == "Tutup ini dulu (Esc, atau pindai BATAL)."
    station.scan("$BATAL")
    station.wait_closed()


def test_a_label_read_twice_does_not_fill_the_next_field(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "0102", "0102")
    roll = station.dialog.fields["roll_number"]
    assert (roll.text, roll.hint) == ("", "Terpindai dua kali: dipakai sekali.")
    assert roll.edit.hasFocus()
    station.scan("R-9")
    station.wait_closed()
    assert station.floor.orders[416].roll_number == "R-9"


def test_the_last_label_read_twice_opens_nothing_and_saves_once(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.type(K.Key_F2)
    station.scan("003")
    station.wait_closed()
    said = station.toast
    station.scan("003")
    assert (station.open_dialog(), station.toast) == (None, said)
    assert len(station.worker.submits) == 1
    assert station.window.scan_field.text() == ""


# Command barcodes


def test_save_and_yes_and_cancel(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624", product_qty=100.0))
    station.type(K.Key_F4)
    station.scan("01024595611", "$SIMPAN")
    station.wait_for(station.dialog.question.isVisible)
    station.scan("$SIMPAN")
    assert station.dialog.question.isVisible(), "a question wants YA or BATAL"
    station.scan("$BATAL")
    assert not station.dialog.question.isVisible()
    assert station.stage(412) is Stage.RUNNING
    station.scan("$simpan")
    station.wait_for(station.dialog.question.isVisible)
    station.scan("$YA")
    station.wait_closed()
    assert station.stage(412) is Stage.FINISHED


def test_cancel_closes_and_stores_nothing(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000", "$BATAL")
    station.wait_closed()
    assert station.worker.submits == []


def test_save_says_what_is_missing(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.settle()
    station.scan("$SIMPAN")
    assert station.dialog.fields["auth_first"].error == "Ini belum diisi."
    assert station.dialog.fields["auth_first"].text == ""


@pytest.mark.parametrize("word", ["SIMPAN", "YA", "BATAL"])
def test_a_command_with_nothing_open_says_so(open_station: Open, word: str) -> None:
    station = open_station(new(416))
    for widget in (station.window.scan_field, station.window.table, station.window.register_button):
        widget.setFocus()
        station.later()
        station.window.notifier.toast.hide()
        station.scan(f"${word}")
        assert station.toast == f"{word}: tidak ada yang terbuka di sini."
        assert station.window.notifier.toast.isVisible()
        assert station.window.scan_field.text() == ""


def test_yes_without_a_question_says_so(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "$YA")
    assert station.toast == "YA: tidak ada pertanyaan di sini."
    assert station.dialog.fields["auth_first"].text == ""


def test_sync_in_the_middle_of_a_dialog(open_station: Open) -> None:
    station = open_station(new(416))
    wanted = QSignalSpy(station.window.sync_wanted)
    station.scan("WH/MO/00416", "$SYNC")
    assert wanted.count() == 1
    station.window.on_sync_status(SyncStatus(SyncPhase.RUNNING))
    station.scan("01024600000", "R-1")
    station.wait_closed()
    assert station.stage(416) is Stage.READY


def test_a_command_that_is_typed_works_as_well(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.type(K.Key_F2)
    slow(station, "$BATAL")
    station.wait_for(lambda: station.dialog.fields["leader_id"].text == "$BATAL")
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.worker.submits == []


def test_cancel_closes_a_history(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.window.histories.open_for(413)
    assert isinstance(station.history, HistoryCard)
    station.scan("$BATAL")
    station.wait_closed()


def test_the_first_key_of_a_scan_counts_wherever_the_focus_is(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"), new(416))
    for widget in (
        station.window.table,
        station.window.card.start_button,
        station.window.stage_filter.segments[None],
        station.window.top_bar.menu_button,
    ):
        widget.setFocus()
        station.later()
        station.scan("WH/MO/00413")
        assert station.open_dialog() is StartDialog, widget
        station.type(K.Key_Escape)


def test_with_the_focus_nowhere_the_window_takes_the_keys(open_station: Open) -> None:
    station = open_station(new(416))
    station.window.scan_field.clearFocus()
    assert station.window.focusWidget() is None
    for letter in "WH/MO/00416":
        QTest.keyClicks(station.focused(), letter)
    QTest.keyClick(station.focused(), K.Key_Return)
    assert station.open_dialog() is RegisterDialog


def test_a_busy_window_does_not_cut_a_label_in_two(open_station: Open) -> None:
    """Its keys wait in the queue meanwhile; they were sent as closely as ever."""
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.type("01024")
    busy = QDeadlineTimer(80)
    while not busy.hasExpired():
        pass
    station.type("600000", K.Key_Return)
    assert station.dialog.fields["auth_first"].text == "01024600000"
    assert station.dialog.fields["roll_number"].edit.hasFocus()


def test_the_time_in_which_nothing_happens_counts(open_station: Open, qtbot: QtBot) -> None:
    station = open_station(new(416))
    clock = station.window.scanner.findChild(IdleClock)
    assert isinstance(clock, IdleClock)
    before = clock.now
    qtbot.wait(120)
    assert clock.now - before > 60
    busy, before = QDeadlineTimer(80), clock.now
    while not busy.hasExpired():
        pass
    assert clock.now == before


# Commands in fields that are for no label


def setting_of(station: Station, page: str, key: str) -> TextSetting | LinesSetting:
    OPENERS[f"SettingsCard, {page}"](station)
    assert isinstance(station.card, SettingsCard)
    field = station.card.fields[key]
    assert isinstance(field, TextSetting | LinesSetting)
    field.take_focus()
    return field


@pytest.mark.parametrize(("sent", "prefix"), [("$BATAL", ""), ("$batal", ""), ("~$BATAL", "~")])
def test_cancel_closes_the_log_with_the_focus_in_its_filter(
    open_station: Open, sent: str, prefix: str
) -> None:
    station = open_station(new(416))
    station.window.scanner.configure(prefix, 50)
    OPENERS["LogCard"](station)
    card = station.card
    assert isinstance(card, LogCard)
    assert card.search.edit.hasFocus()
    typed = QSignalSpy(card.search.edit.textChanged)
    station.press(sent, K.Key_Return)
    assert station.window.overlay.card is None
    assert typed.count() == 0


def test_a_command_in_the_log_that_means_nothing_there_says_so(open_station: Open) -> None:
    station = open_station(new(416))
    OPENERS["LogCard"](station)
    station.press("$SIMPAN", K.Key_Tab)
    assert isinstance(station.card, LogCard)
    assert station.card.search.text == ""
    assert station.toast == "Tutup ini dulu (Esc, atau pindai BATAL)."


def test_cancel_does_not_overwrite_a_setting_and_asks_before_it_discards(
    open_station: Open,
) -> None:
    station = open_station(new(416))
    name = setting_of(station, "station", "station.name")
    before = name.value
    card = station.card
    assert isinstance(card, SettingsCard)
    station.press("$SYNC", K.Key_Return)
    assert name.value == before
    assert not card.changed
    assert isinstance(name, TextSetting)
    name.edit.setText("Lini 77")
    station.press("$BATAL", K.Key_Return)
    assert (station.card, name.value) == (card, "Lini 77")
    station.later()
    station.press("$BATAL", K.Key_Return)
    assert station.window.overlay.card is None


@pytest.mark.parametrize("typed", ["$BATA", "$5", "$"])
def test_what_is_no_command_stays_in_a_setting_as_it_was_typed(
    open_station: Open, typed: str
) -> None:
    station = open_station(new(416))
    name = setting_of(station, "station", "station.name")
    assert isinstance(name, TextSetting)
    name.edit.clear()
    station.type(typed)
    station.type(K.Key_Return)
    assert name.value == typed
    assert not name.edit.hasFocus(), "its Enter is its own"


def test_what_is_held_of_a_line_of_a_setting_is_given_back(open_station: Open) -> None:
    station = open_station(new(416))
    lines = next(f for p in PAGES for f in lines_of(station, p))
    lines.take_focus()
    lines.fill([])
    station.type("$a")
    station.wait_for(lambda: lines.value == ["$a"])


def lines_of(station: Station, page: str) -> list[LinesSetting]:
    if station.window.overlay.card is not None:
        station.card.closed.emit()
    OPENERS[f"SettingsCard, {page}"](station)
    assert isinstance(station.card, SettingsCard)
    found = [f for f in station.card.fields.values() if isinstance(f, LinesSetting)]
    return [f for f in found if f.isVisible()]


@pytest.mark.parametrize("name", ["PinCard", "SignInCard", "RenewAccessCard", "shown"])
def test_no_key_of_a_secret_is_held(open_station: Open, name: str) -> None:
    station = open_station(new(416))
    OPENERS["RenewAccessCard" if name == "shown" else name](station)
    card = station.card
    if isinstance(card, RenewAccessCard) and name == "shown":
        card.show_tick.setChecked(True)
    secret = next(
        edit
        for edit in card.findChildren(QLineEdit)
        if edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    )
    secret.setFocus()
    station.type("$12")
    assert station.window.scanner.burst.held == ""
    assert secret.text() == ("$12" if isinstance(card, RenewAccessCard) else "12")
    secret.clear()
    station.type("$BATAL", K.Key_Return)
    assert station.card is card


# As a scanner sends it


def test_shift_is_pressed_before_every_capital(open_station: Open) -> None:
    """A keyboard wedge does so, and before `$`."""
    station = open_station(new(416))
    station.press("WH/MO/00416", K.Key_Return)
    assert station.open_dialog() is RegisterDialog
    assert station.dialog.subject == 416
    station.press("A0BC1", K.Key_Return)
    assert station.dialog.fields["auth_first"].text == "A0BC1"
    station.press("$BATAL", K.Key_Return)
    station.wait_closed()
    assert station.window.scan_field.text() == ""


@pytest.mark.parametrize(
    "key",
    [K.Key_Shift, K.Key_Control, K.Key_Alt, K.Key_AltGr, K.Key_Meta, K.Key_CapsLock, K.Key_NumLock],
)
def test_no_modifier_cuts_a_label(open_station: Open, key: Qt.Key) -> None:
    station = open_station(new(416))
    station.press("WH/MO/00416", K.Key_Return, "A010")
    send(station, key)
    station.press("0", K.Key_Return)
    assert station.dialog.fields["auth_first"].text == "A0100"
    assert station.dialog.fields["roll_number"].edit.hasFocus()


def send(station: Station, key: Qt.Key, text: str = "", *, at: int = 0, held: bool = False) -> None:
    """Press a key as the system sends it, with its time and whether it is being held down."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier(0), text, held)
    event.setTimestamp(at)
    QApplication.sendEvent(station.focused(), event)


def test_a_letter_that_is_held_down_is_no_scan(open_station: Open) -> None:
    """The keyboard repeats it faster than any hand types; Enter behind it is a person's."""
    station = open_station(new(416))
    scanned = QSignalSpy(station.window.scanner.scanned)
    entered = QSignalSpy(station.window.scan_field.entered)
    for turn in range(6):
        send(station, K.Key_0, "0", held=turn > 0)
    send(station, K.Key_Return)
    assert station.window.scan_field.text() == "000000"
    assert (scanned.count(), entered.count()) == (0, 1)


def test_an_enter_that_is_held_down_ends_no_second_scan(open_station: Open) -> None:
    station = open_station(new(416))
    scanned = QSignalSpy(station.window.scanner.scanned)
    station.type("0102")
    send(station, K.Key_Return, held=True)
    assert scanned.count() == 0


@pytest.mark.parametrize(("apart", "is_scan"), [(5, True), (49, True), (51, False), (200, False)])
def test_the_times_that_the_system_stamps_on_keys_tell_a_scan(
    open_station: Open, monkeypatch: pytest.MonkeyPatch, apart: int, is_scan: bool
) -> None:
    """However fast the program takes them out of its queue."""
    monkeypatch.setattr("app.ui.scanner._STAMPED", frozenset({"offscreen"}))
    station = open_station(new(416))
    scanned = QSignalSpy(station.window.scanner.scanned)
    entered = QSignalSpy(station.window.scan_field.entered)
    for place, letter in enumerate("0102"):
        send(station, Qt.Key(ord(letter)), letter, at=10_000 + place * apart)
    send(station, K.Key_Return, at=10_000 + 4 * apart)
    assert (scanned.count(), entered.count()) == ((1, 0) if is_scan else (0, 1))


def test_stamps_are_trusted_where_they_are_of_the_press() -> None:
    assert {"xcb", "wayland"} == _STAMPED, "Windows stamps a key when the program takes it"
