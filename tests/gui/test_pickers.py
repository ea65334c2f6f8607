"""What Start and Changeover offer: what is ready and open in Odoo, and what was scanned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from app.domain.orders import Order, Stage
from app.services.messages import LookupAsked
from app.ui.dialogs.mo_picker import MoPicker
from tests.gui.conftest import Station
from tests.gui.floor import NOW, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
RUNNING = running(412, "0100", "R1")
OPEN = ready(413, None, None)
CANCELLED = ready(415, "0500", "R2", state="cancel")
DONE = ready(416, "0600", "R3", state="done")
GONE = ready(417, "0700", "R4", gone_at=NOW)
CLOSED = (CANCELLED, DONE, GONE)


def picker_title(station: Station) -> str:
    name = "next_id" if "next_id" in station.dialog.fields else "order_id"
    return station.dialog.fields[name].edit.accessibleName()


def test_start_offers_what_is_open_in_odoo(open_station: Open) -> None:
    station = open_station(OPEN, *CLOSED)
    station.type(K.Key_F2)
    assert picker_title(station) == "MO (bisa dipilih: 1)"
    assert station.dialog.fields["order_id"].text.startswith("WH/MO/00413")


def test_changeover_offers_what_is_open_in_odoo(open_station: Open) -> None:
    station = open_station(RUNNING, OPEN, *CLOSED)
    station.type(K.Key_F3)
    assert picker_title(station) == "MO berikutnya (bisa dipilih: 1)"


@pytest.mark.parametrize("order", CLOSED)
def test_a_closed_one_that_is_scanned_is_chosen_and_asked_about(
    open_station: Open, order: Order
) -> None:
    station = open_station(OPEN, *CLOSED)
    station.scan(order.mo_name)
    assert station.dialog.fields["order_id"].text.startswith(order.mo_name)
    assert picker_title(station) == "MO (bisa dipilih: 2)"
    station.scan("003")
    station.wait_for(station.dialog.question.isVisible)
    assert "Odoo" in station.dialog.question.text
    station.type(K.Key_Tab, K.Key_Space)
    station.wait_closed()
    assert station.stage(order.id) is Stage.RUNNING


def test_a_closed_one_whose_row_is_opened_is_the_next(open_station: Open) -> None:
    station = open_station(RUNNING, OPEN, CANCELLED)
    station.window.table.select(415)
    station.window.table.setFocus()
    station.type(K.Key_Return)
    assert station.dialog.fields["next_id"].text.startswith("WH/MO/00415")


@pytest.mark.parametrize(("before", "key"), [((), K.Key_F2), ((RUNNING,), K.Key_F3)])
def test_only_closed_ones_says_so(
    open_station: Open, before: tuple[Order, ...], key: Qt.Key
) -> None:
    station = open_station(*before, *CLOSED)
    station.type(key)
    assert station.open_dialog() is None
    assert station.toast == (
        "MO yang siap sudah dibatalkan, selesai, atau hilang di Odoo. "
        "Pindai nomornya bila tetap dipakai."
    )


def test_the_card_counts_what_can_be_started(open_station: Open) -> None:
    station = open_station(OPEN, *CLOSED)
    said = [label.text() for label in station.window.card.findChildren(QLabel)]
    assert (
        "1 MO siap. Pindai nomornya atau tekan Start. "
        "3 lagi: dibatalkan, selesai, atau hilang di Odoo."
    ) in said


def test_what_is_picked_makes_the_dialog_no_higher(open_station: Open) -> None:
    station = open_station(new(1), new(2))
    station.type(K.Key_F1)
    picker, height = station.dialog.fields["order_id"], station.dialog.height()
    assert picker.hint == "Pindai atau pilih MO."
    station.scan("WH/MO/00001")
    station.settle()
    assert picker.hint == "Liquid Mango 30 ml · 10.000 pcs"
    assert station.dialog.height() == height
    station.window.choose_language("en")
    station.dialog.fields["order_id"].take_focus()
    station.type("0000")
    assert picker.hint == "Scan or choose the MO."


# What is not among the candidates by this name


FORMER: Final = "WH/MO/00009-OLD"
REFUSED: Final = f"“{FORMER}” tidak ada di antara MO yang bisa dipilih."


def picker_of(station: Station) -> MoPicker:
    found = next(f for f in station.dialog.inputs if isinstance(f, MoPicker))
    assert isinstance(found, MoPicker)
    return found


def slow_store(station: Station) -> Callable[[], None]:
    """Let the store answer no question about a name before it is let."""
    finder, asked = station.window.finder, list[LookupAsked]()
    finder.lookup_wanted.disconnect(station.worker.look_up)
    finder.lookup_wanted.connect(asked.append)

    def answer() -> None:
        answered = QSignalSpy(station.worker.looked_up)
        station.worker.look_up(asked.pop())
        station.wait_for(lambda: answered.count() == 1)

    return answer


@pytest.mark.parametrize("end", [K.Key_Return, K.Key_Tab])
def test_a_former_name_is_taken_in_a_dialog(open_station: Open, end: Qt.Key) -> None:
    station = open_station(new(416), new(417))
    station.floor.older[FORMER] = station.floor.orders[416]
    station.type(K.Key_F1, FORMER, end)
    station.wait_for(lambda: station.dialog.fields["auth_first"].edit.hasFocus())
    assert station.dialog.fields["order_id"].text == "WH/MO/00416"
    station.type("0100", end, "R-1", end)
    station.wait_closed()
    assert station.stage(416) is Stage.READY


def test_scans_behind_a_former_name_wait_for_the_answer(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.floor.older[FORMER] = station.floor.orders[416]
    answer = slow_store(station)
    station.type(K.Key_F1)
    station.scan(FORMER, "01024600000", "1300300624")
    assert station.dialog.request() is None
    answer()
    station.wait_closed()
    order = station.floor.orders[416]
    assert (order.auth_first, order.roll_number) == ("01024600000", "1300300624")
    assert station.stage(417) is Stage.UNREGISTERED


def test_an_answer_in_the_middle_of_a_scan_does_not_cut_it(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.floor.older[FORMER] = station.floor.orders[416]
    answer = slow_store(station)
    station.type(K.Key_F1)
    station.scan(FORMER)
    station.type("01024")
    answer()
    station.type("600000", K.Key_Return)
    fields = station.dialog.fields
    assert fields["order_id"].text == "WH/MO/00416"
    assert fields["auth_first"].text == "01024600000"
    assert fields["roll_number"].edit.hasFocus()


@pytest.mark.parametrize("known", [True, False])
def test_a_name_that_may_not_be_picked_is_refused_with_the_scans_behind_it(
    open_station: Open, known: bool
) -> None:
    station = open_station(new(416), new(417), ready(413, "0500", "R"))
    if known:
        station.floor.older[FORMER] = station.floor.orders[413]
    answer = slow_store(station)
    station.type(K.Key_F1)
    station.scan(FORMER, "0100", "R-1")
    answer()
    picker = station.dialog.fields["order_id"]
    assert picker.error == (
        f"{REFUSED} Terpindai terlalu cepat, tidak dipakai: 0100, R-1. Pindai lagi."
    )
    assert picker.edit.hasFocus()
    assert picker.text == FORMER
    station.scan("WH/MO/00417")
    assert station.dialog.subject == 417
    assert station.dialog.fields["auth_first"].text == ""


def test_another_mo_picked_meanwhile_stays_picked(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.floor.older[FORMER] = station.floor.orders[416]
    answer = slow_store(station)
    station.type(K.Key_F1)
    station.scan(FORMER)
    station.later()
    picker_of(station).choose(417)
    answer()
    assert station.dialog.subject == 417


def test_a_store_that_does_not_answer_keeps_nobody_waiting(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    slow_store(station)
    station.type(K.Key_F1)
    picker = picker_of(station)
    picker.patience.setInterval(20)
    station.scan(FORMER)
    station.wait_for(lambda: picker.error == REFUSED)
    station.scan("WH/MO/00417")
    assert station.dialog.subject == 417


def test_the_name_of_a_split_mo_does_not_pick_its_rest(open_station: Open) -> None:
    """Odoo calls the whole WH/MO/00048-001 by then, and it runs."""
    whole = running(48, "0100", "R1", mo_name="WH/MO/00048-001")
    station = open_station(whole, new(49, mo_name="WH/MO/00048-002"), new(50))
    station.floor.older["WH/MO/00048"] = whole
    station.type(K.Key_F1)
    station.scan("WH/MO/00048")
    station.wait_for(lambda: bool(station.dialog.fields["order_id"].error))
    assert station.dialog.subject is None
    del station.floor.older["WH/MO/00048"]  # nothing was called so: then it is what fits
    station.later()
    station.scan("WH/MO/00048")
    station.wait_for(lambda: station.dialog.subject == 49)


def test_a_new_name_is_found_in_the_open_dialog_and_shown(open_station: Open) -> None:
    station = open_station(new(416), new(417))
    station.type(K.Key_F1)
    station.board(replace(station.floor.orders[416], mo_name="WH/MO/00416-001"))
    station.scan("WH/MO/00416-001")
    assert station.dialog.subject == 416
    assert station.dialog.fields["auth_first"].edit.hasFocus()
    station.board(replace(station.floor.orders[416], mo_name="WH/MO/00416-002"))
    assert station.dialog.fields["order_id"].text == "WH/MO/00416-002"


def test_an_mo_that_a_sync_has_just_brought_is_found_in_the_open_dialog(
    open_station: Open,
) -> None:
    station = open_station(new(416), new(418))
    station.type(K.Key_F1)
    assert picker_title(station) == "MO (belum terdaftar: 2)"
    station.board(new(417))
    assert picker_title(station) == "MO (belum terdaftar: 3)"
    station.scan("WH/MO/00417")
    assert station.dialog.subject == 417
    station.scan("0100", "R-1")
    station.wait_closed()
    assert station.stage(417) is Stage.READY


def test_what_can_be_picked_no_more_is_offered_no_more_but_stays_picked(
    open_station: Open,
) -> None:
    station = open_station(RUNNING, OPEN, ready(414, "0900", "R9"))
    station.type(K.Key_F3)
    assert picker_title(station) == "MO berikutnya (bisa dipilih: 2)"
    picker = picker_of(station)
    picker.choose(413)
    station.board(replace(OPEN, gone_at=NOW), ready(415, "0950", "R9"))
    assert station.dialog.subject == 413
    assert [picker.offers(key) for key in (413, 414, 415)] == [True, True, True]
    picker.choose(414)
    station.board(replace(OPEN, gone_at=NOW))
    assert not picker.offers(413)
