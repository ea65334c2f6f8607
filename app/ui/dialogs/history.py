"""Riwayat: everything that was done with one MO, and what can be put right from there."""

from datetime import datetime, tzinfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Code, Problem
from app.domain.orders import Stage
from app.services.messages import HistoryRead
from app.texts import tr
from app.texts.formats import NOTHING, number, signed
from app.texts.sentences import sentence
from app.texts.words import STAGES
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.history_lines import (
    SEGMENT_HEADERS,
    former_names,
    headers,
    lines,
    segment_lines,
)
from app.ui.dialogs.lines_view import LinesView
from app.ui.labels import ElidedLabel, label
from app.ui.order_cells import odoo_state, product, quantity
from app.ui.overlay import Card
from app.ui.running_card import Fact
from app.ui.symbols import SymbolView

MOST_SEGMENTS = 3
"""Shown at once; more of them scroll."""


class HistoryCard(Card):
    """Shows the labels and the history of an MO. GUI thread.

    Signals:
        correct_asked, unregister_asked: the `Order`; the card has closed.
    """

    correct_asked = Signal(object)
    unregister_asked = Signal(object)

    def __init__(
        self, read: HistoryRead, zone: tzinfo, now: datetime, *, theirs: bool = False
    ) -> None:
        """Show what was `read`, times in `zone`; of another station's MO nothing is put right."""
        super().__init__()
        self._theirs = theirs
        self._read, self._zone, self._now = read, zone, now
        self._fill()

    def retranslate(self) -> None:
        """Say everything in the language in use: all of it is made anew."""
        focused = self.isAncestorOf(QApplication.focusWidget() or self)
        before = self.layout()
        if before is not None:
            QWidget().setLayout(before)  # takes the parts of before with it
        self._fill()
        if focused:
            self.take_focus()

    def _fill(self) -> None:
        read, order = self._read, self._read.order
        self.setAccessibleName(tr("History of {mo_name}", mo_name=order.mo_name))
        self.segments = LinesView(
            tr("Labels"),
            SEGMENT_HEADERS,
            segment_lines(order),
            wide={1: 1},
            codes=frozenset({0, 1}),
            numbers=frozenset({2}),
            most_rows=MOST_SEGMENTS,
        )
        named = headers(read)
        wide = {4: 5, 5: 3, 6: 3} if len(named) > 6 else {4: 5, 5: 3}
        done = lines(read, self._zone, self._now)
        # Leader, what changed, who.
        self.table = LinesView(tr("History"), named, done, wide=wide, codes=frozenset({2, 4, 6}))
        self.correct_button, self.unregister_button = Button("pencil"), Button("undo")
        self.close_button = Button("cross")
        self.correct_button.set_label(tr("Correct a value"))
        self.unregister_button.set_label(tr("Take back the registration"))
        self.close_button.set_label(tr("Close"), "Esc")
        self.correct_button.clicked.connect(self._on_correct)
        self.unregister_button.clicked.connect(self._on_unregister)
        self.close_button.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(theme.sizes().gap)
        column.addLayout(self._heading())
        column.addWidget(self._totals())
        column.addWidget(self.table, 1)
        if not read.entries:
            self.table.hide()  # a table of nothing says nothing
            nothing = label("large", tone="muted")
            nothing.setText(tr("Nothing has been done with this MO yet."))
            column.addWidget(nothing, 1)
        column.addLayout(self._footer())
        mine = order.stage is not Stage.UNREGISTERED and not self._theirs
        self.correct_button.setVisible(mine)
        self.unregister_button.setVisible(order.stage is Stage.READY)

    def _heading(self) -> QVBoxLayout:
        order = self._read.order
        size = round(theme.sizes().text * 1.4)
        title = label("title", "bold", figures="codes")
        title.setText(tr("History of {mo_name}", mo_name=order.mo_name))
        parts = [product(order), tr(STAGES[order.stage]), f"Odoo: {odoo_state(order)}"]
        if self._theirs:
            parts.insert(2, order.station or NOTHING)
        former = former_names(self._read)
        if former:
            parts.append(tr("formerly {names}", names=", ".join(former)))
        about = ElidedLabel("body", tone="muted")
        about.setText(" · ".join(parts))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(SymbolView("clock", size, "ink"))
        row.addWidget(title)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addLayout(row)
        column.addWidget(about)
        return column

    def _totals(self) -> QFrame:
        order = self._read.order
        panel = QFrame()
        panel.setObjectName("panel")
        facts = QVBoxLayout()
        facts.setSpacing(theme.px(4))
        used = number(order.used)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row, heading, value, fact in (
            (upper, tr("Labels used"), used, Fact()),
            (upper, tr("Target"), quantity(order), Fact()),
            (lower, tr("Difference to target"), signed(order.difference), Fact()),
            (lower, tr("Leader"), order.leader_id or NOTHING, Fact("codes")),
        ):
            fact.say(heading, value)
            row.addWidget(fact, 1)
        facts.addLayout(upper)
        facts.addLayout(lower)
        facts.addStretch(1)
        row = QHBoxLayout(panel)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.sizes().gap * 2)
        row.addLayout(facts, 2)
        row.addWidget(self.segments, 3)
        if not order.segments:
            self.segments.hide()  # a table of nothing says nothing
        return panel

    def _footer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        if self._theirs:
            params = {
                "mo_name": self._read.order.mo_name,
                "station": self._read.order.station or "",
            }
            where = label("large", "semibold", wrap=True, figures="codes")
            where.setText(sentence(Problem(Code.RUNS_ELSEWHERE, params=params)))
            row.addWidget(where, 1)
        row.addWidget(self.correct_button)
        row.addWidget(self.unregister_button)
        row.addStretch(0 if self._theirs else 1)
        row.addWidget(self.close_button)
        return row

    def wanted_width(self) -> int:
        """Ask for room for codes beside reasons."""
        return round(theme.sizes().text * 74)

    def wanted_height(self, width: int) -> int:
        """Ask for all of a usual history; a long one scrolls."""
        layout = self.layout()
        if layout is not None and not self._read.entries:
            return max(layout.totalHeightForWidth(width), layout.totalSizeHint().height())
        return round(theme.sizes().text * 46)

    def take_focus(self) -> None:
        """Begin at the table: the arrow keys scroll it."""
        (self.table if self._read.entries else self.close_button).setFocus()

    @Slot()
    def _on_correct(self) -> None:
        self.closed.emit()
        self.correct_asked.emit(self._read.order)

    @Slot()
    def _on_unregister(self) -> None:
        self.closed.emit()
        self.unregister_asked.emit(self._read.order)
