"""What will be stored, drawn from the plan that will be applied: field, old value, new value."""

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import Clock
from app.domain.errors import Code, Problem
from app.domain.plans import Plan
from app.texts import again, tr
from app.texts.formats import NOTHING
from app.texts.sentences import sentence
from app.ui import symbols, theme
from app.ui.dialogs.preview_blocks import Block, blocks
from app.ui.labels import label
from app.ui.symbols import Symbol

ROWS_KEPT = 4
"""Room for so many rows is kept while there is nothing to show, so that the dialog is steady."""

_BEFORE, _BEHIND = 18, 12
"""Left and right of a block, for `theme.px`."""

MISSING = frozenset(
    {
        Code.REQUIRED,
        Code.OLD_LAST_REQUIRED,
        Code.NEW_FIRST_REQUIRED,
        Code.NOTHING_CHANGES,
    }
)
"""Said as a hint until someone tries to save: nobody likes red before having typed."""


class PreviewTable(QWidget):
    """Draws the blocks side by side."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._blocks: tuple[Block, ...] = ()
        self._message = ""
        self._rows_kept = ROWS_KEPT

    def show_blocks(self, shown: tuple[Block, ...], message: str, *, rows_kept: int) -> None:
        """Show `shown`, or where there is none, `message`; keep room for `rows_kept` rows."""
        self._blocks, self._message, self._rows_kept = shown, message, rows_kept
        self.updateGeometry()
        self.update()

    def keep_rows(self, rows: int) -> None:
        """Keep room for so many rows, also while there are fewer."""
        if rows != self._rows_kept:
            self._rows_kept = rows
            self.updateGeometry()

    def text(self) -> str:
        """Give all that it shows, line by line."""
        lines = []
        for block in self._blocks:
            lines.append(block.heading)
            lines += [row.line for row in block.rows]
        return "\n".join(lines) or self._message

    def sizeHint(self) -> QSize:
        """Make room for the longest block."""
        rows = max((len(block.rows) for block in self._blocks), default=0)
        return QSize(300, (max(rows, self._rows_kept) + 1) * self._line())

    def minimumSizeHint(self) -> QSize:
        """Never cut a row."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        if not self._blocks:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(
                QRectF(self.rect()).adjusted(0, theme.px(4), 0, 0), flags, self._message
            )
        left, around = 0.0, theme.px(_BEFORE + _BEHIND)
        wanted = [sum(_columns(block)) + _arrow() + around for block in self._blocks]
        for place, width in enumerate(shared(self.width(), wanted)):
            if place:
                x = round(left)
                painter.setPen(QPen(theme.color("edge"), 1))
                painter.drawLine(x, theme.px(2), x, self.height() - theme.px(4))
            gap = theme.px(_BEFORE) if place else 0
            self._draw(painter, self._blocks[place], left + gap, width - gap - theme.px(_BEHIND))
            left += width
        painter.end()

    def _draw(self, painter: QPainter, block: Block, left: float, width: float) -> None:
        line = self._line()
        self._text(painter, block.heading, QRectF(left, 0, width, line), bold=True)
        name_width, old_width, new_width = _columns(block)
        arrow = _arrow()
        # An old value gives way, but only where the new one needs the room.
        old_width = min(old_width, max(width * 0.4, width - name_width - arrow - new_width))
        y = float(line)
        for row in block.rows:
            x = left
            self._text(painter, row.name, QRectF(x, y, name_width, line), tone="muted")
            x += name_width
            old = QRectF(x, y, old_width - theme.px(8), line)
            x += old_width
            if not row.stays:
                self._text(painter, row.old or NOTHING, old, row.figures, tone="muted")
                self._text(painter, "→", QRectF(x, y, arrow, line), tone="muted")
            x += arrow
            new = QRectF(x, y, left + width - x, line)
            self._text(painter, row.new or NOTHING, new, row.figures, bold=not row.stays)
            y += line

    def _text(
        self,
        painter: QPainter,
        text: str,
        box: QRectF,
        figures: theme.Figures = "codes",
        *,
        bold: bool = False,
        tone: str = "ink",
    ) -> None:
        painter.setFont(_font(figures, bold=bold))
        painter.setPen(theme.color(tone))
        elide = Qt.TextElideMode.ElideMiddle if figures else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, elide, round(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _line(self) -> int:
        return round(theme.sizes().text * 1.6)


class Note(QWidget):
    """A remark beside the preview, or a problem that no field has."""

    def __init__(self, text: str, *, tone: str = "warn", symbol: Symbol = "warning") -> None:
        """Say `text`."""
        super().__init__()
        self.text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(2), 0, 0)
        row.setSpacing(theme.px(8))
        words = label("body", "semibold", tone=tone, wrap=True, figures="codes")
        words.setText(text)
        line = words.fontMetrics().lineSpacing()
        mark_ = symbols.SymbolView(symbol, line, tone, inset=2)
        row.addWidget(mark_, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)


