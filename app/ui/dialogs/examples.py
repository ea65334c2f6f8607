"""Training mode: a value beside each empty field that a tap puts into it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import FormField


class ExampleButton(Button):
    """Fills its field, as typing would; Enter behind it stays the person's.

    Signals:
        filled: its field has the value now.
    """

    filled = Signal()

    def __init__(self, field: FormField) -> None:
        """Stand beside `field`, hidden."""
        super().__init__(height=theme.sizes().field)
        self._field, self._value = field, ""
        self.clicked.connect(self._on_clicked)
        field.put_beside(self)
        QWidget.setTabOrder(field.edit, self)
        self.hide()

    def offer(self, value: str) -> None:
        """Offer `value` as long as the field is empty."""
        if value != self._value:
            self._value = value
            self.set_label(tr("Example {value}", value=value))
        self.setVisible(bool(value) and not self._field.text.strip())

    @Slot()
    def _on_clicked(self) -> None:
        self._field.fill_in(self._value)
        self.filled.emit()


class Examples(QObject):
    """Keeps the values of one dialog up to date with what is filled in. GUI thread."""

    def __init__(
        self,
        fields: Sequence[FormField],
        values: Callable[[], Mapping[str, str]],
        go_on: Callable[[], None],
        parent: QObject,
    ) -> None:
        """Offer what `values` gives by the names of `fields`; `go_on` after each that is taken."""
        super().__init__(parent)
        self._values = values
        self._buttons = {field.name: ExampleButton(field) for field in fields}
        for field in fields:
            field.changed.connect(self.offer)
            self._buttons[field.name].filled.connect(go_on)
        self.offer()

    @Slot()
    def offer(self) -> None:
        """Offer what fits what is filled in now."""
        values = self._values()
        for name, button in self._buttons.items():
            button.offer(values.get(name, ""))
