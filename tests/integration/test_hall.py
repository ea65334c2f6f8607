"""Two windows on one PostgreSQL: one syncs for both, the other one was set up by three lines."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import config, texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.domain.store_address import ServerAddress
from app.secrets import Secrets
from app.services.messages import SyncPhase
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.floor import TestClock, factory, serve
from tests.integration.rig import Rig, setup_for
from tests.plant import rows

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")
K = Qt.Key


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def address() -> ServerAddress:
    return postgres_server.emptied()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def syncing(tmp_path: Path, clock: TestClock, address: ServerAddress) -> Iterator[Setup]:
    """The station that knows where Odoo is."""
    database = factory(clock)
    with serve(database, clock=clock) as odoo:
        made = setup_for(odoo.url, database.name, tmp_path, clock)
        yield in_hall(made, address, "Lini 1")


@pytest.fixture
def plain(tmp_path: Path, clock: TestClock, address: ServerAddress) -> Setup:
    """The station whose configuration has a name and the store, nothing else."""
    made = Setup(config.Config(store_path=tmp_path / "lini-2.db"), Secrets, clock)
    return in_hall(made, address, "Lini 2")


def in_hall(setup: Setup, address: ServerAddress, station: str) -> Setup:
    rules = replace(setup.config.rules, shared=True)
    there = replace(address, password="")
    settings = replace(setup.config, server=there, rules=rules, station=station)
    environment = {"STASIUN_MO_STORE_PASSWORD": address.password}
    return replace(setup, config=settings, environment=environment)


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[[Setup], Rig]]:
    """Start stations; all of them are stopped, whatever the test came to."""
    texts.use("id")
    with ExitStack() as stack:

        def start_(setup: Setup) -> Rig:
            rig = Rig(setup, qtbot)
            stack.callback(rig.station.stop)
            rig.station.runner.store_ready.connect(
                rig.station.welcome_if_new, Qt.ConnectionType.SingleShotConnection
            )
            rig.start()
            return rig

        yield start_


Start = Callable[[Setup], Rig]


def said(rig: Rig) -> str:
    return rig.window.top_bar.state.accessibleName()


def test_a_station_without_odoo_shows_the_full_table_and_when_the_hall_was_synchronised(
    start: Start, syncing: Setup, plain: Setup, address: ServerAddress
) -> None:
    start(syncing).first_pass(5)
    rig = start(plain)
    rig.first_pass(5)
    assert said(rig).startswith("Tersinkron ")
    assert rig.window.overlay.card is None
    assert not rig.window.top_bar.connect_button.isVisible()
    QTest.keyClick(rig.window, K.Key_F5)
    rig.wait(lambda: rig.passes() == 2)
    assert said(rig).startswith("Tersinkron ")
    assert len(rows(address, "sync_run")) == 1


def test_it_never_takes_the_turn_from_who_can_sync(
    start: Start, syncing: Setup, plain: Setup, address: ServerAddress
) -> None:
    first = start(syncing)
    first.first_pass(5)
    first.station.stop()
    rig = start(plain)
    rig.first_pass(5)
    QTest.keyClick(rig.window, K.Key_F5)
    rig.wait(lambda: rig.passes() == 2)
    assert said(rig).startswith("Tersinkron ")
    again = start(syncing)
    again.first_pass(5)
    rig.wait(lambda: len(rows(address, "sync_run")) == 2)
    assert {row["outcome"] for row in rows(address, "sync_run")} == {"ok"}


def test_where_nobody_has_ever_synced_it_says_so_until_somebody_does(
    start: Start, syncing: Setup, plain: Setup
) -> None:
    rig = start(plain)
    rig.wait(lambda: rig.passes(SyncPhase.FAILED) == 1)
    assert said(rig).startswith("Odoo belum tersambung")
    assert rig.window.top_bar.connect_button.isVisible()
    assert rig.window.overlay.card is None
    start(syncing)
    rig.first_pass(5)
    assert said(rig).startswith("Tersinkron ")
    assert not rig.window.top_bar.connect_button.isVisible()
