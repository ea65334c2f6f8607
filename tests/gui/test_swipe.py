"""A finger that moves over rows scrolls them, one that taps selects."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScroller
from pytestqt.qtbot import QtBot

from app.ui.dialogs.history_lines import Line
from app.ui.dialogs.lines_view import LinesView
from app.ui.order_model import ORDER_ROLE
from tests.gui.conftest import Station
from tests.gui.floor import new

Open = Callable[..., Station]


@pytest.fixture(scope="session")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def swipe_up(view: QAbstractScrollArea, screen: QPointingDevice, start: QPoint) -> None:
    area = view.viewport()
    QTest.touchEvent(area, screen).press(0, start, area)
    for step in range(1, 11):
        QTest.touchEvent(area, screen).move(0, start - QPoint(0, 12 * step), area)
        QApplication.processEvents()
    QTest.touchEvent(area, screen).release(0, start - QPoint(0, 120), area)


def tap(view: QAbstractScrollArea, screen: QPointingDevice, place: QPoint) -> None:
    area = view.viewport()
    QTest.touchEvent(area, screen).press(0, place, area)
    QTest.touchEvent(area, screen).release(0, place, area)


def test_a_tap_selects(open_station: Open, screen: QPointingDevice) -> None:
    station = open_station(*(new(i) for i in range(1000, 1050)))
    table = station.window.table
    index = table.shown.index(2, 0)
    tap(table, screen, table.visualRect(index).center())
    assert table.current() == index.data(ORDER_ROLE)
    assert table.verticalScrollBar().value() == 0


def test_a_finger_scrolls_the_table_anywhere_and_selects_nothing(
    open_station: Open, screen: QPointingDevice
) -> None:
    station = open_station(*(new(i) for i in range(1000, 1050)))
    viewport_ = station.window.table.viewport()
    station.wait_for(lambda: QScroller.hasScroller(viewport_))  # behind the first painting
    table = station.window.table
    assert table.select(1048)
    swipe_up(table, screen, QPoint(200, table.viewport().height() - 60))
    station.wait_for(lambda: table.verticalScrollBar().value() > 50)
    selected = table.current()
    assert selected is not None
    assert selected.id == 1048
    assert not table.hand.hold.isActive()
    assert station.open_dialog() is None


@pytest.mark.usefixtures("_look_and_language")
def test_a_finger_scrolls_the_lines_of_a_card(qtbot: QtBot, screen: QPointingDevice) -> None:
    lines = tuple(Line((f"{number}",)) for number in range(60))
    view = LinesView("Lines", ("Line",), lines, wide={0: 1}, codes=frozenset())
    qtbot.addWidget(view)
    view.resize(300, 200)
    with qtbot.waitExposed(view):
        view.show()
    swipe_up(view, screen, QPoint(100, view.viewport().height() - 5))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 0)
