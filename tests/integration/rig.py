"""A whole station for tests: window, threads, store and HTTP together, driven by keys."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMetaObject, QObject, Qt, Slot
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import config
from app.bootstrap import Setup
from app.bootstrap.station import Station
from app.domain.clock import Clock
from app.domain.orders import Order
from app.domain.ownership import PEOPLE_OWNED
from app.secrets import Secrets
from app.services.messages import SyncPhase, SyncStatus
from tests.integration.floor import LOGIN, PASSWORD


class Rig(QObject):
    """A station in front of an Odoo, and what its threads said.

    A QObject, so that what a thread says arrives in the GUI thread, behind the window's own turn.
    """

    def __init__(self, setup: Setup, qtbot: QtBot) -> None:
        super().__init__()
        self.station = Station(setup)
        self.window = self.station.window
        self.bot = qtbot
        self.statuses: list[SyncStatus] = []
        self.boards = 0
        self.store = setup.config.store_path
        self.station.runner.board_changed.connect(self._count)
        self.station.sync_worker.status_changed.connect(self._keep)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.window.leaving.let_go())
        self.window.resize(1366, 768)

    @Slot(object)
    def _keep(self, status: SyncStatus) -> None:
        self.statuses.append(status)

    @Slot(object)
    def _count(self, _change: object) -> None:
        self.boards += 1

    def start(self) -> None:
        self.window.show()
        self.station.start()

    def passes(self, phase: SyncPhase = SyncPhase.OK) -> int:
        return sum(status.phase is phase for status in self.statuses)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=15_000)

    def first_pass(self, rows: int) -> None:
        self.wait(lambda: self.passes() >= 1 and len(self.orders()) == rows)

    def sync(self) -> None:
        """Press F5 and wait until the table shows what came."""
        passes = self.passes()
        QTest.keyClick(self.window, Qt.Key.Key_F5)
        self.wait(lambda: self.passes() > passes)
        # Behind the look that follows a pass: one that changed nothing gives no board.
        boards = self.boards
        QMetaObject.invokeMethod(
            self.station.runner, "on_refresh", Qt.ConnectionType.QueuedConnection
        )
        self.wait(lambda: self.boards > boards)

    def orders(self) -> dict[str, Order]:
        return {order.mo_name: order for order in self.window.table.rows.orders()}

    def stored(self, name: str) -> dict[str, Any]:
        """Read the row with another SQLite, from outside."""
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            row = connection.execute(
                "SELECT * FROM recent_mo WHERE mo_name = ?", (name,)
            ).fetchone()
        connection.close()
        return dict(row)

    def people(self, name: str) -> dict[str, Any]:
        row = self.stored(name)
        return {column: row[column] for column in PEOPLE_OWNED}

    def scan(self, text: str) -> None:
        """Scan into the main window; the dialog of the MO's stage must open."""
        self.window.scan_field.setFocus()
        QTest.keyClicks(self.window.scan_field, text)
        QTest.keyClick(self.window.scan_field, Qt.Key.Key_Return)
        self.wait(lambda: self.window.flow.dialog is not None)

    def type(self, text: str) -> None:
        """Type into the field that has the focus, ended by Enter."""
        field = self.window.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def enter_until_saved(self) -> None:
        """Go on with Enter through fields that may stay empty, until it is stored."""
        for _ in range(6):
            dialog = self.window.flow.dialog
            if dialog is None or dialog.saving:
                break
            self.type("")
        self.closed()

    def closed(self) -> None:
        self.wait(lambda: self.window.flow.dialog is None)


def setup_for(
    server_url: str, database: str, folder: Path, clock: Clock, secrets: Secrets | None = None
) -> Setup:
    """Describe a station with a store in `folder`, logging in by password unless told else."""
    settings = config.Config(
        store_path=folder / "toko.db", odoo=config.Odoo(server_url, database, LOGIN)
    )
    known = secrets or Secrets(password=PASSWORD)
    return Setup(settings, lambda: known, clock)
