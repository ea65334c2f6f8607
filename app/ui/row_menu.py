"""What a right click, or a long touch, on a row offers."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.texts import tr
from app.ui.icon_menu import IconMenu


class RowMenu(IconMenu):
    """Opens an MO or its history.

    Signals:
        open_asked, history_asked: the local id of the MO.
    """

    open_asked = Signal(object)
    history_asked = Signal(object)

    def __init__(self, parent: QWidget, can_open: Callable[[int], bool]) -> None:
        """Make the entries; they are named when it opens. `can_open` is asked by a local id."""
        super().__init__(parent)
        self._can_open = can_open
        self._order_id: int | None = None
        self.open_action = self.entry("play")
        self.open_action.triggered.connect(self._on_open)
        self.history_action = self.entry("clock")
        self.history_action.triggered.connect(self._on_history)

    @Slot(object, QPoint)
    def show_for(self, order_id: int, place: QPoint) -> None:
        """Open at `place` on the screen for an MO."""
        self._order_id = order_id
        self.draw_icons()
        self.setAccessibleName(tr("Menu of the row"))
        self.open_action.setVisible(self._can_open(order_id))
        self.open_action.setText(tr("Open (Enter)"))
        self.history_action.setText(tr("History (F7)"))
        self.popup(place)

    @Slot()
    def _on_open(self) -> None:
        self.open_asked.emit(self._order_id)

    @Slot()
    def _on_history(self) -> None:
        self.history_asked.emit(self._order_id)
