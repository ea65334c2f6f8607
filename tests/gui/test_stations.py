"""Several stations on one store: what runs elsewhere is seen here, and not operated."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from app import texts
from app.domain.orders import Stage
from app.domain.plans import Rules
from app.domain.requests import End
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.dialogs.end import EndDialog
from app.ui.order_cells import Column
from app.ui.row_menu import Offer
from tests.gui.floor import NOW, ZONE, finished, new, ready, running
from tests.gui.station import Station

Open = Callable[..., Station]
K = Qt.Key
SHARED = Rules(zone=ZONE, shared=True)
OURS = running(412, "01024585539", "1300300624")
THEIRS = running(430, "01024990001", "1300300700", station="Lini 1")
OVER = finished(431, "01024790001", "01024795001", "1300300702", NOW, NOW, station="Lini 3")
READY = ready(413, "01034597001", "1300300625")


def stage_cells(station: Station) -> dict[str, str]:
    shown = station.window.table.shown
    columns = (Column.MO, Column.STAGE)
    rows = ([shown.index(row, c).data() for c in columns] for row in range(shown.rowCount()))
    return {str(name): str(stage) for name, stage in rows}


@pytest.mark.parametrize(
    ("language", "words"), [("id", ("Berjalan", "Selesai")), ("en", ("Running", "Finished"))]
)
def test_the_table_names_the_station_of_another_ones_mo(
    open_station: Open, language: str, words: tuple[str, str]
) -> None:
    texts.use(language)
    cells = stage_cells(open_station(OURS, THEIRS, OVER, READY, rules=SHARED))
    runs, over = words
    assert cells["WH/MO/00412"] == runs
    assert cells["WH/MO/00430"] == f"{runs} · Lini 1"
    assert cells["WH/MO/00431"] == f"{over} · Lini 3"
    assert "·" not in cells["WH/MO/00413"]


def test_what_runs_here_comes_first(open_station: Open) -> None:
    later = replace(THEIRS, date_start=NOW)
    cells = stage_cells(open_station(READY, later, OURS, OVER, rules=SHARED))
    assert list(cells) == ["WH/MO/00412", "WH/MO/00430", "WH/MO/00413", "WH/MO/00431"]


def test_on_a_store_of_its_own_no_station_is_named(open_station: Open) -> None:
    station = open_station(replace(THEIRS, station="Nama Lama"), READY)
    assert stage_cells(station)["WH/MO/00430"] == "Berjalan"
    station.scan("WH/MO/00430")
    assert station.open_dialog() is EndDialog


def test_the_card_is_about_this_station_and_the_counts_about_all(open_station: Open) -> None:
    station = open_station(THEIRS, READY, rules=SHARED)
    window = station.window
    assert window.card.start_button.isVisible()
    station.board(OURS)
    assert not window.card.start_button.isVisible()
    assert "WH/MO/00412" in [label.text() for label in window.card.findChildren(QLabel)]
    assert len(window.table.rows.in_stage(Stage.RUNNING)) == 2


@pytest.mark.parametrize("theirs", [THEIRS, OVER])
def test_scanning_it_shows_its_history_and_where_to_work_on_it(
    open_station: Open, theirs: object
) -> None:
    station = open_station(OURS, theirs, READY, rules=SHARED)
    name = theirs.mo_name  # type: ignore[attr-defined]
    station.scan(name)
    card = station.history
    assert station.open_dialog() is None
    said = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    where = "Lini 1" if theirs is THEIRS else "Lini 3"
    assert f"{name} milik stasiun {where}. Kerjakan di sana." in said
    assert not card.correct_button.isVisible()
    assert not card.unregister_button.isVisible()


def test_an_own_one_can_be_corrected(open_station: Open) -> None:
    station = open_station(OURS, THEIRS, rules=SHARED)
    station.window.card.history_button.click()
    assert station.history.correct_button.isVisible()
    assert not any("milik stasiun" in w.text() for w in station.card.findChildren(QLabel))


def test_the_keys_are_about_this_station(open_station: Open) -> None:
    station = open_station(THEIRS, READY, rules=SHARED)
    for key in (K.Key_F3, K.Key_F4, K.Key_F6):
        station.type(key)
        assert station.open_dialog() is None
    station.board(OURS)
    station.scan("WH/MO/00413")
    assert station.open_dialog() is ChangeoverDialog


@pytest.mark.qt_log_ignore("This plugin does not support grabbing")
def test_the_row_menu_offers_what_can_be_done(open_station: Open) -> None:
    station = open_station(OURS, THEIRS, rules=SHARED)
    menu = station.window.row_menu
    ours = {Offer.END, Offer.CHANGE_ROLL, Offer.HISTORY, Offer.CORRECT}
    for order, offered in ((THEIRS, {Offer.HISTORY}), (OURS, ours)):
        menu.show_for(order.id, QPoint())
        assert {each for each, action in menu.entries.items() if action.isVisible()} == offered
        menu.close()


def test_what_another_station_takes_under_an_open_dialog_is_said(open_station: Open) -> None:
    station = open_station(OURS, READY, new(414), rules=SHARED)
    station.scan("WH/MO/00413")
    station.type("01024586000")
    station.settle()
    taken = replace(THEIRS, id=413, mo_name="WH/MO/00413")
    station.board(taken)
    dialog = station.dialog
    station.settle()
    station.type(K.Key_Return)
    station.wait_for(
        lambda: (
            dialog.fields["next_id"].error == "WH/MO/00413 milik stasiun Lini 1. Kerjakan di sana."
        )
    )
    assert dialog.fields["new_auth"].text == "01024586000"
    assert station.floor.orders[413] == taken
    assert not any(isinstance(asked.request, End) for asked in station.worker.submits)
