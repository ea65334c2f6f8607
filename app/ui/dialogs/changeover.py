"""Changeover: the running MO ends and the next one starts at the same instant."""

from collections.abc import Mapping, Sequence

from app.domain import examples
from app.domain.codes import clean
from app.domain.orders import Order
from app.domain.requests import Changeover
from app.texts import tr
from app.texts.formats import NOTHING, number
from app.ui.dialogs.fields import FormField, ShownField
from app.ui.dialogs.mo_picker import MoPicker
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.order_cells import short_product


class ChangeoverDialog(OperationDialog):
    """Ends what runs and starts a ready MO."""

    def __init__(
        self,
        running: Order,
        candidates: tuple[Order, ...],
        floor: Floor,
        *,
        chosen: int | None = None,
    ) -> None:
        """End `running`, offer `candidates` as the next; `chosen` is picked already."""
        super().__init__(
            floor,
            symbol="swap",
            title=tr("Changeover"),
            intro=tr("The running MO ends and the next MO starts at the same moment."),
            save=tr("Save changeover"),
        )
        self._running, self.base = running, running.id
        self.current = ShownField(
            "current_id", tr("Running MO"), running.mo_name, hint=short_product(running)
        )
        title = tr("Next MO ({count} available)", count=number(len(candidates)))
        self.picker = MoPicker("next_id", title, candidates)
        self.code = FormField("new_auth", tr("First code of the next MO"))
        self.roll = FormField("roll_number", "")
        self.roll.wanted = False  # the new code is the last scan on the same roll
        self.old_last = FormField("old_last", "")
        self.leader = FormField("leader_id", tr("Leader of the next MO"))
        self.leader.set_text(running.leader_id or "")
        self.leader.set_hint(tr("Change it when the shift changes."))
        self.place(self.current, 0, 0)
        self.place(self.picker, 0, 1)
        self.place(self.code, 1, 0)
        self.place(self.roll, 1, 1)
        self.place(self.old_last, 2, 0)
        self.place(self.leader, 2, 1)
        only = candidates[0].id if len(candidates) == 1 else None
        self.picker.choose(chosen if chosen is not None else only)
        self.begin()

    def follow(self, order: Order) -> None:
        """Say of the running MO what is known by now."""
        self._running = order
        super().follow(order)

    def request(self) -> Changeover | None:
        """Give the input as it is typed now."""
        if self.picker.chosen is None:
            return None
        return Changeover(
            self._running.id,
            self.picker.chosen.id,
            self.code.text,
            self.roll.text,
            self.old_last.text,
            self.leader.text,
        )

    def examples(self, orders: Sequence[Order]) -> Mapping[str, str]:
        """Give the label that the next MO was registered with, else the one behind the target."""
        last = examples.last_label(self._running)
        following = self.picker.chosen
        new = (following.auth_first if following else None) or examples.after(last)
        values = {"new_auth": new or examples.next_labels(orders)[0], "leader_id": examples.LEADER}
        if self.old_last.wanted:
            values["old_last"] = last
        return values

    def adapt(self) -> None:
        """Say which roll will be taken, and whether its end has to be told."""
        following, old = self.picker.chosen, self._running.roll_number
        entered = clean(self.roll.text)
        taken = entered or (following.roll_number if following else None) or old
        differs = taken != old
        self.roll.set_title(tr("Roll number (empty if it is the same roll)"))
        if entered:
            hint = (
                tr("Same roll as now.")
                if not differs
                else tr("Roll in use: {roll}.", roll=old or NOTHING)
            )
        elif following and following.roll_number:
            self.roll.set_title(tr("Roll number (empty if as registered)"))
            hint = tr("Empty: roll {roll}, as registered.", roll=taken or NOTHING)
        elif taken:
            hint = tr("Empty: roll {roll}, which is running.", roll=taken)
        else:
            hint = tr("Which roll is running is not known.")
        self.roll.set_hint(hint)
        name = following.mo_name if following else tr("the next MO")
        self.code.set_hint(tr("Scan the first label of {mo_name}.", mo_name=name))
        self.old_last.wanted = differs
        if differs:
            self.old_last.set_title(tr("Last code used on roll {roll}", roll=old or NOTHING))
            self.old_last.set_hint(tr("New roll: scan the old roll's last label."))
        else:
            self.old_last.set_title(tr("Last code of the running MO (optional)"))
            self.old_last.set_hint(tr("Only if labels were wasted in between."))
        self.leader.wanted = not clean(self.leader.text)
