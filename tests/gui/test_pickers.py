"""What Start and Changeover offer: what is ready and open in Odoo, and what was scanned."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.orders import Order, Stage
from tests.gui.conftest import Station
from tests.gui.floor import NOW, ready, running

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
