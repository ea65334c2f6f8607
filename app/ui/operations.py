"""Which dialog makes sense now, with which MOs; and the sentence when none does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import Code, Problem
from app.domain.orders import Order, Stage
from app.domain.plans import Rules
from app.domain.stations import is_elsewhere
from app.services.messages import SyncStatus
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import dialogs
from app.ui.dialogs.floor import Floor
from app.ui.notifier import Notifier
from app.ui.operation_flow import OperationFlow
from app.ui.order_model import OrderModel
from app.ui.sync_words import unconnected

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Operations(QObject):
    """Opens the dialogs, or says in one sentence why not. GUI thread.

    Attributes:
        selected: gives the MO whose row is selected.

    Signals:
        history_asked: the local id of an MO for which there is nothing to do but to look at it.
    """

    history_asked = Signal(object)

    def __init__(
        self,
        board: OrderModel,
        flow: OperationFlow,
        notifier: Notifier,
        floor: Floor,
        station: str,
        parent: QObject | None = None,
    ) -> None:
        """Take the MOs from `board` and run the dialogs through `flow`."""
        super().__init__(parent)
        self._board, self._flow, self._notifier = board, flow, notifier
        self._floor, self._station = floor, station
        self._unconnected = False
        self.selected: Callable[[], Order | None] = lambda: None

    def show_sync(self, status: SyncStatus) -> None:
        """Send nobody to a sync that cannot be."""
        self._unconnected = unconnected(status)

    def use(self, rules: Rules) -> None:
        """Open dialogs by other rules from now on."""
        self._floor = replace(self._floor, rules=rules)

    def running(self) -> Order | None:
        """Give the MO that runs on this station."""
        found = [o for o in self._board.in_stage(Stage.RUNNING) if not self.is_elsewhere(o)]
        return max(found, key=lambda order: (order.date_start or _LONG_AGO, order.id), default=None)

    def is_elsewhere(self, order: Order) -> bool:
        """Tell whether another station has taken an MO: here it can be looked at only."""
        return is_elsewhere(order, self._floor.rules.home(self._station))

    def order(self, order_id: int) -> Order | None:
        """Give an MO of the board as it is now."""
        return self._board.order(order_id)

    def is_open_for(self, order: Order) -> bool:
        """Tell whether the dialog that is open is about this MO."""
        dialog = self._flow.dialog
        return dialog is not None and order.id in (dialog.base, dialog.subject)

    def to_register(self) -> tuple[Order, ...]:
        """Give the MOs that may be registered, newest first."""
        found = [
            order
            for order in self._board.in_stage(Stage.UNREGISTERED)
            if order.gone_at is None and not order.odoo_closed
        ]
        found.sort(key=lambda order: (order.create_date or _LONG_AGO, order.id), reverse=True)
        return tuple(found)

    def ready(self) -> tuple[Order, ...]:
        """Give the ready MOs that are open in Odoo, in the order of their registration."""
        return tuple(o for o in self._all_ready() if o.gone_at is None and not o.odoo_closed)

    def _all_ready(self) -> list[Order]:
        found = list(self._board.in_stage(Stage.READY))
        found.sort(key=lambda order: (order.registered_at or _LONG_AGO, order.id))
        return found

    @Slot()
    def open_register(self) -> None:
        """F1."""
        self._open_register(None)

    @Slot()
    def open_start(self) -> None:
        """F2: of the MO that is selected, if that one is ready."""
        ready = {order.id: order for order in self.ready()}
        selected = self.selected()
        self._open_start(ready.get(selected.id) if selected is not None else None)

    @Slot()
    def open_changeover(self) -> None:
        """F3."""
        self._open_changeover(None)

    @Slot()
    def open_end(self) -> None:
        """F4."""
        running = self.running()
        if self._busy():
            return
        if running is None:
            self._notifier.hint(tr("No MO is running, so there is nothing to end."))
        else:
            self._flow.run(dialogs.EndDialog(running, self._floor))

    @Slot()
    def open_change_roll(self) -> None:
        """F6."""
        running = self.running()
        if self._busy():
            return
        if running is None:
            self._notifier.hint(tr("No MO is running, so there is no roll to change."))
        else:
            self._flow.run(dialogs.ChangeRollDialog(running, self._floor))

    @Slot()
    def open_undo(self) -> None:
        """F8."""
        if not self._busy():
            self._flow.run(dialogs.UndoDialog(self._floor))

    @Slot(object)
    def open_correct(self, order: Order) -> None:
        """Correct a value of an MO."""
        if not self._busy():
            self._flow.run(dialogs.CorrectDialog(order, self._floor))

    @Slot(object)
    def open_unregister(self, order: Order) -> None:
        """Take the registration of an MO back."""
        if not self._busy():
            self._flow.run(dialogs.UnregisterDialog(order, self._floor))

    @Slot(object)
    def open_for(self, order_id: int) -> None:
        """Open what the stage of an MO on the board calls for: its row was opened."""
        order = self.order(order_id)
        if order is not None:
            self.open_order(order)

    def open_order(self, order: Order) -> None:
        """Open what the stage of `order` calls for, on the board or not."""
        running = self.running()
        if self._busy():
            return
        match order.stage:
            case Stage.RUNNING if self.is_elsewhere(order):
                self.history_asked.emit(order.id)  # which says where it runs
            case Stage.UNREGISTERED:
                self._register_one(order)
            case Stage.READY if running is not None:
                self._open_changeover(order)
            case Stage.READY:
                self._open_start(order)
            case Stage.RUNNING:
                self._flow.run(dialogs.EndDialog(order, self._floor))
            case Stage.FINISHED:
                self.history_asked.emit(order.id)

    def _register_one(self, order: Order) -> None:
        if order.gone_at is not None:
            self._refuse(Code.ODOO_GONE, order)
        elif order.odoo_closed:
            self._refuse(Code.ODOO_CLOSED, order)
        else:
            self._open_register(order)

    def _refuse(self, code: Code, order: Order) -> None:
        self._notifier.refused(sentence(Problem(code, params={"mo_name": order.mo_name})))

    def _open_register(self, chosen: Order | None) -> None:
        candidates = _with(self.to_register(), chosen)
        if self._busy():
            return
        if not candidates and self._unconnected:
            self._notifier.hint(tr("There is no MO to register: Odoo is not connected yet."))
        elif not candidates:
            self._notifier.hint(tr("There is no MO to register. Sync first (F5)."))
        else:
            self._flow.run(dialogs.RegisterDialog(candidates, self._floor, chosen=_id(chosen)))

    def _open_start(self, chosen: Order | None) -> None:
        candidates, running = _with(self.ready(), chosen), self.running()
        if self._busy():
            return
        if running is not None:
            self._refuse(Code.OTHER_RUNNING, running)
        elif not candidates:
            self._hint_none_ready(tr("No MO is ready. Register one first (F1)."))
        else:
            self._flow.run(dialogs.StartDialog(candidates, self._floor, chosen=_id(chosen)))

    def _open_changeover(self, chosen: Order | None) -> None:
        candidates, running = _with(self.ready(), chosen), self.running()
        if self._busy():
            return
        if running is None:
            self._notifier.hint(tr("No MO is running. Start one first (F2)."))
        elif not candidates:
            self._hint_none_ready(tr("No MO is ready to follow. Register one first (F1)."))
        else:
            self._flow.run(
                dialogs.ChangeoverDialog(running, candidates, self._floor, chosen=_id(chosen))
            )

    def _hint_none_ready(self, text: str) -> None:
        if self._all_ready():
            text = tr(
                "What is ready is cancelled, done or gone in Odoo. Scan its number to use it."
            )
        self._notifier.hint(text)

    def _busy(self) -> bool:
        if not self._flow.occupied:
            return False
        self._notifier.hint(tr("Save or cancel this first."))
        return True


def _with(offered: tuple[Order, ...], chosen: Order | None) -> tuple[Order, ...]:
    """Offer what a person has scanned or opened, too, whatever Odoo says of it."""
    if chosen is None or any(order.id == chosen.id for order in offered):
        return offered
    return (chosen, *offered)


def _id(order: Order | None) -> int | None:
    return None if order is None else order.id
