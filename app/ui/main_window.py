"""The one window: it shows the board and opens the dialogs. It has no store, thread or network."""

from datetime import tzinfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app import texts
from app.domain.clock import Clock
from app.domain.errors import Problem
from app.domain.orders import Stage
from app.domain.plans import Rules
from app.services.messages import BoardChange, SyncPhase, SyncStatus
from app.texts import tr
from app.ui import dialogs, theme
from app.ui.access_renewal import AccessRenewal
from app.ui.board_feed import BoardFeed
from app.ui.buttons import Button
from app.ui.command_sheets import CommandSheets
from app.ui.dialogs.floor import Floor
from app.ui.finder import Finder
from app.ui.histories import Histories
from app.ui.leaving import Leaving
from app.ui.main_menu import MainMenu
from app.ui.notifier import Notifier
from app.ui.office import Office
from app.ui.operation_flow import OperationFlow
from app.ui.operations import Operations
from app.ui.order_table import OrderTable
from app.ui.overlay import Card, Overlay
from app.ui.picker_feed import PickerFeed
from app.ui.row_menu import RowMenu
from app.ui.running_card import RunningCard
from app.ui.safekeeping import Safekeeping
from app.ui.scan_field import ScanField
from app.ui.scanner import Scanner
from app.ui.stage_filter import StageFilter
from app.ui.status_line import StatusLine
from app.ui.ticker import Ticker
from app.ui.top_bar import TopBar


