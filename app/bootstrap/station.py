"""The window and its two threads: what exists, where it lives, who hears whom, who stops first."""

import gc
import logging
import signal
import socket
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__, config
from app.background.awake import Awake
from app.background.crash_hook import CrashHook
from app.background.operation_runner import OperationRunner
from app.background.sync_worker import SyncWorker
from app.background.upkeep import Upkeep
from app.bootstrap import Setup, instance
from app.bootstrap.backstage import Backstage
from app.bootstrap.hall import Hall
from app.bootstrap.reception import Reception
from app.bootstrap.settings import Settings
from app.config import Config
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.pin import PinGuard
from app.services.settings import SettingsSaved
from app.ui import dialogs, theme
from app.ui.kiosk import Kiosk
from app.ui.main_window import MainWindow
from app.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from app.bootstrap.doorbell import Doorbell

log = logging.getLogger(__name__)

STOP_MS: Final = 1500
"""Time for a thread to stop; a pass that waits for the network is abandoned in a tenth of it."""

LISTEN_AFTER_MS: Final = 500
"""When the window listens for a second start, which waits some seconds for it."""

SWITCH_SECONDS: Final = 0.001
"""How long another thread may keep Python from the GUI thread; the default is five times that."""


def application(settings: Config | None = None) -> QApplication:
    """Make the application, with its font and look; the one that exists if there is one."""
    settings = settings or Config()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(list(theme.ARGUMENTS))
    app.setApplicationName("StasiunMO")
    app.setApplicationVersion(__version__)
    app.setWindowIcon(QIcon(str(config.resource("stasiun-mo.ico"))))
    theme.install(app, config.resource("fonts"), theme.COLORS[settings.theme], scale=settings.scale)
    return app


