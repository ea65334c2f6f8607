"""The four dialogs by keyboard alone: saved, refused next to the field, asked inside the dialog."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.errors import Code, Problem
from app.domain.orders import Stage
from app.domain.plans import Rules
from app.texts import tr
from app.ui import theme
from app.ui.dialogs import operation_dialog
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key


def settle() -> None:
    """Let everything be drawn that waits for it."""
    for _ in range(3):
        QApplication.processEvents()


def test_register_by_scanner_alone(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416")
    station.scan("01024600000", "1300300626")
    station.wait_closed()
    order = station.floor.orders[416]
    assert (order.stage, order.auth_first, order.roll_number) == (
        Stage.READY,
        "01024600000",
        "1300300626",
    )
    assert station.toast == "WH/MO/00416 terdaftar · 01024600000 · roll 1300300626"


def test_register_picks_the_mo_in_the_dialog(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.scan("wh/mo/00417 ", "A0012345", "R-7")
    station.wait_closed()
    assert station.floor.orders[417].auth_first == "A0012345"
    assert station.stage(416) is Stage.UNREGISTERED


def test_register_offers_the_newest_first_and_no_closed_ones(open_station: Open) -> None:
    station = open_station(
        new(1),
        new(2),
        new(3, state="done"),
        new(4, state="cancel"),
        new(5, gone_at=new(1).create_date),
    )
    station.type(K.Key_F1, K.Key_Down, K.Key_Down)
    station.type(K.Key_Return)
    picker = station.dialog.fields["order_id"]
    assert "(belum terdaftar: 2)" in picker.edit.accessibleName()
    assert picker.text.startswith("WH/MO/00001")


def test_an_mo_scanned_twice_is_not_taken_for_a_code(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.scan("WH/MO/00416")  # the scanner read it twice
    station.settle()
    code = station.dialog.fields["auth_first"]
    assert (code.text, code.error) == ("", "")
    assert code.hint == "Terpindai dua kali: dipakai sekali."
    assert code.edit.hasFocus()  # the next scan is this field's again
    station.scan("01024600000")
    station.settle()
    station.scan("1300300626")
    station.wait_closed()
    assert station.floor.orders[416].auth_first == "01024600000"


def test_an_mo_scanned_twice_does_not_start_with_itself_as_leader(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.scan("WH/MO/00413")
    station.later()
    station.scan("WH/MO/00413")
    leader = station.dialog.fields["leader_id"]
    station.wait_for(lambda: "adalah nomor MO" in leader.error)
    assert station.stage(413) is Stage.READY


def test_enter_on_the_box_saves(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.dialog.mid.setFocus()  # type: ignore[attr-defined]
    station.type(K.Key_Space)
    station.settle()
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[416].mid_production


def test_mid_production_needs_neither_code_nor_roll(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.type("0102")
    dialog = station.dialog
    dialog.mid.setFocus()  # type: ignore[attr-defined]
    station.type(K.Key_Space)
    assert not dialog.fields["auth_first"].isEnabled()
    assert not dialog.fields["roll_number"].isEnabled()
    dialog.fields["order_id"].take_focus()
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[416].mid_production
    assert "tengah produksi" in station.toast


def test_start_with_the_leader_only(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.type(K.Key_F2)
    station.scan("003")
    station.wait_closed()
    order = station.floor.orders[413]
    assert (order.stage, order.leader_id, order.station) == (Stage.RUNNING, "003", "Lini 2")
    assert station.window.card.changeover_button.isVisible()


def test_start_says_that_a_mid_production_mo_has_no_first_code(open_station: Open) -> None:
    station = open_station(ready(413, None, None))
    station.type(K.Key_F2, "003")
    station.settle()
    notes = [note.text for note in station.dialog.preview.notes]
    assert notes == [
        "WH/MO/00413 mulai tanpa kode awal; jumlah label terpakai belum diketahui sampai kode itu "
        "diisi."
    ]


def test_changeover_on_the_same_roll(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"), ready(413, None, None))
    station.scan("WH/MO/00413")
    station.type("01024595612")
    station.settle()
    shown = station.dialog.preview.text()
    assert "WH/MO/00412 berakhir" in shown
    assert "Kode akhir: – → 01024595611" in shown
    assert "Terpakai: – → 10.073 dari 10.000 (+73)" in shown
    assert "Roll: – → 1300300624" in shown
    station.type(K.Key_Return)
    station.scan("1300300624")
    station.wait_closed()
    ended, started = station.floor.orders[412], station.floor.orders[413]
    assert (ended.auth_last, ended.used) == ("01024595611", 10_073)
    assert (started.auth_first, started.leader_id) == ("01024595612", "003")
    assert ended.date_finished == started.date_start


def test_changeover_to_another_roll_asks_for_the_last_code(open_station: Open) -> None:
    station = open_station(
        running(412, "01024585539", "1300300624"), ready(413, "01034597001", "1300300625")
    )
    station.type(K.Key_F3)
    station.scan("01034597001")
    field = station.dialog.fields["old_last"]
    station.wait_for(lambda: "1300300624" in field.hint and field.edit.hasFocus())
    assert not field.error
    station.scan("01024595000")
    station.wait_closed()
    assert station.floor.orders[412].auth_last == "01024595000"
    assert station.floor.orders[413].roll_number == "1300300625"


def test_changeover_notes_wasted_labels(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"), ready(413, None, None))
    station.type(K.Key_F3, "01024595612")
    station.dialog.fields["old_last"].take_focus()
    station.type("01024595609")
    station.settle()
    notes = [note.text for note in station.dialog.preview.notes]
    assert notes == ["2 label terbuang: 01024595610 – 01024595611."]


def test_changeover_with_a_new_leader(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"), ready(413, None, None))
    station.type(K.Key_F3, "01024595612")
    leader = station.dialog.fields["leader_id"]
    assert leader.text == "003"
    leader.take_focus()
    station.type("007", K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[413].leader_id == "007"


def test_end_on_the_running_roll(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"))
    station.scan("WH/MO/00412")
    station.type("01024595611", K.Key_Return, K.Key_Return)
    station.wait_closed()
    assert station.stage(412) is Stage.FINISHED
    assert station.toast == "WH/MO/00412 selesai · 01024595611 · terpakai 10.073"


def test_end_on_another_roll_asks_for_both_ends(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"))
    station.type(K.Key_F4)
    dialog = station.dialog
    assert not dialog.fields["old_last"].isVisible()
    station.type("01099000099")
    station.later()
    station.type(K.Key_Tab)
    station.scan("1300300700")
    assert dialog.fields["old_last"].isVisible()
    station.scan("01024590000", "01099000000")
    station.wait_closed()
    order = station.floor.orders[412]
    assert order.roll_number == "1300300700"
    assert [segment.auth_last for segment in order.segments] == ["01024590000", "01099000099"]


def test_the_last_scan_that_is_needed_saves(open_station: Open) -> None:
    station = open_station(
        running(412, "01024585539", "1300300624"), ready(413, None, None), ready(414, None, None)
    )
    station.scan("WH/MO/00413", "01024595612")
    station.wait_closed()
    station.scan("WH/MO/00413", "01024596000")
    station.wait_closed()
    assert station.stage(413) is Stage.FINISHED
    assert [len(asked.operation_id) > 0 for asked in station.worker.submits] == [True, True]


def test_a_field_that_may_stay_empty_leads_back_to_what_is_missing(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"))
    station.type(K.Key_F4, K.Key_Tab)
    dialog = station.dialog
    assert dialog.fields["roll_number"].edit.hasFocus()
    station.scan("1300300624")
    assert dialog.fields["auth"].edit.hasFocus()
    assert not dialog.fields["auth"].error
    station.scan("01024595612")
    station.wait_closed()
    assert station.stage(412) is Stage.FINISHED


def test_end_asks_for_the_first_code_only_where_none_is_known(open_station: Open) -> None:
    station = open_station(running(412, None, "1300300624"))
    station.type(K.Key_F4)
    assert station.dialog.fields["auth_first"].isVisible()
    station.type("01024590099", K.Key_Return, "01024590000", K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[412].used == 100


@pytest.mark.parametrize(
    ("rules", "title"),
    [
        (Rules(), "Kode terakhir yang dipakai"),
        (Rules(end_code="next_unused"), "Kode berikutnya yang belum dipakai"),
    ],
)
def test_end_says_which_code_is_meant(open_station: Open, rules: Rules, title: str) -> None:
    station = open_station(running(412, "01024585539", "1300300624"), rules=rules)
    station.type(K.Key_F4)
    assert station.dialog.fields["auth"].edit.accessibleName() == title


def test_an_error_stands_next_to_its_field_and_nothing_is_lost(open_station: Open) -> None:
    taken = ready(409, "01024580000", "1300300623")
    station = open_station(new(416), taken)
    station.scan("WH/MO/00416")
    station.scan("01024580000", "1300300626")
    field = station.dialog.fields["auth_first"]
    station.wait_for(lambda: bool(field.error))
    assert field.error == "01024580000 sudah dipakai WH/MO/00409 (01024580000)."
    refused = "Nothing will be stored as long as something is wrong."
    assert station.dialog.preview.text() == tr(refused)
    assert field.edit.hasFocus()
    assert field.text == "01024580000"
    assert station.dialog.fields["roll_number"].text == "1300300626"
    assert station.stage(416) is Stage.UNREGISTERED
    station.scan("01024600000", "1300300626")
    station.wait_closed()
    assert station.floor.orders[416].auth_first == "01024600000"


def test_a_code_known_to_be_wrong_is_not_left_by_enter(open_station: Open) -> None:
    """Else the right code, scanned next, would stand where the roll belongs."""
    station = open_station(new(1))
    station.scan("WH/MO/00001")
    station.later()
    station.type("ABC")
    dialog = station.dialog
    code, roll = dialog.fields["auth_first"], dialog.fields["roll_number"]
    station.wait_for(lambda: dialog.planned)
    assert code.edit.hasFocus()
    station.later()
    station.type(K.Key_Return)
    assert code.edit.hasFocus()
    assert code.error
    assert not roll.error
    station.later()
    station.scan("01024585539")
    station.scan("1300300624")
    station.wait_closed()
    assert station.floor.orders[1].auth_first == "01024585539"
    assert station.floor.orders[1].roll_number == "1300300624"


def test_an_empty_field_is_not_red_before_someone_saves(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.settle()
    field = station.dialog.fields["auth_first"]
    assert not field.error
    station.type(K.Key_Return, K.Key_Return)
    station.wait_for(lambda: field.error == "Ini belum diisi.")
    assert field.edit.hasFocus()
    assert station.worker.submits == []


def test_an_unknown_mo_in_the_picker_is_said(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.scan("WH/MO/99999")
    picker = station.dialog.fields["order_id"]
    station.wait_for(lambda: bool(picker.error))
    assert picker.error == "“WH/MO/99999” tidak ada di antara MO yang bisa dipilih."
    assert picker.edit.hasFocus()


def test_a_question_is_asked_in_the_dialog(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624", product_qty=100.0))
    station.type(K.Key_F4, "01024595611", K.Key_Return, K.Key_Return)
    question = station.dialog.question
    station.wait_for(question.isVisible)
    assert question.text == (
        "WH/MO/00412 memakai 10.073 label, jauh di atas target 100. Apakah benar?"
    )
    station.wait_for(lambda: "01024595611" in station.dialog.preview.text())
    assert question.isVisible()
    station.type(K.Key_Escape)
    assert not question.isVisible()
    assert station.dialog.fields["auth"].text == "01024595611"
    assert station.stage(412) is Stage.RUNNING
    station.type(K.Key_Return)
    station.wait_for(question.isVisible)
    station.type(K.Key_Tab, K.Key_Space)
    station.wait_closed()
    assert station.stage(412) is Stage.FINISHED
    first, second, third = station.worker.submits
    assert first.operation_id == second.operation_id == third.operation_id
    assert [s.confirmed for s in station.worker.submits] == [False, False, True]


def test_an_enter_on_its_way_answers_no_question(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624", product_qty=100.0))
    station.type(K.Key_F4, "01024595611", K.Key_Return, K.Key_Return)
    station.wait_for(station.dialog.question.isVisible)
    station.type(K.Key_Return)
    assert station.dialog.question.isVisible()
    assert len(station.worker.submits) == 1


def test_a_double_enter_submits_once(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2, "003", K.Key_Return, K.Key_Return, K.Key_Return)
    dialog = station.dialog
    assert dialog.saving
    assert dialog.save_button.text() == "Menyimpan…"
    assert not dialog.save_button.isEnabled()
    station.type(K.Key_Escape, "999")
    assert dialog.fields["leader_id"].text == "003"
    assert station.window.flow.dialog is dialog
    assert len(station.worker.submits) == 1
    station.worker.held[0]()
    station.wait_closed()


def test_a_quick_save_closes_without_being_drawn(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_dialog, "SAVING_SHOWN_MS", 600_000)
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2, "003", K.Key_Return)
    assert station.dialog.saving
    assert not station.dialog.updatesEnabled()
    station.worker.held[0]()
    station.wait_closed()


def test_what_is_drawn_below_a_quick_save_does_not_wipe_it_out(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_dialog, "SAVING_SHOWN_MS", 600_000)
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2, "003")
    station.settle()
    settle()
    station.type(K.Key_Return)
    station.window.top_bar.update()
    settle()
    assert not station.dialog.updatesEnabled()  # nothing of it was drawn over
    station.window.table.viewport().update()
    station.wait_for(station.dialog.updatesEnabled)
    station.worker.held[0]()
    station.wait_closed()


def test_a_scan_that_saves_before_it_is_drawn_leaves_no_hole(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_dialog, "SAVING_SHOWN_MS", 600_000)
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2)
    settle()
    station.type("003", K.Key_Return)
    settle()
    window, dialog = station.window, station.dialog
    on_screen = window.screen().grabWindow(window.winId()).toImage()
    inside = dialog.fields["leader_id"].edit.rect().adjusted(12, 12, -12, -12)
    inside.moveTopLeft(dialog.fields["leader_id"].edit.mapTo(window, inside.topLeft()))
    assert on_screen.copy(inside) == window.grab(inside).toImage()
    assert on_screen.pixelColor(inside.bottomRight()) == theme.color("readonly")
    station.worker.held[0]()
    station.wait_closed()


def test_a_slow_save_says_so(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2, "003", K.Key_Return)
    station.wait_for(station.dialog.updatesEnabled)
    assert station.dialog.saving
    assert station.dialog.save_button.text() == "Menyimpan…"
    station.worker.held[0]()
    station.wait_closed()


def test_a_fault_keeps_the_input_and_the_operation_id(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.fault = Problem(Code.DISK_FULL)
    station.type(K.Key_F2, "003", K.Key_Return)
    station.wait_for(
        lambda: (
            station.dialog.troubles
            == ("Disk penuh. Kosongkan sebagian; tidak ada yang tersimpan setengah.",)
        )
    )
    station.board(new(500))
    station.settle()
    assert station.dialog.troubles
    station.worker.fault = None
    station.dialog.fields["leader_id"].take_focus()
    station.type(K.Key_Return)
    station.wait_closed()
    first, second = station.worker.submits
    assert first.operation_id == second.operation_id


def test_another_input_gets_another_operation_id(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.fault = Problem(Code.DISK_FULL)
    station.type(K.Key_F2, "003", K.Key_Return)
    station.wait_for(lambda: not station.dialog.saving)
    station.worker.fault = None
    station.dialog.fields["leader_id"].take_focus()
    station.type("007", K.Key_Return)
    station.wait_closed()
    first, second = station.worker.submits
    assert first.operation_id != second.operation_id


def test_a_sync_under_an_open_dialog_disturbs_nothing(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"), ready(413, None, None))
    station.type(K.Key_F3, "01024595612")
    renamed = replace(station.floor.orders[412], mo_name="WH/MO/00412-001", state="to_close")
    station.board(renamed, *(new(i) for i in range(600, 640)))
    code = station.dialog.fields["new_auth"]
    assert code.text == "01024595612"
    assert code.edit.hasFocus()
    station.settle()
    assert "WH/MO/00412-001 berakhir" in station.dialog.preview.text()
    station.type(K.Key_Return, K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[412].auth_last == "01024595611"


def test_escape_closes_and_gives_the_focus_back(open_station: Open) -> None:
    station = open_station(new(416))
    station.type(K.Key_F1, "WH/MO", K.Key_Escape)
    assert station.open_dialog() is not None, "the first Esc closes the list"
    station.type(K.Key_Escape)
    assert station.open_dialog() is None
    assert station.window.scan_field.hasFocus()


def test_tab_stays_in_the_dialog(open_station: Open) -> None:
    station = open_station(new(416))
    station.type(K.Key_F1)
    seen = set()
    for _ in range(12):
        seen.add(station.focused())
        assert station.dialog.isAncestorOf(station.focused())
        station.type(K.Key_Tab)
    dialog = station.dialog
    assert {dialog.save_button, dialog.cancel_button} <= seen


def test_a_scan_on_the_save_button_presses_nothing(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.type(K.Key_F2, "003")
    station.dialog.save_button.setFocus()
    QTest.keyClicks(station.dialog.save_button, "1300300625\r")
    assert station.worker.submits == []
    assert station.open_dialog() is not None


def test_a_scanner_that_sends_tab_fills_the_dialog(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1, "WH/MO/00417", K.Key_Tab, "01024600000", K.Key_Tab, "R-1", K.Key_Tab)
    station.wait_closed()
    assert station.floor.orders[417].roll_number == "R-1"


def test_tab_behind_what_a_person_typed_moves_on_and_saves_nothing(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.type(K.Key_F2, "003")
    station.later()
    station.type(K.Key_Tab)
    assert not station.dialog.fields["leader_id"].edit.hasFocus()
    assert station.worker.submits == []


def test_enter_held_down_counts_once(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.type(K.Key_F2, "003")
    event = QKeyEvent(
        QEvent.Type.KeyPress, K.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QApplication.sendEvent(station.focused(), event)
    assert station.worker.submits == []


def test_a_question_is_asked_beside_what_would_be_stored(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624", product_qty=100.0))
    station.type(K.Key_F4, "01024595611", K.Key_Return, K.Key_Return)
    station.wait_for(station.dialog.question.isVisible)
    station.settle()
    assert "Terpakai: – → 10.073 dari 100 (+9.973)" in station.dialog.preview.text()
    assert station.dialog.question.isVisible()
    assert station.dialog.fields["auth"].edit.isReadOnly()


def test_a_second_tap_on_save_answers_no_question(open_station: Open) -> None:
    """The question appears under the finger that has just saved."""
    station = open_station(running(412, "01024585539", "1300300624", product_qty=100.0))
    station.type(K.Key_F4, "01024595611", K.Key_Return, K.Key_Return)
    question = station.dialog.question
    station.wait_for(question.isVisible)
    for button in (question.no_button, question.yes_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert question.isVisible()
    assert len(station.worker.submits) == 1


@pytest.mark.parametrize("key", [K.Key_F3, K.Key_F4, K.Key_F6])
def test_a_renamed_mo_is_called_by_its_new_name_in_the_open_dialog(
    open_station: Open, key: Qt.Key
) -> None:
    station = open_station(
        running(412, "01024585539", "R1"), ready(413, "01024597001", "1300300625")
    )
    station.type(key)
    renamed = replace(station.floor.orders[412], mo_name="WH/MO/00412-001")
    station.board(renamed)
    shown = station.dialog.fields.get("current_id") or station.dialog.fields["order_id"]
    station.wait_for(lambda: shown.text == "WH/MO/00412-001")


@pytest.mark.parametrize("key", [K.Key_F3, K.Key_F4, K.Key_F6])
def test_target_and_roll_of_the_running_mo_follow_the_board_in_the_open_dialog(
    open_station: Open, key: Qt.Key
) -> None:
    station = open_station(
        running(412, "01024585539", "R1"), ready(413, "01024597001", "1300300625")
    )
    station.type(key)
    dialog = station.dialog
    shown = dialog.fields.get("current_id") or dialog.fields["order_id"]
    changed = replace(station.floor.orders[412], product_name="Kopi", roll_number="R9")
    station.board(changed)
    station.wait_for(lambda: "Kopi" in shown.hint)
    said = " ".join(f"{field.edit.accessibleName()} {field.hint}" for field in dialog.inputs)
    assert "R9" in said
    assert "R1" not in said.replace("1300300625", "")


def test_the_window_is_drawn_again_behind_an_answered_question(open_station: Open) -> None:
    station = open_station(new(416), ready(412, "01024597001", "1300300625"))
    station.scan("WH/MO/00416", "1300300625", "01024600000")
    station.wait_for(station.dialog.question.isVisible)
    settle()
    station.worker.held = []
    station.scan("$YA")
    settle()
    assert station.dialog.saving
    station.worker.held[0]()
    station.worker.held = None
    station.wait_closed()
    window = station.window

    def is_drawn() -> bool:
        on_screen = window.screen().grabWindow(window.winId()).toImage()
        return on_screen == window.grab().toImage().convertToFormat(on_screen.format())

    station.wait_for(is_drawn)
