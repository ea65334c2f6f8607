"""Hands the table what changed on the board, in pieces that keep the window alive."""

from collections import deque
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.services.messages import BoardChange
from app.ui.order_table import OrderTable

BATCH: Final = 50
"""Rows shown at once; so many take a few milliseconds."""

PAINTING_MS: Final = 20
"""Time for the first rows to be painted, before more are added to them."""


class BoardFeed(QObject):
    """Shows a large change in batches, one per turn of the event loop. GUI thread.

    The first sync of a new station brings hundreds of rows, and the window must not stand still
    for them.

    Signals:
        shown: the first rows are in the table, or all that there is.
        caught_up: nothing waits any more.
    """

    shown = Signal()
    caught_up = Signal()

    def __init__(self, table: OrderTable, parent: QObject) -> None:
        """Feed `table`."""
        super().__init__(parent)
        self._table = table
        self._waiting: deque[BoardChange] = deque()
        self._replacing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    @Slot()
    def on_replaced(self) -> None:
        """The store is another one: the next change is all that there is."""
        self._replacing = True

    @Slot(object)
    def on_board_changed(self, change: BoardChange) -> None:
        """Show the board after `change`."""
        if self._replacing:
            self._replacing = False
            kept = {order.id for order in change.rows}
            change = BoardChange(change.rows, tuple(self._ids() - kept))
        rows = change.rows
        self._waiting.append(BoardChange(rows[:BATCH], change.removed))
        for start in range(BATCH, len(rows), BATCH):
            self._waiting.append(BoardChange(rows[start : start + BATCH]))
        if not self._timer.isActive():
            self._show_batch()
            if not self._waiting:
                self._tell()

    def _ids(self) -> set[int]:
        """Give all ids that are or will be in the table."""
        waiting = {order.id for change in self._waiting for order in change.rows}
        return waiting | {order.id for order in self._table.rows.orders()}

    @Slot()
    def _on_turn(self) -> None:
        if not self._waiting:
            self._tell()
            return
        self._show_batch()
        if not self._waiting:
            self._timer.start(0)  # what counts all rows has a turn of its own

    def _show_batch(self) -> None:
        first = not self._table.rows.loaded
        self._table.apply(self._waiting.popleft())
        if self._waiting:
            self._timer.start(PAINTING_MS if first else 0)
            if first:
                self.shown.emit()

    def _tell(self) -> None:
        self.shown.emit()
        self.caught_up.emit()
