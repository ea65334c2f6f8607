"""Urungkan: says what the newest operation's undoing would put back, and asks."""

from PySide6.QtCore import Slot

from app.domain.people import Right
from app.domain.plans import Plan
from app.domain.requests import Undo
from app.texts import tr
from app.ui.dialogs.operation_dialog import Floor, OperationDialog


class UndoDialog(OperationDialog):
    """Takes back the operation that it has shown, and no other."""

    right = Right.UNDO
    rows_kept = 0

    def __init__(self, floor: Floor) -> None:
        """Ask about the newest operation, whichever it is."""
        super().__init__(
            floor,
            symbol="undo",
            title=tr("Undo the last operation"),
            intro=tr("This puts back what was there before. An undo cannot be undone."),
            save=tr("Undo"),
        )
        self._shown: str | None = None
        self.preview.retitle(
            heading=tr("What will be put back"),
            empty=tr("The last operation is being read."),
            refused=tr("Nothing will be put back."),
        )
        self.begin()

    def request(self) -> Undo:
        """Ask for the operation that is shown; before the first answer, for the newest."""
        return Undo(self._shown)

    def show_plan(self, plan: Plan) -> None:
        """Show what would be put back, and stay with that operation from now on."""
        if self._shown is None:
            self._shown = plan.reason
        super().show_plan(plan)
        self.save_button.setEnabled(not plan.problems and not self.saving)
        self.take_focus()

    def take_focus(self) -> None:
        """Begin at the button that can be pressed; an Enter on its way presses neither."""
        button = self.save_button if self.save_button.isEnabled() else self.cancel_button
        if not button.hasFocus():
            button.hold()
            button.setFocus()

    @Slot()
    def save(self) -> None:
        """Submit what was shown, also while a sync has it shown anew; nothing before that."""
        if self._shown is not None:
            super().save()
