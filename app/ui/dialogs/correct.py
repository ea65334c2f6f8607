"""Koreksi: one value that a person filled in becomes another one, with a reason."""

from PySide6.QtCore import Slot

from app.domain.orders import Order
from app.domain.requests import Correct
from app.texts import mark, tr
from app.texts.formats import NOTHING
from app.ui.dialogs.correctable import Correctable, Kind, choices, correctables
from app.ui.dialogs.fields import FormField, ShownField
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.dialogs.picker import Picker
from app.ui.dialogs.reason import ReasonField
from app.ui.dialogs.tick import Tick
from app.ui.order_cells import short_product

_HINTS: dict[Kind, str] = {
    "code": mark("Now {value}. Scan the right label."),
    "roll": mark("Now {value}. Scan the right roll."),
    "leader": mark("Now {value}. Scan or type the right leader."),
    "time": mark("Write it like 2026-11-23 14:05, in this station's time."),
}


class CorrectDialog(OperationDialog):
    """Puts right what was typed wrong; it never changes how far the MO is."""

    rows_kept = 3

    def __init__(self, order: Order, floor: Floor) -> None:
        """Correct a value of `order`."""
        super().__init__(
            floor,
            symbol="pencil",
            title=tr("Correct a value"),
            intro=tr("Choose the value, enter what is right, and say why."),
            save=tr("Save the correction"),
        )
        self._order_id = self.base = order.id
        self._corrected = order
        self._values = correctables(order, floor.zone)
        self._before: Correctable | None = None
        self.current = ShownField("order_id", "MO", order.mo_name, hint=short_product(order))
        self.what = Picker("field", tr("Which value"), choices(self._values))
        self.what.set_hint(tr("Choose it, or scan the wrong code or roll."))
        self.value = FormField("value", tr("New value"))
        self.reason = ReasonField()
        self.clear = Tick(tr("Take this value away (leave it empty)"))
        self.clear.toggled.connect(self.refresh)
        self.what.changed.connect(self._on_picked)
        self.place(self.current, 0, 0)
        self.place(self.what, 0, 1)
        self.place(self.value, 1, 0)
        self.place(self.reason, 1, 1)
        self.put(self.clear, 2, 0, 2)
        # A wrong segment is a wrong choice, too.
        self.fields["segment"] = self.what
        self.begin()

    def retranslate(self) -> None:
        """Offer the values in the language in use, too."""
        self._offer()
        super().retranslate()

    def follow(self, order: Order) -> None:
        """Offer the values as they are by now, as long as they are the same ones."""
        super().follow(order)
        by_now = correctables(order, self.floor.zone)
        if [(v.field, v.segment) for v in by_now] == [(v.field, v.segment) for v in self._values]:
            self._corrected = order
            if by_now != self._values:
                self._offer()

    def _offer(self) -> None:
        picked = self.what.key
        self._values = correctables(self._corrected, self.floor.zone)
        self._before = None if picked is None else self._values[picked]
        self.what.offer(choices(self._values))

    def begin(self) -> None:
        """Put the tick behind the fields."""
        super().begin()
        self.setTabOrder(self.reason.edit, self.clear)
        self.setTabOrder(self.clear, self.save_button)

    def request(self) -> Correct | None:
        """Give the input as it is typed now; nothing typed is not a wish to take away."""
        before = self._picked()
        value = self.value.text.strip()
        if before is None or not (value or self.clear.isChecked()):
            return None
        if before.kind == "time" and value == before.typed:
            value = before.now  # the seconds that it does not show
        value = "" if self.clear.isChecked() else value
        return Correct(self._order_id, before.field, value, self.reason.text, before.segment)

    def missing(self) -> str:
        """Name the field to fill in first."""
        return "field" if self._picked() is None else "value"

    def adapt(self) -> None:
        """Say what belongs into the field for the new value."""
        before = self._picked()
        self.clear.setEnabled(before is not None and before.may_be_empty)
        self.value.setEnabled(before is not None and not self.clear.isChecked())
        if before is not None:
            self.value.set_hint(tr(_HINTS[before.kind], value=before.typed or NOTHING))

    def _picked(self) -> Correctable | None:
        return None if self.what.key is None else self._values[self.what.key]

    @Slot()
    def _on_picked(self) -> None:
        """Begin anew with another value: what was typed was meant for the one before."""
        picked = self._picked()
        if picked is self._before:
            return
        self._before = picked
        self.clear.setChecked(False)
        self.value.set_text(picked.typed if picked is not None and picked.kind == "time" else "")
