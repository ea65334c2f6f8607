"""A box to tick, below the fields of a dialog."""

import time

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from app.texts import again
from app.ui import symbols, theme
from app.ui.buttons import BURST_SECONDS


class Tick(QAbstractButton):
    """A box to tick, large enough for a glove together with its text.

    Signals:
        entered: a deliberate Enter, not one that ends a scan.
    """

    entered = Signal()

    def __init__(self, text: str) -> None:
        """Begin unticked."""
        super().__init__()
        self._last_key = -BURST_SECONDS
        self._said = text
        self.retranslate()
        self.setCheckable(True)
        self.setFont(theme.font("large"))
        self.setFixedHeight(theme.sizes().target)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def retranslate(self) -> None:
        """Say the same in the language in use."""
        self._said = again(self._said)
        self.setText(self._said)
        self.setAccessibleName(self._said)

    def sizeHint(self) -> QSize:
        """Make room for box and text."""
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(round(width + self._side() + theme.px(13 + 12)), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a deliberate Enter; one that ends a scan does nothing."""
        now = time.monotonic()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if now - self._last_key > BURST_SECONDS and not event.isAutoRepeat():
                self.entered.emit()
            return
        if event.text().isprintable() and event.text() not in ("", " "):
            self._last_key = now
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, radius = self._side(), theme.px(6)
        if self.hasFocus():
            # Around the text: on a ticked box it could hardly be seen, and around it is no room.
            ring, width = theme.px(3), min(self.width(), self.sizeHint().width())
            painter.setPen(QPen(theme.color("accent"), ring))
            left = side + theme.px(3) + ring / 2
            frame = QRectF(left, ring / 2, width - left - ring / 2, self.height() - ring)
            painter.drawRoundedRect(frame, radius, radius)
        # Flush with the fields, half of its edge inside.
        box = QRectF(theme.px(1), (self.height() - side) / 2, side, side)
        edge = "accent" if self.hasFocus() or self.isChecked() else "edge"
        painter.setPen(QPen(theme.color(edge if self.isEnabled() else "line"), theme.px(2)))
        painter.setBrush(theme.color("accent" if self.isChecked() else "card"))
        painter.drawRoundedRect(box, radius, radius)
        if self.isChecked():
            box.adjust(theme.px(5), theme.px(5), -theme.px(5), -theme.px(5))
            symbols.draw(painter, "check", box, theme.color("on_accent"))
        painter.setPen(theme.color("ink" if self.isEnabled() else "off"))
        painter.setFont(self.font())
        area = QRectF(side + theme.px(13), 0, self.width(), self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    def _side(self) -> float:
        return theme.sizes().target * 0.68
