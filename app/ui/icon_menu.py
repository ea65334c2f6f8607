"""A menu whose entries have symbols, drawn in the colours of the theme in use."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import symbols, theme
from app.ui.symbols import Symbol


class IconMenu(QMenu):
    """Entries for a gloved finger. GUI thread.

    The icons are pictures, drawn by `draw_icons` in the colours of that moment. An icon engine of
    our own would follow by itself, but Python collects it while Qt still draws with it.
    """

    def __init__(self, parent: QWidget) -> None:
        """Begin without entries."""
        super().__init__(parent)
        self._symbols: dict[QAction, Symbol | None] = {}
        self.setFont(theme.font("large"))

    def entry(self, symbol: Symbol | None = None) -> QAction:
        """Add an entry that still needs a text."""
        action = self.addAction("")
        self.set_symbol(action, symbol)
        return action

    def set_symbol(self, action: QAction, symbol: Symbol | None) -> None:
        """Give an entry a symbol, or none."""
        self._symbols[action] = symbol

    def draw_icons(self) -> None:
        """Draw the icons; whoever opens the menu begins with it, so that no start waits for it."""
        for action, symbol in self._symbols.items():
            action.setIcon(self._drawn(symbol))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme while it is open."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self.draw_icons()

    def _drawn(self, symbol: Symbol | None) -> QIcon:
        if symbol is None:
            return QIcon()
        return symbols.icon(symbol, theme.color("ink"), round(theme.sizes().text * 1.2))
