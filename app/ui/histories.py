"""Opens the history of an MO, and what can be put right from there."""

from datetime import tzinfo

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.clock import Clock
from app.domain.errors import Problem
from app.services.messages import HistoryAsked, HistoryRead
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import dialogs
from app.ui.notifier import Notifier
from app.ui.operations import Operations
from app.ui.order_table import OrderTable
from app.ui.overlay import Overlay


class Histories(QObject):
    """Asks the store for a history and shows it, unless something else was opened. GUI thread.

    Signals:
        history_wanted: a `HistoryAsked`; `on_history_read` takes the answer.
    """

    history_wanted = Signal(object)

    def __init__(
        self,
        overlay: Overlay,
        table: OrderTable,
        operations: Operations,
        notifier: Notifier,
        zone: tzinfo,
        clock: Clock,
        parent: QObject,
    ) -> None:
        """Show histories in `overlay`; corrections are begun through `operations`."""
        super().__init__(parent)
        self._overlay, self._table = overlay, table
        self._operations, self._notifier = operations, notifier
        self._zone, self._clock = zone, clock
        self._asked: int | None = None

    @Slot()
    def open_selected(self) -> None:
        """F7: the history of the selected row; without one, of what runs."""
        order = self._table.current() or self._operations.running()
        if order is None:
            self._notifier.hint(tr("Select a row first, then press F7."))
        else:
            self.open_for(order.id)

    @Slot(object)
    def open_for(self, order_id: int) -> None:
        """Ask for the history of an MO, by its local id."""
        if self._overlay.card is not None:
            self._notifier.hint(tr("Save or cancel this first."))
            return
        self._asked = order_id
        self.history_wanted.emit(HistoryAsked(order_id))

    @Slot(object)
    def on_unread(self, problem: Problem) -> None:
        """Say why what was asked for is not shown."""
        self._asked = None
        self._notifier.refused(sentence(problem))

    @Slot(object)
    def on_history_read(self, read: HistoryRead) -> None:
        """Show a history, if it is still the one that is waited for."""
        if read.order.id != self._asked:
            return
        self._asked = None
        if self._overlay.card is not None:
            return
        theirs = self._operations.is_elsewhere(read.order)
        card = dialogs.HistoryCard(read, self._zone, self._clock(), theirs=theirs)
        card.correct_asked.connect(self._operations.open_correct)
        card.unregister_asked.connect(self._operations.open_unregister)
        self._overlay.show_card(card)
