"""The card of what runs now, with the buttons that make sense now."""

from datetime import datetime, tzinfo
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.orders import Order
from app.services.messages import SyncPhase, SyncStatus
from app.texts import tr
from app.texts.formats import NOTHING, clock, elapsed
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import ElidedLabel, label
from app.ui.order_cells import odoo_state, odoo_warns, product, quantity
from app.ui.symbols import SymbolView
from app.ui.sync_words import unconnected

WIDE: Final = 90
"""So many heights of a text wide, the card has room for three columns of facts."""
_TWO: Final = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1))
_THREE: Final = ((0, 0), (0, 1), (1, 0), (0, 2), (1, 1), (1, 2))


class Fact(QWidget):
    """A small heading with a value below."""

    def __init__(self, figures: theme.Figures = "numbers") -> None:
        """Begin empty."""
        super().__init__()
        self.heading = label("small", tone="muted")
        # The empty room above its letters parts no pair from the next one: the grid does.
        self.heading.setFixedHeight(self.heading.fontMetrics().height() - 1)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignBottom)
        # Codes and rolls of the usual length are never cut.
        self.value = ElidedLabel("large", "semibold", figures=figures)
        self.value.setFixedHeight(self.value.fontMetrics().height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.value)

    def say(self, heading: str, value: str, *, tone: str = "ink") -> None:
        """Show heading and value."""
        self.heading.setText(heading)
        self.value.setText(value)
        self.value.set_tone(tone)
        needed = self.value.sizeHint().width()
        self.value.setMinimumWidth(min(needed, theme.sizes().text * 9))


class Facts(QWidget):
    """Facts in two columns, or in three and fewer rows."""

    def __init__(self, facts: list[Fact]) -> None:
        """Lay them in two."""
        super().__init__()
        self._facts = facts
        self._wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.lay_out(wide=False)

    def lay_out(self, *, wide: bool) -> None:
        """Lay them out anew if that is another arrangement."""
        if wide == self._wide:
            return
        self._wide = wide
        # More room between the pairs than inside of one.
        self._grid.setHorizontalSpacing(theme.sizes().gap * 2)
        self._grid.setVerticalSpacing(theme.px(20 if wide else 6))
        for fact, (row, column) in zip(self._facts, _THREE if wide else _TWO, strict=True):
            self._grid.addWidget(fact, row, column)


