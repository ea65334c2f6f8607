"""The card that asks for new access to Odoo, by keys, scanner and clipboard."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.domain.errors import Code, Problem
from app.services.messages import AccessGiven, AccessKept, Renewal, Secret, SyncPhase, SyncStatus
from app.ui import theme
from app.ui.dialogs.renew_access import RenewAccessCard, cleaned
from tests.gui.conftest import Station
from tests.gui.floor import NOW, STATION
from tests.marks import marked
from tests.plant import order, ready, running

K = Qt.Key
Open = Callable[..., Station]

SID: Final = marked("A1b2_" * 16 + "wxyz")
LASTING, BRIEF = AccessKept(True, "ODOO_SESSION_ID"), AccessKept(False, "ODOO_SESSION_ID")
ENDED: Final = SyncStatus(
    SyncPhase.FAILED,
    Problem(Code.SESSION_EXPIRED, params={"host": "odoo.example"}),
    Renewal("session_id", "odoo.example", "https://odoo.example"),
    failing_since=NOW,
    passes=4,
)
GOOD: Final = SyncStatus(SyncPhase.OK, last_success=NOW, passes=5)
RUNNING: Final = replace(ENDED, phase=SyncPhase.RUNNING, passes=5)


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(order(1), ready(2, "A100", "R1"))


def ask(station: Station, status: SyncStatus = ENDED) -> RenewAccessCard:
    """Press the button of the top bar; give the card."""
    station.window.on_sync_status(status)
    QTest.mouseClick(station.window.top_bar.renew_button, Qt.MouseButton.LeftButton)
    card = station.card
    assert isinstance(card, RenewAccessCard)
    assert card.field.edit.hasFocus()
    return card


def test_what_is_missing_is_said_in_words(station: Station) -> None:
    problem = Problem(Code.NOT_CONFIGURED, params={"key": "odoo.session_id"})
    card = ask(station, replace(ENDED, problem=problem))
    assert "Session id belum diisi." in texts_of(card)


def texts_of(root: QWidget) -> list[str]:
    """Give every text that is on the screen inside of `root`, and what is said of its parts."""
    parts = [part for part in root.findChildren(QWidget) if part.isVisible()]
    told = [part.text() for part in parts if isinstance(part, QLabel)]
    told += [part.displayText() for part in parts if isinstance(part, QLineEdit)]
    return told + [part.accessibleName() + part.toolTip() for part in parts]


def given(spy: QSignalSpy) -> list[AccessGiven]:
    return [spy.at(index)[0] for index in range(spy.count())]


def answer(station: Station, kept: AccessKept, *statuses: SyncStatus) -> None:
    """Let the thread of the sync answer."""
    station.window.renewal.on_access_kept(kept)
    for status in statuses:
        station.window.on_sync_status(status)


def test_it_says_what_happened_and_how_to_come_by_a_session_id(station: Station) -> None:
    card = ask(station)
    shown = texts_of(card)
    assert "Sesi Odoo sudah berakhir." in shown
    assert "1. Di browser komputer mana pun, buka https://odoo.example lalu login." in shown
    assert "2. Tekan F12, pilih Application (Firefox: Storage), lalu Cookies." in shown
    assert "3. Salin nilai session_id lalu tempel di sini." in shown
    assert card.accessibleDescription().startswith("Sesi Odoo sudah berakhir.")
    for part in (card.save_button, card.cancel_button, card.show_tick, card.field.edit):
        assert part.height() >= theme.sizes().target
        assert part.accessibleName()


@pytest.mark.parametrize(
    ("secret", "title", "named"),
    [
        ("session_id", "Session id baru untuk Odoo", "Session id"),
        ("password", "Kata sandi baru untuk Odoo", "Kata sandi kiosk"),
        ("api_key", "Kunci API baru untuk Odoo", "Kunci API"),
    ],
)
def test_it_asks_for_what_the_station_uses(
    station: Station, secret: Secret, title: str, named: str
) -> None:
    renewal = Renewal(secret, "odoo.example", "https://odoo.example", "kiosk")
    card = ask(station, replace(ENDED, renewal=renewal))
    assert card.accessibleName() == title
    assert card.field.edit.accessibleName() == named
    spy = QSignalSpy(station.window.renewal.access_given)
    station.scan(SID)
    assert given(spy) == [AccessGiven(secret, SID)]


def test_a_paste_ended_by_enter_is_given_once_and_shown_nowhere(station: Station) -> None:
    card = ask(station)
    spy = QSignalSpy(station.window.renewal.access_given)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f"session_id={SID}; Path=/")
    QTest.keyClick(card.field.edit, K.Key_V, Qt.KeyboardModifier.ControlModifier)
    clipboard.clear()
    assert card.field.edit.displayText() == "●" * len(card.field.text)
    station.type(K.Key_Return, K.Key_Return, K.Key_Return)
    assert given(spy) == [AccessGiven("session_id", SID)]
    assert SID not in repr(given(spy)[0])
    assert SID not in "".join(texts_of(station.window))
    assert card.told == "Sedang dicoba ke Odoo…"
    assert not card.save_button.isEnabled()


def test_what_is_typed_can_be_looked_at(station: Station) -> None:
    card = ask(station)
    station.type("abc", K.Key_Tab, " ")
    assert card.show_tick.isChecked()
    assert card.field.edit.displayText() == "abc"
    card.show_tick.click()
    assert card.field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_taken_by_odoo_it_closes_and_says_so(station: Station) -> None:
    ask(station)
    station.scan(SID)
    # A pass that was on its way before says nothing about it.
    station.window.on_sync_status(replace(ENDED, passes=4))
    assert station.card.isVisible()
    answer(station, LASTING, RUNNING, GOOD)
    station.wait_closed()
    assert station.toast == "Diterima Odoo: sudah tersinkron lagi."
    assert not station.window.top_bar.renew_button.isVisible()
    assert station.window.scan_field.hasFocus()


def test_where_nothing_can_keep_it_the_card_says_how_long_it_lasts(station: Station) -> None:
    card = ask(station)
    station.scan(SID)
    answer(station, BRIEF, RUNNING, GOOD)
    assert card.told == (
        "Diterima Odoo: sudah tersinkron lagi. Berlaku sampai program ditutup. "
        "Agar tetap, isi ODOO_SESSION_ID di environment."
    )
    assert not card.field.isVisible()
    station.type(K.Key_Escape)
    station.wait_closed()


def test_refused_again_it_stays_open_with_what_was_typed(station: Station) -> None:
    card = ask(station)
    spy = QSignalSpy(station.window.renewal.access_given)
    station.scan(SID)
    answer(station, LASTING, RUNNING, replace(ENDED, passes=5))
    assert card.field.error == "Sesi Odoo sudah berakhir."
    assert card.field.text == SID
    assert card.field.edit.hasFocus()
    other = marked("B" * 84)
    station.scan(other)  # takes the place of what is selected
    assert [one.value for one in given(spy)] == [SID, other]
    answer(station, LASTING, replace(RUNNING, passes=6), replace(GOOD, passes=6))
    station.wait_closed()


def test_what_could_not_be_tried_is_stored_and_said_to_be(station: Station) -> None:
    ask(station)
    station.scan(SID)
    down = Problem(Code.NO_NETWORK, params={"host": "odoo.example"})
    answer(station, LASTING, RUNNING, replace(ENDED, problem=down, renewal=None, passes=5))
    station.wait_closed()
    assert station.toast == (
        "Tersimpan, tetapi belum dicoba. "
        "Tidak ada koneksi ke Odoo di odoo.example. Periksa jaringan dan alamatnya."
    )


def test_a_pass_of_another_process_is_not_its_answer(station: Station) -> None:
    ask(station)
    station.scan(SID)
    answer(station, LASTING, RUNNING, replace(ENDED, passes=4, skipped_passes=1))
    station.wait_closed()
    assert station.toast == "Tersimpan. Dipakai pada sync berikutnya."


def test_closed_while_odoo_is_asked_the_toast_has_the_answer(station: Station) -> None:
    ask(station)
    station.scan(SID)
    station.type(K.Key_Escape)
    station.wait_closed()
    answer(station, LASTING, RUNNING, replace(ENDED, passes=5))
    assert station.toast == "Sesi Odoo sudah berakhir. Masukkan session id baru atau login lagi."


def test_nothing_typed_is_not_given(station: Station) -> None:
    card = ask(station)
    spy = QSignalSpy(station.window.renewal.access_given)
    station.type("   ", K.Key_Return)
    assert spy.count() == 0
    assert card.field.error == "Ini belum diisi."
    station.type(K.Key_Escape)
    station.wait_closed()
    assert spy.count() == 0


def test_it_disturbs_no_dialog_and_work_goes_on_while_the_session_is_dead(
    open_station: Open,
) -> None:
    station = open_station(
        running(1, "A100", "R1", station=STATION, started=NOW), ready(2, "B100", "R2")
    )
    station.type(K.Key_F4)
    dialog = station.dialog
    station.type("A1")
    station.window.on_sync_status(ENDED)
    station.window.top_bar.renew_button.click()
    assert station.window.overlay.card is dialog
    assert station.toast == "Simpan atau batalkan yang ini dulu."
    station.settle()
    station.later()
    station.scan("A150")
    station.wait_closed()
    assert str(station.stage(1)) == "finished"


@pytest.mark.parametrize(
    ("secret", "text", "expected"),
    [
        ("session_id", "  abc\n", "abc"),
        ("session_id", "session_id=abc; HttpOnly", "abc"),
        ("session_id", 'session_id: "abc"', "abc"),
        ("session_id", "frontend_lang=id; session_id=abc", "abc"),
        ("password", " session_id=abc ", "session_id=abc"),
        ("api_key", "abc ", "abc"),
    ],
)
def test_what_a_copy_brings_along_is_taken_off(secret: Secret, text: str, expected: str) -> None:
    assert cleaned(secret, text) == expected
