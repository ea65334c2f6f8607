"""What a scan or a typed text leads to: an MO to work on, a marked row, or a sentence."""

from collections import deque
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.codes import clean, shortened
from app.domain.orders import Order, Stage
from app.services.messages import LabelUse, LookedUp, LookupAsked
from app.texts import joined, tr
from app.texts.formats import NOTHING
from app.ui.notifier import Notifier
from app.ui.operations import Operations
from app.ui.order_table import OrderTable
from app.ui.scan_field import ScanField
from app.ui.stage_filter import StageFilter

PATIENCE_MS: Final = 2000
"""So long scans wait for the answer about the one before; then they count for nothing."""


class Finder(QObject):
    """Joins search field, table and operations. GUI thread.

    Signals:
        lookup_wanted: a `LookupAsked`; `on_looked_up` takes the answer.
        answered: the `LookedUp` of whoever asked.
        resumed: a scan that came while the one before was being looked up; it belongs into the
            dialog which that has opened.
        badge_scanned: one of `badges` was scanned.

    Attributes:
        badges: of the people who sign in here.
        patience: how long scans wait for an answer.
    """

    lookup_wanted = Signal(object)
    answered = Signal(object)
    badge_scanned = Signal(str)
    resumed = Signal(str)

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
        self._asked: str | None = None
        self._scanned = False
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(PATIENCE_MS)
        self.patience.timeout.connect(self._on_patience_lost)
        self._waiting: deque[str] = deque()
        self.badges: frozenset[str] = frozenset()

    @Slot(str)
    def on_scanned(self, text: str) -> None:
        """Take a scan; while the one before is being looked up, it waits."""
        if self.patience.isActive():
            self._waiting.append(text)
        else:
            self._look_for(clean(text), scanned=True)

    @Slot(str)
    def on_entered(self, text: str) -> None:
        """Take what was typed and ended with Enter."""
        self._look_for(clean(text), scanned=False)

    def _look_for(self, name: str, *, scanned: bool) -> None:
        """Open the MO of exactly this number; what the board does not know the store may."""
        self._forget()
        order = self._order(name)
        if order is not None:
            self._open(order)
        elif scanned and name in self.badges:
            self._field.reset()
            self.badge_scanned.emit(name)
        elif name:
            self._asked, self._scanned = name, scanned
            self.patience.start()
            self.lookup_wanted.emit(LookupAsked(name))

    @Slot(object)
    def on_looked_up(self, answer: LookedUp) -> None:
        """Open an MO, or mark the one that used a label; anything else changes nothing."""
        self.answered.emit(answer)
        if answer.text != self._asked:
            return
        self._asked = None
        self.patience.stop()
        before = self._notifier.toast.text
        if answer.order is not None:
            self._open(answer.order)
            self._resume(answer.order)
        elif answer.uses:
            self._show_use(answer.text, answer.uses)
        else:
            self._show_nothing(shortened(answer.text))
        said = self._notifier.toast.text
        self._drop(*([said] if said != before else []))

    def _resume(self, order: Order) -> None:
        """Let the scans that waited go on in the dialog that `order` has opened, and only there."""
        while self._waiting and self._operations.is_open_for(order):
            self.resumed.emit(self._waiting.popleft())

    def _drop(self, *before: str) -> None:
        """Say behind what was said `before` that the scans that waited are not taken."""
        if self._waiting:
            texts = ", ".join(shortened(clean(text)) for text in self._waiting)
            self._waiting.clear()
            self._field.reset()
            said = tr("Scanned too early and not taken: {texts}. Scan again.", texts=texts)
            self._notifier.refused(joined(*before, said))

    def _forget(self) -> None:
        """Hear no answer any more, and take no scan that waited for it."""
        self._asked = None
        self.patience.stop()
        self._drop()

    @Slot()
    def on_card_placed(self) -> None:
        """Forget what was asked for: a person has opened something else meanwhile."""
        if self._asked is not None:
            self._forget()

    @Slot()
    def _on_patience_lost(self) -> None:
        if self._asked is not None:
            self._drop(tr("“{text}” is still being looked for.", text=shortened(self._asked)))

    @Slot()
    def enter_table(self) -> None:
        """Move on to the first row that fits."""
        if self._table.shown.rowCount():
            self._table.setFocus()
            if self._table.current() is None:
                self._table.selectRow(0)

    @Slot()
    def on_saved(self) -> None:
        """End a search that had led to one MO: it is done with. One among many goes on."""
        if self._field.text() and self._table.shown.rowCount() == 1:
            self._field.reset()
            current = self._table.current()
            if current is not None:
                self._table.select(current.id)  # it may be out of sight among all the others

    def _open(self, order: Order) -> None:
        self._field.reset()
        self._operations.open_order(order)

    def _show_use(self, text: str, uses: tuple[LabelUse, ...]) -> None:
        """Mark the row of the MO that used a label, and say so; a finished one shows its history.

        A roll can have served several MOs: the newest is shown, the others are counted.
        """
        order, use = uses[0].order, uses[0]
        self._field.reset()
        if not self._table.select(order.id) and self._table.rows.row_of(order.id) is not None:
            self._stages.choose(None)
            self._table.select(order.id)
        self._notifier.hint(_said(text, use, len(uses) - 1))
        if order.stage is Stage.FINISHED:
            self._operations.history_asked.emit(order.id)

    def _show_nothing(self, text: str) -> None:
        """Say that nothing is called so; what was typed stays, to go on with it."""
        shown = self._table.shown.rowCount()
        if not self._scanned and shown == 1:
            # The only row that fits is marked; opening it takes another Enter.
            self.enter_table()
        elif self._scanned or shown == 0:
            self._notifier.refused(
                tr("“{text}” is no MO, code or roll known here. If the MO is new, sync.", text=text)
            )
            self._field.selectAll()
        if self._scanned:
            self._field.reset()

    def _order(self, name: str) -> Order | None:
        for order in self._table.rows.orders():
            if clean(order.mo_name) == name:
                return order
        return None


def _said(text: str, use: LabelUse, others: int) -> str:
    name, roll = use.order.mo_name, use.segment.roll_number or NOTHING
    if not use.is_roll:
        return tr(
            "Code {code} belongs to {mo_name}, roll {roll}.", code=text, mo_name=name, roll=roll
        )
    if others == 1:
        return tr("Roll {roll} belongs to {mo_name}, and to 1 MO before.", roll=text, mo_name=name)
    if others:
        return tr(
            "Roll {roll} belongs to {mo_name}, and to {count} MOs before.",
            roll=text,
            mo_name=name,
            count=others,
        )
    return tr("Roll {roll} belongs to {mo_name}.", roll=text, mo_name=name)
