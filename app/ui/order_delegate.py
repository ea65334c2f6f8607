"""How a row of the MO table is drawn."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.ui import symbols, theme
from app.ui.labels import in_two
from app.ui.order_cells import Cell, Column
from app.ui.order_filter import OrderFilter

_COLUMNS: Final = tuple(Column)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WIDTHS_KEPT: Final = 5000
_NUMBERS = frozenset({Column.TARGET, Column.USED, Column.TIME})
_CODES = frozenset({Column.MO, Column.ROLL, Column.CODES, Column.LEADER})


class OrderDelegate(QStyledItemDelegate):
    """Draws cells from the theme: symbol, text, tone; long texts end in …"""

    def __init__(self, shown: OrderFilter, table: QTableView) -> None:
        """Prepare the fonts; draw the MOs of `shown`, which `table` shows."""
        super().__init__(table)
        self._shown = shown
        self._table = table
        self._fonts = {
            (bold, column): theme.font(
                "body", "semibold" if bold else "regular", figures=_figures(column)
            )
            for bold in (False, True)
            for column in Column
        }
        self._metrics = {kind: QFontMetrics(font) for kind, font in self._fonts.items()}
        self._widths: dict[tuple[bool, int, str], int] = {}
        self._flashes: dict[int, float] = {}
        self._rule = theme.px(1)

    def flash(self, strengths: dict[int, float]) -> None:
        """Draw the rows with these ids highlighted, 0 to 1."""
        self._flashes = strengths

    def width_of(self, cell: Cell, column: int, *, stacked: bool) -> int:
        """Give the width that a cell needs, in one line or in two."""
        metrics = self._metrics[cell.bold, Column(column)]
        # A second part of one sign, the arrow of an open range, stays beside the first.
        texts = (cell.text, cell.second) if stacked and len(cell.second) > 1 else (cell.line,)
        width = max(metrics.horizontalAdvance(text) for text in texts)
        if cell.symbol:
            width += theme.sizes().text + theme.px(6)
        return width + 2 * theme.sizes().cell + 2

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        column = index.column()
        found = self._shown.shown_at(index.row(), column)
        if found is None:
            return
        order, cell = found
        rect: QRect = option.rect
        # Not by `option.state`: QStyle, and the enumerations that it has, would cost start time.
        selected = self._table.selectionModel().isSelected(index)
        painter.fillRect(rect, self._ground(order.id, selected=selected))
        below = QRect(rect.left(), rect.bottom() + 1 - self._rule, rect.width(), self._rule)
        painter.fillRect(below, theme.color("line"))
        if selected and column == 0:
            # Not by colour alone.
            painter.fillRect(
                QRect(rect.left(), rect.top(), theme.px(4), rect.height()), theme.color("accent")
            )
        pad = theme.sizes().cell
        self._draw(painter, rect.adjusted(pad, 0, -pad, 0), cell, column)

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

    def _draw(self, painter: QPainter, rect: QRect, cell: Cell, place: int) -> None:
        column = _COLUMNS[place]
        painter.setFont(self._fonts[cell.bold, column])
        tone = theme.color(cell.tone)
        painter.setPen(tone)
        if cell.symbol:
            side = theme.sizes().text
            box = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
            symbols.draw(painter, cell.symbol, box, tone)
            rect = rect.adjusted(side + theme.px(6), 0, 0, 0)
        line = cell.line
        too_long = self._width(cell.bold, column, line) > rect.width()
        if too_long and (cell.second or cell.wraps):
            metrics = self._metrics[cell.bold, column]
            first, second = cell.text, cell.second
            if cell.wraps:
                first, second = in_two(cell.text, metrics, rect.width())
            half = metrics.lineSpacing()
            top = rect.center().y() - half
            self._line(painter, QRect(rect.left(), top, rect.width(), half), first, cell, metrics)
            below = QRect(rect.left(), top + half, rect.width(), half)
            self._line(painter, below, second, cell, metrics)
        elif too_long:
            self._line(painter, rect, line, cell, self._metrics[cell.bold, column])
        else:
            painter.drawText(rect, _RIGHT if cell.right else _LEFT, line)

    def _width(self, bold: bool, column: Column, text: str) -> int:
        """Measure a text once: the same ones are drawn again and again."""
        kind = (bold, column, text)
        width = self._widths.get(kind)
        if width is None:
            if len(self._widths) >= _WIDTHS_KEPT:
                self._widths.clear()
            width = self._widths[kind] = self._metrics[bold, column].horizontalAdvance(text)
        return width

    def _line(
        self, painter: QPainter, rect: QRect, text: str, cell: Cell, metrics: QFontMetrics
    ) -> None:
        # A product's size stands at its end, and is what tells it from others.
        mode = Qt.TextElideMode.ElideMiddle if cell.wraps else Qt.TextElideMode.ElideRight
        shown = metrics.elidedText(text, mode, rect.width())
        painter.drawText(rect, _RIGHT if cell.right else _LEFT, shown)


def _figures(column: Column) -> theme.Figures:
    if column in _CODES:
        return "codes"
    return "numbers" if column in _NUMBERS else ""