class Preview(QFrame):
    """What will be stored: the newest plan of what is typed."""

    def __init__(self, zone: tzinfo, clock_: Clock) -> None:
        """Begin with nothing to show."""
        super().__init__()
        self.setObjectName("panel")
        self._zone, self._clock = zone, clock_
        self._heading = label("body", "semibold", tone="muted")
        self._heading.setText(tr("What will be stored"))
        self._refused = tr("Nothing will be stored as long as something is wrong.")
        self._empty = tr("Fill in the fields above to see what will be stored.")
        self._table = PreviewTable()
        self._room = ROWS_KEPT
        self.notes: list[Note] = []
        self._notes_column = QVBoxLayout()
        self._notes_column.setSpacing(theme.px(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(self._heading)
        column.addWidget(self._table)
        column.addLayout(self._notes_column)
        self.show_plan(None)

    def text(self) -> str:
        """Give all that it shows, line by line."""
        return self._table.text()

    def keep_room(self, rows: int) -> None:
        """Be so many rows high at least, so that the card does not change its height all the time.

        Where there are notes they have that room.
        """
        self._room = rows
        self._table.keep_rows(0 if self.notes else rows)

    def retitle(self, *, heading: str, empty: str, refused: str) -> None:
        """Say something else above, and where there is nothing to show yet or at all."""
        self._heading.setText(heading)
        self._empty, self._refused = empty, refused
        self.show_plan(None)

    def retranslate(self) -> None:
        """Say what is above, and where there is nothing to show, in the language in use."""
        self._heading.retranslate()
        self._empty, self._refused = again(self._empty), again(self._refused)
        self.show_plan(None)

    def show_refusal(self, problems: tuple[Problem, ...]) -> None:
        """Say that nothing will be stored, where there is no plan but a field is wrong."""
        if _wrong(tuple(problem for problem in problems if problem.field)):
            self._show((), self._refused, ())

    def show_plan(self, plan: Plan | None) -> None:
        """Show `plan`; None: nothing is planned yet."""
        shown: tuple[Block, ...] = ()
        message = self._empty
        notes: tuple[str, ...] = ()
        if plan is not None and _wrong(plan.problems):
            message = self._refused
        elif plan is not None and not plan.problems:
            shown = blocks(plan, self._zone, self._clock())
            notes = tuple(sentence(note) for note in plan.notes)
        self._show(shown, message, notes)

    def _show(self, shown: tuple[Block, ...], message: str, notes: tuple[str, ...]) -> None:
        self._table.show_blocks(shown, message, rows_kept=0 if notes else self._room)
        self.setAccessibleName(self._heading.text())
        self.setAccessibleDescription(self.text())
        for note in self.notes:
            self._notes_column.removeWidget(note)
            note.deleteLater()
        self.notes = [Note(text) for text in notes]
        for note in self.notes:
            self._notes_column.addWidget(note)


def shared(width: float, wanted: Sequence[float]) -> list[float]:
    """Share `width` out alike; one that needs more gets it where the others have it to spare."""
    count = max(1, len(wanted))
    spare = width - sum(wanted)
    if spare < 0 or max(wanted, default=0) <= width / count:
        return [width / count] * len(wanted)
    return [one + spare / count for one in wanted]


def _columns(block: Block) -> tuple[float, float, float]:
    """Give the room that names, old and new values want."""
    name = max((_advance(row.name) for row in block.rows), default=0.0)
    olds = (_advance(row.old, row.figures) for row in block.rows if not row.stays)
    news = (_advance(row.new, row.figures, bold=not row.stays) for row in block.rows)
    old, new = max([_advance(NOTHING), *olds]), max(news, default=0.0)
    return name + theme.px(16), old + theme.px(10), new


def _arrow() -> float:
    return theme.sizes().text * 1.5


def _advance(text: str, figures: theme.Figures = "codes", *, bold: bool = False) -> float:
    return QFontMetrics(_font(figures, bold=bold)).horizontalAdvance(text or NOTHING)


def _font(figures: theme.Figures, *, bold: bool) -> QFont:
    return theme.font("body", "semibold" if bold else "regular", figures=figures)


def _wrong(problems: tuple[Problem, ...]) -> bool:
    """Tell whether more than something missing keeps the input from being stored."""
    return any(problem.code not in MISSING for problem in problems)
