"""What a text in the search field leads to: an MO to work on, a row, or a sentence."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.codes import clean
from app.domain.orders import Order
from app.texts import tr
from app.ui.notifier import Notifier
from app.ui.operations import Operations
from app.ui.order_table import OrderTable
from app.ui.scan_field import ScanField
from app.ui.stage_filter import StageFilter


class Finder(QObject):
    """Joins search field, filter, table and operations. GUI thread."""

    def __init__(
        self,
        field: ScanField,
        stages: StageFilter,
        table: OrderTable,
        operations: Operations,
        notifier: Notifier,
        parent: QWidget,
    ) -> None:
        """Look in the rows of `table`."""
        super().__init__(parent)
        self._field, self._stages, self._table = field, stages, table
        self._operations, self._notifier = operations, notifier

    @Slot(str)
    def on_entered(self, text: str) -> None:
        """Open the MO of exactly this number; several or none change nothing."""
        order = self._order(clean(text))
        shown = self._table.shown.rowCount()
        if order is not None:
            self._field.reset()
            self._operations.open_for(order.id)
        elif shown == 1:
            # The only row that fits is marked; opening it takes another Enter.
            self.enter_table()
        elif shown == 0:
            said = tr("Nothing here is called “{text}”. Nothing changed.", text=clean(text)[:60])
            self._notifier.refused(said)
            self._field.selectAll()

    @Slot()
    def enter_table(self) -> None:
        """Move on to the first row that fits."""
        if self._table.shown.rowCount():
            self._table.setFocus()
            if self._table.current() is None:
                self._table.selectRow(0)

    @Slot(object)
    def select(self, order_id: int) -> None:
        """Show an MO's row, whatever filter hides it."""
        self._stages.choose(None)
        self._field.reset()
        self._table.select(order_id)
        self._table.setFocus()

    def _order(self, name: str) -> Order | None:
        for order in self._table.rows.orders():
            if clean(order.mo_name) == name:
                return order
        return None
