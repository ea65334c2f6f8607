"""Ganti Roll: by scanner alone, both rolls in the preview, errors next to their fields."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app.ui import theme
from app.ui.dialogs.change_roll import ChangeRollDialog
from tests.gui.conftest import Station
from tests.gui.floor import ready, running

Open = Callable[..., Station]
K = Qt.Key
RUNNING = running(412, "01024585539", "1300300624")


def test_by_scanner_alone(open_station: Open) -> None:
    station = open_station(RUNNING)
    station.type(K.Key_F6)
    station.scan("01024590000", "1300300625", "A000100")
    station.wait_closed()
    order = station.floor.orders[412]
    said = [(s.roll_number, s.auth_first, s.auth_last) for s in order.segments]
    assert said == [
        ("1300300624", "01024585539", "01024590000"),
        ("1300300625", "A000100", None),
    ]
    assert order.roll_number == "1300300625"
    assert station.toast == "WH/MO/00412 ganti roll · roll 1300300625 · A000100"


def test_the_preview_shows_both_rolls(open_station: Open) -> None:
    station = open_station(RUNNING)
    station.type(K.Key_F6, "01024590000", K.Key_Return, "1300300625", K.Key_Return, "A000100")
    station.settle()
    assert station.dialog.preview.text().splitlines() == [
        "Roll 1300300624 habis",
        "Kode akhir: – → 01024590000",
        "Terpakai: – → 4.462",
        "Selesai: – → 14:02",
        "MO sejauh ini: – → 4.462 dari 10.000 (−5.538)",
        "Roll 1300300625 mulai",
        "Kode awal: – → A000100",
        "Kode akhir: – → masih berjalan",
        "Mulai: – → 14:02",
    ]


def test_the_button_on_the_card(open_station: Open) -> None:
    station = open_station(RUNNING)
    card = station.window.card
    station.window.resize(1280, 720)
    assert card.roll_button.isVisible()
    assert theme.sizes().target <= card.roll_button.height() < card.end_button.height()
    card.roll_button.click()
    assert station.open_dialog() is ChangeRollDialog


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        (("01024585538", "R2", "A1"), "old_last", "01024585538 ada sebelum label pertama"),
        (("X1", "R2", "A1"), "old_last", "beda seri"),
        (("01024590000", "1300300624", "A1"), "roll_number", "Roll 1300300624 sudah berjalan."),
        (("01024590000", "R2", "ABC"), "new_first", "“ABC” bukan kode authenticity"),
        (("01024590000", "R2", "0500"), "new_first", "sudah dipakai WH/MO/00413"),
        (("", "R2", "A1"), "old_last", "Ini belum diisi."),
    ],
)
def test_an_error_stands_next_to_its_field(
    open_station: Open, typed: tuple[str, ...], field: str, error: str
) -> None:
    station = open_station(RUNNING, ready(413, "0500", "R9"))
    station.type(K.Key_F6)
    station.scan(*typed)
    shown = station.dialog.fields[field]
    station.wait_for(lambda: error in shown.error)
    assert shown.edit.hasFocus()
    assert station.floor.orders[412] == RUNNING


def test_the_first_code_may_be_unknown(open_station: Open) -> None:
    station = open_station(running(412, None, "R1"))
    station.type(K.Key_F6, "0100", K.Key_Return, "R2", K.Key_Return, "0500")
    station.settle()
    assert "Terpakai: – → belum diketahui: tanpa kode awal" in station.dialog.preview.text()
