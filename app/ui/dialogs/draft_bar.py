"""The line that says that an earlier input is back, with the button that takes it away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import SymbolView


class DraftBar(QFrame):
    """Shown only in a dialog that was filled with what was typed before.

    Signals:
        clear_asked: the button.
    """

    clear_asked = Signal()

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        words = label("body", "semibold")
        words.setText(tr("Earlier input is back."))
        self.clear_button = Button("cross")
        self.clear_button.set_label(tr("Clear the fields"))
        self.clear_button.clicked.connect(self.clear_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.px(10))
        row.setSpacing(theme.px(8))
        size = words.fontMetrics().lineSpacing()
        row.addWidget(SymbolView("undo", size, "ink"))
        row.addWidget(words, 1)
        row.addWidget(self.clear_button)
        self.setAccessibleName(words.text())
        self.hide()
