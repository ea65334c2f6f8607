"""The field that picks one MO out of those an operation may be done with."""

from PySide6.QtCore import Slot

from app.domain.orders import Order
from app.texts import tr
from app.ui.dialogs.picker import Choice, Picker
from app.ui.order_cells import quantity, search_text, short_product


class MoPicker(Picker):
    """Finds an MO by what is typed or scanned.

    Only the `candidates` can be chosen. They are as they were when the dialog opened; what changed
    since is checked when the operation is planned.
    """

    says = "numbers"

    def __init__(self, name: str, title: str, candidates: tuple[Order, ...]) -> None:
        """Offer `candidates` in the order given."""
        hint = tr("Scan or choose the MO.")
        super().__init__(name, title, tuple(map(_choice, candidates)), hint=hint)
        self._orders = {order.id: order for order in candidates}
        self.changed.connect(self._tell_product)

    @property
    def chosen(self) -> Order | None:
        """The MO picked."""
        return None if self.key is None else self._orders[self.key]

    def shown(self, choice: Choice) -> str:
        """Give the number alone: a long product goes below, where it has room for two lines."""
        return choice.name

    @Slot()
    def _tell_product(self) -> None:
        order = self.chosen
        if order is None:
            self.set_hint(tr("Scan or choose the MO."))
        else:
            self.set_hint(f"{short_product(order)} · {quantity(order)}")

    def none_fits(self, text: str) -> str:
        """Say that no MO is called so."""
        return tr("“{text}” is not one of the MOs to choose from.", text=text)

    def several_fit(self, text: str, count: int) -> str:
        """Say that more than one MO is called so."""
        return tr("“{text}” fits {count} MOs. Choose one.", text=text, count=count)


def _choice(order: Order) -> Choice:
    about, value = short_product(order), quantity(order)
    return Choice(order.id, order.mo_name, about, value, search_text(order))
