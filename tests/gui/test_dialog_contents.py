"""What the dialogs show before saving: the MO that is meant, and field, old and new value."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app.domain.orders import Order
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.running_card import Fact
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key
RUNNING = running(412, "01024585539", "1300300624")
READY = ready(413, "01024597001", "1300300625")


def test_start_shows_product_target_unit_code_and_roll(open_station: Open) -> None:
    station = open_station(READY)
    station.type(K.Key_F2)
    facts = station.dialog.findChildren(Fact)
    assert {fact.heading.text(): fact.value.text() for fact in facts} == {
        "Target": "10.000 pcs",
        "Kode awal": "01024597001",
        "Roll": "1300300625",
    }
    assert station.dialog.fields["order_id"].hint == "Liquid Mango 30 ml · 10.000 pcs"


def test_changeover_begins_with_the_running_leader(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    station.type(K.Key_F3)
    dialog = station.dialog
    assert isinstance(dialog, ChangeoverDialog)
    assert dialog.leader.text == RUNNING.leader_id == "003"


@pytest.mark.parametrize(
    ("orders", "key", "scanned", "typed", "lines"),
    [
        (
            [new(416)], K.Key_F1, ["WH/MO/00416", "01024600000"], "1300300626",
            ["WH/MO/00416 siap", "Kode awal: – → 01024600000", "Roll: – → 1300300626"],
        ),
        (
            [READY], K.Key_F2, [], "003",
            ["WH/MO/00413 mulai", "Leader: – → 003", "Mulai: – → 14:02"],
        ),
        (
            [RUNNING], K.Key_F4, [], "01024595548",
            [
                "WH/MO/00412 berakhir",
                "Kode akhir: – → 01024595548",
                "Selesai: – → 14:02",
                "Terpakai: – → 10.010 dari 10.000 (+10)",
            ],
        ),
    ],
    ids=["register", "start", "end"],
)  # fmt: skip
def test_what_would_be_stored_stands_there_before_saving(
    open_station: Open,
    orders: list[Order],
    key: Qt.Key,
    scanned: list[str],
    typed: str,
    lines: list[str],
) -> None:
    station = open_station(*orders)
    station.type(key)
    station.scan(*scanned)
    station.type(typed)
    station.settle()
    assert station.dialog.preview.text().splitlines() == lines
    assert [station.floor.orders[order.id] for order in orders] == orders


def test_what_a_changeover_replaces_is_shown_and_said(
    open_station: Callable[..., Station],
) -> None:
    station = open_station(
        running(1, "01024585539", "1300300624"), ready(2, "01034597001", "1300300625")
    )
    station.type(K.Key_F3, "01024595539")
    station.later()
    station.type(K.Key_Tab, "1300300624")
    station.settle()
    shown = station.dialog.preview.text()
    assert "01034597001 → 01024595539" in shown
    assert "1300300625 → 1300300624" in shown
    said = " ".join(note.text for note in station.dialog.preview.notes)
    assert "didaftarkan dengan kode 01034597001" in said
    assert "didaftarkan dengan roll 1300300625" in said
    station.dialog.save_button.click()
    station.wait_closed()
    assert station.floor.orders[2].auth_first == "01024595539"
