"""A field that picks one thing out of a list, by typing, scanning, arrow keys or touch."""

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

from app.domain.codes import clean, shortened
from app.domain.frozen import dataclass
from app.texts import tr
from app.ui import symbols, theme
from app.ui.dialogs.fields import FormField, ShownEdit

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a picker.

    Attributes:
        key: tells it from the others.
        name: what finds it exactly, when it is scanned.
        searched: all that a typed text is looked for in, folded.
    """

    key: int
    name: str
    about: str
    value: str
    searched: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " · ".join(part for part in (self.name, self.about, self.value) if part)


class _Candidates(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()

    def show(self, choices: tuple[Choice, ...]) -> None:
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.choices[index.row()].text
        if role == Qt.ItemDataRole.UserRole:
            return self.choices[index.row()]
        return None


class _Row(QStyledItemDelegate):
    def __init__(self, parent: QListView, figures: theme.Figures) -> None:
        super().__init__(parent)
        self._figures = figures

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if selected else "card"))
        if selected:
            side = QRect(rect.left(), rect.top(), theme.px(4), rect.height())
            painter.fillRect(side, theme.color("accent"))
        line = theme.px(1)
        below = QRect(rect.left(), rect.bottom() + 1 - line, rect.width(), line)
        painter.fillRect(below, theme.color("line"))
        area = rect.adjusted(theme.px(14), 0, -theme.px(14), 0)
        painter.setPen(theme.color("ink"))
        painter.setFont(theme.font("large", "semibold", figures="codes"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, left, choice.name)
        shift = painter.fontMetrics().horizontalAdvance(choice.name) + theme.px(18)
        painter.setFont(theme.font("large", figures=self._figures))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, choice.value)
        room = area.width() - shift - theme.px(18)
        room -= painter.fontMetrics().horizontalAdvance(choice.value)
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("large"))
        name = painter.fontMetrics().elidedText(choice.about, Qt.TextElideMode.ElideRight, room)
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
        box = QRect(self.width() - side - theme.px(16), (self.height() - side) // 2, side, side)
        symbol, tone = ("check", "good") if self.chosen else ("arrow_down", "ink")
        symbols.draw(painter, symbol, box.toRectF(), theme.color(tone))  # type: ignore[arg-type]
        painter.end()


class Picker(FormField):
    """Finds a choice by what is typed or scanned; a list of large rows helps."""

    def __init__(
        self, name: str, title: str, choices: tuple[Choice, ...], *, hint: str = ""
    ) -> None:
        """Offer `choices` in the order given."""
        self._line = _PickerEdit()
        super().__init__(name, title, hint=hint, edit=self._line)
        self._choices = choices
        self._chosen: Choice | None = None
        self.list = QListView()
        self._found = _Candidates(self.list)
        self.list.setModel(self._found)
        self.list.setItemDelegate(_Row(self.list, self.says))
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

    def retranslate(self) -> None:
        """Say title and hint in the language in use."""
        super().retranslate()
        self.list.setAccessibleName(self.edit.accessibleName())

    @property
    def key(self) -> int | None:
        """The key of what is picked."""
        return None if self._chosen is None else self._chosen.key

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Offer the same keys in other words; what was picked stays picked."""
        key, self._choices = self.key, choices
        self.choose(key)

    def choose(self, key: int | None) -> None:
        """Pick by key; an unknown one changes nothing."""
        for choice in self._choices:
            if choice.key == key:
                self._choose(choice)

    def settle(self) -> None:
        """Choose what is typed, if it says enough."""
        self._on_left()

    def take_back(self, before: str, remark: str) -> None:
        """Put back the choice that was there before a scan that does not count."""
        kept = next((c for c in self._choices if self.shown(c) == before), None)
        super().take_back(before, remark)
        if kept is not None:
            self._choose(kept)

    def shown(self, choice: Choice) -> str:
        """Give what the line says once `choice` is picked."""
        return choice.text

    def offers(self, key: int | None) -> bool:
        """Tell whether this key can be picked."""
        return any(choice.key == key for choice in self._choices)

    def none_fits(self, text: str) -> str:
        """Say that `text` finds nothing."""
        return tr("“{text}” is not in the list.", text=text)

    def several_fit(self, text: str, count: int) -> str:
        """Say that `text` finds more than one."""
        return tr("“{text}” fits {count} rows. Choose one.", text=text, count=count)

    def _choose(self, choice: Choice) -> None:
        self._chosen = choice
        self._line.chosen = True
        self._hide_list()
        if self.shown(choice) == self.text:
            self.changed.emit()
        self.edit.setText(self.shown(choice))
        self.edit.setCursorPosition(0)
        self.edit.setToolTip(choice.text)
        self._line.update()

    def _matches(self, text: str) -> tuple[Choice, ...]:
        words = text.casefold().split()
        return tuple(c for c in self._choices if all(word in c.searched for word in words))

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if self._chosen is not None:
            self._chosen = None
            self._line.chosen = False
        self._show_list(self._matches(text))
        self.changed.emit()

    @Slot()
    def _on_opened(self) -> None:
        self._show_list(self._choices)

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
        self._choose(self._found.choices[index.row()])
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
        exact = [choice for choice in self._choices if clean(choice.name) == typed]
        found = self._matches(self.text)
        if exact:
            self._choose(exact[0])
        elif highlighted >= 0:
            self._choose(self._found.choices[highlighted])
        elif typed and len(found) == 1 and not self.doubts(found[0], typed):
            self._choose(found[0])
        elif typed:
            self._hide_list()
            self.look_further(typed, found)
        else:
            self.entered.emit()

    def doubts(self, _choice: Choice, _name: str) -> bool:
        """Tell whether the only choice that `_name` fits may still be another one than meant."""
        return False

    def look_further(self, name: str, found: tuple[Choice, ...]) -> None:
        """No choice is called `name`: take the only one that fits, else say what is wrong."""
        if len(found) == 1:
            self._choose(found[0])
            return
        text = shortened(name)
        self.refuse(self.several_fit(text, len(found)) if found else self.none_fits(text))

    def refuse(self, error: str) -> None:
        """Say why nothing is picked; the next scan comes in its place."""
        self.show_finding(error=error, now=True)
        self.edit.selectAll()

    @Slot()
    def _restore(self) -> None:
        self._hide_list()

    def _show_list(self, choices: tuple[Choice, ...]) -> None:
        ground = self._ground()
        if not choices or ground is None:
            self._hide_list()
            return
        self._found.show(choices)
        self.list.setParent(ground)
        top = self.edit.mapTo(ground, QPoint(0, self.edit.height() + theme.px(2)))
        height = min(len(choices), ROWS_SHOWN) * theme.sizes().target + theme.px(4)
        height = min(height, ground.height() - top.y() - theme.px(8))
        # As wide as a row needs; a field in the right half opens its list to the left.
        width = max(self.edit.width(), min(theme.sizes().text * 38, ground.width() - theme.px(40)))
        left = max(theme.px(20), top.x() + self.edit.width() - width)
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
