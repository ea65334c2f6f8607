"""The window: keys, scans, filter, sync state, language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import Code, Problem
from app.domain.orders import Order, Stage
from app.domain.plans import Rules
from app.services.messages import BoardChange, SyncCounts, SyncPhase, SyncStatus
from app.ui.dialogs.change_roll import ChangeRollDialog
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.info import InfoCard
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.start import StartDialog
from app.ui.dialogs.undo import UndoDialog
from app.ui.labels import label
from app.ui.main_menu import LANGUAGE_NAMES
from app.ui.main_window import MainWindow
from tests.gui.conftest import Station
from tests.gui.floor import NOW, STATION, ZONE, Floor, finished, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
RUNNING = running(412, "01024585539", "1300300624")
READY = ready(413, None, None)
NEW = new(416)
DONE = finished(
    409, "01024575400", "01024585538", "R", NOW - timedelta(hours=9), NOW - timedelta(hours=8)
)
OK = SyncStatus(
    SyncPhase.OK,
    last_success=NOW - timedelta(minutes=2, seconds=34),
    next_run=NOW + timedelta(minutes=3),
    last_duration=0.83,
    counts=SyncCounts(inserted=3, updated=5),
)


@pytest.mark.parametrize(
    ("orders", "key", "dialog"),
    [
        ((NEW,), K.Key_F1, RegisterDialog),
        ((READY,), K.Key_F2, StartDialog),
        ((RUNNING, READY), K.Key_F3, ChangeoverDialog),
        ((RUNNING,), K.Key_F4, EndDialog),
        ((RUNNING,), K.Key_F6, ChangeRollDialog),
        ((NEW,), K.Key_F8, UndoDialog),
    ],
)
def test_a_key_opens_its_dialog(
    open_station: Open, orders: tuple[Order, ...], key: Qt.Key, dialog: type[QWidget]
) -> None:
    station = open_station(*orders)
    station.type(key)
    assert station.open_dialog() is dialog


@pytest.mark.parametrize(
    ("orders", "key", "sentence"),
    [
        ((), K.Key_F1, "Tidak ada MO yang bisa didaftarkan. Sync dulu (F5)."),
        ((RUNNING, READY), K.Key_F2, "WH/MO/00412 masih berjalan. Pakai Changeover (F3)."),
        ((NEW,), K.Key_F2, "Belum ada MO yang siap. Daftarkan dulu (F1)."),
        ((READY,), K.Key_F3, "Tidak ada MO yang berjalan. Mulai dulu dengan Start (F2)."),
        ((RUNNING,), K.Key_F3, "Belum ada MO berikutnya yang siap. Daftarkan dulu (F1)."),
        ((READY,), K.Key_F6, "Tidak ada MO yang berjalan, jadi tidak ada roll yang diganti."),
        ((NEW,), K.Key_F7, "Pilih satu baris dulu, lalu tekan F7."),
        ((READY,), K.Key_F4, "Tidak ada MO yang berjalan, jadi tidak ada yang diakhiri."),
    ],
)
def test_a_key_that_makes_no_sense_says_why(
    open_station: Open, orders: tuple[Order, ...], key: Qt.Key, sentence: str
) -> None:
    station = open_station(*orders)
    station.type(key)
    assert station.open_dialog() is None
    assert station.toast == sentence
    assert station.window.notifier.toast.isVisible()


def test_a_key_under_an_open_dialog_says_so(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    station.type(K.Key_F4)
    dialog = station.dialog
    station.type("0102", K.Key_F3)
    assert station.window.flow.dialog is dialog
    assert dialog.fields["auth"].text == "0102"
    assert station.toast == "Simpan atau batalkan yang ini dulu."


@pytest.mark.parametrize(
    ("orders", "scanned", "dialog"),
    [
        ((NEW,), "WH/MO/00416", RegisterDialog),
        ((NEW,), "  wh/mo/00416", RegisterDialog),
        ((READY,), "WH/MO/00413", StartDialog),
        ((RUNNING, READY), "WH/MO/00413", ChangeoverDialog),
        ((RUNNING, READY), "WH/MO/00412", EndDialog),
    ],
)
def test_scanning_an_mo_opens_what_its_stage_calls_for(
    open_station: Open, orders: tuple[Order, ...], scanned: str, dialog: type[QWidget]
) -> None:
    station = open_station(*orders)
    station.scan(scanned)
    assert station.open_dialog() is dialog
    assert station.window.scan_field.text() == ""
    assert not station.worker.submits


def test_a_scan_that_ends_with_tab_works_as_well(open_station: Open) -> None:
    station = open_station(NEW)
    station.type("WH/MO/00416", K.Key_Tab)
    assert station.open_dialog() is RegisterDialog


def test_scanning_anything_else_says_so_and_does_nothing(open_station: Open) -> None:
    station = open_station(NEW)
    station.scan("8991234567890")
    station.wait_for(
        lambda: (
            station.toast
            == "“8991234567890” bukan MO, kode, atau roll yang dikenal. Kalau MO baru, sync dulu."
        )
    )
    assert station.open_dialog() is None


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (new(9, state="cancel"), "sudah selesai atau dibatalkan di Odoo"),
        (new(9, gone_at=NOW), "sudah tidak ada di Odoo"),
    ],
)
def test_scanning_an_mo_that_odoo_closed_says_so(
    open_station: Open, order: Order, sentence: str
) -> None:
    station = open_station(order)
    station.scan("WH/MO/00009")
    assert sentence in station.toast
    assert station.open_dialog() is None


def test_a_scan_with_the_focus_elsewhere_still_arrives(open_station: Open) -> None:
    station = open_station(NEW, READY)
    for widget in (station.window.table, station.window.register_button, station.window.card):
        widget.setFocus()
        station.scan("WH/MO/00416")
        assert station.open_dialog() is RegisterDialog, widget
        station.type(K.Key_Escape)


def test_enter_and_double_click_on_a_row(open_station: Open) -> None:
    station = open_station(NEW, READY)
    table = station.window.table
    table.select(416)
    table.setFocus()
    station.type(K.Key_Return)
    assert station.open_dialog() is RegisterDialog
    assert station.dialog.fields["order_id"].text.startswith("WH/MO/00416")
    station.type(K.Key_Escape)
    table.select(413)
    place = table.visualRect(table.currentIndex()).center()
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), button, none, place)
    QTest.mouseDClick(table.viewport(), button, none, place)
    assert station.open_dialog() is StartDialog


def test_typing_filters_and_escape_clears(open_station: Open) -> None:
    station = open_station(*(new(i) for i in range(1000, 1050)))
    shown = station.window.table.shown
    station.type("01017")
    station.wait_for(lambda: shown.rowCount() == 1)
    station.type(K.Key_Escape)
    assert shown.rowCount() == 50
    assert station.window.scan_field.text() == ""


def test_counts_of_the_filter(open_station: Open) -> None:
    station = open_station(RUNNING, READY, NEW, new(417), DONE)

    def counts() -> list[str]:
        return [s.accessibleName() for s in station.window.stage_filter.segments.values()]

    assert counts() == ["Semua 5", "Belum 2", "Siap 1", "Berjalan 1", "Selesai 1"]
    station.window.stage_filter.choose(Stage.READY)
    assert station.window.table.shown.rowCount() == 1
    station.board(ready(417, "0200", "R"))
    assert counts() == ["Semua 5", "Belum 1", "Siap 2", "Berjalan 1", "Selesai 1"]
    assert station.window.table.shown.rowCount() == 2


def test_the_card_follows_what_runs(open_station: Open) -> None:
    station = open_station(READY, NEW)
    card = station.window.card
    assert card.start_button.isVisible()
    assert not card.end_button.isVisible()
    assert "1 MO siap. Pindai nomornya atau tekan Start." in texts_of(card)
    station.board(RUNNING)
    assert not card.start_button.isVisible()
    assert card.changeover_button.isVisible()
    assert {"WH/MO/00412", "10.000 pcs", "003", "06:58", "01024585539", "1300300624"} <= set(
        texts_of(card)
    )
    assert "SEDANG BERJALAN · 7 jam 04 mnt" in texts_of(card)
    station.floor.now += timedelta(minutes=1)
    station.wait_for(lambda: "SEDANG BERJALAN · 7 jam 05 mnt" in texts_of(card))


def test_another_stations_mo_is_not_ours(open_station: Open) -> None:
    theirs = replace(RUNNING, station="Lini 9")
    station = open_station(theirs, READY, rules=Rules(shared=True))
    assert station.window.card.start_button.isVisible()
    station.scan("WH/MO/00412")
    assert station.history.accessibleName() == "Riwayat WH/MO/00412"


def test_the_sync_states_in_words(open_station: Open) -> None:
    station = open_station(NEW)
    window, state = station.window, station.window.top_bar.state
    assert state.accessibleName() == "Belum tersinkron"
    assert "Belum ada sync sejak program dibuka." in texts_of(window.status_line)
    window.on_sync_status(SyncStatus(SyncPhase.RUNNING))
    assert state.accessibleName() == "Sedang sync…"
    assert "Sedang sync…" in texts_of(window.status_line)
    window.on_sync_status(OK)
    assert state.accessibleName() == "Tersinkron 14:00 1 MO · berikutnya 14:05"
    assert "Sync selesai 14:00 dalam 0,8 dtk: 3 baru dari Odoo, 5 berubah" in texts_of(
        window.status_line
    )
    window.on_sync_status(replace(OK, phase=SyncPhase.RUNNING))
    assert state.accessibleName() == "Sedang sync…"
    assert not window.top_bar.sync_button.isEnabled()
    problem = Problem(Code.NO_NETWORK, params={"host": "odoo.example"})
    window.on_sync_status(
        SyncStatus(SyncPhase.FAILED, problem, failing_since=NOW - timedelta(minutes=20))
    )
    assert state.accessibleName() == "Luring sejak 13:42 Pekerjaan jalan terus."
    assert (
        "Sync terakhir gagal: Tidak ada koneksi ke Odoo di odoo.example. "
        "Periksa jaringan dan alamatnya."
    ) in texts_of(window.status_line)


@pytest.mark.parametrize(
    ("code", "tone"), [(Code.NO_NETWORK, "warn"), (Code.ODOO_DOWN, "bad"), (Code.NO_RIGHTS, "bad")]
)
def test_top_bar_and_status_line_have_one_colour_for_one_event(
    open_station: Open, code: Code, tone: str
) -> None:
    window = open_station(NEW).window
    params: dict[str, str | int] = {"host": "odoo.example", "status": 503, "model": "mrp"}
    window.on_sync_status(SyncStatus(SyncPhase.FAILED, Problem(code, params=params)))
    assert window.top_bar.state._tone == window.status_line._sync._tone == tone


def test_while_the_first_sync_runs_the_card_waits_for_it_and_the_buttons_are_muted(
    open_station: Open,
) -> None:
    station = open_station()
    window = station.window
    window.on_sync_status(SyncStatus(SyncPhase.RUNNING))
    assert "Belum ada MO. Sync sedang mengambilnya." in texts_of(window.card)
    buttons = (window.card.start_button, window.register_button)
    assert [button._kind for button in buttons] == ["muted", "muted"]
    assert all(button.isEnabled() for button in buttons)
    station.board(NEW)
    assert "Belum ada MO. Sync sedang mengambilnya." not in texts_of(window.card)
    assert [button._kind for button in buttons] == ["muted", "plain"]


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (1920, 3)])
def test_facts_have_three_columns_where_there_is_room_and_are_parted(
    open_station: Open, width: int, columns: int
) -> None:
    station = open_station(running(412, "01024585539", "1300300624"))
    station.window.resize(width, 720)
    QApplication.processEvents()
    facts = station.window.card._facts
    assert len({fact.x() for fact in facts}) == columns
    inside = facts[0].value.y() - facts[0].heading.geometry().bottom()
    between = min(fact.y() for fact in facts if fact.y()) - facts[0].geometry().bottom()
    assert between >= inside + 5


def test_sync_is_asked_for_once(open_station: Open) -> None:
    station = open_station(NEW)
    wanted = QSignalSpy(station.window.sync_wanted)
    station.type(K.Key_F5)
    assert wanted.count() == 1
    station.window.on_sync_status(replace(OK, phase=SyncPhase.RUNNING))
    station.type(K.Key_F5)
    assert wanted.count() == 1
    assert station.toast == "Sync sedang berjalan."


def test_a_broken_store_is_said_until_it_is_closed(open_station: Open) -> None:
    station = open_station(NEW)
    banner = station.window.notifier.banner
    station.window.on_store_problem(Problem(Code.DISK_FULL))
    assert banner.isVisible()
    assert banner.accessibleName().startswith("Disk penuh.")


def test_shortcuts_and_about(open_station: Open) -> None:
    station = open_station(NEW)
    station.type("?")
    assert [type(c) for c in station.window.overlay.findChildren(InfoCard)] == [InfoCard]
    station.type(K.Key_Escape)
    assert not station.window.overlay.isVisible()
    station.window.menu.about_asked.emit()
    assert "0.1.0" in texts_of(station.window.overlay)


def test_search_keys(open_station: Open) -> None:
    station = open_station(NEW)
    station.window.table.setFocus()
    QTest.keyClick(station.window, K.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert station.window.scan_field.hasFocus()
    station.window.table.setFocus()
    station.type("/")
    assert station.window.scan_field.hasFocus()
    assert station.window.scan_field.text() == ""


def test_the_badge_of_training_mode(open_station: Open) -> None:
    assert "Mode latihan" in texts_of(open_station(NEW, training=True).window.top_bar)
    assert "Mode latihan" not in texts_of(open_station(NEW).window.top_bar)


def test_closing_is_told(open_station: Open) -> None:
    station = open_station(NEW)
    closing = QSignalSpy(station.window.closing)
    station.window.close()
    assert closing.count() == 1


def test_first_painted_is_told_once(qtbot: QtBot, open_station: Open) -> None:
    floor = Floor(())
    window = MainWindow(STATION, ZONE, floor.clock, floor.rules, "0.1.0")
    painted = QSignalSpy(window.first_painted)
    station = open_station(NEW)
    qtbot.addWidget(window)
    window.show()
    window.on_board_changed(BoardChange(()))
    station.wait_for(lambda: painted.count() == 1)
    window.on_board_changed(BoardChange((NEW,)))
    window.repaint()
    station.qtbot.waitUntil(lambda: window.table.shown.rowCount() == 1)
    assert painted.count() == 1


def test_the_language_changes_everywhere(open_station: Open) -> None:
    station = open_station(RUNNING, READY, NEW, DONE, ready(5, "0100", "R", state="cancel"))
    window = station.window
    window.on_sync_status(OK)
    window.on_store_problem(Problem(Code.DISK_FULL))
    before = set(texts_of(window))
    window.choose_language("en")
    english = set(texts_of(window))
    window.choose_language("id")
    assert set(texts_of(window)) == before
    # What is the same in both is data or what the floor says in English.
    same = before & english
    allowed = {
        "Changeover", "End Production", "Roll", "Leader", "Target", "MO", "Odoo", "Menu", "F1",
        "Start Production", "Stasiun MO 0.1.0", "R", "Log…", "–", *LANGUAGE_NAMES.values(),
    }  # fmt: skip
    data = {"WH/MO", "Liquid", "pcs", "13003", "010", "Lini", "003", "007", ":"}
    assert not {t for t in same if t not in allowed and not any(d in t for d in data)}


def test_the_language_is_told(open_station: Open) -> None:
    station = open_station(NEW)
    chosen = QSignalSpy(station.window.language_chosen)
    menu = station.window.menu
    action = next(a for a in menu.actions() if a.text() == "English")
    action.trigger()
    assert chosen.at(0) == ["en"]
    assert station.window.register_button.text() == "Register MO"


def texts_of(root: QWidget) -> list[str]:
    """Give every text that a person can read or hear below `root`."""
    found: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        found.append(widget.accessibleName())
        found.append(widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton) and not widget.isHidden():
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        found += [action.text() for action in widget.actions()]
    if isinstance(root, MainWindow):
        shown = root.table.shown
        for column in range(shown.columnCount()):
            found.append(str(shown.headerData(column, Qt.Orientation.Horizontal)))
            for row in range(shown.rowCount()):
                found.append(shown.index(row, column).data())
    return [text for text in found if text]


def test_start_begins_with_the_ready_mo_that_is_selected(open_station: Open) -> None:
    station = open_station(
        ready(412, "01024585539", "1300300624"), ready(413, "01034597001", "1300300625"), new(420)
    )
    station.window.table.select(413)
    station.type(Qt.Key.Key_F2)
    assert station.dialog.subject == 413
    station.type(Qt.Key.Key_Escape)
    station.window.table.select(420)
    station.type(Qt.Key.Key_F2)
    assert station.dialog.subject is None


def test_a_ready_mo_that_odoo_has_closed_is_counted_apart(open_station: Open) -> None:
    station = open_station(
        ready(412, "01024585539", "1300300624"), ready(413, None, None, state="cancel")
    )
    assert [text for text in texts_of(station.window.card) if "1 lagi" in text] == [
        "1 MO siap. Pindai nomornya atau tekan Start. "
        "1 lagi: dibatalkan, selesai, atau hilang di Odoo."
    ]


def _first_line(words: QLabel, room: str) -> str:
    """Give what is in the first line where a line is as wide as `room`."""
    layout = QTextLayout(QLabel.text(words), words.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(words.fontMetrics().horizontalAdvance(room) + 1)
    layout.endLayout()
    return QLabel.text(words)[: line.textLength()].strip()


def test_the_number_of_an_mo_stays_in_one_line() -> None:
    words = label(wrap=True)
    words.setText("Kode ini dipakai WH/MO/00412.")
    assert words.text() == "Kode ini dipakai WH/MO/00412."
    assert _first_line(words, "Kode ini dipakai WH/MO") == "Kode ini dipakai"


def test_a_range_of_labels_stays_in_one_line_where_there_is_room_for_it() -> None:
    words = label(wrap=True)
    for text, first in (
        ("Sudah dipakai (01024575400 – 01024585538).", "Sudah dipakai"),
        (f"Sudah dipakai ({'A' * 20}1 – {'A' * 20}2).", f"Sudah dipakai ({'A' * 20}1"),
    ):
        words.setText(text)
        assert words.text() == text
        assert _first_line(words, text[: text.index("–")]) == first


def test_times_of_another_day_have_their_date_from_midnight_on(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "R1"))
    window = station.window
    last = NOW - timedelta(days=3)
    window.on_sync_status(SyncStatus(SyncPhase.OK, last_success=last, last_duration=0.8))
    assert "20 Nov 14:02" in " ".join(texts_of(window.status_line))
    station.floor.now += timedelta(days=1)
    window.ticker.on_tick()
    assert "23 Nov" in " ".join(texts_of(window.card))
