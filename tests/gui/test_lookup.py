"""A number that the board does not know: older MOs, former names, nothing."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLineEdit

from app import texts
from app.domain.orders import Stage
from app.services.messages import LookedUp, LookupAsked
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.sign_in import SignInCard
from tests.gui.conftest import Station
from tests.gui.floor import NOW, finished, new, running
from tests.gui.reception import Desk

Open = Callable[..., Station]
K = Qt.Key
OLD = finished(7, "0100", "0199", "R1", NOW - timedelta(days=40), NOW - timedelta(days=39))


def test_an_older_finished_mo_shows_its_history(open_station: Open) -> None:
    station = open_station(new(1))
    station.floor.older["WH/MO/00007"] = OLD
    station.scan("wh/mo/00007")
    assert station.history.accessibleName() == "Riwayat WH/MO/00007"
    assert station.window.scan_field.text() == ""


def test_a_former_name_opens_what_the_stage_calls_for(open_station: Open) -> None:
    renamed = running(48, "0100", "R1", mo_name="WH/MO/00048-001")
    station = open_station(renamed, new(49, mo_name="WH/MO/00048-002"))
    station.floor.older["WH/MO/00048"] = renamed
    station.scan("WH/MO/00048")
    station.wait_for(lambda: station.open_dialog() is EndDialog)


def test_an_mo_that_is_not_on_the_board_can_be_registered(open_station: Open) -> None:
    station = open_station(new(1))
    gone_quiet = new(2)
    station.floor.older["WH/MO/00002"] = gone_quiet
    station.floor.orders[2] = gone_quiet
    station.scan("WH/MO/00002")
    station.wait_for(lambda: station.open_dialog() is RegisterDialog)
    assert station.dialog.fields["order_id"].text.startswith("WH/MO/00002")
    station.scan("0100", "R1")
    station.wait_closed()
    assert station.floor.orders[2].auth_first == "0100"


def test_nothing_found_is_said_and_changes_nothing(open_station: Open) -> None:
    station = open_station(new(1))
    station.scan("WH/MO/99999")
    station.wait_for(lambda: bool(station.toast))
    assert station.toast == (
        "“WH/MO/99999” bukan MO, kode, atau roll yang dikenal. Kalau MO baru, sync dulu."
    )
    assert station.window.scan_field.text() == ""
    assert station.window.table.shown.rowCount() == 1, "a scan leaves the table as it is"
    assert station.window.overlay.card is None


def test_what_is_typed_and_not_found_stays_to_be_corrected(open_station: Open) -> None:
    station = open_station(new(1))
    station.type("WH/MO/9")
    station.later()
    station.type(K.Key_Return)
    station.wait_for(lambda: bool(station.toast))
    assert station.window.scan_field.selectedText() == "WH/MO/9"


def test_the_only_row_that_fits_what_is_typed_is_marked(open_station: Open) -> None:
    station = open_station(new(1), new(2))
    station.type("00002")
    station.later()
    station.type(K.Key_Return)
    station.wait_for(station.window.table.hasFocus)
    current = station.window.table.current()
    assert current is not None
    assert current.id == 2


@pytest.mark.parametrize("code", ["0100", "0150", "0199"])
def test_a_code_of_a_finished_mo_shows_its_history(open_station: Open, code: str) -> None:
    station = open_station(new(1), dataclasses.replace(OLD, id=8, mo_name="WH/MO/00008"))
    station.scan(code)
    assert station.history.accessibleName() == "Riwayat WH/MO/00008"
    assert station.toast == f"Kode {code} milik WH/MO/00008, roll R1."


@pytest.mark.parametrize(
    ("others", "end"), [(0, "."), (1, ", and to 1 MO before."), (2, ", and to 2 MOs before.")]
)
def test_one_mo_before_is_said_as_one(open_station: Open, others: int, end: str) -> None:
    before = (dataclasses.replace(OLD, id=i, mo_name=f"WH/MO/0000{i}") for i in range(others))
    station = open_station(running(412, "0200", "R1"), *before)
    texts.use("en")
    station.scan("R1")
    station.wait_for(lambda: bool(station.toast))
    assert station.toast == f"Roll R1 belongs to WH/MO/00412{end}"


def test_a_roll_marks_the_row_that_uses_it_whatever_the_filter_shows(open_station: Open) -> None:
    before = dataclasses.replace(OLD, id=8, mo_name="WH/MO/00008")
    station = open_station(new(1), running(412, "0200", "R1"), before)
    station.window.stage_filter.choose(Stage.UNREGISTERED)
    station.scan("R1")
    station.wait_for(lambda: station.window.table.current() is not None)
    current = station.window.table.current()
    assert current is not None
    assert current.id == 412
    assert station.toast == "Roll R1 milik WH/MO/00412, dan 1 MO sebelumnya."
    assert station.window.overlay.card is None
    assert station.window.scan_field.text() == ""


def test_a_scan_waits_for_the_answer_about_the_one_before(open_station: Open) -> None:
    """MO and code one after the other, faster than the store says which MO that is."""
    station = open_station(new(1))
    station.floor.older["WH/MO/00002"] = station.floor.orders[2] = new(2)
    station.scan("WH/MO/00002", "01024600000")
    assert station.open_dialog() is None
    station.wait_for(lambda: station.open_dialog() is RegisterDialog)
    station.settle()
    assert station.dialog.fields["auth_first"].text == "01024600000"
    assert station.dialog.fields["roll_number"].edit.hasFocus()


OTHER, FORMER = new(3), new(2)
NAME = "WH/MO/00002-A"
"""A name of `FORMER` that the board does not know."""


def looked_for(station: Station, *behind: str) -> Callable[[], None]:
    """Scan a former name and what is behind it; give what lets the store answer."""
    station.floor.older[NAME] = FORMER
    finder, asked = station.window.finder, list[LookupAsked]()
    finder.lookup_wanted.disconnect(station.worker.look_up)
    finder.lookup_wanted.connect(asked.append)
    station.scan(NAME, *behind)
    assert station.open_dialog() is None
    assert [each.text for each in asked] == [NAME]

    def answer() -> None:
        finder.lookup_wanted.connect(station.worker.look_up)
        answered = QSignalSpy(station.worker.looked_up)
        station.worker.look_up(asked[0])
        station.wait_for(lambda: answered.count() == 1)

    return answer


def test_all_scans_that_wait_go_on_in_their_order(open_station: Open) -> None:
    station = open_station(OTHER, FORMER)
    answer = looked_for(station, "01024600000", "1300300624")
    answer()
    station.wait_closed()
    order = station.floor.orders[2]
    assert (order.auth_first, order.roll_number) == ("01024600000", "1300300624")
    assert station.floor.orders[3] == OTHER


def test_scans_behind_a_name_that_is_none_are_dropped_and_said(open_station: Open) -> None:
    station = open_station(OTHER)
    answer = looked_for(station, "01024600000", "1300300624")
    station.floor.older.clear()
    answer()
    assert station.open_dialog() is None
    assert station.toast == (
        "“WH/MO/00002-A” bukan MO, kode, atau roll yang dikenal. Kalau MO baru, sync dulu. "
        "Terpindai terlalu cepat, tidak dipakai: 01024600000, 1300300624. Pindai lagi."
    )
    station.later()
    station.scan("WH/MO/00003")
    assert station.dialog.fields["auth_first"].text == ""


def test_scans_behind_an_mo_that_opens_no_dialog_are_dropped(open_station: Open) -> None:
    """Its history has no field, and nobody has signed in for its registration."""
    station = open_station(OTHER, FORMER)
    Desk(station)
    answer = looked_for(station, "01024600000", "1300300624")
    answer()
    assert isinstance(station.card, SignInCard)
    assert station.toast.endswith("tidak dipakai: 01024600000, 1300300624. Pindai lagi.")
    assert [edit.text() for edit in station.card.findChildren(QLineEdit)] == ["", ""]


@pytest.mark.parametrize("left", [False, True])
def test_a_late_answer_and_its_scans_reach_no_other_mo(open_station: Open, left: bool) -> None:
    """Somebody has opened another one meanwhile; it may be closed again by then."""
    station = open_station(OTHER, FORMER)
    answer = looked_for(station, "01024600000", "1300300624")
    station.later()
    station.type(K.Key_F1)
    assert station.toast == (
        "Terpindai terlalu cepat, tidak dipakai: 01024600000, 1300300624. Pindai lagi."
    )
    assert station.window.scan_field.text() == ""
    if left:
        station.type(K.Key_Escape)
        station.wait_closed()
    else:
        station.scan("WH/MO/00003")
    answer()
    if left:
        assert station.open_dialog() is None
        return
    fields = station.dialog.fields
    assert (fields["auth_first"].text, fields["roll_number"].text) == ("", "")
    assert station.dialog.subject == OTHER.id


def test_scans_wait_only_so_long_and_then_are_dropped(open_station: Open) -> None:
    station = open_station(OTHER, FORMER)
    station.window.finder.patience.setInterval(20)
    answer = looked_for(station, "01024600000", "1300300624")
    station.wait_for(lambda: bool(station.toast))
    assert station.toast == (
        "“WH/MO/00002-A” masih dicari. "
        "Terpindai terlalu cepat, tidak dipakai: 01024600000, 1300300624. Pindai lagi."
    )
    answer()  # what was asked for opens all the same
    assert station.open_dialog() is RegisterDialog
    fields = station.dialog.fields
    assert (fields["auth_first"].text, fields["roll_number"].text) == ("", "")


def test_another_scan_after_that_is_not_answered_by_it(open_station: Open) -> None:
    station = open_station(OTHER, FORMER)
    station.window.finder.patience.setInterval(0)
    answer = looked_for(station)
    station.wait_for(lambda: not station.window.finder.patience.isActive())
    station.scan("WH/MO/00003")
    answer()
    assert station.dialog.subject == OTHER.id


def test_what_is_scanned_while_the_dialog_opens_is_whole(open_station: Open) -> None:
    """The dialog opens in the middle of the next label: all of its keys arrive."""
    station = open_station(new(1))
    station.type("01024")
    station.window.operations.open_order(station.floor.orders[1])
    station.type("600000", K.Key_Return)
    assert station.dialog.fields["auth_first"].text == "01024600000"
    assert station.window.scan_field.text() == ""


def test_an_answer_to_an_earlier_question_is_not_heard(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.finder.on_looked_up(LookedUp("WH/MO/00007", OLD))
    station.scan("WH/MO/00008")
    station.window.finder.on_looked_up(LookedUp("WH/MO/00007", OLD))
    station.wait_for(lambda: "WH/MO/00008" in station.toast)
    assert station.window.overlay.card is None


def test_a_search_shows_what_it_finds_from_the_first_row_on(open_station: Open) -> None:
    others = [new(number, "Liquid Menthol") for number in range(200, 220)]
    station = open_station(*(new(number) for number in range(1, 200)), *others)
    table = station.window.table
    table.select(1)
    assert table.verticalScrollBar().value() > 0
    station.window.scan_field.setFocus()
    station.type("mango")
    station.later()
    station.wait_for(lambda: table.verticalScrollBar().value() == 0)


@pytest.mark.parametrize(("typed", "left"), [("00002", ""), ("Mango", "Mango")])
def test_a_search_that_led_to_one_mo_ends_with_its_job(
    open_station: Open, typed: str, left: str
) -> None:
    station = open_station(new(1), new(2))
    station.type(typed)
    station.later()
    station.wait_for(lambda: station.window.table.shown.rowCount() == (1 if not left else 2))
    station.type(K.Key_Down)
    station.window.table.select(2)
    station.type(K.Key_Return)
    station.scan("0100", "R1")
    station.wait_closed()
    assert station.floor.orders[2].auth_first == "0100"
    assert station.window.scan_field.text() == left
    assert station.window.table.shown.rowCount() == 2
    current = station.window.table.current()
    assert current is not None
    assert current.id == 2


def test_a_glove_clears_the_search(open_station: Open) -> None:
    station = open_station(new(1), new(2))
    field = station.window.scan_field
    assert not field.clear_button.isVisible()
    station.type("00002")
    station.wait_for(lambda: station.window.table.shown.rowCount() == 1)
    assert field.rect().contains(field.clear_button.geometry())
    QTest.mouseClick(field.clear_button, Qt.MouseButton.LeftButton)
    assert (field.text(), station.window.table.shown.rowCount()) == ("", 2)
    assert field.hasFocus()
    assert not field.clear_button.isVisible()
