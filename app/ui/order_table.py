"""The MO table: the view over model, filter and delegate."""

from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.domain.clock import Clock
from app.domain.orders import Order
from app.services.messages import BoardChange, SyncPhase, SyncStatus
from app.texts import tr
from app.ui import theme
from app.ui.column_widths import shared
from app.ui.order_cells import HEADERS, Column
from app.ui.order_delegate import OrderDelegate
from app.ui.order_filter import OrderFilter
from app.ui.order_model import ORDER_ROLE, OrderModel
from app.ui.row_hand import RowHand
from app.ui.sync_words import unconnected

FLASH_STEPS: Final = 8
FLASH_STEP_MS: Final = 150
FLASH_ROWS: Final = 20
"""When more than these change at once, nobody is looking for one of them."""
MEASURED_ROWS: Final = 400
"""A table of so many can be measured in a part of a frame; in a longer one a column may stay wide
until the next day."""
QUICK_MS: Final = 150
"""Rows that come sooner are not announced: the text would only flash."""


class OrderTable(QTableView):
    """Shows the board. GUI thread.

    Attributes:
        hand: sees who wants the menu of a row.

    Signals:
        opened: the MO (local id) that a double click or Enter asks to work on.
        painted: the first board has been drawn; once.
    """

    opened = Signal(object)
    painted = Signal()

    def __init__(
        self, zone: tzinfo, clock: Clock, home: str | None = None, parent: QWidget | None = None
    ) -> None:
        """Begin empty; MOs of other stations than `home` name theirs."""
        super().__init__(parent)
        self.rows = OrderModel(zone, clock, home, self)
        self.shown = OrderFilter(self.rows, self)
        self._look = OrderDelegate(self.shown, self)
        self._flashing: dict[int, int] = {}
        self._flash_timer = QTimer(self)
        self._flash_timer.setInterval(FLASH_STEP_MS)
        self._flash_timer.timeout.connect(self._fade)
        self._said_painted = self._unread = self._waited = False
        QTimer.singleShot(QUICK_MS, self, self._on_waited)
        self._sync = SyncStatus()
        self._widest: Counter[tuple[Column, bool]] = Counter()
        self._measured: set[tuple[Column, int, int, bool]] = set()
        self.setModel(self.shown)
        self.setItemDelegate(self._look)
        self.rows.changed.connect(self._on_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.painted.connect(self._on_painted)
        self.hand = RowHand(self)
        self._set_up_view()
        self._set_up_headers()
        self.retranslate()

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.sizes().target)
        rows.setDefaultSectionSize(theme.sizes().row)
        header = self.horizontalHeader()
        header.setFont(theme.font("small", "semibold"))
        header.setFixedHeight(theme.sizes().target)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)  # else Qt makes a narrow column wider than it was told
        header.hide()  # over nothing its names would stand crowded
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    @property
    def flashing(self) -> set[int]:
        """Ids of the rows that are highlighted because they have just changed."""
        return set(self._flashing)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(tr("Manufacturing orders"))
        self.horizontalHeader().setAccessibleName(tr("Columns"))
        self.refresh_texts()

    def refresh_texts(self) -> None:
        """Say all cells again: another language, another day."""
        self.rows.refresh_texts()
        self._measure_anew()
        self._fit_columns()
        self.viewport().update()

    def apply(self, change: BoardChange) -> None:
        """Show the board as it is after `change`."""
        was_loaded = self.rows.loaded
        self.rows.apply(change)
        self.horizontalHeader().setVisible(bool(self.rows.rowCount()))
        if not was_loaded:
            self._measure(range(self.rows.rowCount()))
            self._fit_columns()
        if not self.shown.rowCount():
            self.viewport().update()

    @Slot()
    def _on_waited(self) -> None:
        self._waited = True
        if not self.rows.loaded:
            self.viewport().update()

    def tell_unread(self) -> None:
        """Say no longer that the MOs are being read, if none came yet."""
        self._unread = True
        self.viewport().update()

    def show_sync(self, status: SyncStatus) -> None:
        """Say in a table without rows whether a sync brings some, or what has to be done first."""
        self._sync = status
        if not self.shown.rowCount():
            self.viewport().update()

    @Slot()
    def sort_onward(self) -> None:
        """Sort by the next column; behind the last one comes the order of the stages."""
        self._sort_by(self._sorted_by() + 1)

    @Slot()
    def sort_back(self) -> None:
        """Sort by the column before."""
        self._sort_by(self._sorted_by() - 1)

    @Slot()
    def turn_sorting(self) -> None:
        """Sort the other way round, if a column sorts."""
        header, order = self.horizontalHeader(), Qt.SortOrder.AscendingOrder
        if self._sorted_by() >= 0:
            if header.sortIndicatorOrder() is order:
                order = Qt.SortOrder.DescendingOrder
            header.setSortIndicator(header.sortIndicatorSection(), order)

    def _sorted_by(self) -> int:
        section = self.horizontalHeader().sortIndicatorSection()
        return section if section < len(Column) else -1

    def _sort_by(self, section: int) -> None:
        count = len(Column) + 1  # -1 is none of them
        section = (section + 1) % count - 1
        self.horizontalHeader().setSortIndicator(section, Qt.SortOrder.AscendingOrder)

    @Slot(str)
    def search(self, text: str) -> None:
        """Show only rows that contain every word of `text`, from the first one on."""
        before = self.shown.rowCount()
        self.shown.search(text)
        if text.strip() and self.shown.rowCount() != before:
            self.scrollToTop()  # the selected row may be far down among them

    def current(self) -> Order | None:
        """Give the selected MO."""
        indexes = self.selectionModel().selectedRows()
        found = indexes[0].data(ORDER_ROLE) if indexes else None
        return found if isinstance(found, Order) else None

    def select(self, order_id: int) -> bool:
        """Select an MO's row and scroll to it; False when the filter hides it."""
        row = self.shown.row_of(order_id)
        if row is None:
            return False
        index = self.shown.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; what is typed is not the table's, it has no search of its own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            order = self.current()
            if order is not None:
                self.opened.emit(order.id)
            return
        text = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if plain and text.isprintable() and text.strip():
            event.ignore()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select along with a mouse; a finger that moves scrolls, the row it touched stays."""
        if event.deviceType() is QInputDevice.DeviceType.TouchScreen:
            event.accept()
            return
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again."""
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or say why there are none."""
        super().paintEvent(event)
        if self.shown.rowCount() == 0 and (self.rows.loaded or self._unread or self._waited):
            self._paint_empty()
        if self.rows.loaded and not self._said_painted:
            self._said_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    @Slot()
    def _on_painted(self) -> None:
        from app.ui.swipe import let_swipe  # behind the start

        let_swipe(self)

    def _paint_empty(self) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(theme.color("ink"))
        painter.setFont(theme.font("large", "semibold"))
        area = self.viewport().rect().adjusted(theme.px(24), 0, -theme.px(24), 0)
        line = QFontMetrics(painter.font()).lineSpacing()
        middle = area.center().y()
        title, hint = self.empty_texts()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(area.left(), middle - line, area.width(), line), flags, title)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("muted"))
        wrap = Qt.TextFlag.TextWordWrap
        box = QRect(area.left(), middle + theme.px(4), area.width(), 3 * line)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | wrap, hint
        )
        painter.end()

    def empty_texts(self) -> tuple[str, str]:
        """Give what stands in a table without rows, and a hint below it."""
        if not self.rows.loaded and self._unread:
            return tr("The MOs cannot be read."), tr("The reason stands above.")
        if not self.rows.loaded:
            return tr("One moment…"), tr("The MOs are being read.")
        if self.rows.rowCount() and self.shown.narrowed:
            if self.shown.staged:
                return tr("No MO matches."), tr("Clear the search (Esc), or choose All.")
            return tr("No MO matches."), tr("Clear the search (Esc) to see all.")
        if unconnected(self._sync):
            hint = tr(
                "Connect this station to Odoo with the button above; the MOs will then appear."
            )
            return tr("Odoo is not connected yet"), hint
        if self._sync.phase is SyncPhase.RUNNING:
            return tr("No MO here yet."), tr("A sync is fetching the MOs from Odoo.")
        if self._sync.phase is SyncPhase.FAILED:
            return tr("No MO here yet."), tr("The sync brings none now: see the bottom line.")
        if self._sync.phase is SyncPhase.OK:
            return tr("No MO here yet."), tr("Odoo had none. New ones come with the next sync.")
        return tr("No MO here yet."), tr("Press Sync now to fetch the MOs from Odoo.")

    def _fit_columns(self) -> None:
        """Share the width out, as if there were always a scroll bar.

        No column jumps when the last row makes it appear; without it the last one reaches the edge.
        """
        width = self.viewport().width()
        room = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width()
        if room < 200:
            return
        text = theme.sizes().text
        one_line = {column: self._needed(column, stacked=False) for column in Column}
        two_lines = {column: self._needed(column, stacked=True) for column in Column}
        widths = shared(room, one_line, two_lines, likes=text * 13, least=text * 6)
        widths[Column.TIME] += max(0, width - sum(widths.values()))
        for column, needed in widths.items():
            if self.columnWidth(column) != needed:
                self.setColumnWidth(column, needed)

    def _needed(self, column: Column, *, stacked: bool) -> int:
        metrics = QFontMetrics(theme.font("small", "semibold"))
        head = metrics.horizontalAdvance(tr(HEADERS[column])) + 2 * theme.sizes().cell + theme.px(4)
        return min(max(head, self._widest[column, stacked]), theme.sizes().text * 22)

    def _measure_anew(self) -> None:
        """Measure all, so that a column is no wider than what is left needs, after an undo."""
        self._widest.clear()
        self._measured.clear()
        self._measure(range(self.rows.rowCount()))

    def _measure(self, rows: Iterable[int]) -> None:
        """Widen what is known about the columns' texts by those of `rows`."""
        for row in rows:
            for column, cell in zip(Column, self.rows.cells(row), strict=True):
                # Texts of one length are about equally wide: measure one of each, not thousands.
                kind = (column, len(cell.text), len(cell.second), cell.bold)
                if kind in self._measured:
                    continue
                self._measured.add(kind)
                for stacked in (False, True):
                    width = self._look.width_of(cell, column, stacked=stacked)
                    self._widest[column, stacked] = max(self._widest[column, stacked], width)

    @Slot(object)
    def _on_changed(self, ids: frozenset[int]) -> None:
        if len(ids) <= FLASH_ROWS and self.rows.rowCount() <= MEASURED_ROWS:
            self._measure_anew()
        else:
            self._measure(row for row in map(self.rows.row_of, ids) if row is not None)
        self._fit_columns()
        if len(ids) <= FLASH_ROWS:
            self._flashing.update(dict.fromkeys(ids, FLASH_STEPS))
            self._show_flashes()
            self._flash_timer.start()

    @Slot()
    def _fade(self) -> None:
        ids = set(self._flashing)
        self._flashing = {i: left - 1 for i, left in self._flashing.items() if left > 1}
        if not self._flashing:
            self._flash_timer.stop()
        self._show_flashes()
        self._repaint(ids)

    def _show_flashes(self) -> None:
        self._look.flash({i: min(1.0, left / 5) for i, left in self._flashing.items()})
        self._repaint(set(self._flashing))

    def _repaint(self, ids: set[int]) -> None:
        for order_id in ids:
            row = self.shown.row_of(order_id)
            if row is not None:
                box = self.visualRect(self.shown.index(row, 0))
                self.viewport().update(0, box.top(), self.viewport().width(), box.height())

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        order = index.data(ORDER_ROLE)
        if isinstance(order, Order):
            self.opened.emit(order.id)
