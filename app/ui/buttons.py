"""Buttons as gloves need them: large, with a symbol, a text and the key that does the same."""

import time
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.texts import again
from app.ui import symbols, theme
from app.ui.symbols import Symbol

Kind = Literal["primary", "plain", "muted"]
"""The one that matters, one of many, and one that can only say why there is nothing for it."""

BURST_SECONDS: Final = 0.3
"""Enter that follows another key so closely ends a scan; it was not meant for the button."""

TAP_SECONDS: Final = 0.5
"""A tap on a button that has just appeared was meant for what was there before."""


class Button(QAbstractButton):
    """A button that draws symbol, text and key cap.

    Space presses it, and Enter, unless Enter ends a scan that went astray: a scanner must never
    press anything by accident.
    """

    def __init__(
        self,
        symbol: Symbol | None = None,
        *,
        kind: Kind = "plain",
        height: int | None = None,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a button without a text; `set_label` gives it one."""
        super().__init__(parent)
        self._symbol, self._kind, self._large = symbol, kind, large
        self._height = height or theme.sizes().target
        self._key = self._said = self._name = ""
        self._last_key = self._held_since = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font("button" if large else "body", "semibold"))

    def set_label(self, text: str, key: str = "", *, name: str = "") -> None:
        """Give it a text and the name of its key; `name` is for the screen reader alone."""
        self._key, self._said, self._name = key, text, name
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setToolTip(name if not text else "")
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Say the same in the language in use."""
        self.set_label(again(self._said), self._key, name=again(self._name))

    def set_kind(self, kind: Kind) -> None:
        """Give it another weight."""
        self._kind = kind
        self.update()

    def set_symbol(self, symbol: Symbol | None) -> None:
        """Draw another symbol."""
        self._symbol = symbol
        self.updateGeometry()
        self.update()

    def hold(self, *, taps: bool = False) -> None:
        """Let no Enter press it that was on its way before it appeared, and no second of `taps`."""
        self._last_key = time.monotonic()
        if taps:
            self._held_since = self._last_key

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a tap, unless it is the second one of a hurried finger."""
        if time.monotonic() - self._held_since > TAP_SECONDS:
            super().mousePressEvent(event)

    def sizeHint(self) -> QSize:
        """Make room for symbol, text and key cap."""
        if not self.text():
            return QSize(self._height, self._height)
        return QSize(round(self._content_width() + 2 * self._padding()), self._height)

    def minimumSizeHint(self) -> QSize:
        """Never cut the text."""
        hint = self.sizeHint()
        return QSize(hint.width() - round(self._padding()), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on a deliberate Enter."""
        now = time.monotonic()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if now - self._last_key > BURST_SECONDS and not event.isAutoRepeat():
                self.click()
            return
        if event.text().isprintable() and event.text() not in ("", " "):
            self._last_key = now
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._tones()
        radius = theme.sizes().radius
        painter.setBrush(fill)
        painter.setPen(QPen(edge, theme.px(1)))
        frame = _inside(QRectF(self.rect()), theme.px(1))
        painter.drawRoundedRect(frame, radius, radius)
        if self.hasFocus():
            self._draw_focus(painter, radius)
        if self.text():
            self._draw_content(painter, ink)
        elif self._symbol:
            side = self._icon_size()
            box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            symbols.draw(painter, self._symbol, box, ink)
        painter.end()

    def _draw_focus(self, painter: QPainter, radius: float) -> None:
        frame = QRectF(self.rect())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._kind == "primary":
            painter.setPen(QPen(theme.color("on_accent"), theme.px(2)))
            inset = theme.px(5)
            inner = frame.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(inner, radius - theme.px(3), radius - theme.px(3))
        else:
            painter.setPen(QPen(theme.color("accent"), theme.px(3)))
            painter.drawRoundedRect(_inside(frame, theme.px(3)), radius, radius)

    def _draw_content(self, painter: QPainter, ink: QColor) -> None:
        metrics = QFontMetrics(self.font())
        x = (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._symbol:
            side = self._icon_size()
            symbols.draw(painter, self._symbol, QRectF(x, middle - side / 2, side, side), ink)
            x += side + self._space()
        painter.setFont(self.font())
        painter.setPen(ink)
        width = metrics.horizontalAdvance(self.text())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, 0, width + 2, self.height()), flags, self.text())
        if self._key:
            x += width + self._space() * 1.4
            self._draw_key(painter, x, middle, ink)

    def _draw_key(self, painter: QPainter, x: float, middle: float, ink: QColor) -> None:
        metrics = QFontMetrics(theme.font("small", "semibold"))
        height = metrics.height() + theme.px(4)
        width = metrics.horizontalAdvance(self._key) + theme.px(14)
        line = theme.px(1)
        cap = _inside(QRectF(round(x), round(middle - height / 2), width, height), line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, line))
        painter.drawRoundedRect(cap, theme.px(4), theme.px(4))
        painter.setFont(theme.font("small", "semibold"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)

    def _tones(self) -> tuple[QColor, QColor, QColor]:
        color = theme.color
        if not self.isEnabled():
            return color("readonly"), color("line"), color("off")
        if self._kind == "primary":
            name = "accent_down" if self.isDown() else "accent"
            if self.underMouse() and not self.isDown():
                name = "accent_hover"
            return color(name), color(name), color("on_accent")
        muted = self._kind == "muted"
        name = "readonly" if muted else "card"
        if self.isDown() or self.isChecked():
            name = "down" if self.isDown() else "selected"
        elif self.underMouse():
            name = "hover"
        return color(name), color("edge"), color("muted" if muted else "ink")

    def _icon_size(self) -> float:
        return QFontMetrics(self.font()).capHeight() * 1.45

    def _space(self) -> float:
        return theme.sizes().text * 0.55

    def _padding(self) -> float:
        return theme.sizes().text * (1.25 if self._large else 1.1)

    def _content_width(self) -> float:
        width: float = QFontMetrics(self.font()).horizontalAdvance(self.text())
        if self._symbol:
            width += self._icon_size() + self._space()
        if self._key:
            cap = QFontMetrics(theme.font("small", "semibold")).horizontalAdvance(
                self._key
            ) + theme.px(14)
            width += self._space() * 1.4 + cap
        return width


def _inside(frame: QRectF, line: int) -> QRectF:
    """Give where a pen of `line` px goes, so that all of it lies in `frame`, on whole pixels."""
    half = line / 2
    return frame.adjusted(half, half, -half, -half)
