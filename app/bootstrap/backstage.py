"""The threads behind settings, log and connection test, and what is known of this installation."""

import logging
import sys

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot, qVersion

from app import config
from app.background.connection_tester import ConnectionTester
from app.background.files_worker import FilesWorker
from app.bootstrap.api_process import ApiProcess
from app.bootstrap.settings import Settings
from app.services.backups import Backups
from app.services.settings import SettingsSaved
from app.store import database
from app.texts import mark
from app.ui.main_window import MainWindow
from app.ui.mode_switch import ModeSwitch

log = logging.getLogger(__name__)

STOP_MS = 1500

API_AFTER_MS = 500
"""When the API's process starts: at once it would take the processor from the window's start."""


class Backstage(QObject):
    """Joins the window's office to its two threads; made and stopped in the GUI thread.

    Attributes:
        files: reads and writes settings, log and list of backups, in its thread.
        tester: tries out connections, in its thread.
        api: answers other programs, in a process of its own.
        again: what is to be started as soon as this program has ended; None: nothing.

    Signals:
        quit_wanted: another program takes this one's place.
    """

    quit_wanted = Signal()
    _stop_wanted = Signal()

    def __init__(
        self, settings: Settings, backups: Backups, window: MainWindow, parent: QObject
    ) -> None:
        """Wire everything; nothing runs before `start`."""
        super().__init__(parent)
        self._settings, self._window = settings, window
        self.files = FilesWorker(settings, backups, config.log_folder())
        self.tester = ConnectionTester(settings.probe, settings.setup.clock)
        self.api = ApiProcess(settings.setup.environment, self)
        self._threads = {"files": QThread(self), "connection-test": QThread(self)}
        for name, thread in self._threads.items():
            thread.setObjectName(name)
        self.files.moveToThread(self._threads["files"])
        self.tester.moveToThread(self._threads["connection-test"])
        self.again: list[str] | None = None
        self._api_soon = QTimer(self)
        self._api_soon.setSingleShot(True)
        self._api_soon.setInterval(API_AFTER_MS)
        self._api_soon.timeout.connect(self._run_api)
        self.mode_switch = ModeSwitch(window, training=settings.setup.training)
        window.facts = self._facts()
        self._wire()

    def _wire(self) -> None:
        office, files, tester = self._window.office, self.files, self.tester
        office.check_with(self._settings.check)
        office.settings_wanted.connect(files.on_settings_wanted)
        office.save_wanted.connect(files.on_save_wanted)
        office.log_wanted.connect(files.on_log_wanted)
        office.backups_wanted.connect(files.on_backups_wanted)
        files.settings_read.connect(office.on_settings_read)
        files.settings_saved.connect(office.on_settings_saved)
        files.settings_refused.connect(office.on_settings_refused)
        files.log_read.connect(office.on_log_read)
        files.backups_listed.connect(office.on_backups_listed)
        office.test_expected.connect(self._on_test_expected)
        office.test_wanted.connect(tester.on_test_wanted)
        tester.tested.connect(office.on_tested)
        office.saved.connect(self._on_saved)
        self.api.status_changed.connect(office.on_api_status)
        self.mode_switch.wanted.connect(self._on_mode_wanted)
        office.language_wanted.connect(self._window.choose_language)
        office.theme_wanted.connect(self._window.choose_theme)
        self._window.language_chosen.connect(self._on_language_chosen)
        self._window.theme_chosen.connect(self._on_theme_chosen)
        self._stop_wanted.connect(files.on_stop)
        self._stop_wanted.connect(tester.on_stop)

    def start(self) -> None:
        """Start the threads, and the API a moment later."""
        for thread in self._threads.values():
            thread.start()
        self._api_soon.start()

    def abandon(self) -> None:
        """Give up what waits for the network."""
        self.tester.abandon()
        self.files.abandon()

    def stop(self) -> None:
        """Stop the threads; settings that are being written are written, or not at all."""
        self.abandon()
        self._api_soon.stop()
        self.api.stop()
        self._stop_wanted.emit()
        for name, thread in self._threads.items():
            if thread.isRunning() and not thread.wait(STOP_MS):
                log.error("thread %s does not stop; waiting for it", name)
                thread.wait()

    @Slot()
    def _run_api(self) -> None:
        setup = self._settings.setup
        settings = setup.config
        self.api.use(
            None if settings.server else settings.store_path,
            enabled=settings.api.enabled and not setup.training,
        )

    @Slot(object)
    def _on_saved(self, saved: SettingsSaved) -> None:
        """Let the API go by what is set now: it reads the settings when it starts."""
        if {key.split(".")[0] for key in saved.changed} & {"api", "production"}:
            self._run_api()

    @Slot(int)
    def _on_test_expected(self, ticket: int) -> None:
        self.tester.expect(ticket)

    @Slot(str)
    def _on_language_chosen(self, language: str) -> None:
        if not self._settings.setup.training:
            self._window.office.keep("station.language", language)

    @Slot(str)
    def _on_theme_chosen(self, theme: str) -> None:
        if not self._settings.setup.training:
            self._window.office.keep("station.theme", theme)

    @Slot(bool)
    def _on_mode_wanted(self, training: bool) -> None:  # the signal's own argument
        """Close this one; when its store is free, the program is opened again."""
        from app.bootstrap import again

        self.again = again.command(training=training, full_screen=self._window.isFullScreen())
        self.quit_wanted.emit()

    def _facts(self) -> tuple[tuple[str, str], ...]:
        setup = self._settings.setup
        files = [file for file in config.config_files(setup.environment) if file.exists()]
        read = files or config.config_files(setup.environment)[-1:]
        python = f"Python {sys.version.split()[0]} · Qt {qVersion()}"
        return (
            (mark("Store"), str(setup.config.server or setup.config.store_path)),
            (mark("Settings"), " · ".join(map(str, read))),
            (mark("Log"), str(config.log_folder())),
            (mark("Built with"), f"{python} · SQLite {database.sqlite_version()}"),
        )
