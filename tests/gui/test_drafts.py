"""What was typed into a dialog that closed by mistake comes back; a window asks before it goes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from app.ui import theme
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.dialogs.picker import Picker
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key


def texts(dialog: OperationDialog) -> dict[str, str]:
    return {name: field.text for name, field in dialog.fields.items() if field.text}


@pytest.mark.parametrize("way", ["esc", "button", "barcode"])
def test_what_was_typed_comes_back_for_the_same_mo(open_station: Open, way: str) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "01024600000")
    station.type("13003")
    before = texts(station.dialog)
    if way == "esc":
        station.type(K.Key_Escape)
    elif way == "button":
        station.dialog.cancel_button.click()
    else:
        station.later()
        station.scan("$BATAL")
    station.wait_closed()
    station.scan("WH/MO/00416")
    dialog = station.dialog
    assert (
        texts(dialog)
        == before
        == {
            "order_id": "WH/MO/00416",
            "auth_first": "01024600000",
            "roll_number": "13003",
        }
    )
    assert dialog.draft_bar.isVisible()
    assert dialog.draft_bar.accessibleName() == "Isian sebelumnya dikembalikan."
    assert dialog.draft_bar.clear_button.height() >= 12 * 96 / 25.4
    dialog.fields["roll_number"].take_focus()
    station.later()
    station.scan("1300300626")
    station.wait_closed()
    assert station.floor.orders[416].roll_number == "1300300626"


def test_another_mo_begins_empty(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "01024600000")
    station.type(K.Key_Escape)
    station.scan("WH/MO/00417")
    assert texts(station.dialog) == {"order_id": "WH/MO/00417"}
    assert not station.dialog.draft_bar.isVisible()


def test_a_dialog_opened_without_an_mo_brings_back_what_belongs_to_the_one_picked(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417), new(418))
    for name, code in (("WH/MO/00416", "0100"), ("WH/MO/00417", "0200")):
        station.scan(name, code)
        station.type(K.Key_Escape)
    station.type(K.Key_F1)
    assert texts(station.dialog) == {}
    station.later()
    station.scan("WH/MO/00416")
    assert texts(station.dialog) == {"order_id": "WH/MO/00416", "auth_first": "0100"}
    assert station.dialog.draft_bar.isVisible()
    station.type(K.Key_Escape)


def test_another_mo_never_gets_what_was_typed_for_one(open_station: Open) -> None:
    """A hurried person cancels one MO, opens the dialog again and scans another one."""
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "AUTH777")
    station.type("R77", K.Key_Escape)
    station.scan("WH/MO/00416")
    picker = station.dialog.fields["order_id"]
    assert station.dialog.fields["auth_first"].text == "AUTH777"
    assert isinstance(picker, Picker)
    picker.choose(417)
    assert texts(station.dialog) == {"order_id": "WH/MO/00417"}
    assert not station.dialog.draft_bar.isVisible()
    station.type(K.Key_Escape, K.Key_F1)
    station.later()
    station.scan("WH/MO/00417")
    assert texts(station.dialog) == {"order_id": "WH/MO/00417"}


def test_what_was_scanned_for_one_mo_is_not_stored_for_another_that_is_picked_instead(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "AUTH777")
    picker = station.dialog.fields["order_id"]
    assert isinstance(picker, Picker)
    picker.choose(417)
    assert texts(station.dialog) == {"order_id": "WH/MO/00417"}
    picker.choose(416)
    assert texts(station.dialog) == {"order_id": "WH/MO/00416", "auth_first": "AUTH777"}
    assert station.dialog.draft_bar.isVisible()


def test_what_was_restored_for_an_mo_is_there_again_after_another_was_picked(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "AUTH777")
    station.type(K.Key_Escape)
    station.scan("WH/MO/00416")
    picker = station.dialog.fields["order_id"]
    assert isinstance(picker, Picker)
    picker.choose(417)
    picker.choose(416)
    assert texts(station.dialog) == {"order_id": "WH/MO/00416", "auth_first": "AUTH777"}


def test_what_was_scanned_before_the_mo_belongs_to_the_one_that_is_picked(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.dialog.fields["auth_first"].take_focus()
    station.later()
    station.scan("AUTH777")
    picker = station.dialog.fields["order_id"]
    assert isinstance(picker, Picker)
    picker.choose(417)
    assert texts(station.dialog) == {"order_id": "WH/MO/00417", "auth_first": "AUTH777"}


def test_who_scans_again_begins_behind_the_mo(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "0100")
    station.type("R1", K.Key_Escape)
    station.scan("WH/MO/00416")
    assert station.dialog.fields["auth_first"].edit.hasFocus()


def test_who_scans_the_mo_of_a_draft_goes_on_at_what_is_missing(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "0100")
    station.type(K.Key_Escape, K.Key_F1)
    station.later()
    station.scan("WH/MO/00416")
    assert station.dialog.fields["roll_number"].edit.hasFocus()
    station.type("R1")
    assert station.dialog.fields["auth_first"].text == "0100"


def test_clearing_takes_it_away_for_good_and_keeps_the_mo(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "R1"), ready(413, None, None))
    station.type(K.Key_F3, "01024595612")
    leader = station.dialog.fields["leader_id"]
    leader.take_focus()
    station.type("007", K.Key_Escape)
    station.type(K.Key_F3)
    assert texts(station.dialog)["leader_id"] == "007"
    station.dialog.draft_bar.clear_button.click()
    assert not station.dialog.draft_bar.isVisible()
    assert texts(station.dialog) == {
        "current_id": "WH/MO/00412",
        "next_id": "WH/MO/00413",
        "leader_id": "003",
    }
    assert station.dialog.fields["new_auth"].edit.hasFocus()
    station.type(K.Key_Escape, K.Key_F3)
    assert not station.dialog.draft_bar.isVisible()


def test_the_box_comes_back(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.dialog.mid.click()  # type: ignore[attr-defined]
    station.type(K.Key_Escape)
    station.wait_closed()
    station.later()
    station.scan("WH/MO/00416")
    assert station.dialog.draft_bar.isVisible()
    assert station.dialog.mid.isChecked()  # type: ignore[attr-defined]
    station.dialog.draft_bar.clear_button.click()
    assert not station.dialog.mid.isChecked()  # type: ignore[attr-defined]


def test_what_is_saved_does_not_come_back(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "R1"))
    station.type(K.Key_F4, "01024595", K.Key_Escape)
    station.type(K.Key_F4)
    station.dialog.fields["auth"].take_focus()
    station.later()
    station.scan("01024590000", "$SIMPAN")
    station.wait_closed()
    station.window.flow.undo(station.worker.submits[0].operation_id)
    station.wait_for(lambda: station.window.operations.running() is not None)
    station.type(K.Key_F4)
    assert texts(station.dialog) == {"order_id": "WH/MO/00412"}


def test_an_mo_that_is_only_picked_is_no_draft(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.scan("WH/MO/00416")
    station.type(K.Key_Escape, K.Key_F1)
    assert texts(station.dialog) == {}


# The window closes


def confirm(station: Station) -> ConfirmCard:
    card = station.window.leaving.overlay.card
    assert isinstance(card, ConfirmCard)
    return card


def test_the_window_asks_before_it_closes_over_input(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000")
    closing = QSignalSpy(station.window.closing)
    assert not station.window.close()
    card = confirm(station)
    assert card.accessibleName() == "Masih ada isian yang belum disimpan"
    assert (card.yes_button.text(), card.no_button.text()) == (
        "Tutup tanpa menyimpan",
        "Kembali",
    )
    middle = station.window.leaving.overlay.rect().center()
    assert (card.geometry().center() - middle).manhattanLength() <= 2
    assert not station.window.close(), "it is asked once, not twice"
    station.type(K.Key_Escape)
    assert station.window.leaving.overlay.card is None
    assert station.dialog.fields["auth_first"].text == "01024600000"
    assert closing.count() == 0
    assert station.dialog.isAncestorOf(station.focused())
    station.window.close()
    station.scan("01024600001")
    assert station.toast == "Jawab pertanyaannya dulu (pindai YA atau BATAL)."
    station.scan("$YA")
    station.wait_for(lambda: not station.window.isVisible())
    assert closing.count() == 1
    assert station.worker.submits == []


def test_the_question_can_be_pressed_with_a_glove(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000")
    station.window.close()
    card = confirm(station)
    assert min(card.yes_button.height(), card.no_button.height()) >= theme.sizes().target


def test_without_input_the_window_closes(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    assert station.window.close()


def test_a_signal_or_the_end_of_the_session_does_not_wait_for_an_answer(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000")
    station.window.leaving.let_go()
    assert station.window.close()


def test_what_is_saved_while_it_is_asked_about_needs_no_answer(open_station: Open) -> None:
    station = open_station(ready(413, "01024597001", "1300300625"))
    station.worker.held = []
    station.type(K.Key_F2, "003", K.Key_Return)
    assert not station.window.close()
    confirm(station)
    station.worker.held[0]()
    station.wait_closed()
    assert station.window.leaving.overlay.card is None
    assert station.focused() is station.window.scan_field
    station.scan("WH/MO/00413")
    station.wait_for(lambda: station.window.flow.dialog is not None)


def test_the_focus_stays_with_the_question_until_it_is_answered(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000")
    station.window.close()
    card = confirm(station)
    station.window.overlay.emptied.emit()
    assert card.isAncestorOf(station.focused())


def test_what_was_scanned_without_an_mo_comes_back_where_none_is_picked(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.dialog.fields["auth_first"].take_focus()
    station.later()
    station.scan("AUTH777")
    station.type("R77", K.Key_Escape)
    station.wait_closed()
    station.scan("WH/MO/00416")
    assert texts(station.dialog) == {"order_id": "WH/MO/00416"}
    station.type(K.Key_Escape)
    station.wait_closed()
    station.type(K.Key_F1)
    typed = {"auth_first": "AUTH777", "roll_number": "R77"}
    assert texts(station.dialog) == typed
    assert station.dialog.draft_bar.isVisible()
    picker = station.dialog.fields["order_id"]
    assert isinstance(picker, Picker)
    picker.choose(417)
    assert texts(station.dialog) == {"order_id": "WH/MO/00417", **typed}
    station.type(K.Key_Escape)
    station.wait_closed()
    station.type(K.Key_F1)
    assert texts(station.dialog) == {}


def test_who_leaves_while_looking_for_another_mo_keeps_the_draft_of_the_one_before(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(417))
    station.scan("WH/MO/00416", "AUTH777")
    station.dialog.fields["order_id"].take_focus()
    station.later()
    station.type("X", K.Key_Escape, K.Key_Escape)
    station.wait_closed()
    station.type(K.Key_F1)
    assert texts(station.dialog) == {}
    station.type(K.Key_Escape)
    station.scan("WH/MO/00416")
    assert texts(station.dialog) == {"order_id": "WH/MO/00416", "auth_first": "AUTH777"}