class RunningCard(QWidget):
    """What runs, since when, with which labels; or what to do when nothing runs.

    Signals:
        start_asked, changeover_asked, end_asked, change_roll_asked: the buttons.
        history_asked: the local id of what runs.
    """

    start_asked = Signal()
    change_roll_asked = Signal()
    changeover_asked = Signal()
    end_asked = Signal()
    history_asked = Signal(object)

    def __init__(self, zone: tzinfo) -> None:
        """Begin with nothing running."""
        super().__init__()
        self._zone = zone
        self._order: Order | None = None
        self._ready = self._new = self._closed = 0
        self._empty = False
        self._sync = SyncStatus()
        self._now: datetime | None = None
        self._symbol = SymbolView("circle", theme.sizes().text, "muted")
        self._caption = label("small", "semibold", tone="muted", figures="numbers")
        self._title = ElidedLabel("headline", "bold", figures="codes")
        self._line = ElidedLabel("large", elide=Qt.TextElideMode.ElideMiddle, wraps=True)
        kinds: tuple[theme.Figures, ...] = ("numbers", "codes", "codes", "numbers", "codes", "")
        self._facts = [Fact(kind) for kind in kinds]
        self._grid = Facts(self._facts)
        height = theme.sizes().operation
        self.start_button = Button("play", kind="primary", height=height, large=True)
        self.changeover_button = Button("swap", kind="primary", height=height, large=True)
        self.end_button = Button("stop", height=height, large=True)
        self.roll_button, self.history_button = Button("roll"), Button("clock")
        self.roll_button.clicked.connect(self.change_roll_asked)
        self.history_button.clicked.connect(self._on_history)
        self.start_button.clicked.connect(self.start_asked)
        self.changeover_button.clicked.connect(self.changeover_asked)
        self.end_button.clicked.connect(self.end_asked)
        self._lay_out()

    def _lay_out(self) -> None:
        gap = theme.sizes().gap
        caption = QHBoxLayout()
        caption.setSpacing(theme.px(8))
        caption.addWidget(self._symbol)
        caption.addWidget(self._caption)
        caption.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        words.addLayout(caption)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        buttons = QGridLayout()
        buttons.setSpacing(gap)
        buttons.setRowStretch(0, 1)
        buttons.addWidget(self.start_button, 1, 0, 1, 2)
        buttons.addWidget(self.changeover_button, 2, 0)
        buttons.addWidget(self.end_button, 2, 1)
        buttons.addWidget(self.roll_button, 3, 0)
        buttons.addWidget(self.history_button, 3, 1)
        buttons.setRowStretch(4, 1)
        # The same height with and without an MO, so that the table below does not jump.
        height = theme.sizes().operation + theme.sizes().target + 3 * gap
        self.setFixedHeight(max(height, round(theme.sizes().text * 9)))
        row = QHBoxLayout(self)
        row.setContentsMargins(gap + theme.px(16), gap, gap, gap)
        row.setSpacing(gap)
        row.addLayout(words, 1)
        row.addWidget(self._grid)
        row.addSpacing(gap)
        row.addLayout(buttons)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(tr("Running MO"))
        self.start_button.set_label(tr("Start"), "F2", name=tr("Start Production"))
        self.changeover_button.set_label(tr("Changeover"), "F3")
        self.end_button.set_label(tr("End Production"), "F4")
        self.roll_button.set_label(tr("Change roll"), "F6")
        self.history_button.set_label(tr("History"))
        self._say()

    def tick(self, now: datetime) -> None:
        """Count on the elapsed time."""
        self._now = now
        if self._order is not None:
            self._say_caption()

    def show_order(
        self,
        order: Order | None,
        *,
        ready: int,
        new: int,
        closed: int = 0,
        empty: bool = False,
    ) -> None:
        """Show what runs, None: nothing; `ready` and `new` MOs wait.

        `closed` more are ready here, but done, cancelled or gone in Odoo; `empty`: there is no MO
        of any kind.
        """
        self._order, self._ready, self._new, self._closed = order, ready, new, closed
        self._empty = empty
        self._say()

    def show_sync(self, status: SyncStatus) -> None:
        """Promise no MOs from a sync that cannot be."""
        before, self._sync = self._sync, status
        if (status.phase, unconnected(status)) != (before.phase, unconnected(before)):
            self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the facts in three columns where the product has room beside them."""
        super().resizeEvent(event)
        self._grid.lay_out(wide=self.width() >= theme.sizes().text * WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card with its coloured edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.sizes().radius + theme.px(2)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(frame, radius, radius)
        painter.fillPath(outline, theme.color("card"))
        painter.save()
        painter.setClipPath(outline)
        side = theme.color("accent" if self._order else "edge")
        painter.fillRect(0, 0, theme.px(8), self.height(), side)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRoundedRect(frame, radius, radius)
        painter.end()

    def _say(self) -> None:
        running = self._order is not None
        self._symbol.setVisible(running)
        self._caption.setVisible(running)
        self._grid.setVisible(running)
        self.start_button.setVisible(not running)
        self.roll_button.setVisible(running)
        self.history_button.setVisible(running)
        self.changeover_button.setVisible(running)
        self.end_button.setVisible(running)
        self._say_caption()
        if self._order is None:
            self._say_idle()
        else:
            self._say_running(self._order)
        self.update()

    def _say_caption(self) -> None:
        order, now = self._order, self._now
        if order is None:
            return
        self._symbol.show_symbol("play", "accent")
        if order.date_start is None or now is None:
            self._caption.setText(tr("RUNNING"))
            return
        time = elapsed((now - order.date_start).total_seconds())
        self._caption.setText(tr("RUNNING · {time}", time=time))

    def _say_idle(self) -> None:
        self._title.setText(tr("No MO is running"))
        self.start_button.set_kind("primary" if self._ready else "muted")
        if self._ready == 1:
            self._line.setText(tr("1 MO is ready. Scan its number or press Start."))
        elif self._ready:
            text = tr("{count} MOs are ready. Scan a number or press Start.", count=self._ready)
            self._line.setText(text)
        elif self._new:
            self._line.setText(tr("No MO is ready. Scan an MO number to register it (F1)."))
        elif unconnected(self._sync):
            self._line.setText(tr("There is no MO to register: Odoo is not connected yet."))
        elif self._sync.phase is SyncPhase.RUNNING and self._empty:
            self._line.setText(tr("There is no MO yet. The sync is fetching them."))
        elif self._sync.phase is SyncPhase.FAILED:
            self._line.setText(
                tr("There is no MO to register. The sync brings none now: see the bottom line.")
            )
        else:
            self._line.setText(tr("There is no MO to register. A sync brings new ones."))
        if self._closed:
            closed = tr("{count} more: cancelled, done or gone in Odoo.", count=self._closed)
            self._line.setText(f"{self._line.text()} {closed}")

    def _say_running(self, order: Order) -> None:
        self.changeover_button.set_kind("primary" if self._ready else "muted")
        self._title.setText(order.mo_name)
        self._line.setText(product(order))
        now = self._now or order.date_start
        start = clock(order.date_start, self._zone, now) if now else NOTHING
        first, segment = order.auth_first, order.open_segment
        known = first is not None
        roll = tr("Roll")
        if len(order.segments) > 1 and segment is not None and segment.auth_first:
            roll = tr("Roll, from {code}", code=segment.auth_first)
        said: tuple[tuple[str, str, str], ...] = (
            (tr("Target"), quantity(order), "ink"),
            (tr("Leader"), order.leader_id or NOTHING, "ink"),
            (tr("First code"), first or tr("not known"), "ink" if known else "warn"),
            (tr("Started"), start, "ink"),
            (roll, order.roll_number or NOTHING, "ink"),
            (tr("Odoo state"), odoo_state(order), "warn" if odoo_warns(order) else "ink"),
        )
        for fact, (heading, value, tone) in zip(self._facts, said, strict=True):
            fact.say(heading, value, tone=tone)

    @Slot()
    def _on_history(self) -> None:
        if self._order is not None:
            self.history_asked.emit(self._order.id)
