"""End Production: the running MO ends at its last label."""

from collections.abc import Mapping, Sequence

from app.domain import examples
from app.domain.codes import clean
from app.domain.orders import Order
from app.domain.requests import End
from app.texts import tr
from app.texts.formats import NOTHING
from app.ui.dialogs.fields import FormField, ShownField
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.order_cells import short_product


class EndDialog(OperationDialog):
    """Ends what runs."""

    rows_kept = 3

    def __init__(self, running: Order, floor: Floor) -> None:
        """End `running`."""
        super().__init__(
            floor,
            symbol="stop",
            title=tr("End Production"),
            intro=tr("The running MO ends now. No other MO starts."),
            save=tr("Save End Production"),
        )
        self._running, self.base = running, running.id
        if floor.rules.end_code == "next_unused":
            title, hint = tr("Next unused code"), tr("Scan the first label that was not used.")
        else:
            title, hint = tr("Last code used"), tr("Scan the last label that was used.")
        self.current = ShownField(
            "order_id", tr("Running MO"), running.mo_name, hint=short_product(running)
        )
        segment = running.open_segment
        known = segment.auth_first if segment else running.auth_first
        self.code = FormField("auth", title, hint=hint)
        self.first = FormField("auth_first", tr("First code (optional)"))
        self.first.set_hint(tr("It was not known at the start; without it, used stays unknown."))
        self.first.setVisible(known is None)
        self.roll = FormField("roll_number", tr("Roll number (empty if it is the same roll)"))
        self.roll.wanted = False  # the last code is the last scan; a roll is chosen before it
        self.old_last = FormField("old_last", "")
        self.new_first = FormField("new_first", tr("First code of the new roll"))
        self.place(self.current, 0, 0, 2)
        self.place(self.code, 1, 0)
        self.place(self.roll, 1, 1)
        self.place(self.old_last, 2, 0)
        self.place(self.new_first, 2, 1)
        self.place(self.first, 3, 0)
        self.begin()

    def follow(self, order: Order) -> None:
        """Say of the running MO what is known by now."""
        self._running = order
        super().follow(order)

    def request(self) -> End:
        """Give the input as it is typed now."""
        changed = self._roll_changed()
        return End(
            self._running.id,
            self.code.text,
            self.first.text,
            self.roll.text,
            self.old_last.text if changed else "",
            self.new_first.text if changed else "",
        )

    def adapt(self) -> None:
        """Ask for both rolls' ends when the roll entered is another than the running one."""
        changed, roll = self._roll_changed(), self._running.roll_number or NOTHING
        self.old_last.setVisible(changed)
        self.new_first.setVisible(changed)
        self.old_last.set_title(tr("Last code used on roll {roll}", roll=roll))
        self.old_last.set_hint(tr("New roll: scan the old roll's last label."))
        self.new_first.set_hint(tr("Scan the first label of the new roll."))
        if changed:
            self.roll.set_hint(tr("Roll in use: {roll}.", roll=roll))
        elif self._running.roll_number is None:
            self.roll.set_hint(tr("Which roll is running is not known."))
        else:
            self.roll.set_hint(tr("Empty: roll {roll}, which is running.", roll=roll))

    def examples(self, orders: Sequence[Order]) -> Mapping[str, str]:
        """End where the target is reached; on another roll, some labels into it."""
        last = examples.last_label(self._running) or examples.next_labels(orders)[0]
        values = {"auth": last}
        if self._roll_changed():
            new_first = examples.new_roll(orders)[1]
            half = examples.last_label(self._running, 0.5)
            values = {"auth": examples.after(new_first), "old_last": half, "new_first": new_first}
        if self.floor.rules.end_code == "next_unused":
            values["auth"] = examples.after(values["auth"])
        return values

    def _roll_changed(self) -> bool:
        entered, known = clean(self.roll.text), self._running.roll_number
        return bool(entered) and known is not None and entered != known
