"""What all operation dialogs have in common: fields, preview, question, saving."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.commands import Command
from app.domain.errors import PASSING, Code, Problem
from app.domain.orders import Order
from app.domain.people import Right
from app.domain.plans import Plan
from app.domain.requests import Request
from app.texts import again, tr
from app.texts.sentences import sentence
from app.ui.dialogs.examples import Examples
from app.ui.dialogs.fields import FormField, ShownField
from app.ui.dialogs.findings import show_findings
from app.ui.dialogs.floor import Floor as Floor
from app.ui.dialogs.operation_card import OperationCard
from app.ui.dialogs.picker import Picker
from app.ui.dialogs.preview import MISSING, Preview
from app.ui.dialogs.tick import Tick
from app.ui.order_cells import short_product
from app.ui.symbols import Symbol

SAVING_SHOWN_MS: Final = 120
"""A commit that is quicker closes the dialog without a flash of “Saving…”."""


class OperationDialog(OperationCard):
    """One operation: a person fills in fields, sees what would be stored, and saves. GUI thread.

    It knows no store: it gives its input away and is told what came of it. It stays open, with all
    that was typed, until `finish` is called or the person closes it.

    Signals:
        preview_asked: the request as it is typed now; `show_plan` answers.
        submitted: the request and whether its questions were answered with yes; `finish`,
            `show_problems` or `ask` answers.
        emptied: an earlier input is about to be taken away again.

    Attributes:
        base: the local id of the MO that the dialog is about from the beginning.
        finished: what was typed is stored.
        right: what somebody needs who does this, where people have PINs.
    """

    takes_scans = True
    right = Right.PRODUCE
    preview_asked = Signal(object)
    submitted = Signal(object, bool)
    emptied = Signal()

    def __init__(self, floor: Floor, *, symbol: Symbol, title: str, intro: str, save: str) -> None:
        """Begin empty; a subclass adds its fields with `place` and then calls `begin`."""
        preview = Preview(floor.zone, floor.clock)
        super().__init__(preview, symbol=symbol, title=title, intro=intro)
        self.floor = floor
        self.fields: dict[str, FormField] = {}
        self.base: int | None = None
        self.finished = False
        self._order: list[FormField] = []
        self._unfilled: Mapping[str, str] = {}
        self._plan: Plan | None = None
        self._entered: FormField | None = None
        self._saving = self._attempted = False
        self._asked: Request | None = None
        self._refusal: tuple[Problem, ...] = ()
        self._save_text = save
        self._shown_late = QTimer(self)
        self._shown_late.setSingleShot(True)
        self._shown_late.setInterval(SAVING_SHOWN_MS)
        self._shown_late.timeout.connect(self._on_shown_late)
        self.save_button.set_label(save, "Enter")
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.cancel)
        self.question.answered.connect(self._on_answered)
        self.draft_bar.clear_asked.connect(self._on_clear_asked)

    # What a subclass does

    def place(self, field: FormField, row: int, column: int, width: int = 1) -> None:
        """Add a field; Enter walks through the fields in the order of these calls."""
        self.fields[field.name] = field
        self._order.append(field)
        self.put(field, row, column, width)
        field.changed.connect(self.refresh)
        field.entered.connect(self._on_entered)
        field.reshaped.connect(self.ask_for_height)

    def begin(self) -> None:
        """All fields are there: set the tab order and ask for the first preview."""
        stops: list[QWidget] = [self.draft_bar.clear_button]
        stops += [field.edit for field in self._order]
        stops += [self.save_button, self.cancel_button]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)
        self._unfilled = {field.name: field.text for field in self._order}
        self.refresh()
        practice = self.floor.practice
        if practice is not None:
            fields = [f for f in self._order if not isinstance(f, Picker | ShownField)]
            Examples(fields, lambda: self.examples(practice()), self._on_example, self)

    def request(self) -> Request | None:
        """Give the input as it is typed now, None while no MO is chosen."""
        raise NotImplementedError

    def adapt(self) -> None:
        """Follow the input: hints, fields that are needed now."""

    def examples(self, _orders: Sequence[Order]) -> Mapping[str, str]:
        """Give what a person could scan next, by field; in training, where there is no label."""
        return {}

    def missing(self) -> str:
        """Name the field without which there is no request."""
        return next(name for name in self.fields if name in ("order_id", "next_id"))

    # What the flow calls

    @property
    def inputs(self) -> tuple[FormField, ...]:
        """The fields, in their order."""
        return tuple(self._order)

    @property
    def subject_field(self) -> FormField | None:
        """The field that says which MO it is about."""
        return self.fields.get("next_id") or self.fields.get("order_id")

    @property
    def subject(self) -> int | None:
        """The local id of the MO that is picked, or that the dialog is about anyway."""
        field = self.subject_field
        return field.key if isinstance(field, Picker) else self.base

    def say_restored(self) -> None:
        """Say that the fields have an earlier input."""
        self.draft_bar.show()
        self.ask_for_height()

    @property
    def saving(self) -> bool:
        """Tell whether an answer to `submitted` is awaited."""
        return self._saving

    @property
    def planned(self) -> bool:
        """Tell whether the plan shown is that of what is typed now."""
        return self._plan is not None

    def show_plan(self, plan: Plan) -> None:
        """Show what the newest input would store."""
        if self._saving:
            return
        self._plan = plan
        if self.question.isVisible():  # it is about this plan: no field is gone back to
            self.preview.show_plan(plan)
            return
        # What kept the same input from being stored stays said, a full disk for instance.
        still = self._refusal if self.request() == self._asked else ()
        still = tuple(p for p in still if p not in plan.problems and p.code not in PASSING)
        self._show_problems((*plan.problems, *still), plan.questions)
        self._return_to_wrong()
        self.preview.show_plan(plan)
        self.ask_for_height()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Nothing was stored: say why, next to the fields; everything typed stays."""
        self._set_saving(saving=False)
        self._attempted, self._refusal = True, problems
        self._show_problems(problems)
        if self._plan is None:  # Enter was quicker than the preview
            self.preview.show_refusal(problems)
        self._focus_first(problems)

    def ask(self, questions: tuple[Problem, ...]) -> None:
        """Nothing was stored yet: ask what is odd."""
        self._set_saving(saving=False)
        self._lock(locked=True)
        counts = any(not isinstance(v, str) for q in questions for v in q.params.values())
        text = "\n".join(sentence(question) for question in questions)
        self.show_question(text, "numbers" if counts else "codes")
        if self._plan is None and self._asked is not None:
            # Enter was quicker than the preview, and who answers wants to see what is stored.
            self.preview_asked.emit(self._asked)

    def follow(self, order: Order) -> None:
        """Show the MO that it is about as it is called by now."""
        for field in self._order:
            if isinstance(field, ShownField):
                field.show_value(order.mo_name, short_product(order))

    def finish(self) -> None:
        """It is stored: close."""
        self._saving, self.finished = False, True
        self.closed.emit()

    # What the person does

    @Slot()
    def refresh(self) -> None:
        """Ask for a preview of what is typed now."""
        if self._saving or self.question.isVisible():
            return
        self._plan = None
        self.adapt()
        request = self.request()
        if request is not None:
            self.preview_asked.emit(request)
        else:
            self._show_problems(())
            self.preview.show_plan(None)

    @Slot()
    def save(self) -> None:
        """Submit, unless it is plain already that it would be refused."""
        if self._saving or self.question.isVisible():
            return
        self._attempted = True
        request = self.request()
        problems = self._plan.problems if self._plan is not None else ()
        problems = tuple(p for p in problems if p.code not in PASSING)  # it may work by now
        if request is None:
            problems = (Problem(Code.REQUIRED, self.missing()),)
        if request is None or problems:
            self._show_problems(problems)
            self._focus_first(problems)
            return
        self._submit(request, confirmed=False)

    @Slot()
    def cancel(self) -> None:
        """Close without storing; not while an answer is awaited."""
        if self._saving:
            return
        if self.question.isVisible():
            self._on_answered(yes=False)
            return
        self.closed.emit()

    def retranslate(self) -> None:
        """Say everything in the language in use; the plan comes anew, what is typed stays."""
        self._save_text = again(self._save_text)
        super().retranslate()
        self._set_saving_label()
        self.refresh()

    def leave(self) -> None:
        """Cancel on Esc."""
        self.cancel()

    def take_focus(self) -> None:
        """Begin at the first field that is still empty."""
        for field in self._order:
            if self._stops_at(field) and not field.text.strip():
                field.take_focus()
                return
        # All is filled in, by an earlier input: whoever scans again begins behind the MO.
        inputs = [f for f in self._order if not isinstance(f, Picker | ShownField)]
        self._focus(inputs[:1] or self._order[:1])

    def waiting_field(self) -> FormField | None:
        """Give the first field that is still empty, for a scan while the focus is in none."""
        if self._saving or self.question.isVisible():
            return None
        waiting = (f for f in self._order if self._stops_at(f) and not f.text.strip())
        return next(waiting, None)

    def obey(self, told: Command) -> bool:
        """Press the button that a command barcode stands for."""
        asks = self.question.isVisible()
        if told is Command.YES and not asks and not self._asks_for_input():
            told = Command.SAVE  # the whole dialog is a question
        if self._saving or ((told is Command.YES) is not asks and told is not Command.CANCEL):
            return False
        match told:
            case Command.SAVE:
                for field in self._order:
                    field.settle()
                self.save()
            case Command.YES:
                self._on_answered(yes=True)
            case _:
                self.cancel()
        return True

    def deaf_because(self) -> str:
        """Say why a scan does nothing here now."""
        if self._saving:
            return tr("This is being saved. Scan again in a moment.")
        if self.question.isVisible():
            return tr("Answer the question first (scan YA or BATAL).")
        if not self._asks_for_input():
            return tr("There is nothing to fill in here: scan YA or BATAL.")
        return tr("All is filled in: scan SIMPAN, or choose a field first.")

    # Inside

    def _submit(self, request: Request, *, confirmed: bool) -> None:
        self._asked, self._refusal = request, ()
        self._set_saving(saving=True, answered=confirmed)
        self.submitted.emit(request, confirmed)

    @Slot()
    def _on_clear_asked(self) -> None:
        """Take an earlier input away; the MO stays picked."""
        if self._saving or self.question.isVisible():
            return
        self.emptied.emit()
        self.leave_restored()
        self.take_focus()

    def leave_restored(self) -> bool:
        """Take an earlier input away, if there is one; False: there is none."""
        if self.draft_bar.isHidden():
            return False
        self.empty()
        return True

    def empty(self) -> None:
        """Take all input away but the MO that is picked."""
        self.draft_bar.hide()
        for tick in self.findChildren(Tick):
            tick.setChecked(False)
        for field in self._order:
            if not isinstance(field, Picker | ShownField):
                field.set_text(self._unfilled.get(field.name, ""))
                field.touched = False
        self.ask_for_height()

    @Slot(bool)
    def _on_answered(self, yes: bool) -> None:  # the signal's own argument
        self.hide_question()
        self._lock(locked=False)
        if yes and self._asked is not None:
            self._submit(self._asked, confirmed=True)
        else:
            self._focus([field for field in self._order if self._stops_at(field)][-1:])

    @Slot()
    def _on_entered(self) -> None:
        field = self.sender()
        if self._saving or not isinstance(field, FormField):
            return
        wrong = self._wrong_in(field)
        if wrong is not None:  # known before Enter: the next scan is this field's, too
            field.take_focus()
            field.show_finding(error=sentence(wrong), now=True)
            return
        self._entered = field
        place = self._order.index(field)
        # What is filled in behind the field that was put right is not walked through again, and
        # what came back with the MO is not scanned over.
        ahead = [following for following in self._order[place + 1 :] if self._stops_at(following)]
        empty = [following for following in ahead if not following.text.strip()]
        if isinstance(field, Picker) and (self.draft_bar.isHidden() or not empty):
            empty = ahead
        for following in empty:
            following.take_focus()
            self.reveal(following)
            return
        # Out of a field that may stay empty the way leads back to what cannot.
        waiting = None if field.wanted else self.waiting_field()
        if waiting is None:
            self.save()
        else:
            waiting.take_focus()
            self.reveal(waiting)

    def _on_example(self) -> None:
        waiting = self.waiting_field()
        if waiting is None:
            self.save_button.setFocus()
        else:
            waiting.take_focus()

    def _wrong_in(self, field: FormField) -> Problem | None:
        """Give what the newest plan has against the value of a field; not that it is missing."""
        problems = self._plan.problems if self._plan is not None else ()
        found = (p for p in problems if p.field == field.name and p.code not in MISSING)
        return next(found, None)

    def _return_to_wrong(self) -> None:
        """Go back to the field just left by Enter when its value is wrong: the next scan is its."""
        field, self._entered = self._entered, None
        if field is None or self._wrong_in(field) is None:
            return
        ahead = [f for f in self._order[self._order.index(field) + 1 :] if f.edit.hasFocus()]
        if ahead and not ahead[0].text.strip():
            field.take_focus()
            self.reveal(field)

    def _asks_for_input(self) -> bool:
        return any(not isinstance(field, Picker | ShownField) for field in self._order)

    def _stops_at(self, field: FormField) -> bool:
        return field.wanted and field.isEnabled() and not field.isHidden()

    def _focus(self, fields: list[FormField]) -> None:
        """Put the focus into a field; a dialog that has none is answered by its button."""
        for field in fields:
            field.take_focus()
        if not fields:
            self.save_button.setFocus()

    def _show_problems(
        self, problems: Iterable[Problem], questions: Iterable[Problem] = ()
    ) -> None:
        self.show_troubles(
            show_findings(self.fields, problems, questions, attempted=self._attempted)
        )

    def _focus_first(self, problems: Iterable[Problem]) -> None:
        wrong = [self.fields.get(problem.field or "") for problem in problems]
        for field in self._order:
            if field in wrong and not field.isHidden():
                field.take_focus()
                self.reveal(field)
                return

    def _set_saving(self, *, saving: bool, answered: bool = False) -> None:
        # Nothing can be typed any more from now on. That it saves is drawn only when it takes
        # longer than people notice: what draws the card draws the table below it, too. What an
        # answered question leaves to be drawn is not put off: Qt would lose it.
        if saving and not answered:
            self._shown_late.start()
        else:
            self._shown_late.stop()
        self.setUpdatesEnabled(not saving or answered)
        self._saving = saving
        self._lock(locked=saving)
        self.save_button.setEnabled(not saving)
        self.cancel_button.setEnabled(not saving)
        self._set_saving_label()

    @Slot()
    def _on_shown_late(self) -> None:
        self.setUpdatesEnabled(True)

    def _set_saving_label(self) -> None:
        self.save_button.set_symbol(None if self._saving else "check")
        self.save_button.set_label(tr("Saving…") if self._saving else self._save_text, "Enter")

    def _lock(self, *, locked: bool) -> None:
        for field in self._order:
            field.set_locked(locked=locked)
        for tick in self.findChildren(Tick):
            tick.setEnabled(not locked)
