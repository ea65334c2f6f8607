"""A number that the board does not know: older MOs, former names, nothing."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from app.services.messages import LookedUp
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.register import RegisterDialog
from tests.gui.conftest import Station
from tests.gui.floor import NOW, finished, new, running

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
    assert station.toast == ("MO “WH/MO/99999” tidak ada di sini. Periksa nomornya atau sync dulu.")
    assert station.window.scan_field.selectedText() == "WH/MO/99999"
    assert station.window.overlay.card is None


def test_a_code_marks_the_row_that_used_it(open_station: Open) -> None:
    station = open_station(new(1), dataclasses.replace(OLD, id=8, mo_name="WH/MO/00008"))
    station.scan("0199")
    station.wait_for(station.window.table.hasFocus)
    current = station.window.table.current()
    assert current is not None
    assert current.id == 8


def test_an_answer_to_an_earlier_question_is_not_heard(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.finder.on_looked_up(LookedUp("WH/MO/00007", OLD))
    station.scan("WH/MO/00008")
    station.window.finder.on_looked_up(LookedUp("WH/MO/00007", OLD))
    station.wait_for(lambda: "WH/MO/00008" in station.toast)
    assert station.window.overlay.card is None
