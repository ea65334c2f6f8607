"""Cabut pendaftaran: a ready MO goes back to the ones that are not registered."""

from app.domain.orders import Order
from app.domain.people import Right
from app.domain.requests import Unregister
from app.texts import tr
from app.ui.dialogs.fields import ShownField
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.dialogs.reason import ReasonField
from app.ui.order_cells import short_product


class UnregisterDialog(OperationDialog):
    """Takes a registration back, with a reason."""

    right = Right.REGISTER
    rows_kept = 3

    def __init__(self, order: Order, floor: Floor) -> None:
        """Take back the registration of `order`."""
        super().__init__(
            floor,
            symbol="undo",
            title=tr("Take back the registration"),
            intro=tr("The MO is not ready any more; its code and roll are free again."),
            save=tr("Take back"),
        )
        self._order_id = self.base = order.id
        self.current = ShownField(
            "order_id", tr("Ready MO"), order.mo_name, hint=short_product(order)
        )
        self.reason = ReasonField()
        self.place(self.current, 0, 0, 2)
        self.place(self.reason, 1, 0, 2)
        self.begin()

    def request(self) -> Unregister:
        """Give the input as it is typed now."""
        return Unregister(self._order_id, self.reason.text)