class Station(QObject):
    """One window with its threads; made, started and stopped in the GUI thread.

    Attributes:
        window: the main window, not shown yet.
        sync_worker: makes passes, in its thread.
        runner: stores people's operations, in its thread.
        reception: asks who somebody is, where people have PINs.
    """

    _stop_wanted = Signal()
    _rules_changed = Signal(object)
    _access_changed = Signal()

    def __init__(self, setup: Setup, *, with_sync: bool = True) -> None:
        """Build and wire everything; nothing runs before `start`."""
        super().__init__()
        settings = setup.config
        self.window = MainWindow(
            station=settings.station,
            zone=settings.zone,
            clock=setup.clock,
            rules=settings.rules,
            version=__version__,
            training=setup.training,
        )
        self.kiosk: Kiosk | None = None
        self._doorbell: Doorbell | None = None
        self.awake = Awake(lambda: self.window.operations.running() is not None, self)
        self._settings = Settings(setup)
        self._schedule, self._backups = setup.schedule(), setup.backups()
        self.sync_worker = SyncWorker(self._settings.sync, self._schedule, setup.keep_access)
        self.runner = OperationRunner(self._settings.production, self._backups)
        self.upkeep = Upkeep(self._backups, setup.purge, setup.clock)
        self.backstage = Backstage(self._settings, self._backups, self.window, self)
        self.window.scanner.configure(settings.scanner_prefix, settings.scanner_max_interval_ms)
        if settings.server is not None:
            self.hall = Hall(self.window, self.runner, self.sync_worker, self._settings)
        self._with_sync = with_sync
        self._threads = {"operations": QThread(self), "sync": QThread(self)}
        for name, thread in self._threads.items():
            thread.setObjectName(name)
        self.runner.moveToThread(self._threads["operations"])
        self.upkeep.moveToThread(self._threads["sync"])
        self.sync_worker.moveToThread(self._threads["sync"])
        self.reception = Reception(self.window, self.runner, self._threads["operations"])
        self._wire()

    def _wire(self) -> None:
        window, runner, upkeep = self.window, self.runner, self.upkeep
        sync_worker, flow = self.sync_worker, window.flow
        flow.preview_wanted.connect(runner.on_preview_wanted)
        runner.previewed.connect(flow.on_previewed)
        runner.done.connect(flow.on_done)
        runner.board_changed.connect(window.on_board_changed)
        runner.store_failed.connect(window.on_store_problem)
        runner.store_lost.connect(window.top_bar.on_store_lost)
        runner.store_lost.connect(window.table.tell_unread)
        runner.store_lost.connect(flow.refresh)
        runner.store_found.connect(window.top_bar.on_store_found)
        runner.unread.connect(window.histories.on_unread)
        window.histories.history_wanted.connect(runner.on_history_wanted)
        runner.history_read.connect(window.histories.on_history_read)
        window.finder.lookup_wanted.connect(runner.on_lookup_wanted)
        runner.looked_up.connect(window.finder.on_looked_up)
        # Direct: the turn is taken at the press, in this thread.
        window.sync_wanted.connect(sync_worker.on_wanted, Qt.ConnectionType.DirectConnection)
        sync_worker.status_changed.connect(window.on_sync_status)
        window.renewal.access_given.connect(sync_worker.on_access_given)
        sync_worker.access_kept.connect(window.renewal.on_access_kept)
        sync_worker.synced.connect(runner.on_look)
        self._threads["operations"].started.connect(runner.on_started)
        if self._with_sync:
            # The store is made by the operations' thread; the sync only ever finds it.
            runner.store_ready.connect(sync_worker.request, Qt.ConnectionType.SingleShotConnection)
            runner.store_ready.connect(upkeep.on_store_ready)
            runner.restored.connect(sync_worker.request)  # what Odoo has of today comes back
        upkeep.damage_found.connect(runner.on_damage_found)
        safekeeping = window.safekeeping
        safekeeping.backup_wanted.connect(upkeep.on_wanted)
        upkeep.backed_up.connect(safekeeping.on_backed_up)
        upkeep.failed.connect(safekeeping.on_failed)
        runner.damaged.connect(safekeeping.on_damaged)
        safekeeping.restore_wanted.connect(sync_worker.on_restore_wanted)
        sync_worker.store_let_go.connect(runner.on_restore_wanted)
        runner.restored.connect(safekeeping.on_restored)
        window.feed.shown.connect(self.awake.on_board_shown)
        window.office.saved.connect(self._on_settings_saved)
        self._rules_changed.connect(runner.on_rules_changed)
        self._access_changed.connect(sync_worker.on_access_changed)
        self.backstage.quit_wanted.connect(self.on_quit_wanted)
        self._stop_wanted.connect(upkeep.on_stop)
        self._stop_wanted.connect(sync_worker.on_stop)
        self._stop_wanted.connect(runner.on_stop)

    def start(self) -> None:
        """Start the threads: the store is opened, the table filled, the first pass made."""
        for thread in self._threads.values():
            thread.start()
        self.backstage.start()

    @Slot()
    def welcome_if_new(self) -> None:
        """Show the first page as long as it is not known where Odoo is; a hall is no beginning."""
        settings = self._settings.setup.config
        if not settings.odoo.url and settings.server is None:
            self.window.office.welcome()

    @Slot(object)
    def _on_settings_saved(self, saved: SettingsSaved) -> None:
        """Take into use what can be while the program runs."""
        now = self._settings.setup.config
        sections = {key.split(".")[0] for key in saved.changed}
        if "production" in sections:
            self.window.operations.use(saved.rules)
            self._rules_changed.emit(saved.rules)
        if self.kiosk is not None and "kiosk" in sections:
            self.kiosk.use(PinGuard(now.kiosk_pin))
        if "store" in sections:
            self._backups.use(now.backup_dir, now.backup_keep)
        if sections & {"odoo", "sync", "secret"}:
            self._schedule.interval = timedelta(minutes=saved.interval_minutes)
            if self._with_sync:
                self._access_changed.emit()

    def show_kiosk(self, kept_pin: str) -> None:
        """Fill the screen; leaving needs the PIN, or is asked once when none is kept."""
        self.kiosk = Kiosk(self.window, PinGuard(kept_pin))
        self.window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.window.showFullScreen()

    @Slot()
    def on_started_up(self) -> None:
        """Spare the garbage collection what stays as long as the program: it stops every thread.

        Looking through all modules again and again took longer than a frame.
        """
        dialogs.load()  # what is left of the program: the first dialog does not wait for it
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)

    @Slot()
    def on_listen_wanted(self) -> None:
        """Let a second start raise the window from now on."""
        from app.bootstrap.doorbell import Doorbell  # the network costs start time

        self._doorbell = Doorbell(self._settings.setup.config.store_path, self.window)

    @Slot()
    def on_quit_wanted(self) -> None:
        """End the application without asking: a signal, an update or a test wants it."""
        self._let_go()
        QApplication.quit()

    def _let_go(self) -> None:
        self.window.leaving.let_go()
        if self.kiosk is not None:
            self.kiosk.allow()  # quitting closes the window like a person would

    def stop(self) -> None:
        """Stop the threads; what was being written is committed or rolled back."""
        self.sync_worker.abandon()
        self.backstage.abandon()
        self._stop_wanted.emit()
        for name, thread in self._threads.items():
            if thread.isRunning() and not thread.wait(STOP_MS):
                # A running QThread that is destroyed would abort the process in mid-write.
                log.error("thread %s does not stop; waiting for it", name)
                thread.wait()
        self.awake.stop()
        self._let_go()
        self.backstage.stop()
        if self._doorbell is not None:
            self._doorbell.close()
        self.window.close()


