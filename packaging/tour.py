"""Works one tour through the program in training mode: the real window, dialogs, threads and store.

`python3 packaging/dev.py demo` runs it where there is no display. It presses keys as a scanner and
a person do, prints what was stored at each step, saves a picture of each, and ends with exit 0, or
with 1 and a sentence as soon as something is not as it should be.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QObject, Qt, Slot
from PySide6.QtTest import QTest

from app import bootstrap
from app.bootstrap.station import Station, application
from app.domain.orders import Order, Stage
from app.services.messages import Done, SyncPhase, SyncStatus
from app.texts.changes import field_changes
from app.ui.dialogs.tick import Tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

SIZE = (1366, 768)
PATIENCE_MS = 20_000
MOST_STOPS = 12


class TourError(Exception):
    """The tour saw something that should not be."""


class Tour(QObject):
    """One walk through a shift, step by step."""

    def __init__(self, station: Station, setup: bootstrap.Setup, folder: Path) -> None:
        super().__init__()
        self._station, self._setup, self._folder = station, setup, folder
        self._window = station.window
        self._step = 0
        self._done: list[Done] = []
        self._statuses: list[SyncStatus] = []
        self._window.flow.saved.connect(self._done.append)
        station.sync_worker.status_changed.connect(self._on_status)

    @Slot(object)
    def _on_status(self, status: SyncStatus) -> None:
        self._statuses.append(status)

    def walk(self) -> None:
        """Sync, register two MOs, start, changeover, end, sync again."""
        self._wait(lambda: self._passes() >= 1, "the first sync")
        self._wait(lambda: bool(self._board()), "the table")
        self._picture("sync")
        status = self._statuses[-1]
        counts = status.counts
        say(f"   {counts.fetched} MOs read with {counts.requests} requests, {counts.inserted} new;")
        say(f"   {len(self._board())} on the board: those that Odoo has cancelled are not shown")

        first, second = self._candidates()
        self._scan(first.mo_name)
        self._type("01024585539")
        self._type("1300300624", picture="register-dialog")
        self._saved(f"register {first.mo_name} by scanner: MO, code, roll", "register")

        self._scan(second.mo_name)
        self._press_mid_production()
        self._saved(f"register {second.mo_name} in mid-production", "register-mid-production")

        self._scan(first.mo_name)
        self._type("003", picture="start-dialog")
        self._saved(f"start {first.mo_name}", "start")

        self._scan(second.mo_name)
        used = int(first.target or 0)
        new = str(1024585539 + used).zfill(11)
        self._type(new, picture="changeover-dialog")
        self._finish_by_enter()
        self._saved(f"changeover {first.mo_name} to {second.mo_name} at {new}", "changeover")

        self._scan(second.mo_name)
        last = str(1024585539 + used + int(second.target or 0) - 1).zfill(11)
        self._type(last, picture="end-dialog")
        self._finish_by_enter()
        self._saved(f"end {second.mo_name} at {last}", "end")

        before = {order.id: people(order) for order in self._board()}
        passes = self._passes()
        self._key(self._window, Qt.Key.Key_F5)
        self._wait(lambda: self._passes() > passes, "the last sync")
        after = {order.id: people(order) for order in self._board()}
        if before != after:
            raise TourError("the sync changed what a person typed")
        self._picture("sync-again")
        say("   what people typed is as before the sync")

    def _board(self) -> list[Order]:
        return list(self._window.table.rows.orders())

    def _candidates(self) -> tuple[Order, Order]:
        usable = [o for o in self._window.operations.to_register() if o.state == "confirmed"]
        if len(usable) < 2:
            raise TourError("there are no two MOs to register")
        return usable[0], usable[1]

    def _passes(self) -> int:
        return sum(status.phase is SyncPhase.OK for status in self._statuses)

    def _scan(self, text: str) -> None:
        """Scan into the main window: a burst of keys and Enter; a dialog must open."""
        self._window.scan_field.setFocus()
        QTest.keyClicks(self._window.scan_field, text)
        self._key(self._window.scan_field, Qt.Key.Key_Return)
        self._wait(lambda: self._window.flow.dialog is not None, f"the dialog for {text}")

    def _type(self, text: str, *, picture: str = "") -> None:
        """Type into the field that has the focus and end with Enter, as a scanner does."""
        QTest.keyClicks(self._focused(), text)
        if picture:
            self._settle()
            self._picture(picture)
        self._key(self._focused(), Qt.Key.Key_Return)

    def _press_mid_production(self) -> None:
        """Go to the box by Tab, tick it with the space bar, save with Enter."""
        dialog = self._window.flow.dialog
        self._tab_to(dialog and dialog.findChild(Tick))
        self._key(self._focused(), Qt.Key.Key_Space)
        self._settle()
        self._picture("register-mid-production-dialog")
        self._tab_to(dialog and dialog.save_button)
        self._key(self._focused(), Qt.Key.Key_Return)

    def _tab_to(self, control: QWidget | None) -> None:
        """Press Tab until this control has the focus; training adds stops of its own."""
        for _ in range(MOST_STOPS):
            self._key(self._focused(), Qt.Key.Key_Tab)
            if self._focused() is control:
                return
        raise TourError("Tab does not come to the next control")

    def _finish_by_enter(self) -> None:
        """Go through the fields that may stay empty."""
        for _ in range(6):
            dialog = self._window.flow.dialog
            if dialog is None or dialog.saving:
                return
            self._key(self._focused(), Qt.Key.Key_Return)

    def _saved(self, title: str, picture: str) -> None:
        count = sum(1 for _ in self._done)
        self._wait(lambda: self._window.flow.dialog is None, title)
        if not count and not self._done:
            raise TourError(f"{title}: nothing was saved")
        self._picture(picture, title)
        now = self._setup.clock()
        for change in self._done.pop().changes:
            say(f"   {change.after.mo_name}")
            for field in field_changes(change, self._setup.config.zone, now):
                say(f"      {field.label}: {field.before} → {field.after}")

    def _focused(self) -> QWidget:
        focused = self._window.focusWidget()
        if focused is None:
            raise TourError("nothing has the focus")
        return focused

    def _key(self, widget: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(widget, key)
        QCoreApplication.processEvents()

    def _settle(self) -> None:
        """Let the preview of the last key arrive."""
        deadline = QDeadlineTimer(400)
        while not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not condition():
            if deadline.hasExpired():
                raise TourError(f"{what} did not come")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def _picture(self, name: str, title: str = "") -> None:
        self._step += 1
        QCoreApplication.processEvents()
        file = self._folder / f"{self._step:02}-{name}.png"
        if not self._window.grab().save(str(file)):
            raise TourError(f"{file} cannot be written")
        say(f"{self._step:2} {title or name}  [{file.name}]")


def people(order: Order) -> tuple[object, ...]:
    """Give what people own of an MO."""
    return (
        order.auth_first,
        order.auth_last,
        order.leader_id,
        order.roll_number,
        order.ready_for_production,
        order.date_start,
        order.date_finished,
        order.station,
        order.segments,
    )


def say(text: str) -> None:
    """Print a line."""
    print(text, flush=True)


def main(folder: Path) -> int:
    """Walk the tour; give the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    application()
    with bootstrap.training() as setup:
        station = Station(setup)
        station.window.resize(*SIZE)
        station.window.show()
        try:
            tour = Tour(station, setup, folder)
            station.start()
            tour.walk()
            finished = [o for o in tour._board() if o.stage is Stage.FINISHED]
            say(f"{len(finished)} MOs finished. Pictures: {folder}")
        except TourError as error:
            print(f"The tour stopped: {error}", file=sys.stderr)
            return 1
        finally:
            station.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
