"""Opens the card that asks for new access to Odoo, and says what came of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import Code, Problem
from app.services.messages import AccessGiven, AccessKept, Renewal, SyncPhase, SyncStatus
from app.texts import tr
from app.ui import dialogs
from app.ui.notifier import Notifier
from app.ui.overlay import Overlay
from app.ui.sync_words import missing

if TYPE_CHECKING:
    from app.ui.dialogs.renew_access import RenewAccessCard


class AccessRenewal(QObject):
    """Joins the card to the thread that keeps secrets and makes passes. GUI thread.

    Signals:
        access_given: an `AccessGiven`; `on_access_kept`, then `on_sync_status` take the answers.
    """

    access_given = Signal(object)

    def __init__(self, overlay: Overlay, notifier: Notifier, parent: QObject) -> None:
        """Ask in `overlay`, tell through `notifier`."""
        super().__init__(parent)
        self._overlay, self._notifier = overlay, notifier
        self._card: RenewAccessCard | None = None
        self._status = SyncStatus()
        self._kept: AccessKept | None = None
        self._pass = 0  # the one that tries what was given; 0: it has not begun

    @Slot(object)
    def open_for(self, renewal: Renewal) -> None:
        """Ask for what `renewal` says."""
        if self._overlay.card is not None:
            self._notifier.hint(tr("Save or cancel this first."))
            return
        problem = self._status.problem
        card = dialogs.RenewAccessCard(renewal, _why(problem) if problem else "")
        card.submitted.connect(self._on_submitted)
        card.closed.connect(self._on_closed)
        self._card = card
        self._overlay.show_card(card)

    @Slot(object)
    def on_access_kept(self, kept: AccessKept) -> None:
        """Wait for the pass that tries what was given."""
        self._kept, self._pass = kept, 0

    @Slot(object)
    def on_sync_status(self, status: SyncStatus) -> None:
        """Say what came of that pass."""
        self._status = status
        if self._kept is None:
            return
        if status.phase is SyncPhase.RUNNING:
            self._pass = status.passes
            return
        kept, self._kept = self._kept, None
        if status.passes < self._pass:  # another process was at it
            self._end(kept, tr("Stored. The next sync uses it."))
        elif status.problem is None:
            self._end(kept, tr("Odoo takes it: synchronised again."))
        elif status.renewal is not None:
            self._refuse(status.problem)
        else:
            stored = tr("Stored, but not tried yet.")
            self._end(kept, f"{stored} {missing(status.problem)}")

    @Slot(object)
    def _on_submitted(self, given: AccessGiven) -> None:
        self._kept = None
        self.access_given.emit(given)

    @Slot()
    def _on_closed(self) -> None:
        self._card = None

    def _refuse(self, problem: Problem) -> None:
        if self._card is not None:
            self._card.show_refused(_why(problem))
        else:
            self._notifier.refused(missing(problem))

    def _end(self, kept: AccessKept, text: str) -> None:
        if not kept.lasts:
            briefly = tr(
                "It lasts until the program is closed. To keep it, set {variable} in the "
                "environment.",
                variable=kept.variable,
            )
            text = f"{text} {briefly}"
        if self._card is None:
            self._notifier.hint(text)
        elif kept.lasts:
            self._card.closed.emit()
            self._notifier.done(text)
        else:
            self._card.show_end(text)


def _why(problem: Problem) -> str:
    """Say why the card is there; what to do about it is what the card asks for."""
    if problem.code is Code.SESSION_EXPIRED:
        return tr("The Odoo session has ended.")
    return missing(problem)
