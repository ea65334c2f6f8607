"""Riwayat: how it opens, and what it says of every kind of entry."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.domain.entries import Entry
from app.domain.operations import plan
from app.domain.requests import (
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)
from app.ui.dialogs.correct import CorrectDialog
from app.ui.dialogs.unregister import UnregisterDialog
from app.ui.order_cells import Column
from tests.gui.conftest import Station
from tests.gui.floor import NOW, finished, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
HOUR = timedelta(hours=1)
DONE = finished(409, "01024575400", "01024585538", "1300300623", NOW - 9 * HOUR, NOW - 8 * HOUR)


def do(station: Station, *requests: Request) -> None:
    """Let operations happen, an hour apart."""
    for request in requests:
        found = plan(request, station.floor)
        assert not found.problems
        station.floor.keep(f"op-{len(station.floor.entries)}", found)
        station.floor.now += HOUR
    station.board(*station.floor.orders.values())


def labels(station: Station) -> list[str]:
    return [label.text() for label in station.card.findChildren(QLabel)]


def test_scanning_a_finished_mo_opens_it(open_station: Open) -> None:
    station = open_station(DONE)
    station.scan("WH/MO/00409")
    card = station.history
    assert card.accessibleName() == "Riwayat WH/MO/00409"
    assert card.segments.texts() == [["1300300623", "01024575400 → 01024585538", "10.139"]]
    assert {"10.139", "10.000 pcs", "+139"} <= set(labels(station))
    assert station.window.scan_field.text() == ""
    station.type(K.Key_Escape)
    assert not station.window.overlay.isVisible()
    assert station.window.scan_field.hasFocus()


def test_the_table_of_labels_counts_flush_right_and_is_there_only_with_labels(
    open_station: Open,
) -> None:
    station = open_station(new(1), DONE)
    station.scan("WH/MO/00409")
    segments = station.history.segments
    assert segments.isVisible()
    sides = [
        segments.model().index(0, column).data(Qt.ItemDataRole.TextAlignmentRole)
        for column in range(3)
    ]
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    assert sides == [left, left, right]
    station.type(K.Key_Escape)
    station.window.table.select(1)
    station.type(K.Key_F7)
    assert not station.history.segments.isVisible()


def test_enter_on_a_finished_row_opens_it(open_station: Open) -> None:
    station = open_station(DONE)
    station.window.table.select(409)
    station.window.table.setFocus()
    station.type(K.Key_Return)
    assert station.history.isVisible()


def test_f7_opens_that_of_the_selected_row(open_station: Open) -> None:
    station = open_station(new(1), DONE)
    station.window.table.select(1)
    station.type(K.Key_F7)
    card = station.history
    assert card.accessibleName() == "Riwayat WH/MO/00001"
    assert card.table.texts() == []
    assert "Belum ada yang dicatat untuk MO ini." in labels(station)
    assert not card.correct_button.isVisible()


def test_f7_without_a_row_opens_that_of_what_runs(open_station: Open) -> None:
    station = open_station(running(412, "0100", "R1"))
    station.type(K.Key_F7)
    assert station.history.accessibleName() == "Riwayat WH/MO/00412"


def test_the_button_on_the_card(open_station: Open) -> None:
    station = open_station(running(412, "0100", "R1"))
    station.window.card.history_button.click()
    assert station.history.accessibleName() == "Riwayat WH/MO/00412"


def test_every_kind_of_entry_newest_first(open_station: Open) -> None:
    station = open_station(new(1))
    do(
        station,
        Register(1, "0100", "R1"),
        Unregister(1, "salah roll"),
        Register(1, "1000", "R2"),
        Start(1, "003"),
        ChangeRoll(1, "1099", "R3", "5000"),
        End(1, "5899"),
        Undo(),
        Correct(1, "auth_first", "1001", "label pertama rusak"),
        Correct(1, "roll_number", "R4", "salah pindai", 1),
        End(1, "5900"),
    )
    station.scan("WH/MO/00001")
    rows = station.history.table.texts()
    assert [row[1] for row in rows] == [
        "berakhir",
        "dikoreksi",
        "dikoreksi",
        "diurungkan",
        "berakhir (diurungkan)",
        "ganti roll",
        "mulai",
        "terdaftar",
        "pendaftaran dicabut",
        "terdaftar",
    ]
    assert [row[0] for row in rows][::-1][:3] == ["23 Nov 14:02", "23 Nov 15:02", "23 Nov 16:02"]
    assert {row[3] for row in rows} == {"Lini 2"}
    assert [row[2] for row in rows] == ["003"] * 7 + ["–"] * 3
    assert [row[4] for row in rows] == [
        "Kode akhir: – → 5900\nSelesai: – → 23 Nov 23:02\nTerpakai: – → 1.000 dari 10.000 (−9.000)",
        "Roll · roll R2: R2 → R4",
        "Kode awal · roll R2: 1000 → 1001",
        "Kode akhir: 5899 → –\nSelesai: 23 Nov 19:02 → –\nTerpakai: 1.000 dari 10.000 (−9.000) → –",
        "Kode akhir: – → 5899\nSelesai: – → 23 Nov 19:02\nTerpakai: – → 1.000 dari 10.000 (−9.000)",
        "Kode akhir · roll R2: – → 1099\nRoll R3: – → 5000 – …",
        "Leader: – → 003\nMulai: – → 23 Nov 17:02",
        "Kode awal: – → 1000\nRoll: – → R2",
        "Kode awal: 0100 → –\nRoll: R1 → –",
        "Kode awal: – → 0100\nRoll: – → R1",
    ]
    reasons = [row[5] for row in rows]
    assert reasons[1:4] == ["salah pindai", "label pertama rusak", "berakhir · 23 Nov 19:02"]
    assert reasons[8] == "salah roll"
    assert station.history.segments.texts() == [
        ["R4", "1001 → 1099", "99"],
        ["R3", "5000 → 5900", "901"],
    ]
    assert station.history.segments.verticalScrollBar().maximum() == 0, "both fit"
    cell = station.window.table.rows.cell(0, Column.ROLL)
    assert (cell.line, cell.tooltip) == ("R3 +1", "R4: 1001 → 1099\nR3: 5000 → 5900")


def test_the_older_systems_words_stay_as_they_are(open_station: Open) -> None:
    station = open_station(DONE)
    old = Entry("legacy-1", 409, "WH/MO/00409", "7", None, "Selesai Produksi", None, "", "", None)
    station.floor.entries.append(old)
    station.scan("WH/MO/00409")
    assert station.history.table.texts() == [["–", "Selesai Produksi", "7", "–", "", ""]]


def test_former_names_are_named(open_station: Open) -> None:
    station = open_station(new(1))
    do(station, Register(1, "0100", "R1"))
    renamed = dataclasses.replace(station.floor.orders[1], mo_name="WH/MO/00001-001")
    station.board(renamed)
    station.window.histories.open_for(1)
    assert station.history.isVisible()
    assert any("dulu WH/MO/00001" in text for text in labels(station))


def test_a_history_that_comes_late_disturbs_no_dialog(open_station: Open) -> None:
    station = open_station(new(1), DONE)
    station.window.histories.open_for(409)
    station.type(K.Key_F1)
    dialog = station.dialog
    station.type("WH/MO/00001", K.Key_Return)
    station.settle()  # the answer to the later question is there, so the earlier one's is
    assert station.window.overlay.card is dialog


def test_under_an_open_dialog_it_says_so(open_station: Open) -> None:
    station = open_station(new(1))
    station.type(K.Key_F1, K.Key_F7)
    station.window.histories.open_for(1)
    assert station.toast == "Simpan atau batalkan yang ini dulu."


def test_from_there_a_value_is_corrected(open_station: Open) -> None:
    station = open_station(DONE)
    station.scan("WH/MO/00409")
    station.history.correct_button.setFocus()
    station.type(K.Key_Space)
    assert station.open_dialog() is CorrectDialog
    assert station.dialog.fields["field"].edit.hasFocus()


def test_only_a_ready_mo_offers_to_take_its_registration_back(open_station: Open) -> None:
    station = open_station(ready(2, "0100", "R1"), DONE)
    station.scan("WH/MO/00409")
    assert not station.history.unregister_button.isVisible()
    station.type(K.Key_Escape)
    station.window.histories.open_for(2)
    station.history.unregister_button.click()
    assert station.open_dialog() is UnregisterDialog


def test_a_long_history_scrolls_by_keyboard(open_station: Open) -> None:
    station = open_station(new(1))
    for turn in range(15):
        do(station, Register(1, f"0{turn:02}0", "R1"), Unregister(1, "coba"))
    station.window.histories.open_for(1)
    bar = station.history.table.verticalScrollBar()
    assert bar.maximum() > 0
    assert station.history.table.hasFocus()
    QTest.keyClick(station.focused(), K.Key_PageDown)
    assert bar.value() > 0


def test_without_an_entry_there_is_no_table_but_a_sentence(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.histories.open_for(1)
    card = station.history
    assert not card.table.isVisible()
    assert "Belum ada yang dicatat untuk MO ini." in labels(station)
    assert card.close_button.hasFocus()
    assert card.height() < station.window.height() / 2


def test_amounts_have_no_slashed_zeros_and_codes_have(open_station: Open) -> None:
    station = open_station(DONE)
    station.scan("WH/MO/00409")
    card = station.history
    assert set(card.segments.codes) == {0, 1}
    assert set(card.table.codes) == {2, 4, 6}
