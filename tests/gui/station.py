"""The window with a floor in memory behind it, and a person's hands on its keys."""

import dataclasses
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.orders import Order, Stage
from app.domain.plans import Rules
from app.services.messages import BoardChange
from app.ui.dialogs.history import HistoryCard
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.main_window import MainWindow
from app.ui.overlay import Card
from tests.gui.floor import STATION, ZONE, Floor, Worker

SHIFTED = "$~?"
"""Where a scanner presses Shift, besides the capitals."""


class Patience(Protocol):
    """Waits as pytest-qt's `QtBot` does; what draws pictures without pytest brings its own."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:  # noqa: N802  # the name that QtBot has
        """Run the event loop until `callback` is true; at most `timeout` ms."""


@dataclasses.dataclass
class Station:
    """The window with its floor; keys go where the focus is, as they do for a person."""

    window: MainWindow
    floor: Floor
    worker: Worker
    qtbot: Patience

    @property
    def dialog(self) -> OperationDialog:
        assert self.window.flow.dialog is not None
        return self.window.flow.dialog

    def open_dialog(self) -> type[object] | None:
        """Give the kind of the dialog that is open now."""
        dialog = self.window.flow.dialog
        return None if dialog is None else type(dialog)

    def stage(self, order_id: int) -> Stage:
        """Give how far an MO is now."""
        return self.floor.orders[order_id].stage

    @property
    def toast(self) -> str:
        return self.window.notifier.toast.text

    @property
    def card(self) -> Card:
        """The card that is open, dialog or not."""
        assert self.window.overlay.card is not None
        return self.window.overlay.card

    @property
    def history(self) -> HistoryCard:
        """Wait for the history of an MO."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.overlay.card, HistoryCard))
        card = self.card
        assert isinstance(card, HistoryCard)
        return card

    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def type(self, *keys: str | Qt.Key) -> None:
        """Type texts and press keys."""
        for key in keys:
            if isinstance(key, str):
                for letter in key:
                    QTest.keyClicks(self.focused(), letter)
            else:
                QTest.keyClick(self.focused(), key)

    def scan(self, *codes: str) -> None:
        """Scan barcodes: each a burst of keys with Enter behind it."""
        for code in codes:
            self.type(code, Qt.Key.Key_Return)

    def press(self, *keys: str | Qt.Key) -> None:
        """Type and press as the system sends it: Shift by itself, and first to an open menu."""
        handle = self.window.windowHandle()
        for key in keys:
            if isinstance(key, Qt.Key):
                QTest.keyClick(handle, key)
                continue
            for letter in key:
                shift = letter.isupper() or letter in SHIFTED
                held = Qt.KeyboardModifier
                QTest.keyClick(
                    handle, Qt.Key(ord(letter.upper())), held.ShiftModifier if shift else held(0)
                )

    def later(self) -> None:
        """Let so much time pass that what comes now has nothing to do with the keys before."""
        self.window.scanner.burst.forget()

    def settle(self) -> None:
        """Wait until the newest preview has arrived."""
        self.qtbot.waitUntil(lambda: self.dialog.planned)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def wait_closed(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.overlay.card is None)

    def board(self, *orders: Order, removed: tuple[int, ...] = ()) -> None:
        """Let the store change, as a sync pass would."""
        for order in orders:
            self.floor.orders[order.id] = order
        for order_id in removed:
            del self.floor.orders[order_id]
        self.window.on_board_changed(BoardChange(orders, removed))


def build(
    orders: tuple[Order, ...], patience: Patience, rules: Rules | None, training: bool
) -> Station:
    """Make the window over MOs in memory; it is not shown yet, and its board is empty."""
    floor = Floor(orders, rules)
    worker = Worker(floor)
    window = MainWindow(STATION, ZONE, floor.clock, floor.rules, "0.1.0", training)
    worker.setParent(window)
    flow = window.flow
    flow.preview_wanted.connect(worker.preview)
    flow.submit_wanted.connect(worker.submit)
    worker.previewed.connect(flow.on_previewed)
    worker.done.connect(flow.on_done)
    worker.not_done.connect(flow.on_not_done)
    worker.board_changed.connect(window.on_board_changed)
    window.histories.history_wanted.connect(worker.history)
    worker.history_read.connect(window.histories.on_history_read)
    window.finder.lookup_wanted.connect(worker.look_up)
    worker.looked_up.connect(window.finder.on_looked_up)
    return Station(window, floor, worker, patience)


def show(station: Station, width: int, height: int) -> None:
    """Show the window with its board, and wait for its first rows; it reads keys then."""
    window, orders = station.window, tuple(station.floor.orders.values())
    window.resize(width, height)
    window.show()
    handle = window.windowHandle()
    station.wait_for(handle.isExposed)
    window.activateWindow()
    window.on_board_changed(BoardChange(orders))
    station.wait_for(window.scan_field.hasFocus)
    station.wait_for(lambda: window.table.rows.rowCount() == len(orders))
