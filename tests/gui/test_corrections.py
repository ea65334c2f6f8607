"""Koreksi of every kind, and taking a registration back; both with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from app.domain.codes import clean
from app.domain.orders import Order, Segment, Stage
from app.domain.requests import Correct
from app.ui.dialogs.correct import CorrectDialog
from app.ui.dialogs.correctable import choices, correctables
from app.ui.dialogs.unregister import UnregisterDialog
from tests.gui.conftest import Station
from tests.gui.floor import NOW, ZONE, finished, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
HOUR = timedelta(hours=1)
START, END = NOW - 9 * HOUR, NOW - 8 * HOUR


def at(hour: int, minute: int) -> datetime:
    """Give a time of the day of the tests, at the station."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZONE)


DONE = finished(409, "01024575400", "01024585538", "1300300623", START, END, state="progress")
TWO_ROLLS = finished(
    409,
    "0100",
    "0599",
    "R2",
    START,
    END,
    state="progress",
    segments=(
        Segment("R1", "0100", "0199", START, START + HOUR / 2),
        Segment("R2", "0500", "0599", START + HOUR / 2, END),
    ),
)


def open_correct(station: Station, order: Order) -> CorrectDialog:
    """Go the way a person goes: the row, F7, Koreksi."""
    station.window.table.select(order.id)
    station.type(K.Key_F7)
    station.history.correct_button.setFocus()
    station.type(K.Key_Space)
    dialog = station.dialog
    assert isinstance(dialog, CorrectDialog)
    return dialog


def offered(order: Order) -> list[str]:
    return [choice.text for choice in choices(correctables(order, ZONE))]


@pytest.mark.parametrize(
    ("order", "texts"),
    [
        (new(1), []),
        (ready(1, None, None), ["Kode awal · –", "Roll · –"]),
        (ready(1, "0100", "R1"), ["Kode awal · 0100", "Roll · R1"]),
        (
            running(1, "0100", "R1"),
            ["Kode awal · 0100", "Roll · R1", "Leader · 003", "Mulai · 2026-11-23 06:58"],
        ),
        (
            TWO_ROLLS,
            [
                "Kode awal · roll R1 · 0100",
                "Kode akhir · roll R1 · 0199",
                "Nomor roll ke-1 · R1",
                "Kode awal · roll R2 · 0500",
                "Kode akhir · roll R2 · 0599",
                "Nomor roll ke-2 · R2",
                "Leader · 007",
                "Mulai · 2026-11-23 05:02",
                "Selesai · 2026-11-23 06:02",
            ],
        ),
    ],
)
@pytest.mark.usefixtures("_look_and_language")
def test_a_stage_offers_what_may_be_corrected(order: Order, texts: list[str]) -> None:
    assert offered(order) == texts


@pytest.mark.parametrize(
    ("scanned", "value", "field", "stored"),
    [
        ("01024575400", "01024575300", "auth_first", "01024575300"),
        ("01024585538", "01024585438", "auth_last", "01024585438"),
        ("1300300623", "1300300699", "roll_number", "1300300699"),
        ("leader", "009", "leader_id", "009"),
        ("mulai", "2026-11-23 04:30", "date_start", at(4, 30)),
        (
            "selesai",
            "2026-11-23 06:30",
            "date_finished",
            at(6, 30),
        ),
    ],
)
def test_each_kind_by_keyboard_and_scanner(
    open_station: Open, scanned: str, value: str, field: str, stored: object
) -> None:
    station = open_station(DONE)
    open_correct(station, DONE)
    station.scan(scanned)
    station.scan(value, "salah ketik")
    station.wait_closed()
    after = station.floor.orders[409]
    assert getattr(after, field) == stored
    assert station.toast.startswith("WH/MO/00409 dikoreksi · ")
    request = station.worker.submits[-1].request
    assert isinstance(request, Correct)
    assert request.reason == "salah ketik"
    assert after.stage is Stage.FINISHED


def test_what_is_closed_in_odoo_is_corrected_without_a_question(open_station: Open) -> None:
    closed = finished(409, "0100", "0199", "R", START, END, state="cancel")
    station = open_station(closed)
    open_correct(station, closed)
    station.scan("leader", "009", "salah ketik")
    station.wait_closed()
    assert station.floor.orders[409].leader_id == "009"


def test_the_preview_shows_what_follows(open_station: Open) -> None:
    station = open_station(DONE)
    open_correct(station, DONE)
    station.scan("01024585538")
    station.type("01024585438", K.Key_Return, "salah")
    station.settle()
    assert station.dialog.preview.text().splitlines() == [
        "WH/MO/00409 dikoreksi",
        "Kode akhir: 01024585538 → 01024585438",
        "Terpakai: 10.139 dari 10.000 (+139) → 10.039 dari 10.000 (+39)",
        "Alasan: – → salah",
    ]


def test_a_segment_by_its_roll(open_station: Open) -> None:
    station = open_station(TWO_ROLLS)
    open_correct(station, TWO_ROLLS)
    station.type(K.Key_Down, K.Key_Down, K.Key_Return)
    assert station.dialog.fields["field"].text == "Kode akhir · roll R1 · 0199"
    station.scan("0189", "dua label rusak")
    station.wait_closed()
    first, second = station.floor.orders[409].segments
    assert (first.auth_last, second) == ("0189", TWO_ROLLS.segments[1])
    assert station.floor.orders[409].used == 190


