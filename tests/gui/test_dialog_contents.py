"""What the dialogs show before saving: the MO that is meant, and field, old and new value."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont

from app.domain.orders import Order
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.preview import PreviewTable, shared
from app.ui.dialogs.tick import Tick
from app.ui.labels import Label
from app.ui.running_card import Fact
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key
SLASHED = QFont.Tag("zero")
RUNNING = running(412, "01024585539", "1300300624")
READY = ready(413, "01024597001", "1300300625")


def test_start_shows_product_target_unit_code_and_roll(open_station: Open) -> None:
    station = open_station(READY)
    station.type(K.Key_F2)
    facts = station.dialog.findChildren(Fact)
    assert {fact.heading.text(): fact.value.text() for fact in facts} == {
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
            [
                "WH/MO/00413 mulai",
                "Kode awal: 01024597001",
                "Roll: 1300300625",
                "Leader: – → 003",
                "Mulai: – → 14:02",
            ],
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


def test_a_changeover_shows_the_code_and_roll_that_stay(open_station: Open) -> None:
    station = open_station(RUNNING, ready(413, "01034597001", "1300300625"))
    station.scan("WH/MO/00413", "01034597001")
    station.dialog.fields["old_last"].fill_in("01024595611")
    station.settle()
    assert station.dialog.preview.text().splitlines()[-5:] == [
        "WH/MO/00413 mulai",
        "Kode awal: 01034597001",
        "Roll: 1300300625",
        "Leader: – → 003",
        "Mulai: – → 14:02",
    ]


@pytest.mark.parametrize(
    ("wanted", "widths"),
    [
        ([300, 300], [400, 400]),
        ([450, 300], [475, 325]),
        ([600, 300], [400, 400]),
        ([900], [800]),
        ([], []),
    ],
)
def test_a_block_gets_the_room_that_another_has_to_spare(
    wanted: list[float], widths: list[float]
) -> None:
    assert shared(800, wanted) == widths


@pytest.mark.parametrize("key", [K.Key_F1, K.Key_F3, K.Key_F4, K.Key_F6, K.Key_F8])
def test_the_buttons_below_have_a_symbol_as_everywhere(open_station: Open, key: Qt.Key) -> None:
    station = open_station(RUNNING, READY, new(416))
    station.type(key)
    dialog = station.dialog
    plain = Button(height=dialog.save_button.height())
    for button, cap in ((dialog.cancel_button, "Esc"), (dialog.save_button, "Enter")):
        plain.set_label(button.text(), cap)
        assert button.sizeHint().width() > plain.sizeHint().width()


def slashed(field: FormField) -> tuple[bool, bool]:
    """Tell whether title and hint of a field have the zero of codes."""
    title, below, *_ = (found for found in field.findChildren(Label) if found.text())
    return tuple(label.font().isFeatureSet(SLASHED) for label in (title, below))  # type: ignore[return-value]


def test_codes_have_one_zero_and_numbers_another(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    station.type(K.Key_F3)
    dialog = station.dialog
    station.settle()
    assert slashed(dialog.fields["next_id"]) == (False, False), "10.000 pcs"
    assert slashed(dialog.fields["current_id"]) == (False, False)
    assert slashed(dialog.fields["old_last"]) == (True, True), "roll 1300300624"
    dialog.fields["next_id"].show_finding(error="WH/MO/00413", now=True)
    assert slashed(dialog.fields["next_id"]) == (False, True)


@pytest.mark.parametrize(
    ("scanned", "codes"),
    [
        (["WH/MO/00412", "01024605611"], False),
        (["WH/MO/00416", "1300300624", "1300300700"], True),
    ],
    ids=["used over target", "code is a roll"],
)
def test_a_question_of_numbers_has_theirs(
    open_station: Open, scanned: list[str], codes: bool
) -> None:
    station = open_station(RUNNING, new(416))
    station.scan(*scanned)
    station.wait_for(station.dialog.question.isVisible)
    label = station.dialog.question.findChild(Label)
    assert label is not None
    assert label.font().isFeatureSet(SLASHED) is codes


def test_the_box_stands_flush_with_the_fields(open_station: Open) -> None:
    station = open_station(new(416))
    station.type(K.Key_F1)
    tick = station.dialog.findChild(Tick)
    field = station.dialog.fields["auth_first"].edit
    assert tick is not None
    drawn = tick.grab().toImage()
    middle = drawn.height() // 2
    background = drawn.pixelColor(drawn.width() - 1, 0)
    first = next(x for x in range(drawn.width()) if drawn.pixelColor(x, middle) != background)
    left = tick.mapTo(station.dialog, QPoint(0, 0)).x() + first / drawn.devicePixelRatio()
    assert abs(left - field.mapTo(station.dialog, QPoint(0, 0)).x()) <= 1


def test_no_empty_row_is_kept_below_what_an_undo_puts_back(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.type(K.Key_F8)
    station.settle()
    table = station.dialog.preview.findChild(PreviewTable)
    assert table is not None
    lines = len(station.dialog.preview.text().splitlines())
    station.wait_for(lambda: table.height() == table.sizeHint().height())
    assert table.height() // lines == round(theme.sizes().text * 1.6)


def test_the_way_back_of_an_earlier_input_stands_apart_from_the_fields(open_station: Open) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416", "01024600000")
    station.type(K.Key_Escape)
    station.scan("WH/MO/00416")
    bar = station.dialog.draft_bar
    station.wait_for(bar.isVisible)
    button, top = bar.clear_button, station.dialog.fields["order_id"]
    station.wait_for(lambda: bar.height() >= bar.sizeHint().height())
    below = button.mapTo(station.dialog, QPoint(0, button.height())).y()
    assert top.mapTo(station.dialog, QPoint(0, 0)).y() - below >= theme.px(10)
