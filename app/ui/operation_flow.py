"""Joins a dialog to the thread that does the work, without knowing the thread."""

import uuid
from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.clock import Clock
from app.domain.orders import Order
from app.domain.requests import Request, Undo
from app.services.messages import Done, NotDone, PreviewAsked, Previewed, Submitted
from app.texts import tr
from app.texts.sentences import sentence
from app.ui.admission import Admit, everybody
from app.ui.drafts import Drafts, typed
from app.ui.notifier import Notifier
from app.ui.overlay import Overlay

if TYPE_CHECKING:
    from app.ui.dialogs.operation_dialog import OperationDialog


class OperationFlow(QObject):
    """Runs one dialog at a time: its previews, its submits, its end. GUI thread.

    Signals:
        preview_wanted: a `PreviewAsked`; `on_previewed` takes the answer.
        submit_wanted: a `Submitted`; `on_done` or `on_not_done` takes the answer. An unchanged
            input that is submitted again carries the same operation id.
        saved: the `Done` of an operation.
        opening: the dialog that is about to be filled and shown.

    Attributes:
        admit: opens a dialog for whoever may do that.
        order_of: gives an MO of the board as it is now.
    """

    preview_wanted = Signal(object)
    submit_wanted = Signal(object)
    saved = Signal(object)
    opening = Signal(object)

    def __init__(
        self,
        overlay: Overlay,
        notifier: Notifier,
        zone: tzinfo,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        """Show dialogs in `overlay`, tell the outcome through `notifier`, times in `zone`."""
        super().__init__(parent)
        self._overlay, self._notifier = overlay, notifier
        self._zone, self._clock = zone, clock
        self._dialog: OperationDialog | None = None
        self._subject: int | None = None
        self._drafts = Drafts()
        self._ticket = 0
        self._request: Request | None = None
        self._operation_id = ""
        self.admit: Admit = everybody
        self.order_of: Callable[[int], Order | None] = lambda _order_id: None

    @property
    def dialog(self) -> "OperationDialog | None":
        """The dialog that is open."""
        return self._dialog

    @property
    def occupied(self) -> bool:
        """Tell whether a dialog or another card is open."""
        return self._overlay.card is not None

    def run(self, dialog: "OperationDialog") -> None:
        """Open `dialog` for who may do that; nothing else may be open."""
        self.admit(dialog.right, partial(self._open, dialog), dialog.deleteLater)

    def _open(self, dialog: "OperationDialog") -> None:
        self._dialog = dialog
        self._request, self._operation_id = None, ""
        dialog.preview_asked.connect(self._on_preview_asked)
        dialog.submitted.connect(self._on_submitted)
        dialog.closed.connect(self._on_closed)
        dialog.emptied.connect(self._on_emptied)
        self.opening.emit(dialog)
        self._subject = dialog.subject
        self._drafts.give_back(dialog)
        self._overlay.show_card(dialog)
        dialog.refresh()

    def undo(self, operation_id: str) -> None:
        """Take back an operation, as the toast about it offers; refused when it is not the newest.

        Each wish has an operation id of its own; the toast goes with the first press.
        """
        self.submit_wanted.emit(Submitted(uuid.uuid4().hex, Undo(operation_id)))

    @Slot()
    def refresh(self) -> None:
        """The board or the time has changed: show the open dialog's MO and plan anew."""
        dialog = self._dialog
        if dialog is None:
            return
        order = None if dialog.base is None else self.order_of(dialog.base)
        if order is not None:
            dialog.follow(order)
        dialog.refresh()

    @Slot(object)
    def on_previewed(self, answer: Previewed) -> None:
        """Show a plan, if it is that of the newest input."""
        if self._dialog is not None and answer.ticket == self._ticket:
            self._dialog.show_plan(answer.plan)

    @Slot(object)
    def on_done(self, done: Done) -> None:
        """Close the dialog and repeat what was stored, with the way back where there is one."""
        from app.ui.outcomes import is_undo, outcome  # with the dialogs: not at the start

        dialog = self._dialog
        if dialog is not None and self._answers(dialog, done):
            dialog.finish()
        text = outcome(done, self._zone, self._clock())
        if is_undo(done):
            self._notifier.done(text)
        else:
            act = partial(self.undo, done.operation_id)
            self._notifier.done(text, action=tr("Undo"), key="F8", act=act)
        self.saved.emit(done)

    def _answers(self, dialog: "OperationDialog", done: Done) -> bool:
        """Tell whether what `dialog` asks for is stored.

        Where the answer was lost and comes late, something else may be typed by now.
        """
        if done.operation_id != self._operation_id:
            return False
        return dialog.saving or dialog.request() == self._request

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
        if self._picked_another():
            return  # the dialog has been filled, and has asked for that
        self._ticket += 1
        self.preview_wanted.emit(PreviewAsked(self._ticket, request))

    def _picked_another(self) -> bool:
        """Let a dialog in which another MO is picked have what belongs to that one."""
        dialog = self._dialog
        if dialog is None or dialog.subject == self._subject:
            return False
        before, self._subject = self._subject, dialog.subject
        # What was typed before any MO was picked belongs to this one.
        left = before is not None and self._drafts.part(dialog, before)
        free = dialog.subject is not None and not typed(dialog)
        return (free and self._drafts.give_back(dialog)) or left

    @Slot(object, bool)
    def _on_submitted(self, request: Request, confirmed: bool) -> None:
        if request != self._request:
            self._request, self._operation_id = request, uuid.uuid4().hex
        # A preview still on its way is about the moment before.
        self._ticket += 1
        self.submit_wanted.emit(Submitted(self._operation_id, request, confirmed))

    @Slot()
    def _on_emptied(self) -> None:
        if self._dialog is not None:
            self._drafts.drop(self._dialog)

    @Slot()
    def _on_closed(self) -> None:
        if self._dialog is not None:
            if self._dialog.finished:
                self._drafts.drop(self._dialog)
            else:  # while another MO is looked for, what is typed is still that of the one before
                subject = self._dialog.subject
                self._drafts.keep(self._dialog, self._subject if subject is None else subject)
        self._dialog = None
        self._ticket += 1
