"""What a right click, a long press or the menu key on a row offers."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.domain.orders import Order, Stage
from app.services.messages import Done
from app.texts import mark, tr
from app.ui.histories import Histories
from app.ui.icon_menu import IconMenu
from app.ui.operation_flow import OperationFlow
from app.ui.operations import Operations
from app.ui.symbols import Symbol


class Offer(Enum):
    """One entry of the menu."""

    REGISTER = auto()
    START = auto()
    FOLLOW = auto()
    END = auto()
    CHANGEOVER = auto()
    CHANGE_ROLL = auto()
    HISTORY = auto()
    CORRECT = auto()
    UNREGISTER = auto()
    UNDO = auto()


_ENTRIES: Final[dict[Offer, tuple[Symbol, str]]] = {
    Offer.REGISTER: ("plus", mark("Register MO… (Enter)")),
    Offer.START: ("play", mark("Start Production… (Enter)")),
    Offer.FOLLOW: ("swap", mark("Changeover to this MO… (Enter)")),
    Offer.END: ("stop", mark("End Production… (F4)")),
    Offer.CHANGEOVER: ("swap", mark("Changeover… (F3)")),
    Offer.CHANGE_ROLL: ("roll", mark("Change roll… (F6)")),
    Offer.HISTORY: ("clock", mark("History (F7)")),
    Offer.CORRECT: ("pencil", mark("Correct a value…")),
    Offer.UNREGISTER: ("undo", mark("Take back the registration…")),
    Offer.UNDO: ("undo", mark("Undo the last operation (F8)")),
}
"""Symbol and words, in the order in which they are offered."""


def offers(order: Order, operations: Operations) -> set[Offer]:
    """Give what can be done here with an MO as it is, but for the undo; nothing that is refused."""
    found = {Offer.HISTORY}
    if operations.is_elsewhere(order):
        return found
    running = operations.running()
    match order.stage:
        case Stage.UNREGISTERED if order.gone_at is None and not order.odoo_closed:
            found |= {Offer.REGISTER}
        case Stage.READY:
            found |= {Offer.START if running is None else Offer.FOLLOW, Offer.UNREGISTER}
        case Stage.RUNNING:
            found |= {Offer.END}
            if running is not None and running.id == order.id:
                found |= {Offer.CHANGE_ROLL}
                found |= {Offer.CHANGEOVER} if operations.ready() else set()
    return found | (set() if order.stage is Stage.UNREGISTERED else {Offer.CORRECT})


class RowMenu(IconMenu):
    """Opens for an MO of the board what can be done with it, and nothing else. GUI thread.

    Attributes:
        entries: by what they offer; those that make no sense now are hidden.
    """

    def __init__(
        self, parent: QWidget, operations: Operations, histories: Histories, flow: OperationFlow
    ) -> None:
        """Make the entries; they are named when it opens."""
        super().__init__(parent)
        self._operations, self._histories, self._flow = operations, histories, flow
        self._order_id: int | None = None
        self._undoable: frozenset[int] = frozenset()
        self.entries: dict[Offer, QAction] = {}
        for offer, (symbol, _text) in _ENTRIES.items():
            if offer is Offer.HISTORY:
                self.addSeparator()
            self.entries[offer] = self.entry(symbol)
            self.entries[offer].triggered.connect(self._on_triggered)
        flow.saved.connect(self._on_saved)

    @Slot(object, QPoint)
    def show_for(self, order_id: int, place: QPoint) -> None:
        """Open at `place` on the screen for an MO of the board; not over a card."""
        order = self._operations.order(order_id)
        if order is None or self._flow.occupied:
            return
        self._order_id = order_id
        self.draw_icons()
        self.setAccessibleName(tr("Menu of the row"))
        offered = offers(order, self._operations)
        if order_id in self._undoable:
            offered.add(Offer.UNDO)
        for offer, action in self.entries.items():
            action.setVisible(offer in offered)
            action.setText(tr(_ENTRIES[offer][1]))
        self.popup(place)

    @Slot(object)
    def _on_saved(self, done: Done) -> None:
        """Offer the undo where the last operation was; which one was before is not known here."""
        from app.ui.outcomes import is_undo  # with the dialogs: not at the start

        changed = frozenset(change.after.id for change in done.changes)
        self._undoable = frozenset() if is_undo(done) else changed

    @Slot()
    def _on_triggered(self) -> None:
        order_id = self._order_id
        order = None if order_id is None else self._operations.order(order_id)
        if order is not None:  # as it is by now
            self._act(next(o for o, a in self.entries.items() if a is self.sender()), order)

    def _act(self, offer: Offer, order: Order) -> None:
        operations = self._operations
        acts: dict[Offer, Callable[[], None]] = {
            Offer.CHANGEOVER: operations.open_changeover,
            Offer.CHANGE_ROLL: operations.open_change_roll,
            Offer.HISTORY: lambda: self._histories.open_for(order.id),
            Offer.CORRECT: lambda: operations.open_correct(order),
            Offer.UNREGISTER: lambda: operations.open_unregister(order),
            Offer.UNDO: operations.open_undo,
        }
        acts.get(offer, lambda: operations.open_order(order))()
