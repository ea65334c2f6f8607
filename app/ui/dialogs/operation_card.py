"""How an operation dialog is laid out: heading, fields, preview, troubles, question, buttons."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.draft_bar import DraftBar
from app.ui.dialogs.preview import ROWS_KEPT, Note, Preview
from app.ui.dialogs.question import Question
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import Symbol, SymbolView

SIDE = 26
"""Left and right of everything, for `theme.px`."""


class _Body(QScrollArea):
    """Scrolls only where the screen is too low for the card."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def height_for(self, width: int) -> int:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return layout.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(400, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.choose_bar()

    def choose_bar(self) -> None:
        """Show the bar only where it is needed: its own width would make the texts longer."""
        fits = self.height_for(self.width()) <= self.height()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )


class OperationCard(Card):
    """The look of an operation dialog, without its behaviour.

    Where the screen is too low, the fields take three columns instead of two; where even that is
    not enough they scroll. What will be stored can be seen always.

    Attributes:
        grid: takes the fields.
        draft_bar: says that an earlier input is back.
        preview, question: the panels below.
        cancel_button, save_button: the footer, hidden while there is a question.
        rows_kept: as many rows as its preview usually has.
    """

    rows_kept = ROWS_KEPT

    def __init__(self, preview: Preview, *, symbol: Symbol, title: str, intro: str) -> None:
        """Lay everything out."""
        super().__init__()
        self.setAccessibleName(title)
        self.preview, self.question = preview, Question()
        height = theme.sizes().field
        self.cancel_button = Button("cross", height=height)
        self.save_button = Button("check", kind="primary", height=height)
        self.cancel_button.set_label(tr("Cancel"), "Esc")
        self._notes: list[Note] = []
        self._placed: list[tuple[QWidget, int, int, int]] = []
        self._dense = False
        self._room = (0, 0)
        self._body = _Body()
        self._intro = label("body", tone="muted", wrap=True)
        self._intro.setText(intro)
        self._top = self._heading(symbol, title)
        self.draft_bar = DraftBar()
        self._back = QVBoxLayout()
        self._back.setContentsMargins(theme.px(SIDE), 0, theme.px(SIDE), 0)
        self._back.addWidget(self.draft_bar)
        self._body.setWidget(self._inside())
        self._body.hide()
        self._between = self._middle()
        self._bottom = self._end()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addLayout(self._back)
        column.addWidget(self._body, 1)
        column.addLayout(self._between)
        column.addLayout(self._bottom)

    def _heading(self, symbol: Symbol, title: str) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        size = round(theme.sizes().text * 1.4)
        words = label("title", "bold")
        words.setText(title)
        row.addWidget(SymbolView(symbol, size, "ink"))
        row.addWidget(words)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(theme.px(SIDE), theme.px(20), theme.px(SIDE), theme.px(12))
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self._intro)
        return column

    def _inside(self) -> QWidget:
        inside = QWidget()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(18))
        self.grid.setVerticalSpacing(theme.px(8))
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(SIDE), 0, theme.px(SIDE), theme.px(8))
        column.setSpacing(0)
        column.addLayout(self.grid)
        column.addStretch(1)
        return inside

    def _middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(theme.px(SIDE), theme.px(2), theme.px(SIDE), theme.px(4))
        column.addWidget(self.preview)
        return column

    def _end(self) -> QVBoxLayout:
        self._troubles = QVBoxLayout()
        self._troubles.setSpacing(theme.px(4))
        self._footer = QWidget()
        row = QHBoxLayout(self._footer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout()
        column.setContentsMargins(theme.px(SIDE), theme.px(8), theme.px(SIDE), theme.px(20))
        column.setSpacing(theme.px(8))
        column.addLayout(self._troubles)
        column.addWidget(self.question)
        column.addWidget(self._footer)
        return column

    def put(self, widget: QWidget, row: int, column: int, width: int = 1) -> None:
        """Put a field, or what belongs to the fields, into the grid of two columns."""
        self._placed.append((widget, row, column, width))
        self._body.show()
        self.grid.addWidget(widget, row, column, 1, width)

    def fit(self, width: int, height: int) -> None:
        """Take three columns where two are too high; only another window size changes that.

        What comes later (errors, an earlier input) gets the room of the preview's empty rows, then
        that of the intro, before anything scrolls.
        """
        if (width, height) != self._room:
            self._room = (width, height)
            self._choose_columns(width, height)
        at = min(self.wanted_width(), width)
        self._intro.setVisible(not self._dense)
        for rows in range(self.rows_kept, -1, -1):
            self.preview.keep_room(rows)
            if self.wanted_height(at) <= height:
                return
        self._intro.hide()

    def _choose_columns(self, width: int, height: int) -> None:
        # With room for more than it keeps and an error of two lines: even then nothing scrolls.
        self.preview.keep_room(ROWS_KEPT)
        self._arrange(dense=False)
        needed = self.wanted_height(min(self.wanted_width(), width)) + 3 * theme.sizes().text
        self._arrange(dense=needed > height)

    def _arrange(self, *, dense: bool) -> None:
        if dense is self._dense:
            return
        self._dense = dense
        self._intro.setVisible(not dense)
        self.grid.setColumnStretch(2, 1 if dense else 0)
        free = 0
        for widget, row, column, columns in self._placed:
            self.grid.removeWidget(widget)
            if dense:
                # The next free cell that leaves room for it in its row.
                free += 0 if free % 3 + columns <= 3 else 3 - free % 3
                self.grid.addWidget(widget, free // 3, free % 3, 1, columns)
                free += columns
            else:
                self.grid.addWidget(widget, row, column, 1, columns)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong with the operation as a whole."""
        return tuple(note.text for note in self._notes)

    def show_troubles(self, texts: tuple[str, ...]) -> None:
        """Say what no field is to blame for."""
        if texts == self.troubles:
            return
        for note in self._notes:
            self._troubles.removeWidget(note)
            note.hide()
            note.deleteLater()
        self._notes = [Note(text, tone="bad", symbol="cross") for text in texts]
        for note in self._notes:
            self._troubles.addWidget(note)
        self.ask_for_height()

    def show_question(self, text: str, figures: theme.Figures = "codes") -> None:
        """Ask in place of the buttons; `figures`: what the digits of `text` are."""
        self._footer.hide()
        self.question.ask(text, figures)
        self.ask_for_height()

    def hide_question(self) -> None:
        """Bring the buttons back."""
        self.question.hide()
        self._footer.show()
        self.ask_for_height()

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a field where the screen is too low for all."""
        self._body.ensureWidgetVisible(widget)

    def wanted_width(self) -> int:
        """Ask for a width that two codes side by side need."""
        return round(theme.sizes().text * (74 if self._dense else 53.75))

    def wanted_height(self, width: int) -> int:
        """Ask for the height of all parts."""
        inner = width - 2 * theme.px(SIDE)
        margins = [part.contentsMargins() for part in (self._top, self._between, self._bottom)]
        height = sum(m.top() + m.bottom() for m in margins)
        height += round(theme.sizes().text * 1.9) + theme.px(4)
        height += 0 if self._intro.isHidden() else self._intro.heightForWidth(inner)
        height += 0 if self._body.isHidden() else self._body.height_for(width) + theme.px(4)
        height += 0 if self.draft_bar.isHidden() else self.draft_bar.sizeHint().height()
        height += self._height_of(self.preview, inner)
        for note in self._notes:
            height += note.heightForWidth(inner) + theme.px(8)
        shown = self._footer if self.question.isHidden() else self.question
        return height + self._height_of(shown, inner)

    def _height_of(self, widget: QWidget, width: int) -> int:
        if widget.hasHeightForWidth():
            return widget.heightForWidth(width)
        return widget.sizeHint().height()

    @Slot()
    def ask_for_height(self) -> None:
        """Ask for another height, behind the layout's own reaction, which has yet to come."""
        QTimer.singleShot(0, self, self._on_height_asked)

    @Slot()
    def _on_height_asked(self) -> None:
        self.resized.emit()
        self._body.choose_bar()