def run(setup: Setup, *, kiosk: bool = False) -> int | None:
    """Show the window until it is closed; give the exit code.

    None: the program was open already, and its window has come to the front.

    Raises:
        EnvironmentFaultError: `Code.ALREADY_OPEN`, or the store's folder cannot be written.
    """
    app = application(setup.config)
    store = setup.config.store_path
    lock = instance.lock(store)
    if lock is None:
        from app.bootstrap.doorbell import raise_first

        if raise_first(store):
            return None
        raise EnvironmentFaultError(Problem(Code.ALREADY_OPEN))
    hook = CrashHook()
    hook.install(config.log_folder())
    station = Station(setup)
    hook.crashed.connect(station.window.on_store_problem)
    station.window.first_painted.connect(station.on_started_up)
    QTimer.singleShot(LISTEN_AFTER_MS, station, station.on_listen_wanted)
    signals = _Signals(station)
    try:
        # Not before the store is there: what is wrong with that comes first.
        station.runner.store_ready.connect(
            station.welcome_if_new, Qt.ConnectionType.SingleShotConnection
        )
        station.start()
        if kiosk:
            station.show_kiosk(setup.config.kiosk_pin)
        else:
            WindowMemory(station.window, config.window_file()).show()
        code = app.exec()
    finally:
        station.stop()
        signals.remove()
        hook.remove()
        lock.unlock()
    wanted = station.backstage.again
    if wanted is None:
        return code
    from app.bootstrap import again

    return code if again.start(wanted) else 1


def smoke_test(setup: Setup) -> int:
    """Open the window on the store, paint it once with its rows, close; without sync or lock."""
    app = application(setup.config)
    station = Station(setup, with_sync=False)
    station.window.first_painted.connect(station.on_quit_wanted)
    try:
        station.start()
        station.window.show()
        return app.exec()
    finally:
        station.stop()


class _Signals:
    """Lets Ctrl-C and SIGTERM close the window: Qt's loop would not give Python a turn."""

    def __init__(self, station: Station) -> None:
        self._here, self._there = socket.socketpair()
        self._there.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._there.fileno())
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(station.on_quit_wanted)
        self._before = {
            number: signal.signal(number, lambda *_: None)
            for number in (signal.SIGINT, signal.SIGTERM)
        }

    def remove(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._notifier.setEnabled(False)
        self._here.close()
        self._there.close()
