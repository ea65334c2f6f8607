"""The odd-but-legal question, asked inside the dialog that it is about."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.texts import tr
from app.ui import free_place, theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import SymbolView


class Question(QFrame):
    """Asks once, with two buttons.

    Signals:
        answered: True for yes.
    """

    answered = Signal(bool)

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName(free_place.ASKS)
        size = round(theme.sizes().text * 1.6)
        self._text = label("large", "semibold", tone="warn", wrap=True, figures="codes")
        self.no_button = Button("cross")
        self.yes_button = Button("check", kind="primary")
        self.no_button.clicked.connect(lambda: self.answered.emit(False))
        self.yes_button.clicked.connect(lambda: self.answered.emit(True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        row.setSpacing(theme.sizes().gap)
        mark = SymbolView("question", size, "warn")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self.no_button)
        row.addWidget(self.yes_button)
        self.no_button.set_label(tr("No"), "Esc")
        self.yes_button.set_label(tr("Yes"))
        self.hide()

    @property
    def text(self) -> str:
        """What it asks."""
        return self._text.text()

    def ask(self, text: str, figures: theme.Figures = "codes") -> None:
        """Ask; the focus goes to No, and an Enter that was on its way presses nothing."""
        self._text.setFont(theme.font("large", "semibold", figures=figures))
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.no_button.hold(taps=True)
        self.yes_button.hold(taps=True)
        self.no_button.setFocus()
