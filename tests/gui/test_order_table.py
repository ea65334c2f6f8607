"""The table changes by difference: what did not change is not touched, nothing is reset."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from app.domain.orders import Order, Segment, Stage
from app.services.messages import BoardChange, SyncPhase, SyncStatus
from app.ui.board_feed import BATCH
from app.ui.order_cells import Column
from app.ui.order_filter import OrderFilter
from app.ui.order_model import OrderModel
from app.ui.order_table import FLASH_STEP_MS, FLASH_STEPS, MEASURED_ROWS
from tests.gui.conftest import Station
from tests.gui.floor import NOW, ZONE, finished, new, ready, running

Open = Callable[..., Station]


def a_board(count: int = 300) -> tuple[Order, ...]:
    hours = timedelta(hours=1)
    return (
        running(412, "01024585539", "1300300624"),
        ready(413, None, None),
        ready(415, "01034597001", "1300300625", state="cancel"),
        *(new(i) for i in range(1000, 1000 + count)),
        finished(409, "01024575400", "01024585538", "1300300623", NOW - 9 * hours, NOW - 8 * hours),
        finished(
            408, "01024569388", "01024575399", "1300300623", NOW - 40 * hours, NOW - 9 * hours
        ),
    )


def names(station: Station) -> list[str]:
    shown = station.window.table.shown
    return [shown.index(row, 0).data() for row in range(shown.rowCount())]


@pytest.fixture
def model() -> OrderModel:
    made = OrderModel(ZONE, lambda: NOW)
    made.apply(BoardChange(a_board(20)))
    return made


def test_only_the_first_board_resets(model: OrderModel) -> None:
    resets = QSignalSpy(model.modelReset)
    model.apply(BoardChange((new(1000, "Liquid Kopi 60 ml"), new(5000)), removed=(1001, 408)))
    assert resets.count() == 0
    assert model.order(5000) == new(5000)
    assert model.order(1001) is None
    assert {o.id for o in model.orders()} == {model.at(r).id for r in range(model.rowCount())}


def test_data_changed_for_changed_rows_only(model: OrderModel) -> None:
    touched: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        touched.append((first.row(), last.row()))

    model.dataChanged.connect(note)
    changed = replace(new(1003), state="progress")
    model.apply(BoardChange((new(1002), changed, new(1004))))
    row = model.row_of(1003)
    assert touched == [(row, row)]


def test_an_equal_board_says_nothing(model: OrderModel) -> None:
    spies = [QSignalSpy(s) for s in (model.dataChanged, model.changed, model.rowsInserted)]
    model.apply(BoardChange(a_board(20)))
    assert [spy.count() for spy in spies] == [0, 0, 0]


def test_removing_many_keeps_the_map_right(model: OrderModel) -> None:
    model.apply(BoardChange((), removed=tuple(range(1000, 1020, 2))))
    for order in model.orders():
        row = model.row_of(order.id)
        assert row is not None
        assert model.at(row) == order


def test_the_works_own_order(open_station: Open) -> None:
    station = open_station(*a_board(3))
    assert names(station) == [
        "WH/MO/00412",
        "WH/MO/00413",
        "WH/MO/00415",
        "WH/MO/01002",
        "WH/MO/01001",
        "WH/MO/01000",
        "WH/MO/00409",
        "WH/MO/00408",
    ]


def test_sorting_by_a_column_and_back(open_station: Open) -> None:
    station = open_station(*a_board(3))
    own = names(station)
    header = station.window.table.horizontalHeader()
    header.setSortIndicator(Column.MO, Qt.SortOrder.DescendingOrder)
    assert names(station) == sorted(own, reverse=True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert names(station) == own


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts(open_station: Open, column: Column) -> None:
    station = open_station(*a_board(5))
    header = station.window.table.horizontalHeader()
    header.setSortIndicator(column, Qt.SortOrder.AscendingOrder)
    up = names(station)
    header.setSortIndicator(column, Qt.SortOrder.DescendingOrder)
    assert sorted(up) == sorted(names(station))


def test_selection_scroll_and_sort_survive_a_pass(open_station: Open) -> None:
    station = open_station(*a_board())
    table = station.window.table
    table.horizontalHeader().setSortIndicator(Column.MO, Qt.SortOrder.AscendingOrder)
    assert table.select(1150)
    scrolled = table.verticalScrollBar().value()
    assert scrolled > 0
    resets = QSignalSpy(table.rows.modelReset)
    for turn in range(20):
        one = station.floor.orders[1150 + turn]
        station.board(replace(one, state="progress"), new(2000 + turn, product_qty=float(turn)))
    current = table.current()
    assert current is not None
    assert current.id == 1150
    assert table.verticalScrollBar().value() == scrolled
    assert names(station) == sorted(names(station))
    assert resets.count() == 0


def test_a_large_change_is_shown_in_batches(open_station: Open) -> None:
    station = open_station(*a_board(3))
    rows = station.window.table.rows
    before = rows.rowCount()
    arrived: list[int] = []
    counted: list[int] = []
    rows.rowsInserted.connect(lambda _parent, first, last: arrived.append(last - first + 1))
    station.window.feed.shown.connect(lambda: counted.append(rows.rowCount()))
    station.board(*(new(i) for i in range(2000, 2400)))
    station.board(replace(station.floor.orders[2399], state="cancel"))
    station.wait_for(lambda: bool(counted))
    assert rows.order(2399) == station.floor.orders[2399]
    assert counted == [before + 400]
    assert rows.rowCount() == before + 400
    assert max(arrived) <= BATCH
    assert not station.window.table.flashing - {2399}


def test_a_changed_row_flashes_and_stops(open_station: Open, qtbot: QtBot) -> None:
    station = open_station(*a_board(3))
    table = station.window.table
    assert not table.flashing
    station.board(replace(station.floor.orders[1001], state="progress"))
    assert table.flashing == {1001}
    qtbot.waitUntil(lambda: not table.flashing, timeout=3 * FLASH_STEPS * FLASH_STEP_MS)


def test_search_and_stage_narrow_together(open_station: Open) -> None:
    station = open_station(*a_board(30))
    shown = station.window.table.shown
    shown.search("1300300623")
    assert names(station) == ["WH/MO/00409", "WH/MO/00408"]
    shown.search("01024575400")
    assert names(station) == ["WH/MO/00409"]
    shown.search("mango wh/mo/0041")
    assert names(station) == ["WH/MO/00412", "WH/MO/00413", "WH/MO/00415"]
    shown.show_stage(Stage.READY)
    assert names(station) == ["WH/MO/00413", "WH/MO/00415"]
    shown.search("")
    shown.show_stage(None)
    assert len(names(station)) == 35


def test_a_row_that_changes_its_stage_leaves_the_filter(open_station: Open) -> None:
    station = open_station(*a_board(3))
    station.window.stage_filter.choose(Stage.UNREGISTERED)
    assert "WH/MO/01001" in names(station)
    station.board(ready(1001, "01050000000", "R1"))
    assert "WH/MO/01001" not in names(station)


def test_cells_say_what_the_row_is(open_station: Open) -> None:
    station = open_station(*a_board(1))
    rows = station.window.table.rows

    def said(order_id: int) -> list[str]:
        row = rows.row_of(order_id)
        assert row is not None
        return [rows.cell(row, column).line for column in Column]

    assert said(409) == [
        "WH/MO/00409",
        "Liquid Mango 30 ml",
        "10.000 pcs",
        "Selesai",
        "Selesai",
        "1300300623",
        "01024575400 → 01024585538",
        "10.139",
        "007",
        "05:02 – 06:02",
    ]
    assert said(408)[Column.TIME] == "21 Nov 22:02 – 05:02"
    assert said(413)[Column.CODES] == "tengah produksi"
    assert said(412)[Column.TIME] == "06:58 –"
    row = rows.row_of(415)
    assert row is not None
    odoo = rows.cell(row, Column.ODOO)
    assert (odoo.text, odoo.symbol, odoo.tone) == ("Dibatalkan", "warning", "warn")
    assert "tetap tersimpan" in odoo.tooltip


def test_an_mo_that_odoo_lost_says_so(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "R", gone_at=NOW))
    cell = station.window.table.rows.cell(0, Column.ODOO)
    assert (cell.text, cell.symbol) == ("Hilang", "warning")


def test_a_filter_keeps_the_selection_of_a_visible_row(open_station: Open) -> None:
    station = open_station(*a_board(30))
    table = station.window.table
    table.select(412)
    table.shown.search("WH/MO/0041")
    current = table.current()
    assert current is not None
    assert current.id == 412
    assert not table.select(409), "hidden by the search"


def test_five_thousand_rows_filter_within_a_frame_or_so(qtbot: QtBot) -> None:
    model = OrderModel(ZONE, lambda: NOW)
    proxy = OrderFilter(model)
    model.apply(BoardChange(a_board(5000)))
    proxy.search("WH/MO/00412")
    assert proxy.rowCount() == 1
    proxy.search("")
    assert proxy.rowCount() == 5005


def test_a_column_is_narrow_again_when_what_was_wide_is_gone(open_station: Open) -> None:
    station = open_station(new(1), new(2))
    table = station.window.table
    before = table.columnWidth(Column.ROLL)
    station.board(ready(1, "01024585539", "1300300624-ROLL-A"))
    assert table.columnWidth(Column.ROLL) > before
    station.board(new(1))
    assert table.columnWidth(Column.ROLL) == before


def test_the_count_of_rolls_takes_a_second_line_before_the_product_is_cut(
    open_station: Open,
) -> None:
    label = "01024585539"
    rolls = tuple(Segment(f"130030062{digit}", label, label) for digit in (4, 5))
    one = running(412, label, "1300300624")
    station = open_station(one, finished(411, label, label, "1300300623", NOW, NOW))
    station.window.resize(1216, 700)
    table = station.window.table
    before = table.columnWidth(Column.ROLL)
    station.board(replace(one, roll_number="1300300625", segments=rolls))
    assert table.rows.cell(0, Column.ROLL).line == "1300300625 +1"
    assert table.columnWidth(Column.ROLL) == before


def test_no_column_jumps_when_the_scroll_bar_appears_and_without_it_the_last_reaches_the_edge(
    open_station: Open,
) -> None:
    station = open_station(*(new(i) for i in range(4)))
    station.window.resize(1280, 720)
    table, header = station.window.table, station.window.table.horizontalHeader()
    bar = table.verticalScrollBar()
    assert not bar.isVisible()
    assert header.length() == header.width() == table.viewport().width()
    before = [header.sectionPosition(column) for column in Column]
    station.board(*(new(i) for i in range(100, 140)))
    station.wait_for(bar.isVisible)
    assert header.length() == header.width() == table.viewport().width()
    assert [header.sectionPosition(column) for column in Column] == before


def test_nothing_has_no_heads_of_columns(open_station: Open) -> None:
    station = open_station()
    header = station.window.table.horizontalHeader()
    assert header.isHidden()
    station.board(new(1))
    assert header.isVisible()
    station.window.table.shown.search("no such MO")
    assert header.isVisible(), "what is only filtered away can still be sorted"
    station.board(removed=(1,))
    assert header.isHidden()


def test_measuring_anew_takes_a_part_of_a_frame(
    open_station: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    station = open_station(*(new(i) for i in range(MEASURED_ROWS)))
    took = []
    for _ in range(5):
        began = process_time()
        station.window.table._measure_anew()
        took.append((process_time() - began) * 1000)
    with capsys.disabled():
        print(f"\n{MEASURED_ROWS} rows measured in {min(took):.1f} ms")
    assert min(took) < 16


def test_the_table_is_sorted_by_keys(open_station: Open) -> None:
    station = open_station(new(418, "Kopi"), new(416, "Teh"), new(417, "Air"))
    header = station.window.table.horizontalHeader()
    before = names(station)
    alt = Qt.KeyboardModifier.AltModifier

    def press(key: Qt.Key) -> list[str]:
        QTest.keyClick(station.focused(), key, alt)
        return names(station)

    assert press(Qt.Key.Key_Down) == before  # nothing sorts yet
    assert press(Qt.Key.Key_Right) == ["WH/MO/00416", "WH/MO/00417", "WH/MO/00418"]
    assert press(Qt.Key.Key_Down) == ["WH/MO/00418", "WH/MO/00417", "WH/MO/00416"]
    assert press(Qt.Key.Key_Right) == ["WH/MO/00417", "WH/MO/00418", "WH/MO/00416"]
    assert header.sortIndicatorSection() == Column.PRODUCT
    assert press(Qt.Key.Key_Left) == ["WH/MO/00416", "WH/MO/00417", "WH/MO/00418"]
    assert press(Qt.Key.Key_Left) == before
    press(Qt.Key.Key_Left)
    assert header.sortIndicatorSection() == list(Column)[-1]
    assert press(Qt.Key.Key_Right) == before


def test_a_board_that_stays_empty_after_a_sync_does_not_ask_for_another(
    open_station: Callable[..., Station],
) -> None:
    station = open_station()
    table = station.window.table
    assert "Tekan Sync sekarang" in table.empty_texts()[1]
    station.window.on_sync_status(SyncStatus(SyncPhase.OK, last_success=NOW))
    assert table.empty_texts()[1] == "Di Odoo tidak ada. MO baru datang lewat sync berikutnya."
