"""The store's server is away: what is typed stays, and one place says that it is tried again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app import texts
from app.domain.errors import Code, Problem
from app.services.messages import NotDone
from tests.gui.floor import new, ready, running
from tests.gui.station import Station

Open = Callable[..., Station]
K = Qt.Key
GONE = Problem(Code.STORE_OFFLINE)
SENTENCE = "Basis data tidak terjangkau; stasiun ini terus mencoba. Isian tetap ada."


def typed(open_station: Open) -> Station:
    """Open Daftarkan MO with a code and a roll typed into it."""
    station = open_station(running(412, "01024585539", "R1"), new(413))
    station.scan("WH/MO/00413", "01030000001")
    station.type("R9")
    station.later()
    station.settle()
    return station


def lose(station: Station) -> None:
    """Let the answer to a submit be that the store is away."""
    station.worker.fault = GONE
    station.window.top_bar.on_store_lost(GONE)


def find(station: Station) -> None:
    """The store is there again; the board follows, as the runner sees to it."""
    station.worker.fault = None
    station.window.top_bar.on_store_found()
    station.board()


def test_the_top_bar_says_it_before_all_else(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    state = station.window.top_bar.state
    before = state.accessibleName()
    lose(station)
    assert state.accessibleName() == "Basis data tidak terjangkau Sejak 14:02, dicoba lagi…"
    station.window.choose_language("en")
    assert state.accessibleName() == "Store not reachable Since 14:02, trying again…"
    texts.use("id")
    station.window.retranslate()
    find(station)
    assert state.accessibleName() == before


def test_a_dialog_keeps_what_is_typed_and_saves_it_when_the_store_is_back(
    open_station: Open,
) -> None:
    station = typed(open_station)
    lose(station)
    station.type(K.Key_Return)
    dialog = station.dialog
    station.wait_for(lambda: dialog.troubles == (SENTENCE,))
    assert [f.text for f in dialog.inputs] == ["WH/MO/00413", "01030000001", "R9"]
    find(station)
    station.wait_for(lambda: dialog.troubles == ())
    station.later()
    station.type(K.Key_Return)
    station.wait_closed()
    first, second = station.worker.submits
    assert first == second, "the same operation id"
    assert station.floor.orders[413].roll_number == "R9"


def test_enter_tries_again_although_the_preview_could_not_be_made(open_station: Open) -> None:
    station = typed(open_station)
    dialog = station.dialog
    lose(station)
    for _ in range(2):
        station.later()
        station.type(K.Key_Return)
        station.wait_for(lambda: dialog.troubles == (SENTENCE,) and not dialog.saving)
    assert len(station.worker.submits) == 2
    station.worker.fault = None  # nobody has said so yet
    station.later()
    station.type(K.Key_Return)
    station.wait_closed()


def test_a_late_answer_does_not_take_away_what_is_typed_since(open_station: Open) -> None:
    station = typed(open_station)
    station.worker.held = []
    station.type(K.Key_Return)
    station.wait_for(lambda: len(station.worker.submits) == 1)
    (asked,) = station.worker.submits
    station.window.flow.on_not_done(NotDone(asked.operation_id, (GONE,)))
    station.dialog.fields["roll_number"].take_focus()
    station.type("0")  # the whole of it is selected: another roll
    station.later()
    station.worker.held.pop()()  # it was stored after all
    assert "R9" in station.toast
    assert station.dialog.fields["roll_number"].text == "0"
    station.type(K.Key_Escape)


def test_a_late_answer_closes_the_dialog_that_still_asks_for_it(open_station: Open) -> None:
    station = typed(open_station)
    station.worker.held = []
    station.type(K.Key_Return)
    station.wait_for(lambda: len(station.worker.submits) == 1)
    (asked,) = station.worker.submits
    station.window.flow.on_not_done(NotDone(asked.operation_id, (GONE,)))
    station.worker.held.pop()()
    station.wait_closed()
    assert "R9" in station.toast


@pytest.mark.parametrize(("language", "said"), [("id", SENTENCE), ("en", "The store cannot be")])
def test_who_asks_for_a_history_is_told_why_there_is_none(
    open_station: Open, language: str, said: str
) -> None:
    texts.use(language)
    station = open_station(ready(413, "0100", "R1"))
    station.window.histories.on_unread(GONE)
    assert station.toast.startswith(said)
    assert not any(said in label.text() for label in station.window.card.findChildren(QLabel))
