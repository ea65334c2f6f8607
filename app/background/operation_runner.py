"""People's operations in their thread, so that the window never waits for a disk."""

import logging
from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.domain.errors import Code, ConfirmationNeededError, Problem, StasiunError
from app.domain.people import Actor
from app.domain.plans import Plan, Rules
from app.services.backups import Backups
from app.services.messages import (
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

log = logging.getLogger(__name__)


class OperationRunner(QObject):
    """Previews, stores and reads for the window; lives in a `QThread`.

    Signals:
        previewed: `Previewed`.
        done: `Done`, after the commit.
        not_done: `NotDone`; nothing was stored.
        board_changed: `BoardChange`.
        history_read: `HistoryRead`.
        looked_up: `LookedUp`.
        store_failed: `Problem`; the store cannot be opened now.
        damaged: `Damage`; the store cannot be read, with the backup that could replace it.
        restored: the `Path` of the backup that took the store's place.
        store_ready: it can; once, at the beginning.

    Attributes:
        person: in whose name is stored what is submitted; None: nobody has said.
    """

    previewed = Signal(object)
    done = Signal(object)
    not_done = Signal(object)
    board_changed = Signal(object)
    history_read = Signal(object)
    looked_up = Signal(object)
    store_failed = Signal(object)
    damaged = Signal(object)
    restored = Signal(object)
    store_ready = Signal()

    def __init__(self, open_production: Callable[[], Production], backups: Backups) -> None:
        """Prepare; the store is opened in the thread, by `on_started`."""
        super().__init__()
        self._backups = backups
        self._open = open_production
        self._production: Production | None = None
        self.person: Actor | None = None

    @Slot()
    def on_started(self) -> None:
        """Open the store and give the first board."""
        self.on_refresh()
        if self._production is not None:
            self.store_ready.emit()

    @Slot(object)
    def on_preview_wanted(self, asked: PreviewAsked) -> None:
        """Work out what an input would store."""

        def work() -> None:
            self.previewed.emit(Previewed(asked.ticket, self._store().preview(asked.request)))

        _guarded(
            work, lambda problems: self.previewed.emit(Previewed(asked.ticket, Plan((), problems)))
        )

    @Slot(object)
    def on_submit_wanted(self, submitted: Submitted) -> None:
        """Store an input, and say what came of it."""
        key = submitted.operation_id

        def work() -> None:
            try:
                done = self._store().execute(
                    submitted.request, key, confirmed=submitted.confirmed, person=self.person
                )
            except ConfirmationNeededError as error:
                self.not_done.emit(NotDone(key, questions=error.problems))
            else:
                # The table first: as the dialog closes, it shows what was typed.
                self._refresh({change.after.id for change in done.changes})
                self.done.emit(done)

        _guarded(work, lambda problems: self.not_done.emit(NotDone(key, problems)))

    @Slot()
    def on_refresh(self) -> None:
        """Read what the table shows and give the difference."""
        self._refresh(None)

    def _refresh(self, only: Collection[int] | None) -> None:
        _guarded(
            lambda: self.board_changed.emit(self._store().board_change(only)),
            lambda problems: self._on_unreadable(problems[0]),
        )

    @Slot(object)
    def on_history_wanted(self, asked: HistoryAsked) -> None:
        """Read the history of an MO."""

        def work() -> None:
            order, entries = self._store().history(asked.order_id)
            self.history_read.emit(HistoryRead(order, tuple(entries)))

        _guarded(work, lambda problems: self._on_unreadable(problems[0]))

    @Slot(object)
    def on_lookup_wanted(self, asked: LookupAsked) -> None:
        """Look for a name in the whole store, former ones too, or else for a code or roll."""

        def work() -> None:
            order = self._store().look_up(asked.text)
            uses = () if order is not None else self._store().uses_of(asked.text)
            self.looked_up.emit(LookedUp(asked.text, order, uses))

        _guarded(work, lambda problems: self._on_unreadable(problems[0]))

    @Slot(object)
    def on_rules_changed(self, rules: Rules) -> None:
        """Go by other rules; a store that is opened later gets them from who opens it."""
        if self._production is not None:
            self._production.use(rules)

    @Slot(object)
    def on_damage_found(self, problem: Problem) -> None:
        """Offer the newest good backup."""
        _guarded(
            lambda: self.damaged.emit(self._backups.damage(problem)),
            lambda _problems: self.damaged.emit(Damage(problem)),
        )

    @Slot(object)
    def on_restore_wanted(self, backup: Path) -> None:
        """Put a backup in the place of the store, and show what it has."""

        def work() -> None:
            self._close()
            self._backups.restore(backup)
            self.restored.emit(backup)
            self.on_started()

        _guarded(work, lambda problems: self.store_failed.emit(problems[0]))

    def _on_unreadable(self, problem: Problem) -> None:
        if problem.code in (Code.STORE_DAMAGED, Code.STORE_FOREIGN):
            self.on_damage_found(problem)
        else:
            self.store_failed.emit(problem)

    @Slot()
    def on_stop(self) -> None:
        """Close the store and end the thread."""
        self._close()
        QThread.currentThread().quit()

    def _close(self) -> None:
        if self._production is not None:
            self._production.close()
            self._production = None

    def production(self) -> Production:
        """Give the store, opened if it is not; for what works in this thread.

        Raises:
            EnvironmentFaultError: it cannot be opened, and why.
        """
        return self._store()

    def _store(self) -> Production:
        if self._production is None:
            self._production = self._open()
        return self._production


def _guarded(work: Callable[[], None], failed: Callable[[tuple[Problem, ...]], None]) -> None:
    """Do `work`; whatever goes wrong is handed to `failed`, and the thread goes on."""
    try:
        work()
    except StasiunError as error:
        failed(error.problems)
    except Exception as error:
        log.exception("an operation broke")
        failed((Problem(Code.BUG, params={"text": type(error).__name__}),))
