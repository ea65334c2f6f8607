"""Scenario 9: a whole shift by window, services and command line; one table of what must be there.

Register two; start; the roll runs out; changeover on the same roll with two labels wasted; the
session expires; a wrong press is undone; over midnight with a new leader to a new roll; end.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.demo.records import Database
from app.demo.server import StandIn
from app.domain.errors import Code, OdooError
from app.domain.orders import Stage
from app.domain.ownership import PEOPLE_OWNED
from app.domain.requests import (
    Changeover,
    ChangeRoll,
    End,
    Register,
    Request,
    Start,
    Undo,
)
from app.domain.store_address import ServerAddress, StoreAddress
from app.secrets import Secrets
from app.services.messages import SyncPhase
from app.ui.dialogs.history import HistoryCard
from tests import engines
from tests.integration.floor import LOGIN, ORDER, Floor, TestClock, factory, serve
from tests.integration.rig import Rig, setup_for
from tests.postgres_server import PASSWORD

ONE, TWO, THREE = "WH/MO/00001", "WH/MO/00002", "WH/MO/00003"
STATION: Final = "Lini 1"
MORNING: Final = "2026-11-23 07:00:00"
"""UTC, as all times in the store; the station's midnight is 17:00."""


def people(
    first: str, last: str, leader: str, roll: str, start: str, finish: str
) -> dict[str, object]:
    return {
        "auth_first": first,
        "auth_last": last,
        "leader_id": leader,
        "roll_number": roll,
        "ready_for_production": 1,
        "date_start": start,
        "date_finished": finish,
        "station": STATION,
    }


EXPECTED: Final = {
    ONE: {
        "people": people(
            "01024585539", "A0057", "003", "1300300625", MORNING, "2026-11-23 09:00:00"
        ),
        "segments": [
            (1, "1300300624", "01024585539", "01024585588", MORNING, "2026-11-23 08:00:00"),
            (
                2,
                "1300300625",
                "A0000",
                "A0057",
                "2026-11-23 08:00:00",
                "2026-11-23 09:00:00",
            ),
        ],
        "used": (108, 8.0),
        "history": ["register", "start", "change_roll", "changeover_end"],
    },
    TWO: {
        "people": people(
            "A0060", "A0259", "003", "1300300625", "2026-11-23 09:00:00", "2026-11-23 18:00:00"
        ),
        "segments": [
            (
                1,
                "1300300625",
                "A0060",
                "A0259",
                "2026-11-23 09:00:00",
                "2026-11-23 18:00:00",
            ),
        ],
        "used": (200, 0.0),
        "history": ["register", "changeover_start", "end", "undo", "changeover_end"],
    },
    THREE: {
        "people": people(
            "01024600000",
            "01024600289",
            "007",
            "1300300626",
            "2026-11-23 18:00:00",
            "2026-11-23 20:00:00",
        ),
        "segments": [
            (
                1,
                "1300300626",
                "01024600000",
                "01024600289",
                "2026-11-23 18:00:00",
                "2026-11-23 20:00:00",
            ),
        ],
        "used": (290, -10.0),
        "history": ["register", "changeover_start", "end"],
    },
}
"""What must stand in the store after the shift, read by another SQLite."""


STORE_PASSWORD = {"STASIUN_MO_STORE_PASSWORD": PASSWORD}


class Way(Protocol):
    """One way to work: by window, by the services, by the command line."""

    def register(self, mo: str, code: str, roll: str) -> None: ...

    def register_in_mid_production(self, mo: str) -> None: ...

    def start(self, mo: str, leader: str) -> None: ...

    def change_roll(self, mo: str, old_last: str, roll: str, first: str) -> None: ...

    def changeover(self, one: str, two: str, code: str, **more: str) -> None: ...

    def end(self, mo: str, code: str) -> None: ...

    def undo(self) -> None: ...

    def sync(self) -> None: ...

    def sync_without_a_session(self) -> None: ...

    def used(self, mo: str) -> tuple[int | None, float | None]: ...


