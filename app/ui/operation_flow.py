"""Joins a dialog to the thread that does the work, without knowing the thread."""

import uuid

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.plans import Change, LogStatus
from app.domain.requests import Request
from app.services.messages import Done, NotDone, PreviewAsked, Previewed, Submitted
from app.texts import tr
from app.texts.formats import NOTHING, number
from app.texts.sentences import sentence
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.notifier import Notifier
from app.ui.overlay import Overlay


class OperationFlow(QObject):
    """Runs one dialog at a time: its previews, its submits, its end. GUI thread.

    Signals:
        preview_wanted: a `PreviewAsked`; `on_previewed` takes the answer.
        submit_wanted: a `Submitted`; `on_done` or `on_not_done` takes the answer. An unchanged
            input that is submitted again carries the same operation id.
        saved: the `Done` of an operation.
    """

    preview_wanted = Signal(object)
    submit_wanted = Signal(object)
    saved = Signal(object)

    def __init__(self, overlay: Overlay, notifier: Notifier, parent: QObject | None = None) -> None:
        """Show dialogs in `overlay`, tell the outcome through `notifier`."""
        super().__init__(parent)
        self._overlay, self._notifier = overlay, notifier
        self._dialog: OperationDialog | None = None
        self._ticket = 0
        self._request: Request | None = None
        self._operation_id = ""

    @property
    def dialog(self) -> OperationDialog | None:
        """The dialog that is open."""
        return self._dialog

    @property
    def occupied(self) -> bool:
        """Tell whether a dialog or another card is open."""
        return self._overlay.card is not None

    def run(self, dialog: OperationDialog) -> None:
        """Open `dialog`; nothing else may be open."""
        self._dialog = dialog
        self._request, self._operation_id = None, ""
        dialog.preview_asked.connect(self._on_preview_asked)
        dialog.submitted.connect(self._on_submitted)
        dialog.closed.connect(self._on_closed)
        self._overlay.show_card(dialog)
        dialog.refresh()

    @Slot()
    def refresh(self) -> None:
        """The board or the time has changed: show the open dialog's plan anew."""
        if self._dialog is not None:
            self._dialog.refresh()

    @Slot(object)
    def on_previewed(self, answer: Previewed) -> None:
        """Show a plan, if it is that of the newest input."""
        if self._dialog is not None and answer.ticket == self._ticket:
            self._dialog.show_plan(answer.plan)

    @Slot(object)
    def on_done(self, done: Done) -> None:
        """Close the dialog and repeat what was stored."""
        if self._dialog is not None and done.operation_id == self._operation_id:
            self._dialog.finish()
        self._notifier.done(summary(done.changes))
        self.saved.emit(done)

    @Slot(object)
    def on_not_done(self, answer: NotDone) -> None:
        """Say in the dialog why nothing was stored, or ask."""
        if self._dialog is None or answer.operation_id != self._operation_id:
            problems = answer.problems or answer.questions
            self._notifier.refused(" ".join(sentence(problem) for problem in problems))
        elif answer.problems:
            self._dialog.show_problems(answer.problems)
        else:
            self._dialog.ask(answer.questions)

    @Slot(object)
    def _on_preview_asked(self, request: Request) -> None:
        self._ticket += 1
        self.preview_wanted.emit(PreviewAsked(self._ticket, request))

    @Slot(object, bool)
    def _on_submitted(self, request: Request, confirmed: bool) -> None:
        if request != self._request:
            self._request, self._operation_id = request, uuid.uuid4().hex
        # A preview still on its way is about the moment before.
        self._ticket += 1
        self.submit_wanted.emit(Submitted(self._operation_id, request, confirmed))

    @Slot()
    def _on_closed(self) -> None:
        self._dialog = None
        self._ticket += 1


def summary(changes: tuple[Change, ...]) -> str:
    """Repeat what was stored, one line per MO."""
    return "\n".join(_said(change) for change in changes)


def _said(change: Change) -> str:
    after = change.after
    first, roll = after.auth_first or NOTHING, after.roll_number or NOTHING
    match change.status:
        case LogStatus.REGISTER if after.auth_first is None:
            return tr("{mo_name} registered · mid-production", mo_name=after.mo_name)
        case LogStatus.REGISTER:
            text = tr("{mo_name} registered · {code} · roll {roll}")
        case LogStatus.START:
            text = tr("{mo_name} started · leader {leader}")
        case LogStatus.CHANGEOVER_START:
            text = tr("{mo_name} started · {code} · roll {roll}")
        case LogStatus.CHANGEOVER_END | LogStatus.END:
            text = tr("{mo_name} finished · {last} · used {used}")
        case _:
            text = tr("{mo_name} stored")
    return text.format(
        mo_name=after.mo_name,
        code=first,
        last=after.auth_last or NOTHING,
        roll=roll,
        leader=after.leader_id or NOTHING,
        used=number(after.used),
    )
