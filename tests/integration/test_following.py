"""The window follows what another process stores, and nothing that a person does there is lost."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.domain.clock import utc_now
from app.domain.orders import Stage
from tests.integration import processes
from tests.integration.floor import TestClock, factory, serve
from tests.integration.rig import Rig, setup_for

ONE, TWO, THREE = (f"WH/MO/{number:05}" for number in (1, 2, 3))
THERE = '[station]\nname = "Lini 9"\n'


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def clock() -> TestClock:
    return TestClock(utc_now())


@pytest.fixture
def setup(tmp_path: Path, clock: TestClock) -> Iterator[Setup]:
    database = factory(clock)
    with serve(database, clock=clock) as server:
        made = setup_for(server.url, database.name, tmp_path, clock)
        rules = replace(made.config.rules, shared=True)
        yield replace(made, config=replace(made.config, rules=rules))


@pytest.fixture
def rig(qtbot: QtBot, setup: Setup) -> Iterator[Rig]:
    texts.use("id")
    with ExitStack() as stack:
        rig = Rig(setup, qtbot)
        stack.callback(rig.station.stop)
        rig.start()
        rig.first_pass(5)
        yield rig


@pytest.fixture
def elsewhere(rig: Rig, tmp_path: Path, clock: TestClock) -> Callable[..., float]:
    """Run commands as another station would; give the seconds until the window shows it."""
    config = tmp_path / "there.toml"
    config.write_text(THERE, encoding="utf-8")

    def run(*arguments: str, until: Callable[[], bool]) -> float:
        given = {"SQLITE_PATH": str(rig.store), "STASIUN_MO_CONFIG": str(config)}
        with processes.started(*arguments, **given) as process:
            rig.wait(lambda: process.poll() is not None)
            ended = perf_counter()
            assert process.returncode == 0, process.communicate()[1]
        clock.forward(minutes=5)  # not behind what was stored there
        rig.wait(until)
        return perf_counter() - ended

    return run


def test_the_table_follows_a_command_within_a_second(
    rig: Rig, elsewhere: Callable[..., float]
) -> None:
    table = rig.window.table
    rig.scan(TWO)
    assert table.select(rig.orders()[THREE].id)
    scrolled = table.verticalScrollBar().value()
    field = rig.window.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "010246")

    took = elsewhere(
        *("register", ONE, "--auth-first", "0100", "--roll", "R1"),
        until=lambda: rig.orders()[ONE].stage is Stage.READY,
    )

    assert took < 1.0
    current = table.current()
    assert current is not None
    assert (current.mo_name, table.verticalScrollBar().value()) == (THREE, scrolled)
    assert rig.window.focusWidget() is field
    QTest.keyClicks(field, "00000")
    rig.window.scanner.burst.forget()  # typed, not scanned: Enter moves on
    rig.type("")
    rig.type("R2")
    rig.closed()
    assert rig.people(TWO)["auth_first"] == "01024600000"


def test_what_the_station_stores_itself_is_read_once(
    rig: Rig, elsewhere: Callable[..., float]
) -> None:
    boards = rig.boards
    rig.scan(TWO)
    rig.type("0200")
    rig.type("R2")
    rig.closed()
    rig.wait(lambda: rig.boards == boards + 1)
    elsewhere(
        *("register", ONE, "--auth-first", "0100", "--roll", "R1"),
        until=lambda: rig.orders()[ONE].stage is Stage.READY,
    )
    rig.wait(lambda: rig.boards == boards + 2)


def test_an_mo_that_another_station_starts_in_between_is_refused_with_its_name(
    rig: Rig, elsewhere: Callable[..., float]
) -> None:
    rig.scan(ONE)
    rig.type("0100")
    rig.type("R1")
    rig.closed()
    rig.scan(ONE)  # Start Production
    elsewhere(
        "start", ONE, "--leader", "007", until=lambda: rig.orders()[ONE].stage is Stage.RUNNING
    )
    rig.type("003")
    dialog = rig.window.flow.dialog
    assert dialog is not None
    said = f"{ONE} milik stasiun Lini 9. Kerjakan di sana."
    said = f"{ONE} milik stasiun Lini 9. Kerjakan di sana."
    rig.wait(lambda: dialog.fields["order_id"].error == said)
    assert rig.people(ONE)["leader_id"] == "007"
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
