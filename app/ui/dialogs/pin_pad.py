"""A field for a PIN and the pad that types into it, large enough for a glove."""

from PySide6.QtCore import QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.pin import LONGEST
from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import Edit
from app.ui.symbols import Symbol

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "back")


class PinEdit(Edit):
    """Takes digits and shows none."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        digits = QRegularExpression("[0-9]*")
        self.setValidator(QRegularExpressionValidator(digits, self))
        self.setFont(theme.font("headline", figures="numbers"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class PinPad(QWidget):
    """Ten digits and the way back.

    Attributes:
        keys: the buttons, by "0" to "9" and "back".

    Signals:
        pressed: the name of a key.
    """

    pressed = Signal(str)

    def __init__(self) -> None:
        """Make the keys."""
        super().__init__()
        self.keys: dict[str, Button] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.sizes().gap)
        for place, key in enumerate(KEYS):
            grid.setColumnStretch(place % 3, 1)
            if not key:
                continue
            symbol: Symbol | None = "backspace" if key == "back" else None
            button = Button(symbol, height=theme.sizes().operation, large=True)
            # A press leaves the focus in the field, where the keyboard works on.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_key)
            self.keys[key] = button
            grid.addWidget(button, place // 3, place % 3)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for key, button in self.keys.items():
            if key == "back":
                button.set_label("", name=tr("Delete the last digit"))
            else:
                button.set_label(key)

    @Slot()
    def _on_key(self) -> None:
        for key, button in self.keys.items():
            if button is self.sender():
                self.pressed.emit(key)
