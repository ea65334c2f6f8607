"""The field that picks one MO out of those an operation may be done with."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.codes import clean
from app.domain.orders import Order
from app.texts import tr
from app.ui import symbols, theme
from app.ui.dialogs.fields import FormField, ShownEdit
from app.ui.order_cells import quantity, search_text, short_product

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROWS_SHOWN = 5


def describe(order: Order) -> str:
    """Say an MO in one line: number · product · target."""
    return f"{order.mo_name} · {short_product(order)} · {quantity(order)}"


class _Candidates(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.orders: tuple[Order, ...] = ()

    def show(self, orders: tuple[Order, ...]) -> None:
        self.beginResetModel()
        self.orders = orders
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.orders)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return describe(self.orders[index.row()])
        if role == Qt.ItemDataRole.UserRole:
            return self.orders[index.row()]
        return None


class _Row(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        order = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if selected else "card"))
        if selected:
            painter.fillRect(
                QRect(rect.left(), rect.top(), 4, rect.height()), theme.color("accent")
            )
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(14, 0, -14, 0)
        painter.setPen(theme.color("ink"))
        painter.setFont(theme.font("large", "semibold", figures="codes"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, left, order.mo_name)
        shift = painter.fontMetrics().horizontalAdvance(order.mo_name) + 18
        painter.setFont(theme.font("large", figures="codes"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, quantity(order))
        room = area.width() - shift - painter.fontMetrics().horizontalAdvance(quantity(order)) - 18
        painter.setPen(theme.color("muted"))
        name = painter.fontMetrics().elidedText(
            short_product(order), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(area.adjusted(shift, 0, 0, 0), left, name)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.sizes().target)


class _PickerEdit(ShownEdit):
    opened = Signal()
    stepped = Signal(int)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen = False
        self.list_open = False
        self.right_margin = round(theme.sizes().text * 1.8)
        self.setTextMargins(0, 0, self.right_margin, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        if event.key() == Qt.Key.Key_Escape and self.list_open:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.isReadOnly():
            self.selectAll()
            self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = round(theme.sizes().text)
        painter = QPainter(self)
        box = QRect(self.width() - side - 16, (self.height() - side) // 2, side, side)
        symbol, tone = ("check", "good") if self.chosen else ("arrow_down", "ink")
        symbols.draw(painter, symbol, box.toRectF(), theme.color(tone))  # type: ignore[arg-type]
        painter.end()


class MoPicker(FormField):
    """Finds an MO by what is typed or scanned; a list of large rows helps.

    Only the `candidates` can be chosen. They are as they were when the dialog opened; what changed
    since is checked when the operation is planned.
    """

    def __init__(
        self, name: str, title: str, candidates: tuple[Order, ...], *, hint: str = ""
    ) -> None:
        """Offer `candidates` in the order given."""
        self._line = _PickerEdit()
        super().__init__(name, title, hint=hint, edit=self._line)
        self._candidates = candidates
        self._searched = [search_text(order) for order in candidates]
        self._chosen: Order | None = None
        self.list = QListView()
        self._found = _Candidates(self.list)
        self.list.setModel(self._found)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(title)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        self.list.clicked.connect(self._on_clicked)
        self._line.textEdited.connect(self._on_typed)
        self._line.opened.connect(self._on_opened)
        self._line.stepped.connect(self._on_stepped)
        self._line.escaped.connect(self._restore)
        self._line.left.connect(self._on_left)
        # Enter is this field's own business first.
        self._line.entered.disconnect(self.entered)
        self._line.entered.connect(self._on_enter)

    @property
    def chosen(self) -> Order | None:
        """The MO picked."""
        return self._chosen

    def choose(self, order_id: int | None) -> None:
        """Pick a candidate by its local id."""
        for order in self._candidates:
            if order.id == order_id:
                self._choose(order)

    def _choose(self, order: Order | None) -> None:
        self._chosen = order
        self._line.chosen = order is not None
        self._hide_list()
        if order is not None:
            text = describe(order)
            if text == self.text:
                self.changed.emit()
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
            self.edit.setToolTip(text)
            self._line.update()

    def _matches(self, text: str) -> tuple[Order, ...]:
        words = text.casefold().split()
        return tuple(
            order
            for order, searched in zip(self._candidates, self._searched, strict=True)
            if all(word in searched for word in words)
        )

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if self._chosen is not None:
            self._chosen = None
            self._line.chosen = False
        self._show_list(self._matches(text))
        self.changed.emit()

    @Slot()
    def _on_opened(self) -> None:
        self._show_list(self._candidates)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        if self._line.isReadOnly():
            return
        if not self._line.list_open:
            self._on_opened()
        row = self.list.currentIndex().row() + step
        if 0 <= row < self._found.rowCount():
            self.list.setCurrentIndex(self._found.index(row))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(self._found.orders[index.row()])
        self.entered.emit()

    @Slot()
    def _on_enter(self) -> None:
        if self._line.isReadOnly():
            return
        highlighted = self.list.currentIndex().row() if self._line.list_open else -1
        if self._chosen is None or highlighted >= 0:
            self._resolve(highlighted)
        if self._chosen is not None:
            self._hide_list()
            self.entered.emit()

    @Slot()
    def _on_left(self) -> None:
        """Take what was typed as if Enter had ended it: some scanners send Tab."""
        self._hide_list()
        if self._chosen is None and self.text.strip():
            self._resolve(-1)

    def _resolve(self, highlighted: int) -> None:
        typed = clean(self.text)
        exact = [order for order in self._candidates if clean(order.mo_name) == typed]
        found = self._matches(self.text)
        if exact:
            self._choose(exact[0])
        elif highlighted >= 0:
            self._choose(self._found.orders[highlighted])
        elif typed and len(found) == 1:
            self._choose(found[0])
        elif typed:
            self._hide_list()
            error = (
                tr("“{text}” fits {count} MOs. Choose one.", text=typed[:40], count=len(found))
                if found
                else tr("“{text}” is not one of the MOs to choose from.", text=typed[:40])
            )
            self.show_finding(error=error, now=True)
            self.edit.selectAll()
        else:
            self.entered.emit()

    @Slot()
    def _restore(self) -> None:
        self._hide_list()

    def _show_list(self, orders: tuple[Order, ...]) -> None:
        ground = self._ground()
        if not orders or ground is None:
            self._hide_list()
            return
        self._found.show(orders)
        self.list.setParent(ground)
        top = self.edit.mapTo(ground, QPoint(0, self.edit.height() + 2))
        height = min(len(orders), ROWS_SHOWN) * theme.sizes().target + 4
        height = min(height, ground.height() - top.y() - 8)
        # As wide as a row needs; a field in the right half opens its list to the left.
        width = max(self.edit.width(), min(theme.sizes().text * 38, ground.width() - 40))
        left = max(20, top.x() + self.edit.width() - width)
        self.list.setGeometry(left, top.y(), width, height)
        self.list.show()
        self.list.raise_()
        self._line.list_open = True

    @Slot()
    def _hide_list(self) -> None:
        if self._line.list_open:
            self._line.list_open = False
            self.list.setCurrentIndex(NOWHERE)
            self.list.hide()

    def _ground(self) -> QWidget | None:
        """Give the widget over which the list floats: the whole overlay, not only the card."""
        card = self.parentWidget()
        while card is not None and card.objectName() != "sheet":
            card = card.parentWidget()
        return card.parentWidget() if card is not None else None
