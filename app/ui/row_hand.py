"""The ways to the menu of a table's row: right click, long press, menu key."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QTableView

from app.domain.orders import Order
from app.ui import theme
from app.ui.order_model import ORDER_ROLE

_LEFT: Final = Qt.MouseButton.LeftButton


class RowHand(QObject):
    """Watches a table for all that asks for the menu of a row. GUI thread.

    A finger has no right button: one that stays on a row asks, too. What of it is a click, a double
    click or a selection stays the table's.

    Attributes:
        hold: how long a finger has to stay.

    Signals:
        asked: the MO (local id) whose menu is wanted, and where on the screen.
    """

    asked = Signal(object, QPoint)

    def __init__(self, table: QTableView) -> None:
        """Watch `table`."""
        super().__init__(table)
        self._table = table
        self._at = QPoint()
        self.hold = QTimer(self)
        self.hold.setSingleShot(True)
        self.hold.setInterval(QGuiApplication.styleHints().mousePressAndHoldInterval())
        self.hold.timeout.connect(self._on_held)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what asks for a menu; a press and what follows it is only looked at."""
        if isinstance(event, QContextMenuEvent):
            if event.reason() is QContextMenuEvent.Reason.Keyboard:
                self.ask_by_key()
            else:
                self._ask_at(event.pos())
            return True
        if isinstance(event, QMouseEvent) and watched is self._table.viewport():
            self._follow(event)
        return False

    @Slot()
    def ask_by_key(self) -> None:
        """Ask for the selected row, wherever the focus is."""
        rows = self._table.selectionModel().selectedRows()
        if rows:
            left = self._table.visualRect(rows[0]).left()
            self._ask(self._below(rows[0], left + theme.sizes().text * 8))

    def _follow(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() is _LEFT:
                self._at = place
                self.hold.start()
            case QEvent.Type.MouseMove:
                # A glove rolls a little while it stays.
                if (place - self._at).manhattanLength() > theme.sizes().target // 3:
                    self.hold.stop()
            case _:
                self.hold.stop()

    @Slot()
    def _on_held(self) -> None:
        index = self._table.indexAt(self._at)
        if index.isValid() and QGuiApplication.mouseButtons() & _LEFT:
            self._ask_at(self._below(index, self._at.x()))

    def _ask_at(self, place: QPoint) -> None:
        """Ask for the row at `place`, which is selected then, or for the one that is."""
        index = self._table.indexAt(place)
        if index.isValid():
            self._table.setCurrentIndex(index)
        self._ask(place)

    def _below(self, index: QModelIndex, x: int) -> QPoint:
        """Give the place where a menu leaves its row to be read, or as near as can be seen."""
        room = self._table.viewport().rect()
        bottom = self._table.visualRect(index).bottom()
        return QPoint(x, max(room.top(), min(bottom, room.bottom())))

    def _ask(self, place: QPoint) -> None:
        rows = self._table.selectionModel().selectedRows()
        order = rows[0].data(ORDER_ROLE) if rows else None
        if isinstance(order, Order):
            self.asked.emit(order.id, self._table.viewport().mapToGlobal(place))
