"""The stages with their counts, one of them chosen."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from app.domain.orders import Stage
from app.texts import tr
from app.texts.formats import number
from app.texts.words import STAGES
from app.ui import symbols, theme
from app.ui.order_cells import STAGE_SYMBOLS
from app.ui.symbols import Symbol

LINE: Final = 1
"""Around and between them, px on any screen."""


class Segment(QAbstractButton):
    """One stage: symbol, name, count; the chosen one has a line below, too."""

    def __init__(self, symbol: Symbol | None, frame: QWidget) -> None:
        """Begin without a name, inside a round frame."""
        super().__init__(frame)
        self._symbol, self._frame = symbol, frame
        self._count = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(theme.sizes().operation - 2 * LINE)

    def say(self, name: str, count: int) -> None:
        """Show name and count."""
        self.setText(name)
        self._count = number(count)
        self.setAccessibleName(f"{name} {self._count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Make room for all of it."""
        return QSize(round(self._content() + theme.sizes().text * 1.5), self.height())

    def minimumSizeHint(self) -> QSize:
        """Never cut a name."""
        return QSize(round(self._content() + theme.sizes().text * 0.8), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter alone: it may end a scan."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(self._inner())
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() else "card"
        painter.fillRect(self.rect(), theme.color(ground))
        if self.isChecked():
            line = theme.px(4)
            painter.fillRect(0, self.height() - line, self.width(), line, theme.color("accent"))
        ink = theme.color("ink")
        x = (self.width() - self._content()) / 2
        side, middle = theme.sizes().text * 0.95, self.height() / 2
        if self._symbol:
            symbols.draw(painter, self._symbol, QRectF(x, middle - side / 2, side, side), ink)
            x += side + theme.px(6)
        x = self._text(painter, x, self.text(), bold=True, color=ink)
        self._text(painter, x + theme.px(7), self._count, bold=False, color=theme.color("muted"))
        if self.hasFocus():
            inset = theme.px(2)
            painter.setPen(QPen(theme.color("accent"), theme.px(3)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            radius = theme.sizes().radius - inset
            painter.drawRoundedRect(frame, radius, radius)
        painter.end()

    def _text(self, painter: QPainter, x: float, text: str, *, bold: bool, color: QColor) -> float:
        painter.setFont(theme.font("body", "semibold" if bold else "regular"))
        painter.setPen(color)
        width = painter.fontMetrics().horizontalAdvance(text)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, 0, width + 4, self.height()), flags, text)
        return x + width

    def _inner(self) -> QPainterPath:
        """Give what the round frame leaves of it."""
        frame, radius = QRectF(self._frame.rect()), theme.sizes().radius - LINE
        path = QPainterPath()
        path.addRoundedRect(frame.adjusted(LINE, LINE, -LINE, -LINE), radius, radius)
        return path.translated(-QPointF(self.pos()))

    def _content(self) -> float:
        bold = QFontMetrics(theme.font("body", "semibold")).horizontalAdvance(self.text())
        plain = QFontMetrics(theme.font("body")).horizontalAdvance(self._count)
        symbol = theme.sizes().text * 0.95 + theme.px(6) if self._symbol else 0
        return bold + plain + symbol + theme.px(7)


class StageFilter(QWidget):
    """Chooses which stage the table shows.

    Signals:
        chosen: the `Stage`, None for all.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        """Begin with all stages shown."""
        super().__init__()
        self._counts: dict[Stage, int] = dict.fromkeys(Stage, 0)
        self.segments: dict[Stage | None, Segment] = {None: Segment(None, self)}
        self.segments |= {stage: Segment(STAGE_SYMBOLS[stage], self) for stage in Stage}
        row = QHBoxLayout(self)
        row.setContentsMargins(LINE, LINE, LINE, LINE)
        row.setSpacing(LINE)
        for stage, segment in self.segments.items():
            segment.setAutoExclusive(True)
            segment.setProperty("stage", stage)
            segment.clicked.connect(self._on_clicked)
            row.addWidget(segment)
        self.segments[None].setChecked(True)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(tr("Stage"))
        self.show_counts(self._counts)

    def show_counts(self, counts: dict[Stage, int]) -> None:
        """Show how many MOs there are in every stage."""
        self._counts = counts
        self.segments[None].say(tr("All"), sum(counts.values()))
        for stage in Stage:
            self.segments[stage].say(tr(STAGES[stage]), counts[stage])

    def choose(self, stage: Stage | None) -> None:
        """Choose a stage as a click would."""
        self.segments[stage].click()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.sizes().radius
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("edge"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()

    def _on_clicked(self) -> None:
        for stage, segment in self.segments.items():
            if segment is self.sender():
                self.chosen.emit(stage)
