"""The field for a person's reason."""

from app.texts import tr
from app.ui import theme
from app.ui.dialogs.fields import FormField

MAX_REASON = 200


class ReasonField(FormField):
    """A line of plain words; it is required."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("reason", tr("Reason"), hint=tr("It stays in the history of the MO."))
        self.edit.setFont(theme.font("large"))
        self.edit.setMaxLength(MAX_REASON)

    def take_scan(self, text: str) -> None:
        """Take words as they were typed, however fast: they are no code."""
        if not self.text.endswith(text):
            self.edit.insert(text)
        self.edit.entered.emit()
