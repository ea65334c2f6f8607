"""A table to read: lines of texts, none of which does anything."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.texts import tr
from app.ui import theme
from app.ui.dialogs.history_lines import Line
from app.ui.swipe import let_swipe

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
FLAGS = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def _font(figures: theme.Figures = "codes") -> QFont:
    return theme.font("body", figures=figures)


def _air() -> tuple[int, int]:
    """Give the room beside and above a cell's text."""
    return theme.sizes().cell, round(theme.sizes().text * 0.4)


def _row_height() -> int:
    text = QFontMetrics(_font()).boundingRect(QRect(0, 0, 10_000, 10_000), FLAGS | LEFT, "0")
    return text.height() + 2 * _air()[1] + theme.px(1)


class _LineModel(QAbstractTableModel):
    def __init__(
        self,
        headers: tuple[str, ...],
        lines: tuple[Line, ...],
        numbers: frozenset[int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._headers, self._lines, self._numbers = headers, lines, numbers

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._headers[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.cells[index.column()]
            case Qt.ItemDataRole.UserRole:
                return line.faded
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if column in self._numbers else LEFT


class _Cell(QStyledItemDelegate):
    """Draws a text with air around it; it wraps where the column is narrow."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        faded = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.fillRect(rect, theme.color("card"))
        if not self._ends_at_frame(index, rect):
            line = theme.px(1)
            below = QRect(rect.left(), rect.bottom() + 1 - line, rect.width(), line)
            painter.fillRect(below, theme.color("line"))
        painter.setFont(_font(self._figures(index)))
        painter.setPen(theme.color("muted" if faded else "ink"))
        side, above = _air()
        flags = FLAGS | index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(rect.adjusted(side, above, -side, -above), flags, index.data())
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        side, above = _air()
        width = 10_000
        if isinstance(view, LinesView) and index.column() in view.wide:
            width = view.columnWidth(index.column()) - 2 * side
        room = QRect(0, 0, max(20, width), 100_000)
        metrics = QFontMetrics(_font(self._figures(index)))
        text = metrics.boundingRect(room, FLAGS | LEFT, str(index.data()))
        return QSize(text.width() + 2 * side + 1, text.height() + 2 * above + theme.px(1))

    def _figures(self, index: Index) -> theme.Figures:
        view = self.parent()
        slashed = isinstance(view, LinesView) and index.column() in view.codes
        return "codes" if slashed else "numbers"

    def _ends_at_frame(self, index: Index, rect: QRect) -> bool:
        """Tell whether the table's own frame closes this row already."""
        view = self.parent()
        if not isinstance(view, LinesView) or index.row() + 1 < view.model().rowCount():
            return False
        return rect.bottom() + 1 >= view.viewport().height()


class LinesView(QTableView):
    """Shows lines of texts.

    Attributes:
        wide: the columns that share what the others leave, and wrap; with the share of each.
        codes: the columns whose zeros are slashed.
    """

    def __init__(
        self,
        name: str,
        headers: tuple[str, ...],
        lines: tuple[Line, ...],
        *,
        wide: dict[int, int],
        codes: frozenset[int],
        numbers: frozenset[int] = frozenset(),
        most_rows: int = 0,
    ) -> None:
        """Show all of it; with `most_rows` no higher than so many rows of one line.

        The columns in `numbers` stand flush right, units below units.
        """
        super().__init__()
        self.wide, self.codes = wide, codes
        self.setAccessibleName(name)
        self.setModel(_LineModel(headers, lines, numbers, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setItemDelegate(_Cell(self))
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        let_swipe(self)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_row_height())
        header = self.horizontalHeader()
        header.setFont(theme.font("small", "semibold"))
        header.setFixedHeight(round(theme.sizes().text * 2.2))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        if most_rows:
            shown = min(most_rows, max(1, len(lines)))
            self.ensurePolished()  # the frame's width is the style sheet's
            height = header.height() + shown * _row_height() + 2 * self.frameWidth()
            self.setFixedHeight(max(height, theme.sizes().target))

    def texts(self) -> list[list[str]]:
        """Give all cells, row by row."""
        model = self.model()
        places = range(model.columnCount())
        return [
            [str(model.index(row, column).data()) for column in places]
            for row in range(model.rowCount())
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out, then let the rows be as high as their texts."""
        super().resizeEvent(event)
        places = range(self.model().columnCount())
        for column in places:
            if column not in self.wide:
                needed = self.sizeHintForColumn(column)
                head = self.horizontalHeader().sectionSizeHint(column)
                self.setColumnWidth(column, max(needed, head))
        rest = self.viewport().width() - sum(
            self.columnWidth(column) for column in places if column not in self.wide
        )
        shares = sum(self.wide.values())
        for column, share in self.wide.items():
            width = max(theme.px(60), rest * share // shares)
            rest, shares = rest - width, shares - share  # the last one takes what is left
            self.setColumnWidth(column, width)
        self.resizeRowsToContents()
