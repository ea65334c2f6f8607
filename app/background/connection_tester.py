"""Tes koneksi in its thread: one test at a time, each of which can be given up."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.domain.clock import Clock
from app.domain.errors import StasiunError
from app.services.connection_test import (
    ConnectionReport,
    ConnectionTest,
    Finding,
    Mark,
    Point,
)
from app.services.settings import Probe, SettingsWanted


class ConnectionTester(QObject):
    """Tries out accesses to Odoo; lives in a `QThread`.

    Signals:
        tested: the ticket of the test, and its `ConnectionReport`.
    """

    tested = Signal(int, object)

    def __init__(self, prepare: Callable[[SettingsWanted], Probe], clock: Clock) -> None:
        """Prepare; `prepare` is called in the thread: it may ask the keyring."""
        super().__init__()
        self._prepare, self._clock = prepare, clock
        self._test: ConnectionTest | None = None
        self._wanted_ticket = 0

    def abandon(self) -> None:
        """Give up the test that runs, and those that wait. Any thread."""
        self._wanted_ticket = 0
        test = self._test
        if test is not None:
            test.abandon()

    def expect(self, ticket: int) -> None:
        """Say which test is the one that counts from now on. Any thread."""
        self.abandon()
        self._wanted_ticket = ticket

    @Slot(int, object)
    def on_test_wanted(self, ticket: int, wanted: SettingsWanted) -> None:
        """Make a test, unless another one, or none, is wanted by now."""
        if ticket != self._wanted_ticket:
            return
        try:
            self._test = ConnectionTest(self._prepare(wanted), self._clock)
        except StasiunError as error:
            bad = Finding(Point.SERVER, Mark.BAD, problem=error.problem)
            self.tested.emit(ticket, ConnectionReport((bad,)))
            return
        if ticket == self._wanted_ticket:
            report = self._test.run()
            if ticket == self._wanted_ticket:
                self.tested.emit(ticket, report)
        self._test = None

    @Slot()
    def on_stop(self) -> None:
        """End the thread."""
        QThread.currentThread().quit()