def work(way: Way, database: Database, server: StandIn, clock: TestClock) -> None:
    """Work the shift."""
    way.register(ONE, "01024585539", "1300300624")
    way.register_in_mid_production(TWO)
    way.start(ONE, "003")
    move_on(database)
    way.sync()
    clock.forward(hours=1)
    way.change_roll(ONE, "01024585588", "1300300625", "A0000")
    clock.forward(hours=1)
    way.changeover(ONE, TWO, "A0060", old_last="A0057")  # A0058 and A0059 are wasted
    server.expire_sessions()
    move_on(database)
    way.sync_without_a_session()
    clock.forward(hours=1)
    way.end(TWO, "A0199")  # the wrong button
    way.undo()
    way.register(THREE, "01024600000", "1300300626")
    clock.forward(hours=8)  # 01:00 at the station: another day, another leader
    way.changeover(TWO, THREE, "01024600000", old_last="A0259", leader_id="007")
    clock.forward(hours=2)
    way.end(THREE, "01024600289")


def move_on(database: Database) -> None:
    """Let the office go on: states, notes, and dates in fields that are called like ours."""
    ids = [int(str(record["id"])) for record in database.records(ORDER)]
    dates = {"date_start": "2026-11-20 03:00:00", "date_finished": "2026-11-20 11:00:00"}
    database.write(ORDER, ids, {"state": "progress", "note": "kantor", **dates})


def stored(store: StoreAddress) -> dict[str, dict[str, Any]]:
    """Read the three MOs from outside."""
    with closing(engines.reader(store)) as connection:
        found = {}
        for name in EXPECTED:
            columns = ", ".join(("id", *PEOPLE_OWNED))
            (row,) = connection.execute(
                f"SELECT {columns} FROM recent_mo WHERE mo_name = ?", (name,)
            )
            segments = connection.execute(
                "SELECT seq, roll_number, auth_first, auth_last, started_at, ended_at"
                " FROM label_usage WHERE recent_mo_id = ? ORDER BY seq",
                row[:1],
            )
            history = connection.execute(
                "SELECT status FROM production_log WHERE recent_mo_id = ? ORDER BY id", row[:1]
            )
            found[name] = {
                "people": dict(zip(PEOPLE_OWNED, row[1:], strict=True)),
                "segments": list(segments),
                "history": [status for (status,) in history],
            }
    return found


