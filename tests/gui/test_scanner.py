"""Scans in the window and in dialogs, wherever the focus is; command barcodes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from app.domain.orders import Stage
from app.services.messages import SyncPhase, SyncStatus
from app.ui.dialogs.history import HistoryCard
from app.ui.dialogs.info import InfoCard
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.start import StartDialog
from app.ui.idle_clock import IdleClock
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
