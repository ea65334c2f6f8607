"""Settings, log and list of backups for the window: a slow disk holds up nobody else."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.domain.errors import Code, Problem, StasiunError
from app.services import log_lines
from app.services.backups import Backups
from app.services.settings import SettingsKeeper, SettingsWanted

log = logging.getLogger(__name__)


class FilesWorker(QObject):
    """Reads and writes the files that are not the store; lives in a `QThread`.

    Signals:
        settings_read: `SettingsRead`.
        settings_saved: `SettingsSaved`.
        settings_refused: the problems, a tuple; nothing was saved, or something cannot be read.
        log_read: `LogRead`.
        backups_listed: `BackupList`; again whenever more is known of them.
    """

    settings_read = Signal(object)
    settings_saved = Signal(object)
    settings_refused = Signal(object)
    log_read = Signal(object)
    backups_listed = Signal(object)

    def __init__(self, settings: SettingsKeeper, backups: Backups, log_folder: Path) -> None:
        """Prepare; nothing is read yet."""
        super().__init__()
        self._settings, self._backups, self._log_folder = settings, backups, log_folder
        self._stopped = False

    def abandon(self) -> None:
        """Look into no further backup. Any thread."""
        self._stopped = True

    @Slot()
    def on_settings_wanted(self) -> None:
        """Read the settings."""
        self._guarded(lambda: self.settings_read.emit(self._settings.read()))

    @Slot(object)
    def on_save_wanted(self, wanted: SettingsWanted) -> None:
        """Save settings."""
        self._guarded(lambda: self.settings_saved.emit(self._settings.save(wanted)))

    @Slot()
    def on_log_wanted(self) -> None:
        """Read the newest part of the log."""
        self._guarded(lambda: self.log_read.emit(log_lines.newest(self._log_folder)))

    @Slot()
    def on_backups_wanted(self) -> None:
        """List the backups, then look into each, then ask the second folder."""
        self._guarded(self._list_backups)

    def _list_backups(self) -> None:
        listed = self._backups.listed()
        self.backups_listed.emit(listed)
        for place, file in enumerate(listed.files):
            if self._stopped:
                return
            checked = self._backups.looked_into(file)
            files = (*listed.files[:place], checked, *listed.files[place + 1 :])
            listed = replace(listed, files=files)
        self.backups_listed.emit(listed)
        if listed.second is not None:
            self.backups_listed.emit(self._backups.with_second(listed))

    @Slot()
    def on_stop(self) -> None:
        """End the thread."""
        QThread.currentThread().quit()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StasiunError as error:
            self.settings_refused.emit(error.problems)
        except Exception as error:
            log.exception("settings, log or backups broke")
            problem = Problem(Code.BUG, params={"text": type(error).__name__})
            self.settings_refused.emit((problem,))
