"""Daftarkan MO: which MO, its first label and its roll."""

from collections.abc import Mapping, Sequence

from app.domain import examples
from app.domain.orders import Order
from app.domain.people import Right
from app.domain.requests import Register
from app.texts import tr
from app.texts.formats import number
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.mo_picker import MoPicker
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.dialogs.tick import Tick


class RegisterDialog(OperationDialog):
    """Makes an unregistered MO ready."""

    right = Right.REGISTER
    rows_kept = 2

    def __init__(
        self, candidates: tuple[Order, ...], floor: Floor, *, chosen: int | None = None
    ) -> None:
        """Offer `candidates`; `chosen` is picked already."""
        super().__init__(
            floor,
            symbol="plus",
            title=tr("Register MO"),
            intro=tr("Scan the MO number, then the first code, then the roll number."),
            save=tr("Save"),
        )
        title = tr("MO (not registered: {count})", count=number(len(candidates)))
        self.picker = MoPicker("order_id", title, candidates)
        self.code = FormField(
            "auth_first",
            tr("First authenticity code"),
            hint=tr("Scan the first label of the roll."),
        )
        self.roll = FormField("roll_number", tr("Roll number"), hint=tr("Scan the roll's serial."))
        self.mid = Tick(tr("Runs in mid-production (no code, no roll)"))
        self.mid.toggled.connect(self.refresh)
        self.mid.entered.connect(self.save)
        self.place(self.picker, 0, 0, 2)
        self.place(self.code, 1, 0)
        self.place(self.roll, 1, 1)
        self.put(self.mid, 2, 0, 2)
        self.picker.choose(chosen)
        self.begin()

    def request(self) -> Register | None:
        """Give the input as it is typed now."""
        if self.picker.chosen is None:
            return None
        if self.mid.isChecked():
            return Register(self.picker.chosen.id, mid_production=True)
        return Register(self.picker.chosen.id, self.code.text, self.roll.text)

    def adapt(self) -> None:
        """Ask for neither code nor roll in mid-production; what was typed stays in the fields."""
        labelled = not self.mid.isChecked()
        if not labelled and (self.code.edit.hasFocus() or self.roll.edit.hasFocus()):
            self.mid.setFocus()  # a field that is switched off keeps no focus, and Esc goes nowhere
        self.code.setEnabled(labelled)
        self.roll.setEnabled(labelled)

    def examples(self, orders: Sequence[Order]) -> Mapping[str, str]:
        """Go on where the labels of the others end."""
        code, roll = examples.next_labels(orders)
        return {"auth_first": code, "roll_number": roll}

    def begin(self) -> None:
        """Put the tick between the roll and the buttons."""
        super().begin()
        self.setTabOrder(self.roll.edit, self.mid)
        self.setTabOrder(self.mid, self.save_button)
