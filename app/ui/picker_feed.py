"""Keeps the MO picker of the open dialog in step with the board and the store."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.orders import Order, Stage
from app.services.messages import LookedUp, LookupAsked
from app.ui import dialogs
from app.ui.finder import Finder
from app.ui.operation_flow import OperationFlow
from app.ui.operations import Operations
from app.ui.scanner import Scanner

if TYPE_CHECKING:
    from app.ui.dialogs.mo_picker import MoPicker


class PickerFeed(QObject):
    """Tells a picker what can be chosen by now, and which MO has a name. GUI thread."""

    def __init__(
        self,
        flow: OperationFlow,
        operations: Operations,
        finder: Finder,
        scanner: Scanner,
        parent: QObject,
    ) -> None:
        """Serve the dialogs of `flow`; names are looked up as `finder` does."""
        super().__init__(parent)
        self._flow, self._operations = flow, operations
        self._finder, self._scanner = finder, scanner
        flow.opening.connect(self._on_opening)
        finder.answered.connect(self._on_answered)

    @Slot()
    def renew(self) -> None:
        """Offer what the board has by now."""
        picker = self._picker()
        if picker is None:
            return
        stage = self._stage()
        ready = stage is Stage.READY
        candidates = self._operations.ready() if ready else self._operations.to_register()
        chosen = picker.chosen
        picked = None if chosen is None else self._operations.order(chosen.id) or chosen
        picker.renew(candidates, picked)

    @Slot(object)
    def _on_opening(self, _dialog: QObject) -> None:
        picker = self._picker()
        if picker is not None:
            picker.look_up = self._look_up
            picker.resumed.connect(self._scanner.on_scanned)

    def _look_up(self, name: str) -> None:
        self._finder.lookup_wanted.emit(LookupAsked(name))

    @Slot(object)
    def _on_answered(self, answer: LookedUp) -> None:
        picker = self._picker()
        if picker is None:
            return
        order = answer.order
        if order is not None:
            order = self._operations.order(order.id) or order
        found = order if order is not None and self._may_be_picked(order) else None
        picker.show_found(answer.text, found, known=order is not None)

    def _may_be_picked(self, order: Order) -> bool:
        return order.stage is self._stage() and order.gone_at is None and not order.odoo_closed

    def _stage(self) -> Stage:
        registers = isinstance(self._flow.dialog, dialogs.RegisterDialog)
        return Stage.UNREGISTERED if registers else Stage.READY

    def _picker(self) -> "MoPicker | None":
        dialog = self._flow.dialog
        fields = () if dialog is None else dialog.inputs
        return next((field for field in fields if isinstance(field, dialogs.MoPicker)), None)
