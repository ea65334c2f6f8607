"""A card that asks once more before something that cannot be taken back easily."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.commands import Command
from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import Symbol, SymbolView


class ConfirmCard(Card):
    """A question with two answers.

    Signals:
        confirmed: the answer was yes; `closed` comes with either answer.
    """

    confirmed = Signal()

    def __init__(
        self, title: str, text: str, *, yes: str, no: str = "", symbol: Symbol = "question"
    ) -> None:
        """Ask `text`; `yes` names the button that does it, `no` the one that does not."""
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        size = round(theme.sizes().text * 1.6)
        heading, words = label("title", "bold"), label("large", wrap=True, figures="numbers")
        heading.setText(title)
        words.setText(text)
        self.no_button, self.yes_button = (
            Button("undo" if no else "cross"),
            Button(symbol, kind="primary"),
        )
        self.no_button.set_label(no or tr("Cancel"), "Esc")
        self.yes_button.set_label(yes)
        self.no_button.clicked.connect(self.closed)
        self.yes_button.clicked.connect(self._on_yes)
        top, footer = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(SymbolView("warning", size, "warn"))
        top.addWidget(heading, 1)
        footer.setSpacing(theme.px(12))
        footer.addStretch(1)
        footer.addWidget(self.no_button)
        footer.addWidget(self.yes_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(22), theme.px(26), theme.px(22))
        column.setSpacing(theme.px(16))
        column.addLayout(top)
        column.addWidget(words)
        column.addStretch(1)
        column.addLayout(footer)

    def wanted_width(self) -> int:
        """Ask for a readable line."""
        return round(theme.sizes().text * 42)

    def wanted_height(self, width: int) -> int:
        """Ask for the height of the whole question."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin at no; an Enter on its way presses nothing."""
        self.no_button.hold()
        self.yes_button.hold()
        self.no_button.setFocus()

    def obey(self, told: Command) -> bool:
        """Take the barcodes YA and BATAL as the two answers."""
        if told is Command.YES:
            self._on_yes()
            return True
        return super().obey(told)

    def deaf_because(self) -> str:
        """Ask for an answer."""
        return tr("Answer the question first (scan YA or BATAL).")

    @Slot()
    def _on_yes(self) -> None:
        self.closed.emit()
        self.confirmed.emit()