def test_times_begin_as_they_are(open_station: Open) -> None:
    exact = finished(409, "0100", "0199", "R", START + timedelta(seconds=7), END)
    station = open_station(exact)
    open_correct(station, exact)
    station.scan("mulai")
    assert station.dialog.fields["value"].text == "2026-11-23 05:02"
    assert not station.dialog.fields["value"].error, "nobody has typed anything yet"
    station.scan("2026-11-23 05:02", "sama saja")
    field = station.dialog.fields["value"]
    station.wait_for(lambda: "tidak ada yang perlu dikoreksi" in field.error)
    assert station.floor.orders[409] == exact, "the seconds that it does not show stay"


@pytest.mark.parametrize(
    ("scanned", "value", "reason", "field", "error"),
    [
        ("leader", "!", "x", "value", "bukan ID leader"),
        ("mulai", "kemarin", "x", "value", "bukan waktu"),
        ("mulai", "2027-01-01 00:00", "x", "value", "belum terjadi"),
        ("01024575400", "01024999999", "x", "value", "ada sebelum label pertama"),
        ("01024575400", "ABC", "x", "value", "bukan kode authenticity"),
        ("1300300623", "1300300623", "x", "value", "tidak ada yang perlu dikoreksi"),
        ("leader", "009", "", "reason", "Ini belum diisi."),
        ("leader", "", "x", "value", "Ini belum diisi."),
        ("", "", "x", "field", "Ini belum diisi."),
    ],
)
def test_an_error_stands_next_to_its_field(
    open_station: Open, scanned: str, value: str, reason: str, field: str, error: str
) -> None:
    station = open_station(DONE)
    dialog = open_correct(station, DONE)
    station.scan(scanned)
    station.later()
    if clean(scanned):
        station.type(value, K.Key_Return)
    station.type(reason, K.Key_Return)
    shown = dialog.fields[field]
    station.wait_for(lambda: error in shown.error)
    assert shown.edit.hasFocus()
    assert station.floor.orders[409] == DONE


def test_what_fits_no_value_is_said(open_station: Open) -> None:
    station = open_station(DONE)
    dialog = open_correct(station, DONE)
    station.scan("tidak-ada")
    assert dialog.what.error == "“TIDAK-ADA” tidak ada di daftar."
    station.scan("kode")
    assert dialog.what.error == "“KODE” cocok dengan 2 baris. Pilih salah satu."


def test_nothing_typed_takes_nothing_away(open_station: Open) -> None:
    station = open_station(DONE)
    dialog = open_correct(station, DONE)
    station.scan("01024585538")
    station.scan("", "lupa isi")
    assert dialog.value.error == "Ini belum diisi."
    assert station.worker.submits == []


def test_a_value_is_taken_away_by_its_tick(open_station: Open) -> None:
    station = open_station(DONE)
    dialog = open_correct(station, DONE)
    station.scan("leader")
    assert not dialog.clear.isEnabled(), "a leader cannot be nobody"
    dialog.what.choose(1)
    assert dialog.clear.isEnabled()
    dialog.reason.take_focus()
    station.type("labelnya tidak ada")
    station.later()
    station.type(K.Key_Tab, K.Key_Space)
    assert not dialog.value.isEnabled()
    station.settle()
    assert "Kode akhir: 01024585538 → –" in dialog.preview.text()
    dialog.reason.take_focus()
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.floor.orders[409].auth_last is None


def test_another_choice_begins_anew(open_station: Open) -> None:
    station = open_station(DONE)
    dialog = open_correct(station, DONE)
    station.scan("leader")
    station.type("009")
    dialog.what.choose(0)
    assert dialog.value.text == ""
    dialog.what.choose(5)
    assert dialog.value.text == "2026-11-23 06:02"


def test_a_registration_is_taken_back(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.window.table.select(413)
    station.type(K.Key_F7)
    station.history.unregister_button.setFocus()
    station.type(K.Key_Space)
    assert station.open_dialog() is UnregisterDialog
    reason = station.dialog.fields["reason"]
    station.type(K.Key_Return)
    station.wait_for(lambda: reason.error == "Ini belum diisi.")
    station.type("roll salah")
    station.settle()
    assert station.dialog.preview.text().splitlines() == [
        "WH/MO/00413 tidak terdaftar lagi",
        "Kode awal: 0100 → –",
        "Roll: R1 → –",
        "Alasan: – → roll salah",
    ]
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.stage(413) is Stage.UNREGISTERED
    assert station.toast == "WH/MO/00413 tidak terdaftar lagi"
    station.window.notifier.toast.action_button.click()
    station.wait_for(lambda: station.stage(413) is Stage.READY)
    assert station.toast == "WH/MO/00413 siap lagi"


def test_one_in_mid_production_shows_that_it_was_registered(open_station: Open) -> None:
    station = open_station(ready(413, None, None))
    station.window.operations.open_unregister(station.floor.orders[413])
    station.type("batal")
    station.settle()
    assert "Terdaftar: ya → tidak" in station.dialog.preview.text()


def test_an_mo_that_has_started_meanwhile_is_refused(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R1"))
    station.window.operations.open_unregister(station.floor.orders[413])
    station.board(running(413, "0100", "R1"))
    station.type("batal", K.Key_Return)
    current = station.dialog.fields["order_id"]
    station.wait_for(lambda: "sudah berjalan" in current.error)


def test_name_and_value_follow_the_board_in_the_open_dialog(open_station: Open) -> None:
    station = open_station(running(412, "0100", "R1"))
    dialog = open_correct(station, station.floor.orders[412])
    dialog.what.choose(0)
    dialog.value.set_text("0150")
    changed = replace(
        station.floor.orders[412], mo_name="WH/MO/00412-001", leader_id="007", product_name="Kopi"
    )
    station.board(changed)
    station.wait_for(lambda: dialog.current.text == "WH/MO/00412-001")
    assert "Kopi" in dialog.current.hint
    assert dialog.value.text == "0150"
    dialog.what.choose(2)
    assert "007" in dialog.value.hint
