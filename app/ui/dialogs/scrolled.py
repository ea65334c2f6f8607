"""What of a card scrolls where the screen is too low for it."""

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ui import theme

AWAY: Final = 14
"""Between what is shown and the bar, for `theme.px`."""


class Scrolled(QScrollArea):
    """Scrolls downwards; while nothing scrolls, what it shows has the whole width of the card."""

    def __init__(self) -> None:
        """Begin with nothing; what is set needs a layout."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._keep_away)

    def setWidget(self, inside: QWidget) -> None:  # noqa: N802
        """Show another widget."""
        super().setWidget(inside)
        self._keep_away()

    @Slot()
    def _keep_away(self) -> None:
        inside = self.widget()
        layout = None if inside is None else inside.layout()
        if layout is not None:
            bar, margins = self.verticalScrollBar(), layout.contentsMargins()
            margins.setRight(theme.px(AWAY) if bar.maximum() > bar.minimum() else 0)
            layout.setContentsMargins(margins)
