"""Fields of a dialog: label above, hint or error below, both next to what they are about."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from app.domain.codes import clean
from app.texts import again
from app.ui import theme
from app.ui.labels import label
from app.ui.quiet_edit import QuietEdit
from app.ui.symbols import SymbolView
from app.ui.theme import Figures, Weight

MAX_INPUT = 80
"""More than any code has, so that a too long one is refused with a sentence, not cut silently."""


class Edit(QuietEdit):
    """A line that keeps Enter for itself.

    Signals:
        entered: Enter was pressed, by a person or a scanner.
        left: the focus went elsewhere.
    """

    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setFont(theme.font("figure", figures="codes"))
        self.setMaxLength(MAX_INPUT)
        self.setFixedHeight(theme.sizes().field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter; it never reaches a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A key held down by a heavy hand counts once.
            if not event.isAutoRepeat():
                self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that it was left."""
        super().focusOutEvent(event)
        self.left.emit()


class FormField(QWidget):
    """One input with its label, hint and error.

    Attributes:
        name: the attribute of the request that it fills; `Problem.field` names it.
        wanted: whether Enter in the field before stops here.
        touched: whether a person changed it.
        says: what the digits of its title and its hint are; where it is about labels at all,
            an error names codes.

    Signals:
        changed: a person or the program changed its text.
        entered: Enter was pressed in it.
        reshaped: it needs another height now.
    """

    says: Figures = "codes"
    changed = Signal()
    entered = Signal()
    reshaped = Signal()

    def __init__(self, name: str, title: str, *, hint: str = "", edit: Edit | None = None) -> None:
        """Make a field for the request's attribute `name`."""
        super().__init__()
        self.name, self.wanted, self.touched = name, True, False
        self._hint, self._error, self._urgent, self._remark = hint, "", "", ""
        self.edit = edit or Edit()
        self._title = label("body", "semibold", figures=self.says)
        self._title.setBuddy(self.edit)
        self._below = label("body", tone="muted", wrap=True)
        line = self._below.fontMetrics().lineSpacing()
        side = round(line * 0.7)
        self._mark = SymbolView("cross", side, "bad")
        beside = QVBoxLayout()
        beside.setContentsMargins(0, (line - side) // 2, 0, 0)
        beside.addWidget(self._mark)
        beside.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(theme.px(6))
        below.addLayout(beside)
        below.addWidget(self._below, 1)
        below.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self._title)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self.edit, 1)
        column.addLayout(self._row)
        column.addLayout(below)
        column.addStretch(1)
        self.set_title(title)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(700)
        self._late.timeout.connect(self._show_below)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.entered.connect(self.entered)
        self.edit.left.connect(self._show_below)
        self._show_below()

    @property
    def text(self) -> str:
        """What is typed in it."""
        return self.edit.text()

    @property
    def error(self) -> str:
        """The error next to it, empty when it shows none."""
        return self._below.text() if self._below.property("tone") == "bad" else ""

    @property
    def hint(self) -> str:
        """What stands below it while there is no error."""
        return self._remark or self._urgent or self._hint

    def retranslate(self) -> None:
        """Say title and hint in the language in use; what is wrong is said with the next plan."""
        self.set_title(again(self._said))
        self.set_hint(again(self._hint))

    def set_title(self, title: str) -> None:
        """Say what it is for."""
        self._said = title
        self._title.setText(title)
        self.edit.setAccessibleName(title)

    def set_text(self, text: str) -> None:
        """Fill it in for the person."""
        self.edit.setText(text)

    def set_hint(self, hint: str) -> None:
        """Say what belongs into it."""
        if hint != self._hint:
            self._hint = hint
            self._show_below()

    def put_beside(self, widget: QWidget) -> None:
        """Show `widget` at the right of the line."""
        self._row.addWidget(widget)

    def fill_in(self, text: str) -> None:
        """Take `text` in place of what is there, as if a person had typed it."""
        self.edit.selectAll()
        self.edit.insert(text)

    def set_locked(self, *, locked: bool) -> None:
        """Allow no input while the operation is being saved."""
        self.edit.setReadOnly(locked)

    def take_focus(self) -> None:
        """Put the cursor into it, ready to be overwritten by a scan."""
        self.edit.setFocus()
        self.edit.selectAll()

    def take_scan(self, text: str) -> None:
        """Take a whole scan in place of what is there, and go on as Enter does."""
        code = clean(text)
        if self.edit.text() != code:
            self.fill_in(code)
        self.edit.entered.emit()

    def take_back(self, before: str, remark: str) -> None:
        """Put back what was there before a scan that does not count, and say why beside it."""
        if self.edit.text() != before:
            self.edit.setText(before)
        self.edit.selectAll()
        self._remark = remark
        self._show_below()

    def settle(self) -> None:
        """Take what is typed as it stands, before it is saved."""

    def show_finding(self, *, error: str = "", urgent: str = "", now: bool = False) -> None:
        """Show an error, or an urgent hint, or neither.

        While a person types in the field an error waits for a pause, unless it must be said `now`.
        """
        self._error, self._urgent = error, urgent
        if error and not now and self.edit.hasFocus():
            self._late.start()
        else:
            self._show_below()

    def _on_edited(self) -> None:
        self.touched, self._remark = True, ""

    def _on_changed(self) -> None:
        # What was said is about the text before.
        if self._error:
            self._error = ""
            self._show_below()
        self.changed.emit()

    def _show_below(self) -> None:
        self._late.stop()
        text = self._error or self.hint
        tone = "bad" if self._error else "warn" if self._remark or self._urgent else "muted"
        before = (self._below.text(), self._below.property("tone"))
        if before == (text, tone) and self._below.isHidden() != bool(text):
            return
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self._below.setProperty("tone", tone)
        self._mark.setVisible(tone != "muted")
        self._mark.show_symbol("cross" if tone == "bad" else "warning", tone)
        self.edit.setProperty("wrong", "true" if self._error else "false")
        self.edit.setAccessibleDescription(text)
        _restyle(self.edit, self.edit.font())
        weight: Weight = "regular" if tone == "muted" else "semibold"
        figures: Figures = "codes" if self.says and tone != "muted" else self.says
        _restyle(self._below, theme.font("body", weight, figures=figures))
        self.reshaped.emit()


def _restyle(widget: QWidget, font: QFont) -> None:
    """Let the style sheet see changed properties; it would put an earlier font back."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.setFont(font)


class ShownEdit(Edit):
    """A line that ends in … where it is not being edited and does not fit."""

    right_margin = 0

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setFont(theme.font("large", figures="codes"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame and shortened text; while edited, what Qt draws."""
        if self.hasFocus() or not self.text():
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QPainter(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        area = style.subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        area = area.adjusted(theme.px(2), 0, -theme.px(2) - self.right_margin, 0)
        text = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.setPen(theme.color("ink"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class ShownField(FormField):
    """A value that the dialog shows but does not ask for."""

    says = "numbers"

    def __init__(self, name: str, title: str, text: str, *, hint: str = "") -> None:
        """Show `text`."""
        super().__init__(name, title, hint=hint, edit=ShownEdit())
        self.wanted = False
        self.edit.setReadOnly(True)
        self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_value(text, hint)

    def show_value(self, text: str, hint: str) -> None:
        """Show another value."""
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self.edit.setToolTip(text)
        self.set_hint(hint)

    def set_locked(self, *, locked: bool) -> None:
        """Stay as it is."""
