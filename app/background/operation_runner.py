"""People's operations in their thread, so that the window never waits for a disk."""

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.background.store_access import StoreAccess, guarded
from app.domain.errors import Code, ConfirmationNeededError, Problem, RefusedError
from app.domain.people import Actor
from app.domain.plans import Plan, Rules
from app.domain.requests import Request
from app.services.backups import Backups
from app.services.messages import (
    BoardChange,
    Damage,
    HistoryAsked,
    HistoryRead,
    LookedUp,
    LookupAsked,
    NotDone,
    PreviewAsked,
    Previewed,
    Submitted,
)
from app.services.production import Production


class OperationRunner(QObject):
    """Previews, stores and reads for the window; lives in a `QThread`.

    Attributes:
        access: the store, opened, lost and found.
        person: in whose name is stored what is submitted; None: nobody has said.

    Signals:
        previewed: `Previewed`.
        done: `Done`, after the commit.
        not_done: `NotDone`; nothing was stored.
        board_changed: `BoardChange`.
        followed: others have stored something, not always of MOs.
        history_read: `HistoryRead`.
        looked_up: `LookedUp`.
        store_failed: `Problem`; the store cannot be opened now.
        damaged: `Damage`; the store cannot be read, with the backup that could replace it.
        restored: the `Path` of the backup that took the store's place.
        store_ready: it can; once, at the beginning.
        store_lost: `Problem`; the store's server cannot be reached. It is tried again by itself,
            later and later; said once, until `store_found`.
        store_found: it can be reached again; the board follows.
        unread: `Problem`; what was asked for cannot be read now.
    """

    previewed = Signal(object)
    done = Signal(object)
    not_done = Signal(object)
    board_changed = Signal(object)
    followed = Signal()
    history_read = Signal(object)
    looked_up = Signal(object)
    store_failed = Signal(object)
    damaged = Signal(object)
    restored = Signal(object)
    store_ready = Signal()
    store_lost = Signal(object)
    store_found = Signal()
    unread = Signal(object)

    def __init__(self, open_production: Callable[[], Production], backups: Backups) -> None:
        """Prepare; the store is opened in the thread, by `on_started`."""
        super().__init__()
        self._backups = backups
        self.person: Actor | None = None
        self._ready = self._failing = False
        self._unanswered: dict[str, Request] = {}
        """Operations whose commit may have been lost on its way, or its answer, by their ids."""
        self.access = StoreAccess(open_production, self)
        self.access.lost.connect(self.store_lost)
        self.access.found.connect(self._on_found)
        self.access.pulse.looked.connect(self.on_look)
        self.access.pulse.all_due.connect(self._on_all_due)
        self.access.pulse.tried_again.connect(self._on_tried_again)

    @Slot()
    def on_started(self) -> None:
        """Open the store and give the first board; look from now on what others store."""
        self._ready = False
        self.access.pulse.begin()
        self.on_refresh()
        self._tell_ready()

    def _tell_ready(self) -> None:
        opened = self.access.opened is not None and self.access.problem is None
        if opened and not self._ready:
            self._ready = True
            self.store_ready.emit()

    @Slot(object)
    def on_preview_wanted(self, asked: PreviewAsked) -> None:
        """Work out what an input would store."""

        def work() -> None:
            plan = self.access.store().preview(asked.request)
            self.previewed.emit(Previewed(asked.ticket, plan))

        self.access.read(
            work, lambda problems: self.previewed.emit(Previewed(asked.ticket, Plan((), problems)))
        )

    @Slot(object)
    def on_submit_wanted(self, submitted: Submitted) -> None:
        """Store an input, and say what came of it."""
        key = submitted.operation_id

        def work() -> None:
            self._settle(but=key, before=submitted.request)
            store = self.access.store()
            try:
                done = store.execute(
                    submitted.request, key, confirmed=submitted.confirmed, person=self.person
                )
            except ConfirmationNeededError as error:
                self.not_done.emit(NotDone(key, questions=error.problems))
            else:
                # The table first: as the dialog closes, it shows what was typed.
                self._refresh({change.after.id for change in done.changes})
                self.done.emit(done)
            self._unanswered.pop(key, None)

        def failed(problems: tuple[Problem, ...]) -> None:
            self._unanswered.pop(key, None)
            if problems[0].code is Code.STORE_OFFLINE:
                self._unanswered[key] = submitted.request
            self.not_done.emit(NotDone(key, problems))

        self.access.reach(work, failed)

    def _settle(self, but: str = "", before: Request | None = None) -> None:
        """Find out which operations were stored although their answer was lost, and say so.

        Not of the one with the id `but`, which is sent again and then answers by itself.

        Raises:
            RefusedError: one of them was about an MO of `before`, so that it is not done now.
        """
        for key, request in list(self._unanswered.items()):
            if key == but:
                continue
            done = self.access.store().outcome(key)
            del self._unanswered[key]
            if done is None:
                continue
            self._refresh({change.after.id for change in done.changes})
            self.done.emit(done)
            if before is not None and _share(request, before):
                name = done.changes[0].after.mo_name
                raise RefusedError(Problem(Code.STORED_BEFORE, params={"mo_name": name}))

    @Slot()
    def on_refresh(self) -> None:
        """Read what the table shows and give the difference."""
        self._refresh(None)

    def _refresh(self, only: Collection[int] | None) -> None:
        self.access.reach(
            lambda: self.board_changed.emit(self._read(only)),
            lambda problems: self._on_unreadable(problems[0]),
        )

    def _read(self, only: Collection[int] | None) -> BoardChange:
        """Read the board; once all of it could be read, whatever a look has missed is made up."""
        change = self.access.store().board_change(only)
        if only is None:
            self._failing = False
        return change

    @Slot()
    def on_look(self) -> None:
        """Follow what others have stored; where that is nothing, nothing is said."""

        def work() -> None:
            changed = self.access.store().changed_elsewhere()
            if changed is not None:
                self._follow(changed)

        if not self._failing:
            self._watch(work)

    @Slot()
    def _on_all_due(self) -> None:
        """Read everything, in case that something was not told."""
        self._watch(lambda: self._follow(None))

    def _follow(self, only: Collection[int] | None) -> None:
        change = self._read(only or None)
        if change.rows or change.removed:
            self.board_changed.emit(change)
        self.followed.emit()

    def _watch(self, work: Callable[[], None]) -> None:
        """Do `work` that nobody asked for: what is wrong is said once, not at every look."""
        if self.access.opened is None or self.access.problem is not None:
            return

        def failed(problems: tuple[Problem, ...]) -> None:
            said, self._failing = self._failing, True
            if problems[0].code is Code.BUG:
                self.access.pulse.stop()  # else it would be one at every look
            if not said:
                self._on_unreadable(problems[0])

        self.access.reach(work, failed)

    @Slot()
    def _on_tried_again(self) -> None:
        """Try a store that was lost; when it answers, `_on_found` follows."""

        def work() -> None:
            self.access.store().changed_elsewhere()

        self.access.reach(work, lambda problems: self._on_unreadable(problems[0]))

    @Slot()
    def _on_found(self) -> None:
        """Say what became of what was sent, and show what the store has."""
        self.store_found.emit()
        self.access.reach(self._settle, lambda problems: self._on_unreadable(problems[0]))
        if self.access.problem is None:
            self.on_refresh()
            self._tell_ready()

    @Slot(object)
    def on_history_wanted(self, asked: HistoryAsked) -> None:
        """Read the history of an MO."""

        def work() -> None:
            order, entries = self.access.store().history(asked.order_id)
            self.history_read.emit(HistoryRead(order, tuple(entries)))

        self.access.read(work, lambda problems: self._on_unread(problems[0]))

    @Slot(object)
    def on_lookup_wanted(self, asked: LookupAsked) -> None:
        """Look for a name in the whole store, former ones too, or else for a code or roll."""

        def work() -> None:
            store = self.access.store()
            order = store.look_up(asked.text)
            uses = () if order is not None else store.uses_of(asked.text)
            self.looked_up.emit(LookedUp(asked.text, order, uses))

        self.access.read(work, lambda problems: self._on_unread(problems[0]))

    @Slot(object)
    def on_rules_changed(self, rules: Rules) -> None:
        """Go by other rules; a store that is opened later gets them from who opens it."""
        if self.access.opened is not None:
            self.access.opened.use(rules)

    @Slot(object)
    def on_damage_found(self, problem: Problem) -> None:
        """Offer the newest good backup."""
        guarded(
            lambda: self.damaged.emit(self._backups.damage(problem)),
            lambda _problems: self.damaged.emit(Damage(problem)),
        )

    @Slot(object)
    def on_restore_wanted(self, backup: Path) -> None:
        """Put a backup in the place of the store, and show what it has."""

        def work() -> None:
            self.access.close()
            self._backups.restore(backup)
            self.restored.emit(backup)
            self.on_started()

        guarded(work, lambda problems: self.store_failed.emit(problems[0]))

    def _on_unread(self, problem: Problem) -> None:
        """Answer a person who asked for something that cannot be read."""
        if problem.code is Code.STORE_OFFLINE:
            self.unread.emit(problem)
        else:
            self._on_unreadable(problem)

    def _on_unreadable(self, problem: Problem) -> None:
        if problem.code is Code.STORE_OFFLINE:
            return  # said already, by `store_lost`
        if problem.code in (Code.STORE_DAMAGED, Code.STORE_FOREIGN):
            self.on_damage_found(problem)
        else:
            self.store_failed.emit(problem)

    @Slot()
    def on_stop(self) -> None:
        """Close the store and end the thread."""
        self.access.pulse.stop()
        self.access.close()
        QThread.currentThread().quit()


def _share(one: Request, other: Request) -> bool:
    """Tell whether two inputs are about the same MO; an undo may be about any."""
    first, second = _orders(one), _orders(other)
    return not first or not second or bool(first & second)


def _orders(request: Request) -> set[int]:
    names = ("order_id", "current_id", "next_id")
    return {getattr(request, name) for name in names if hasattr(request, name)}