def check(way: Way, store: StoreAddress) -> None:
    """Compare with the table, number by number."""
    found = stored(store)
    for name, wanted in EXPECTED.items():
        assert {**found[name], "used": way.used(name)} == wanted, name


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def odoo(clock: TestClock) -> Iterator[tuple[Database, StandIn]]:
    database = factory(clock)
    with serve(database, clock=clock) as server:
        yield database, server


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture(params=engines.ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> StoreAddress:
    return engines.place_for(str(request.param), tmp_path)


@pytest.fixture
def setup(
    odoo: tuple[Database, StandIn], tmp_path: Path, clock: TestClock, store: StoreAddress
) -> Setup:
    """Describe a station that has a session id and no password, as the older system did."""
    database, server = odoo
    known = Secrets(session_id=server.open_session(database.name, LOGIN))
    found = setup_for(server.url, database.name, tmp_path, clock, known)
    if isinstance(store, ServerAddress):
        settings = replace(found.config, server=replace(store, password=""))
        return replace(found, config=settings, environment=STORE_PASSWORD)
    return replace(found, config=replace(found.config, store_path=store))


@pytest.fixture
def rig(setup: Setup, qtbot: QtBot) -> Iterator[Rig]:
    texts.use("id")
    with ExitStack() as stack:
        rig = Rig(setup, qtbot)
        stack.callback(rig.station.stop)
        rig.start()
        rig.first_pass(5)
        yield rig


class ByWindow:
    """The real dialogs, by keys alone; a button only where the spec has nothing but a button."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    def register(self, mo: str, code: str, roll: str) -> None:
        self.rig.scan(mo)
        self._fill(auth_first=code, roll_number=roll)

    def register_in_mid_production(self, mo: str) -> None:
        self.rig.scan(mo)
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space):
            self._press(key)
        for _ in range(3):  # on to the button
            self._press(Qt.Key.Key_Tab)
            if self.rig.window.focusWidget() is self._dialog().save_button:
                break
        self._press(Qt.Key.Key_Return)
        self.rig.closed()

    def start(self, mo: str, leader: str) -> None:
        self.rig.scan(mo)
        self._fill(leader_id=leader)

    def change_roll(self, mo: str, old_last: str, roll: str, first: str) -> None:
        assert self.rig.orders()[mo].stage is Stage.RUNNING
        self._press(Qt.Key.Key_F6)
        self._fill(old_last=old_last, roll_number=roll, new_first=first)

    def changeover(self, one: str, two: str, code: str, **more: str) -> None:
        assert self.rig.orders()[one].stage is Stage.RUNNING
        self.rig.scan(two)
        self._fill(new_auth=code, **more)

    def end(self, mo: str, code: str) -> None:
        self.rig.scan(mo)
        self._fill(auth=code)

    def undo(self) -> None:
        window = self.rig.window
        assert window.notifier.toast.action_button.isVisible()
        window.notifier.toast.action_button.click()
        self.rig.wait(lambda: "berjalan lagi" in window.notifier.toast.text)

    def sync(self) -> None:
        self.rig.sync()

    def sync_without_a_session(self) -> None:
        before = self.rig.orders()
        failed = self.rig.passes(SyncPhase.FAILED)
        self._press(Qt.Key.Key_F5)
        self.rig.wait(lambda: self.rig.passes(SyncPhase.FAILED) > failed)
        problem = self.rig.statuses[-1].problem
        assert problem is not None
        assert problem.code is Code.SESSION_EXPIRED
        assert self.rig.orders() == before

    def used(self, mo: str) -> tuple[int | None, float | None]:
        order = self.rig.orders()[mo]
        return order.used, order.difference

    def _dialog(self) -> Any:
        dialog = self.rig.window.flow.dialog
        assert dialog is not None
        return dialog

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.rig.window.focusWidget(), key)

    def _fill(self, **texts_: str) -> None:
        """Type into the fields, going on by Tab, and save by Enter."""
        for name, text in texts_.items():
            field = self._dialog().fields[name].edit
            for _ in range(12):
                if self.rig.window.focusWidget() is field:
                    break
                self._press(Qt.Key.Key_Tab)
            QTest.keyClicks(field, text)
            self.rig.window.scanner.burst.forget()  # a hand presses Tab later than a scanner
        self.rig.enter_until_saved()


class ByServices:
    """`app.services`, without a window."""

    def __init__(self, setup: Setup, stack: ExitStack) -> None:
        self._production = stack.enter_context(setup.production())
        self._sync = setup.sync()
        stack.callback(self._sync.close)
        self._number = 0
        self._sync.run()

    def register(self, mo: str, code: str, roll: str) -> None:
        self._do(Register(self._id(mo), code, roll))

    def register_in_mid_production(self, mo: str) -> None:
        self._do(Register(self._id(mo), mid_production=True))

    def start(self, mo: str, leader: str) -> None:
        self._do(Start(self._id(mo), leader))

    def change_roll(self, mo: str, old_last: str, roll: str, first: str) -> None:
        self._do(ChangeRoll(self._id(mo), old_last, roll, first))

    def changeover(self, one: str, two: str, code: str, **more: str) -> None:
        self._do(Changeover(self._id(one), self._id(two), code, **more))

    def end(self, mo: str, code: str) -> None:
        self._do(End(self._id(mo), code))

    def undo(self) -> None:
        self._do(Undo(f"shift-{self._number}"))

    def sync(self) -> None:
        self._sync.run()

    def sync_without_a_session(self) -> None:
        with pytest.raises(OdooError) as failed:
            self._sync.run()
        assert failed.value.problem.code is Code.SESSION_EXPIRED

    def used(self, mo: str) -> tuple[int | None, float | None]:
        order = self._production.find(mo)
        return order.used, order.difference

    def _id(self, mo: str) -> int:
        return self._production.find(mo).id

    def _do(self, request: Request) -> None:
        self._number += 1
        self._production.execute(request, f"shift-{self._number}")


class ByCommandLine:
    """`stasiun-mo COMMAND`, one process's worth after the other."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        floor.sync()

    def register(self, mo: str, code: str, roll: str) -> None:
        self.floor.ok("register", mo, "--auth-first", code, "--roll", roll)

    def register_in_mid_production(self, mo: str) -> None:
        self.floor.ok("register", mo, "--mid-production")

    def start(self, mo: str, leader: str) -> None:
        self.floor.ok("start", mo, "--leader", leader)

    def change_roll(self, mo: str, old_last: str, roll: str, first: str) -> None:
        self.floor.ok(
            "change-roll", mo, "--old-last", old_last, "--roll", roll, "--new-first", first
        )

    def changeover(self, one: str, two: str, code: str, **more: str) -> None:
        names = {"old_last": "--old-last", "leader_id": "--leader"}
        options = [part for name, text in more.items() for part in (names[name], text)]
        self.floor.ok("changeover", one, two, "--new-auth", code, *options)

    def end(self, mo: str, code: str) -> None:
        self.floor.ok("end", mo, "--auth", code)

    def undo(self) -> None:
        self.floor.ok("undo")

    def sync(self) -> None:
        self.floor.sync()

    def sync_without_a_session(self) -> None:
        before = self.floor.orders()
        assert "Sesi Odoo sudah berakhir" in self.floor.refused("sync")
        assert self.floor.orders() == before

    def used(self, mo: str) -> tuple[int | None, float | None]:
        row = self.floor.order(mo)
        return row["used"], row["difference"]


def test_by_the_window(
    rig: Rig,
    odoo: tuple[Database, StandIn],
    clock: TestClock,
    store: StoreAddress,
) -> None:
    way = ByWindow(rig)
    work(way, *odoo, clock)
    check(way, store)
    assert rig.orders()[ONE].note == "kantor", "what Odoo said before the session ended"
    # The history on the screen has both days, the newest first.
    rig.window.histories.open_for(rig.orders()[TWO].id)
    rig.wait(lambda: isinstance(rig.window.overlay.card, HistoryCard))
    card = rig.window.overlay.card
    assert isinstance(card, HistoryCard)
    assert [row[:2] for row in card.table.texts()] == [
        ["01:00", "changeover (berakhir)"],
        ["23 Nov 17:00", "diurungkan"],
        ["23 Nov 17:00", "berakhir (diurungkan)"],
        ["23 Nov 16:00", "changeover (mulai)"],
        ["23 Nov 14:00", "terdaftar"],
    ]


def test_by_the_services(
    setup: Setup, odoo: tuple[Database, StandIn], clock: TestClock, store: StoreAddress
) -> None:
    with ExitStack() as stack:
        way = ByServices(setup, stack)
        work(way, *odoo, clock)
        check(way, store)


def test_by_the_command_line(
    odoo: tuple[Database, StandIn],
    clock: TestClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    store: StoreAddress,
) -> None:
    database, server = odoo
    session = {"ODOO_SESSION_ID": server.open_session(database.name, LOGIN)}
    place = {"SQLITE_PATH": str(store), **STORE_PASSWORD}
    floor = Floor(
        tmp_path / "store.db",
        server.url,
        database.name,
        capsys,
        clock,
        password="",
        extra={**session, **place},
    )
    way = ByCommandLine(floor)
    work(way, database, server, clock)
    check(way, store)
