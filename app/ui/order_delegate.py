"""How a row of the MO table is drawn."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.orders import Order
from app.ui import symbols, theme
from app.ui.order_cells import Cell, Column
from app.ui.order_model import CELL_ROLE, ORDER_ROLE

_NUMBERS = frozenset({Column.TARGET, Column.USED, Column.TIME})
_CODES = frozenset({Column.MO, Column.ROLL, Column.CODES, Column.LEADER})


class OrderDelegate(QStyledItemDelegate):
    """Draws cells from the theme: symbol, text, tone; long texts end in …"""

    def __init__(self, parent: QWidget) -> None:
        """Prepare the fonts."""
        super().__init__(parent)
        self._fonts = {
            (bold, column): theme.font(
                "body", "semibold" if bold else "regular", figures=_figures(column)
            )
            for bold in (False, True)
            for column in Column
        }
        self._flashes: dict[int, float] = {}

    def flash(self, strengths: dict[int, float]) -> None:
        """Draw the rows with these ids highlighted, 0 to 1."""
        self._flashes = strengths

    def font_of(self, column: int, *, bold: bool) -> QFont:
        """Give the font of a cell."""
        return self._fonts[bold, Column(column)]

    def width_of(self, cell: Cell, column: int, *, stacked: bool) -> int:
        """Give the width that a cell needs, in one line or in two."""
        metrics = QFontMetrics(self.font_of(column, bold=cell.bold))
        # A second part of one sign, the arrow of an open range, stays beside the first.
        texts = (cell.text, cell.second) if stacked and len(cell.second) > 1 else (cell.line,)
        width = max(metrics.horizontalAdvance(text) for text in texts)
        if cell.symbol:
            width += theme.sizes().text + 6
        return width + 2 * theme.sizes().cell + 2

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        cell, order = index.data(CELL_ROLE), index.data(ORDER_ROLE)
        if not isinstance(cell, Cell) or not isinstance(order, Order):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, self._ground(order.id, selected=selected))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and index.column() == 0:
            # Not by colour alone.
            painter.fillRect(
                QRect(rect.left(), rect.top(), 4, rect.height()), theme.color("accent")
            )
        pad = theme.sizes().cell
        self._draw(painter, rect.adjusted(pad, 0, -pad, 0), cell, index.column())
        painter.restore()

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Keep rows as high as a glove needs them."""
        return QSize(0, theme.sizes().row)

    def _ground(self, order_id: int, *, selected: bool) -> QColor:
        ground = theme.color("selected" if selected else "card")
        strength = self._flashes.get(order_id, 0.0)
        if not strength:
            return ground
        flash = theme.color("flash")
        pairs = (
            (flash.redF(), ground.redF()),
            (flash.greenF(), ground.greenF()),
            (flash.blueF(), ground.blueF()),
        )
        return QColor.fromRgbF(*(new * strength + old * (1 - strength) for new, old in pairs))

    def _draw(self, painter: QPainter, rect: QRect, cell: Cell, column: int) -> None:
        font = self.font_of(column, bold=cell.bold)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        tone = theme.color(cell.tone)
        painter.setPen(tone)
        if cell.symbol:
            side = theme.sizes().text
            box = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
            symbols.draw(painter, cell.symbol, box, tone)
            rect = rect.adjusted(side + 6, 0, 0, 0)
        too_long = metrics.horizontalAdvance(cell.line) > rect.width()
        if too_long and (cell.second or cell.wraps):
            first, second = cell.text, cell.second
            if cell.wraps:
                first, second = _break(cell.text, metrics, rect.width())
            half = metrics.lineSpacing()
            top = rect.center().y() - half
            self._line(painter, QRect(rect.left(), top, rect.width(), half), first, cell)
            below = QRect(rect.left(), top + half, rect.width(), half)
            self._line(painter, below, second, cell)
            return
        self._line(painter, rect, cell.line, cell)

    def _line(self, painter: QPainter, rect: QRect, text: str, cell: Cell) -> None:
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _break(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Split a text between two words, so that the first part fits `width`."""
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        first = " ".join(words[:count])
        # "30" and "ml" stay together.
        stub = len(" ".join(words[count:])) <= 3 and count > 1
        if metrics.horizontalAdvance(first) <= width and not stub:
            return first, " ".join(words[count:])
    return text, ""


def _figures(column: Column) -> theme.Figures:
    if column in _CODES:
        return "codes"
    return "numbers" if column in _NUMBERS else ""