class MainWindow(QMainWindow):
    """Shows the board of one station and takes what people do there. GUI thread.

    Attributes:
        flow: its signals and slots belong to the thread that runs the operations.
        operations: opens the dialogs, by key, button or scan.
        finder, histories: theirs belong to the thread that reads the store.
        safekeeping: its, to what looks after backups.
        renewal: its, to the thread of the sync.
        office: theirs, to what reads settings, log and backups, and tries out connections.
        facts: what the about card says besides, each with its name.

    Signals:
        sync_wanted: a person wants a sync now.
        closing: the window is about to close.
        first_painted: the first board is on the screen; once.
        language_chosen, theme_chosen: what a person chose of `texts.LANGUAGES`, `theme.COLORS`.
    """

    sync_wanted = Signal()
    closing = Signal()
    first_painted = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(
        self,
        station: str,
        zone: tzinfo,
        clock: Clock,
        rules: Rules,
        version: str,
        training: bool = False,
    ) -> None:
        """Begin with an empty board; times are shown in `zone`."""
        super().__init__()
        theme.dress_once()
        self._station, self._version = station, version
        self._sync = SyncStatus()
        self.setWindowTitle("StasiunMO")
        self.setMinimumSize(1180, 680)  # made for 1280 x 720 and more
        self.top_bar = TopBar(station, zone, training=training)
        self.card = RunningCard(zone)
        self.scan_field = ScanField()
        self.stage_filter = StageFilter()
        self.register_button = Button("plus", height=theme.sizes().operation, large=True)
        self.table = OrderTable(zone, clock, rules.home(station))
        self.status_line = StatusLine(zone, version, clock)
        self.notifier = Notifier(self, zone)
        self._lay_out()
        self.overlay = Overlay(self)
        self.flow = OperationFlow(self.overlay, self.notifier, zone, clock, self)
        floor = Floor(zone, clock, rules, self.table.rows.orders if training else None)
        self.operations = Operations(
            self.table.rows, self.flow, self.notifier, floor, station, self
        )
        self.operations.selected = self.table.current
        self.flow.order_of = self.operations.order
        self.finder = Finder(
            self.scan_field, self.stage_filter, self.table, self.operations, self.notifier, self
        )
        self.leaving = Leaving(self, self.flow)
        overlays = (self.leaving.overlay, self.overlay)
        self.scanner = Scanner(self, self.scan_field, overlays, self.notifier)
        self.histories = Histories(
            self.overlay, self.table, self.operations, self.notifier, zone, clock, self
        )
        self.safekeeping = Safekeeping(self.overlay, self.notifier, self.status_line, self)
        self.renewal = AccessRenewal(self.overlay, self.notifier, self)
        self.office = Office(self.overlay, self.notifier, self.safekeeping, zone, self)
        self.facts: tuple[tuple[str, str], ...] = ()
        self.feed = BoardFeed(self.table, self)
        self.pickers = PickerFeed(self.flow, self.operations, self.finder, self.scanner, self)
        self.ticker = Ticker(zone, clock, self)
        self.menu = MainMenu(self, training=training)
        self.row_menu = RowMenu(self, self.operations, self.histories, self.flow)
        self._connect()
        self._connect_menus()
        self._bind_keys()
        self.retranslate()
        self.ticker.on_tick()
        self.scan_field.setFocus()

    def _lay_out(self) -> None:
        gap = theme.sizes().gap
        tools = QHBoxLayout()
        tools.setSpacing(gap)
        tools.addWidget(self.scan_field, 1)
        tools.addWidget(self.stage_filter)
        tools.addWidget(self.register_button)
        middle = QVBoxLayout()
        middle.setContentsMargins(gap + theme.px(8), gap, gap + theme.px(8), gap)
        middle.setSpacing(gap)
        middle.addWidget(self.card)
        middle.addLayout(tools)
        middle.addWidget(self.table, 1)
        root = QWidget()
        root.setObjectName("window")
        column = QVBoxLayout(root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.notifier.banner)
        column.addLayout(middle, 1)
        column.addWidget(self.status_line)
        self.setCentralWidget(root)

    def _connect(self) -> None:
        self.top_bar.sync_asked.connect(self.ask_sync)
        self.top_bar.connection_asked.connect(self.office.open_connection)
        self.top_bar.renewal_asked.connect(self.renewal.open_for)
        self.top_bar.menu_asked.connect(self._show_menu)
        self.card.start_asked.connect(self.operations.open_start)
        self.card.change_roll_asked.connect(self.operations.open_change_roll)
        self.card.history_asked.connect(self.histories.open_for)
        self.card.changeover_asked.connect(self.operations.open_changeover)
        self.card.end_asked.connect(self.operations.open_end)
        self.register_button.clicked.connect(self.operations.open_register)
        self.scan_field.searched.connect(self.table.search)
        self.scan_field.entered.connect(self.finder.on_entered)
        self.scan_field.left_downwards.connect(self.finder.enter_table)
        self.stage_filter.chosen.connect(self.table.shown.show_stage)
        self.table.opened.connect(self.operations.open_for)
        self.flow.saved.connect(self.finder.on_saved)
        self.scanner.scanned.connect(self.finder.on_scanned)
        self.scanner.sync_wanted.connect(self.ask_sync)
        self.finder.resumed.connect(self.scanner.on_scanned)
        for overlay in (self.leaving.overlay, self.overlay):
            overlay.placed.connect(self.finder.on_card_placed)
        self.table.painted.connect(self.first_painted)
        self.operations.history_asked.connect(self.histories.open_for)
        self.safekeeping.replaced.connect(self.feed.on_replaced)
        self.feed.shown.connect(self._show_summary)
        self.feed.shown.connect(self.pickers.renew)
        self.feed.caught_up.connect(self.flow.refresh)
        self.ticker.second.connect(self.top_bar.tick)
        self.ticker.second.connect(self.card.tick)
        self.ticker.minute.connect(self.flow.refresh)
        self.ticker.day.connect(self.table.refresh_texts)
        self.ticker.day.connect(self.card.retranslate)
        self.ticker.day.connect(self.status_line.retranslate)
        self.overlay.placed.connect(self.notifier.toast.place_soon)
        self.overlay.emptied.connect(self._on_emptied)
        self.leaving.overlay.emptied.connect(self._on_emptied)

    @Slot()
    def _on_emptied(self) -> None:
        """Let scans begin at the field again, unless another card is open."""
        if self.overlay.card is None and self.leaving.overlay.card is None:
            self.scan_field.setFocus()
        self.notifier.toast.place_soon()

    def _connect_menus(self) -> None:
        self.scanner.watch(self.menu, self.row_menu)
        self.menu.history_asked.connect(self.histories.open_selected)
        self.menu.undo_asked.connect(self.operations.open_undo)
        self.menu.settings_asked.connect(self.office.open_settings)
        self.menu.log_asked.connect(self.office.open_log)
        self.menu.backups_asked.connect(self.office.open_backups)
        self.menu.sheet_asked.connect(CommandSheets(self.notifier, self).write)
        self.menu.language_chosen.connect(self.choose_language)
        self.menu.theme_chosen.connect(self.choose_theme)
        self.menu.shortcuts_asked.connect(self.show_shortcuts)
        self.menu.about_asked.connect(self.show_about)
        self.menu.quit_asked.connect(self.close)
        self.table.hand.asked.connect(self.row_menu.show_for)

    def _bind_keys(self) -> None:
        operations = self.operations
        for key, act in (
            ("F1", operations.open_register),
            ("F2", operations.open_start),
            ("F3", operations.open_changeover),
            ("F4", operations.open_end),
            ("F5", self.ask_sync),
            ("F6", operations.open_change_roll),
            ("F7", self.histories.open_selected),
            ("F8", operations.open_undo),
            ("Shift+F10", self.table.hand.ask_by_key),
            ("Menu", self.table.hand.ask_by_key),
            ("Ctrl+F", self.focus_search),
            ("Alt+Right", self.table.sort_onward),
            ("Alt+Left", self.table.sort_back),
            ("Alt+Down", self.table.turn_sorting),
            ("Ctrl+Q", self.close),
            ("Ctrl+,", self.office.open_settings),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # What the threads tell

    @Slot(object)
    def on_board_changed(self, change: BoardChange) -> None:
        """Show the board after `change`; an open dialog keeps what is typed."""
        self.feed.on_board_changed(change)

    @Slot(object)
    def on_sync_status(self, status: SyncStatus) -> None:
        """Show how the sync stands."""
        self._sync = status
        for part in (self.top_bar, self.status_line, self.table, self.card, self.operations):
            part.show_sync(status)
        self.renewal.on_sync_status(status)

    @Slot(object)
    def on_store_problem(self, problem: Problem) -> None:
        """Say that the store cannot be worked with."""
        self.table.tell_unread()
        self.notifier.broken(problem)

    # What people do

    @Slot()
    def ask_sync(self) -> None:
        """Ask for a sync, unless one runs."""
        if self._sync.phase is SyncPhase.RUNNING:
            self.notifier.hint(tr("A sync is already running."))
            return
        self.sync_wanted.emit()

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        if self.overlay.card is None:
            self.scan_field.setFocus()
            self.scan_field.selectAll()

    @Slot()
    def show_shortcuts(self) -> None:
        """List the shortcuts."""
        self._show(dialogs.shortcuts_card())

    @Slot()
    def show_about(self) -> None:
        """Say what the program is."""
        self._show(dialogs.about_card(self._version, self._station, self.facts))

    @Slot(str)
    def choose_language(self, language: str) -> None:
        """Say everything in another language from now on."""
        texts.use(language)
        self.retranslate()
        self.language_chosen.emit(language)

    @Slot(str)
    def choose_theme(self, name: str) -> None:
        """Show everything in other colours from now on."""
        theme.use(name)
        self.theme_chosen.emit(name)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.register_button.set_label(tr("Register MO"), "F1")
        for part in (
            self.top_bar,
            self.card,
            self.scan_field,
            self.stage_filter,
            self.table,
            self.status_line,
            self.notifier.banner,
            self.notifier.toast,
            self.menu,
            self.overlay,
        ):
            part.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what no widget wanted: Esc, ?, / and what is typed wherever the focus is."""
        if self.scanner.top_card is not None:
            return
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.scan_field.reset()
            self.scan_field.setFocus()
        elif text.isprintable() and text.strip():
            self._on_typed(text)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read keys."""
        super().showEvent(event)
        self.scanner.listen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the toast in its corner."""
        super().resizeEvent(event)
        self.notifier.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window closes, so that what runs can end; not over somebody's input."""
        if self.leaving.asks():
            event.ignore()
            return
        self.ticker.stop()
        self.closing.emit()
        super().closeEvent(event)

    # Inside

    def _show(self, card: Card) -> None:
        if self.overlay.card is None:
            self.overlay.show_card(card)
        else:
            card.deleteLater()

    @Slot()
    def _show_menu(self) -> None:
        self.menu.show_below(self.top_bar.menu_button)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if text == "?":
            self.show_shortcuts()
            return
        self.focus_search()
        if text != "/":
            self.scan_field.setText(text)

    @Slot()
    def _show_summary(self) -> None:
        rows = self.table.rows
        self.stage_filter.show_counts({stage: len(rows.in_stage(stage)) for stage in Stage})
        self.top_bar.show_count(rows.rowCount())
        ready, new = len(self.operations.ready()), len(self.operations.to_register())
        closed = len(rows.in_stage(Stage.READY)) - ready
        self.register_button.set_kind("plain" if new else "muted")
        running, empty = self.operations.running(), not rows.rowCount()
        self.card.show_order(running, ready=ready, new=new, closed=closed, empty=empty)
