"""The program's symbols, drawn as vectors: the same on every machine, sharp at every size."""

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from app.ui import theme

Symbol = Literal[
    "check", "play", "half", "circle", "stop", "swap", "plus", "refresh", "warning",
    "barcode", "menu", "cross", "arrow_down", "info", "question", "undo", "clock", "pencil",
    "roll", "box", "key", "offline", "backspace", "sliders", "lines", "person", "cap",
]  # fmt: skip

BOX: Final = 24.0
"""Every symbol is drawn in a box of 24 × 24 and scaled."""


def draw(painter: QPainter, symbol: Symbol, box: QRectF, color: QColor) -> None:
    """Draw `symbol` into the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / BOX, box.height() / BOX)
    pen = QPen(color, 3.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWN[symbol](painter, color)
    painter.restore()


def icon(symbol: Symbol, color: QColor, size: int) -> QIcon:
    """Give a symbol for what takes icons only, a menu for instance."""
    pixmap = QPixmap(QSize(size * 2, size * 2))
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, symbol, QRectF(0, 0, size, size), color)
    painter.end()
    return QIcon(pixmap)


class SymbolView(QWidget):
    """A symbol beside a text; it has no meaning of its own for a screen reader."""

    def __init__(self, symbol: Symbol, size: int, tone: str, *, inset: int = 0) -> None:
        """Show `symbol` in a square of `size` px, `inset` px smaller on every side.

        `tone` is the name of a colour: the view follows the theme.
        """
        super().__init__()
        self._symbol, self._tone, self._inset = symbol, tone, inset
        self.setFixedSize(size, size)

    def show_symbol(self, symbol: Symbol, tone: str) -> None:
        """Show another one."""
        self._symbol, self._tone = symbol, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(*(self._inset * sign for sign in (1, 1, -1, -1)))
        draw(painter, self._symbol, box, theme.color(self._tone))
        painter.end()


def _lines(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _fill(painter: QPainter, path: QPainterPath, color: QColor) -> None:
    painter.setBrush(color)
    painter.setPen(QPen(color, 1.5, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)


def _check(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((4, 12.5), (9.5, 18.5), (20, 5.5)))


def _play(painter: QPainter, color: QColor) -> None:
    path = _lines((6, 4), (20, 12), (6, 20))
    path.closeSubpath()
    _fill(painter, path, color)


def _circle(painter: QPainter, _color: QColor) -> None:
    painter.drawEllipse(QPointF(12, 12), 8, 8)


def _half(painter: QPainter, color: QColor) -> None:
    painter.drawEllipse(QPointF(12, 12), 8, 8)
    path = QPainterPath(QPointF(12, 12))
    path.arcTo(QRectF(4, 4, 16, 16), 90, -180)
    path.closeSubpath()
    _fill(painter, path, color)


def _stop(painter: QPainter, color: QColor) -> None:
    path = QPainterPath()
    path.addRect(QRectF(4.5, 4.5, 15, 15))
    _fill(painter, path, color)


def _swap(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((3, 8), (20, 8)))
    painter.drawPath(_lines((15.5, 3.5), (20.5, 8), (15.5, 12)))
    painter.drawPath(_lines((21, 16.5), (4, 16.5)))
    painter.drawPath(_lines((8.5, 12.5), (3.5, 16.5), (8.5, 21)))


def _plus(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((12, 4), (12, 20)))
    painter.drawPath(_lines((4, 12), (20, 12)))


def _refresh(painter: QPainter, color: QColor) -> None:
    painter.drawArc(QRectF(4, 4, 16, 16), 20 * 16, 280 * 16)
    head = _lines((21.5, 3), (21.5, 11), (13.8, 9.6))
    head.closeSubpath()
    _fill(painter, head, color)


def _warning(painter: QPainter, color: QColor) -> None:
    path = _lines((12, 2.5), (22.5, 20.5), (1.5, 20.5))
    path.closeSubpath()
    hole = QPainterPath()
    # The pen of `_fill` takes 0.75 of the hole at each side.
    hole.addRoundedRect(QRectF(10, 7.4, 4, 7.6), 1.6, 1.6)
    hole.addEllipse(QPointF(12, 17.6), 2.0, 2.0)
    _fill(painter, path.subtracted(hole), color)


def _barcode(painter: QPainter, color: QColor) -> None:
    path = QPainterPath()
    for x, width in ((2, 2.6), (6.4, 1.2), (9.4, 3.4), (14.4, 1.2), (17, 1.2), (20, 2.4)):
        path.addRect(QRectF(x, 4, width, 16))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPath(path)


def _menu(painter: QPainter, _color: QColor) -> None:
    for y in (6, 12, 18):
        painter.drawPath(_lines((4, y), (20, y)))


def _cross(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((5.5, 5.5), (18.5, 18.5)))
    painter.drawPath(_lines((18.5, 5.5), (5.5, 18.5)))


def _arrow_down(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((5, 9), (12, 16), (19, 9)))


def _info(painter: QPainter, color: QColor) -> None:
    painter.setPen(QPen(color, 2.4))
    painter.drawEllipse(QPointF(12, 12), 9.5, 9.5)
    painter.drawPath(_lines((12, 11), (12, 17)))
    painter.drawPoint(QPointF(12, 7))


def _question(painter: QPainter, color: QColor) -> None:
    path = QPainterPath(QPointF(7.5, 8.5))
    path.cubicTo(7.5, 2.5, 16.5, 2.5, 16.5, 8.5)
    path.cubicTo(16.5, 12, 12, 12, 12, 15.5)
    painter.drawPath(path)
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(12, 20.2), 2, 2)


def _undo(painter: QPainter, color: QColor) -> None:
    painter.drawArc(QRectF(5, 6.5, 15, 14), -80 * 16, 220 * 16)
    head = _lines((2.5, 4), (2.5, 13), (11, 10.5))
    head.closeSubpath()
    _fill(painter, head, color)


def _clock(painter: QPainter, _color: QColor) -> None:
    painter.drawEllipse(QPointF(12, 12), 9, 9)
    painter.drawPath(_lines((12, 6.5), (12, 12.5), (16, 15)))


def _pencil(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((4, 20), (5, 15.5), (16.5, 4), (20, 7.5), (8.5, 19), (4, 20)))
    painter.drawPath(_lines((13.5, 7), (17, 10.5)))


def _roll(painter: QPainter, color: QColor) -> None:
    painter.drawEllipse(QPointF(11, 12), 8.5, 8.5)
    painter.drawPath(_lines((11, 20.5), (21.5, 20.5)))
    painter.setBrush(color)
    painter.drawEllipse(QPointF(11, 12), 1.6, 1.6)


def _box(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((3.5, 14), (3.5, 20.5), (20.5, 20.5), (20.5, 14)))
    painter.drawPath(_lines((12, 3.5), (12, 15)))
    painter.drawPath(_lines((7.5, 11), (12, 15.5), (16.5, 11)))


def _key(painter: QPainter, _color: QColor) -> None:
    painter.drawEllipse(QPointF(7.5, 12), 4.5, 4.5)
    painter.drawPath(_lines((12, 12), (22, 12), (22, 17)))
    painter.drawPath(_lines((17.5, 12), (17.5, 15.5)))


def _offline(painter: QPainter, _color: QColor) -> None:
    painter.drawEllipse(QPointF(12, 12), 8.5, 8.5)
    painter.drawPath(_lines((6.5, 6.5), (17.5, 17.5)))


def _backspace(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((8.5, 5), (21, 5), (21, 19), (8.5, 19), (2.5, 12), (8.5, 5)))
    painter.drawPath(_lines((11.5, 9.5), (16.5, 14.5)))
    painter.drawPath(_lines((16.5, 9.5), (11.5, 14.5)))


def _sliders(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    for y, knob in ((5.5, 16.0), (12.0, 8.0), (18.5, 14.0)):
        painter.drawPath(_lines((3, y), (21, y)))
        painter.drawEllipse(QPointF(knob, y), 1.8, 1.8)


def _text_lines(painter: QPainter, _color: QColor) -> None:
    for y, end in ((5.0, 21.0), (12.0, 15.0), (19.0, 19.0)):
        painter.drawPath(_lines((3, y), (end, y)))


def _person(painter: QPainter, _color: QColor) -> None:
    painter.drawEllipse(QPointF(12, 7.5), 4.5, 4.5)
    path = QPainterPath(QPointF(3.5, 21))
    path.cubicTo(4.5, 13, 19.5, 13, 20.5, 21)
    painter.drawPath(path)


def _cap(painter: QPainter, _color: QColor) -> None:
    painter.drawPath(_lines((2.5, 9), (12, 4.5), (21.5, 9), (12, 13.5), (2.5, 9)))
    painter.drawPath(_lines((6, 11.5), (6, 17), (12, 19.5), (18, 17), (18, 11.5)))


_DRAWN: Final[dict[str, Callable[[QPainter, QColor], None]]] = {
    "check": _check,
    "play": _play,
    "half": _half,
    "circle": _circle,
    "stop": _stop,
    "swap": _swap,
    "plus": _plus,
    "refresh": _refresh,
    "warning": _warning,
    "barcode": _barcode,
    "menu": _menu,
    "cross": _cross,
    "arrow_down": _arrow_down,
    "info": _info,
    "question": _question,
    "undo": _undo,
    "clock": _clock,
    "pencil": _pencil,
    "roll": _roll,
    "box": _box,
    "key": _key,
    "offline": _offline,
    "backspace": _backspace,
    "sliders": _sliders,
    "lines": _text_lines,
    "person": _person,
    "cap": _cap,
}
