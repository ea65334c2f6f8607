"""What is set up and looked after at a station: settings, first page, log, backups, about."""

from datetime import tzinfo
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.api import ApiStatus
from app.domain.errors import Problem
from app.domain.people import Right
from app.services.connection_test import ConnectionReport
from app.services.log_lines import LogRead
from app.services.messages import BackupList
from app.services.settings import (
    AFTER_RESTART,
    Check,
    SettingsRead,
    SettingsSaved,
    SettingsWanted,
)
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import dialogs
from app.ui.admission import Admit, everybody
from app.ui.notifier import Notifier
from app.ui.overlay import Card, Overlay
from app.ui.safekeeping import Safekeeping


class Office(QObject):
    """Opens these cards, and joins them to the threads that read and write. GUI thread.

    Signals:
        settings_wanted, log_wanted, backups_wanted: to be read; `on_settings_read`,
            `on_log_read`, `on_backups_listed` take the answers.
        save_wanted: `SettingsWanted`; `on_settings_saved` or `on_settings_refused` answers.
        test_wanted: a ticket and `SettingsWanted`; `on_tested` answers.
        test_expected: the ticket of the only test that counts, 0 for none.
        training_wanted: the program is to be opened again in training mode.
        saved: `SettingsSaved`; what shows or uses them may follow.
        language_wanted, theme_wanted: the one that a person has saved in the settings.

    Attributes:
        admit: opens the settings for whoever may set up.
    """

    settings_wanted = Signal()
    log_wanted = Signal()
    backups_wanted = Signal()
    save_wanted = Signal(object)
    test_wanted = Signal(int, object)
    test_expected = Signal(int)
    training_wanted = Signal()
    saved = Signal(object)
    language_wanted = Signal(str)
    theme_wanted = Signal(str)

    def __init__(
        self,
        overlay: Overlay,
        notifier: Notifier,
        safekeeping: Safekeeping,
        zone: tzinfo,
        parent: QObject,
    ) -> None:
        """Show cards in `overlay`; restoring is asked by `safekeeping`."""
        super().__init__(parent)
        self._overlay, self._notifier, self._safekeeping = overlay, notifier, safekeeping
        self._zone = zone
        self._check: Check = lambda _name, _value: None
        self._section = ""
        self.admit: Admit = everybody
        self._kept: dict[str, str] = {}
        self._awaits_log = self._awaits_backups = False
        self._ticket = 0
        self._api = ApiStatus()
        safekeeping.backups_changed.connect(self._on_backups_changed)

    def check_with(self, check: Check) -> None:
        """Take what tells right values from wrong ones."""
        self._check = check

    # Settings

    @Slot()
    def open_settings(self, section: str = "station") -> None:
        """Ctrl+comma."""
        if self._is_free():
            self.admit(Right.SET_UP, partial(self._want_settings, section))

    def _want_settings(self, section: str) -> None:
        self._section = section
        self.settings_wanted.emit()

    @Slot()
    def open_connection(self) -> None:
        """Ask how Odoo is reached."""
        self.open_settings("odoo")

    @Slot(object)
    def on_settings_read(self, read: SettingsRead) -> None:
        """Show them, if they are still wanted."""
        section, self._section = self._section, ""
        if not section or self._overlay.card is not None:
            return
        card = dialogs.SettingsCard(read, self._check, section)
        card.save_wanted.connect(self.save_wanted)
        card.test_wanted.connect(self._on_test_wanted)
        card.test_abandoned.connect(self._on_test_abandoned)
        card.closed.connect(self._on_test_abandoned)
        card.api_line.show_status(self._api)
        self._overlay.show_card(card)

    @Slot(object)
    def on_api_status(self, status: ApiStatus) -> None:
        """Show how it is with the API, where it is set."""
        self._api = status
        card = self._overlay.card
        if card is not None and isinstance(card, dialogs.SettingsCard):
            card.api_line.show_status(status)

    @Slot(object)
    def on_settings_saved(self, saved: SettingsSaved) -> None:
        """Close the card; say what waits for the next start."""
        self.saved.emit(saved)
        card = self._overlay.card
        if not isinstance(card, dialogs.SettingsCard) or not card.saving:
            return
        card.finish()
        if "station.language" in saved.changed:
            self._kept["station.language"] = saved.language
            self.language_wanted.emit(saved.language)
        if "station.theme" in saved.changed:
            self._kept["station.theme"] = saved.theme
            self.theme_wanted.emit(saved.theme)
        if saved.changed & AFTER_RESTART:
            text = tr("Settings saved. Some of them take effect when the program is opened again.")
            self._notifier.done(text)
        else:
            self._notifier.done(tr("Settings saved."))

    @Slot(object)
    def on_settings_refused(self, problems: tuple[Problem, ...]) -> None:
        """Say why, in the card where there is one."""
        self._section = ""
        self._kept.clear()
        card = self._overlay.card
        if isinstance(card, dialogs.SettingsCard):
            card.show_problems(problems)
        else:
            self._notifier.refused(" ".join(map(sentence, problems)))

    def keep(self, key: str, value: str) -> None:
        """Remember what was chosen in the menu, under its key in the configuration."""
        if value != self._kept.get(key):
            self._kept[key] = value
            self.save_wanted.emit(SettingsWanted({key: value}))

    @Slot(object)
    def _on_test_wanted(self, wanted: SettingsWanted) -> None:
        self._ticket += 1
        self.test_expected.emit(self._ticket)
        self.test_wanted.emit(self._ticket, wanted)

    @Slot()
    def _on_test_abandoned(self) -> None:
        self.test_expected.emit(0)

    @Slot(int, object)
    def on_tested(self, ticket: int, report: ConnectionReport) -> None:
        """Show what the newest test found."""
        card = self._overlay.card
        if ticket == self._ticket and isinstance(card, dialogs.SettingsCard):
            card.show_report(report)

    # First page

    @Slot()
    def welcome(self) -> None:
        """Show the first page."""
        card = dialogs.WelcomeCard()
        card.training_chosen.connect(self.training_wanted)
        card.connect_chosen.connect(self.open_connection)
        card.language_chosen.connect(self.language_wanted)
        self._show(card)

    # Log

    @Slot()
    def open_log(self) -> None:
        """Ask for the log."""
        if self._is_free():
            self._awaits_log = True
            self.log_wanted.emit()

    @Slot(object)
    def on_log_read(self, read: LogRead) -> None:
        """Show it, or show it anew."""
        awaited, self._awaits_log = self._awaits_log, False
        card = self._overlay.card
        if isinstance(card, dialogs.LogCard):
            card.show_log(read)
        elif awaited and card is None:
            card = dialogs.LogCard(read)
            card.again_asked.connect(self.log_wanted)
            self._overlay.show_card(card)

    # Backups

    @Slot()
    def open_backups(self) -> None:
        """Ask for the list of backups."""
        if self._is_free():
            self._awaits_backups = True
            self.backups_wanted.emit()

    @Slot(object)
    def on_backups_listed(self, listed: BackupList) -> None:
        """Show it, or show more of it."""
        awaited, self._awaits_backups = self._awaits_backups, False
        card = self._overlay.card
        if isinstance(card, dialogs.BackupsCard):
            card.show_list(listed)
        elif awaited and card is None:
            card = dialogs.BackupsCard(listed, self._zone)
            card.backup_asked.connect(self._safekeeping.ask_backup)
            card.restore_asked.connect(self._safekeeping.ask_restore)
            self._overlay.show_card(card)

    @Slot()
    def _on_backups_changed(self) -> None:
        if isinstance(self._overlay.card, dialogs.BackupsCard):
            self.backups_wanted.emit()

    # Inside

    def _is_free(self) -> bool:
        card = self._overlay.card
        if isinstance(card, dialogs.WelcomeCard):
            card.closed.emit()  # what is asked for now comes in its place
        if self._overlay.card is None:
            return True
        self._notifier.hint(tr("Save or cancel this first."))
        return False

    def _show(self, card: Card) -> None:
        if self._overlay.card is None:
            self._overlay.show_card(card)
        else:
            card.deleteLater()
