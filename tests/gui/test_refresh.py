"""A hundred passes over 5,000 rows: what a person looks at and types into stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from app.domain.orders import Stage
from app.ui.order_cells import Column
from tests.gui.floor import new, ready, running
from tests.gui.station import Station

Open = Callable[..., Station]
K = Qt.Key
ROWS: Final = 5000
PASSES: Final = 100
FIRST: Final = 10_000
CHANGED: Final = 25


def one_pass(station: Station, turn: int) -> None:
    """Change rows all over the board, let one come and one go."""
    some = range(FIRST + turn, FIRST + ROWS, ROWS // CHANGED)
    orders = station.floor.orders
    changed = [replace(orders[i], state=f"state {turn}", product_qty=turn + 1.0) for i in some]
    gone = (FIRST + ROWS + turn - 1,) if turn else ()
    station.board(*changed, new(FIRST + ROWS + turn), removed=gone)


def test_nothing_moves_under_a_person(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "R1"), ready(413, "01034597001", "R2"))
    window, table = station.window, station.window.table
    station.board(*(new(i) for i in range(FIRST, FIRST + ROWS)))
    station.qtbot.waitUntil(lambda: table.rows.rowCount() == ROWS + 2, timeout=20_000)
    window.stage_filter.choose(Stage.UNREGISTERED)
    station.type("liquid mango")
    station.later()
    table.horizontalHeader().setSortIndicator(Column.MO, Qt.SortOrder.AscendingOrder)
    assert table.select(FIRST + 2500)
    scrolled = table.verticalScrollBar().value()
    place = table.visualRect(table.currentIndex())
    assert scrolled > 0
    station.type(K.Key_F1)
    station.scan(f"WH/MO/{FIRST + 4321}")
    station.type("010246")
    field = station.dialog.fields["auth_first"]
    shown = table.shown
    upheavals = [
        QSignalSpy(signal)
        for model in (table.rows, shown)
        for signal in (model.modelReset, model.layoutChanged)
    ]
    changes = QSignalSpy(table.rows.dataChanged)

    for turn in range(PASSES):
        one_pass(station, turn)
        assert field.edit.hasFocus()
        if turn < 5:
            station.type(str(turn))

    newest = station.floor.orders[FIRST + PASSES - 1]
    station.wait_for(lambda: table.rows.order(newest.id) == newest)
    assert changes.count() >= PASSES * CHANGED
    assert [spy.count() for spy in upheavals] == [0, 0, 0, 0]
    current = table.current()
    assert current is not None
    assert current.id == FIRST + 2500
    assert table.verticalScrollBar().value() == scrolled
    assert table.visualRect(table.currentIndex()) == place
    names = [shown.index(row, 0).data() for row in range(shown.rowCount())]
    assert names == sorted(names)
    assert len(names) == ROWS + 1, "those of another stage stay hidden"
    assert window.scan_field.text() == "liquid mango"
    assert (field.text, field.edit.hasFocus()) == ("01024601234", True)
    assert station.dialog.fields["order_id"].text == f"WH/MO/{FIRST + 4321}"
    station.later()
    station.type(K.Key_Return)
    station.scan("R-9")
    station.wait_closed()
    assert station.floor.orders[FIRST + 4321].auth_first == "01024601234"
