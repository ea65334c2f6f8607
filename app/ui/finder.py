"""What a text in the search field leads to: an MO to work on, a row, or a sentence."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.codes import clean
from app.domain.errors import Code, Problem
from app.domain.orders import Order
from app.services.messages import LookedUp, LookupAsked
from app.texts.sentences import sentence
from app.ui.notifier import Notifier
from app.ui.operations import Operations
from app.ui.order_table import OrderTable
from app.ui.scan_field import ScanField


class Finder(QObject):
    """Joins search field, table and operations. GUI thread.

    Signals:
        lookup_wanted: a `LookupAsked`; `on_looked_up` takes the answer.
    """

    lookup_wanted = Signal(object)

    def __init__(
        self,
        field: ScanField,
        table: OrderTable,
        operations: Operations,
        notifier: Notifier,
        parent: QWidget,
    ) -> None:
        """Look in the rows of `table`."""
        super().__init__(parent)
        self._field, self._table = field, table
        self._operations, self._notifier = operations, notifier
        self._asked: str | None = None

    @Slot(str)
    def on_entered(self, text: str) -> None:
        """Open the MO of exactly this number; what the board does not know the store may."""
        name = clean(text)
        order = self._order(name)
        if order is not None:
            self._open(order)
        else:
            self._asked = name
            self.lookup_wanted.emit(LookupAsked(name))

    @Slot(object)
    def on_looked_up(self, answer: LookedUp) -> None:
        """Open an older MO, or the one that was called so; several or none change nothing."""
        if answer.text != self._asked:
            return
        self._asked = None
        shown = self._table.shown.rowCount()
        if answer.order is not None:
            self._open(answer.order)
        elif shown == 1:
            # The only row that fits is marked; opening it takes another Enter.
            self.enter_table()
        elif shown == 0:
            problem = Problem(Code.MO_NOT_FOUND, params={"text": answer.text[:60]})
            self._notifier.refused(sentence(problem))
            self._field.selectAll()

    @Slot()
    def enter_table(self) -> None:
        """Move on to the first row that fits."""
        if self._table.shown.rowCount():
            self._table.setFocus()
            if self._table.current() is None:
                self._table.selectRow(0)

    def _open(self, order: Order) -> None:
        self._field.reset()
        self._operations.open_order(order)

    def _order(self, name: str) -> Order | None:
        for order in self._table.rows.orders():
            if clean(order.mo_name) == name:
                return order
        return None
