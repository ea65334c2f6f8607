"""Backups and damage: the banner, the question before a restore, the backup on demand."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import Problem
from app.domain.people import Right
from app.services.messages import Damage
from app.texts import tr
from app.ui import dialogs
from app.ui.admission import Admit, everybody
from app.ui.notifier import Notifier
from app.ui.overlay import Overlay
from app.ui.status_line import StatusLine


class Safekeeping(QObject):
    """Says how safe the store is, and asks for what keeps it so. GUI thread.

    Signals:
        backup_wanted: a person wants a backup now.
        restore_wanted: the `Path` of the backup that is to replace a damaged store; asked twice.
        replaced: another store has taken the place of the one before.
        backups_changed: there is a new one, or one could not be made.

    Attributes:
        admit: lets whoever may set up restore a store that can be read.
    """

    backup_wanted = Signal()
    restore_wanted = Signal(object)
    replaced = Signal()
    backups_changed = Signal()

    def __init__(
        self, overlay: Overlay, notifier: Notifier, line: StatusLine, parent: QObject
    ) -> None:
        """Ask in `overlay`, tell through `notifier` and `line`."""
        super().__init__(parent)
        self._overlay, self._notifier, self._line = overlay, notifier, line
        self._asked = self._damaged = False
        self._backup: Path | None = None
        self.admit: Admit = everybody
        notifier.banner.restore_asked.connect(self.ask_restore)

    @Slot()
    def ask_backup(self) -> None:
        """Ask for a backup now."""
        self._asked = True
        self._notifier.hint(tr("A backup is being made…"))
        self.backup_wanted.emit()

    @Slot(object)
    def on_backed_up(self, moment: datetime) -> None:
        """Show when the last backup was made."""
        self._line.show_backup(moment)
        if self._asked:
            self._asked = False
            self._notifier.done(tr("The backup is made and checked."))
        self.backups_changed.emit()

    @Slot(object)
    def on_failed(self, problem: Problem) -> None:
        """Say why there is no backup, or no restored store."""
        self._asked = False
        self._notifier.broken(problem)
        self.backups_changed.emit()

    @Slot(object)
    def on_damaged(self, damage: Damage) -> None:
        """Say that the store cannot be read, and offer the backup that could replace it."""
        self._damaged = True
        self._notifier.damaged(damage)

    @Slot(object)
    def on_restored(self, _backup: Path) -> None:
        """Say that the store works again; its board comes next."""
        self.replaced.emit()
        if self._damaged:
            text = tr("The backup is restored. The damaged file is kept beside it.")
        else:
            text = tr("The backup is restored. What it replaced stands in the list of backups.")
        self._damaged = False
        self._notifier.mended(text)

    @Slot(object, str)
    @Slot(object, str, str)
    def ask_restore(self, backup: Path, made: str, missing: str = "") -> None:
        """Ask once more whether `backup`, `made` at that time, is to take the store's place.

        Args:
            backup: the file.
            made: when, in words.
            missing: what is not in it, a sentence; empty: nobody knows.
        """
        if self._overlay.card is not None:
            self._notifier.hint(tr("Save or cancel this first."))
        elif self._damaged:  # it does not say who may
            self._ask_restore(backup, made, missing)
        else:
            self.admit(Right.SET_UP, partial(self._ask_restore, backup, made, missing))

    def _ask_restore(self, backup: Path, made: str, missing: str) -> None:
        self._backup = backup
        text = tr(
            "The data goes back to {time}. Everything entered since, including people and PINs, "
            "is lost and must be entered again. The present data is kept in the backup list.",
            time=made,
        )
        if missing:
            text = f"{text}\n\n{missing}"
        if self._damaged:
            text = tr(
                "The data goes back to {time}. Everything entered since, including people and "
                "PINs, is lost and must be entered again. The damaged file is kept.",
                time=made,
            )
        card = dialogs.ConfirmCard(
            tr("Restore the backup?"),
            text,
            yes=tr("Restore"),
            symbol="undo",
        )
        card.private = True
        card.confirmed.connect(self._on_confirmed)
        self._overlay.show_card(card)

    @Slot()
    def _on_confirmed(self) -> None:
        self._notifier.hint(tr("The backup is being restored…"))
        self.restore_wanted.emit(self._backup)
