"""Ganti Roll: the roll ran out, the running MO goes on with another one."""

from collections.abc import Mapping, Sequence

from app.domain import examples
from app.domain.orders import Order
from app.domain.requests import ChangeRoll
from app.texts import tr
from app.texts.formats import NOTHING
from app.ui.dialogs.fields import FormField, ShownField
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.order_cells import short_product


class ChangeRollDialog(OperationDialog):
    """Closes the old roll of what runs and opens the new one."""

    def __init__(self, running: Order, floor: Floor) -> None:
        """Change the roll of `running`."""
        super().__init__(
            floor,
            symbol="roll",
            title=tr("Change roll"),
            intro=tr("Scan the last label of the old roll, the new roll, then its first label."),
            save=tr("Save the new roll"),
        )
        self._running, self.base = running, running.id
        self.current = ShownField(
            "order_id", tr("Running MO"), running.mo_name, hint=short_product(running)
        )
        self.old_last = FormField("old_last", "", hint=tr("Scan the last label that was used."))
        self.roll = FormField("roll_number", tr("Number of the new roll"))
        self.new_first = FormField("new_first", tr("First code of the new roll"))
        self.new_first.set_hint(tr("Scan the first label of the new roll."))
        self.place(self.current, 0, 0)
        self.place(self.old_last, 0, 1)
        self.place(self.roll, 1, 0)
        self.place(self.new_first, 1, 1)
        self.begin()

    def follow(self, order: Order) -> None:
        """Say of the running MO what is known by now."""
        self._running = order
        super().follow(order)

    def adapt(self) -> None:
        """Say which roll is running."""
        roll = self._running.roll_number or NOTHING
        self.old_last.set_title(tr("Last code used on roll {roll}", roll=roll))
        self.roll.set_hint(tr("Roll in use: {roll}.", roll=roll))

    def request(self) -> ChangeRoll:
        """Give the input as it is typed now."""
        return ChangeRoll(self._running.id, self.old_last.text, self.roll.text, self.new_first.text)

    def examples(self, orders: Sequence[Order]) -> Mapping[str, str]:
        """Let the old roll end in the middle of the MO."""
        roll, first = examples.new_roll(orders)
        half = examples.last_label(self._running, 0.5)
        return {"old_last": half, "roll_number": roll, "new_first": first}
