"""The bar at the top: station, sync state, clock, menu."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.domain.errors import Problem
from app.services.messages import SyncPhase, SyncStatus
from app.texts import tr
from app.ui import symbols, theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import Symbol
from app.ui.sync_words import SyncWords, lost_words, sync_words, unconnected


class SyncState(QWidget):
    """Says how the sync stands: symbol, words and colour, in one line or in two."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        super().__init__()
        self._symbol: Symbol = "circle"
        self._tone, self._ground = "ink", "card"
        self._title = self._detail = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.sizes().target)

    def show_state(self, words: SyncWords) -> None:
        """Say it."""
        self._symbol, self._title, self._detail = words.symbol, words.title, words.detail
        self._tone, self._ground = words.tone, words.ground
        text = f"{words.title} {words.detail}".strip()
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line where that is short, for two otherwise."""
        return QSize(round(self._frame() + self._text_width(one_line=True)), self.height())

    def minimumSizeHint(self) -> QSize:
        """Be content with two lines, the second shortened."""
        title = QFontMetrics(theme.font("body", "semibold")).horizontalAdvance(self._title)
        return QSize(round(self._frame() + title + 4), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, side = theme.sizes().radius, theme.sizes().text
        tone = theme.color(self._tone)
        painter.setBrush(theme.color(self._ground))
        line = theme.px(1)
        painter.setPen(QPen(tone if self._tone in ("bad", "warn") else theme.color("edge"), line))
        frame = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        painter.drawRoundedRect(frame, radius, radius)
        box = QRectF(side, (self.height() - side) / 2, side, side)
        symbols.draw(painter, self._symbol, box, tone)
        area = QRectF(side * 2.5, 0, self.width() - self._frame() + 2, self.height())
        if self._text_width(one_line=True) <= area.width():
            self._draw_line(painter, area)
        else:
            self._draw_stack(painter, area)
        painter.end()

    def _draw_line(self, painter: QPainter, area: QRectF) -> None:
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        bold = theme.font("body", "semibold")
        painter.setFont(bold)
        painter.setPen(theme.color(self._tone))
        painter.drawText(area, flags, self._title)
        shift = QFontMetrics(bold).horizontalAdvance(self._title) + theme.sizes().text * 0.6
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("muted" if self._tone == "ink" else self._tone))
        painter.drawText(area.adjusted(shift, 0, 0, 0), flags, self._detail)

    def _draw_stack(self, painter: QPainter, area: QRectF) -> None:
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color(self._tone))
        line = QFontMetrics(theme.font("body")).height()
        top = self.height() / 2 - line
        for text, weight in ((self._title, "semibold"), (self._detail, "regular")):
            painter.setFont(theme.font("body", "semibold" if weight == "semibold" else "regular"))
            cut = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, round(area.width())
            )
            painter.drawText(QRectF(area.left(), top, area.width(), line), flags, cut)
            top += line

    def _frame(self) -> float:
        return theme.sizes().text * 3.5

    def _text_width(self, *, one_line: bool) -> float:
        bold = QFontMetrics(theme.font("body", "semibold")).horizontalAdvance(self._title)
        plain = QFontMetrics(theme.font("body")).horizontalAdvance(self._detail)
        if one_line:
            return bold + (plain + theme.sizes().text * 0.6 if self._detail else 0) + 2
        return max(bold, plain) + 2


class TopBar(QFrame):
    """Station, sync state, "Sync now", clock and menu.

    Signals:
        sync_asked: a person wants a sync now.
        connection_asked: a person wants to say how Odoo is reached.
        renewal_asked: a person wants to give what Odoo asks for; the `Renewal`.
        menu_asked: a person wants the menu.

    Attributes:
        person_button: who is signed in; hidden where nobody has a PIN.
    """

    sync_asked = Signal()
    connection_asked = Signal()
    renewal_asked = Signal(object)
    menu_asked = Signal()

    def __init__(self, station: str, zone: tzinfo, *, training: bool) -> None:
        """Name the station; `training` shows the badge."""
        super().__init__()
        self.setObjectName("topBar")
        self._zone = zone
        self._status = SyncStatus()
        self._mo_count = 0
        self._now: datetime | None = None
        self._lost_at: datetime | None = None
        self._lost = False
        self._station = label("title", "bold")
        self._station.setText(station)
        self._badge = label("body", "semibold", tone="badge")
        self._badge.setVisible(training)
        self.state = SyncState()
        self.renew_button = Button("key", kind="primary")
        self.renew_button.clicked.connect(self._on_renew)
        self.renew_button.hide()
        self.person_button = Button("person")
        self.person_button.hide()
        self.connect_button = Button("sliders", kind="primary")
        self.connect_button.clicked.connect(self.connection_asked)
        self.connect_button.hide()
        self.sync_button = Button("refresh")
        self.sync_button.clicked.connect(self.sync_asked)
        # Pressed, it goes for a moment: the focus stays where scans go.
        self.sync_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clock = label("title", "semibold", figures="numbers")
        self.menu_button = Button("menu")
        self.menu_button.clicked.connect(self.menu_asked)
        gap = theme.sizes().gap
        row = QHBoxLayout(self)
        row.setContentsMargins(gap + theme.px(8), theme.px(6), gap + theme.px(8), theme.px(6))
        row.setSpacing(gap)
        row.addWidget(self._station)
        row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.state, 100)
        row.addWidget(self.renew_button)
        row.addWidget(self.person_button)
        row.addWidget(self.connect_button)
        row.addWidget(self.sync_button)
        row.addWidget(self._clock)
        row.addWidget(self.menu_button)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._badge.setText(tr("Training mode"))
        self.sync_button.set_label(tr("Sync now"), "F5")
        self.renew_button.set_label(tr("Renew access…"))
        self.connect_button.set_label(tr("Connect to Odoo…"))
        self.menu_button.set_label("", name=tr("Menu"))
        self._clock.setAccessibleName(tr("Time"))
        self._say()

    def tick(self, now: datetime) -> None:
        """Show the time."""
        local = now.astimezone(self._zone)
        self._clock.setText(f"{local:%H:%M:%S}")
        new_minute = self._now is None or self._now.minute != now.minute
        self._now = now
        if new_minute:
            self._say()

    def show_sync(self, status: SyncStatus) -> None:
        """Show the state of the sync."""
        self._status = status
        self._say()

    @Slot(object)
    def on_store_lost(self, _problem: Problem) -> None:
        """Say that the store cannot be reached, before all that could be said of the sync."""
        self._lost, self._lost_at = True, self._now
        self._say()

    @Slot()
    def on_store_found(self) -> None:
        """The store can be reached again."""
        self._lost = False
        self._say()

    def show_count(self, mo_count: int) -> None:
        """Show how many MOs there are."""
        self._mo_count = mo_count
        self._say()

    def _on_renew(self) -> None:
        if self._status.renewal is not None:
            self.renewal_asked.emit(self._status.renewal)

    def _say(self) -> None:
        status = self._status
        self.sync_button.setEnabled(status.phase is not SyncPhase.RUNNING)
        self.renew_button.setVisible(status.renewal is not None)
        to_connect = unconnected(status) and status.renewal is None
        self.connect_button.setVisible(to_connect)
        self.sync_button.setVisible(not to_connect)
        if self._lost:
            self.state.show_state(lost_words(self._lost_at, self._zone, self._now))
        else:
            self.state.show_state(sync_words(status, self._mo_count, self._zone, self._now))
