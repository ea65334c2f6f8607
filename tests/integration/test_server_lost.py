"""The window on a PostgreSQL server that goes away under an open dialog and comes back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.domain.orders import Stage
from app.domain.plans import Rules
from app.domain.requests import Register, Start
from app.domain.store_address import ServerAddress
from app.services.production import Production
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.floor import TestClock, factory, serve
from tests.integration.rig import Rig, setup_for
from tests.postgres_server import Server

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")
ONE, TWO = "WH/MO/00001", "WH/MO/00002"
SENTENCE = "Basis data tidak terjangkau; stasiun ini terus mencoba. Isian tetap ada."
K = Qt.Key


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def server() -> Iterator[Server]:
    with postgres_server.another() as found:
        yield found


@pytest.fixture
def address(server: Server) -> ServerAddress:
    return postgres_server.set_up_on(server)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def setup(tmp_path: Path, clock: TestClock, address: ServerAddress) -> Iterator[Setup]:
    database = factory(clock)
    with serve(database, clock=clock) as odoo:
        made = setup_for(odoo.url, database.name, tmp_path, clock)
        rules = replace(made.config.rules, shared=True)
        there = replace(address, password="")
        config = replace(made.config, server=there, rules=rules, station="Lini 2")
        environment = {"STASIUN_MO_STORE_PASSWORD": address.password}
        yield replace(made, config=config, environment=environment)


@pytest.fixture
def started(qtbot: QtBot, setup: Setup) -> Iterator[Callable[[], Rig]]:
    texts.use("id")
    with ExitStack() as stack:

        def start() -> Rig:
            rig = Rig(setup, qtbot)
            stack.callback(rig.station.stop)
            rig.start()
            return rig

        yield start


@pytest.fixture
def rig(started: Callable[[], Rig]) -> Rig:
    rig = started()
    rig.first_pass(5)
    return rig


def test_the_window_follows_another_station(
    rig: Rig, address: ServerAddress, clock: TestClock
) -> None:
    with Production(address, Rules(shared=True), "Lini 9", clock) as there:
        one = there.find(ONE).id
        there.execute(Register(one, "0100", "R1"), "op-1")
        rig.wait(lambda: rig.orders()[ONE].stage is Stage.READY)
        there.execute(Start(one, "007"), "op-2")
    rig.wait(lambda: rig.orders()[ONE].stage is Stage.RUNNING)
    assert rig.orders()[ONE].station == "Lini 9"
    assert rig.window.operations.running() is None


def test_it_follows_again_as_soon_as_the_server_is_back(
    rig: Rig, server: Server, address: ServerAddress, clock: TestClock
) -> None:
    state = rig.window.top_bar.state
    server.stop("immediate")
    try:
        rig.wait(lambda: state.accessibleName().startswith("Basis data tidak terjangkau"))
    finally:
        server.start()
    rig.wait(lambda: not state.accessibleName().startswith("Basis data"))
    with Production(address, Rules(shared=True), "Lini 9", clock) as there:
        there.execute(Register(there.find(ONE).id, "0100", "R1"), "op-1")
        rig.bot.waitUntil(lambda: rig.orders()[ONE].stage is Stage.READY, timeout=5_000)


def test_a_server_that_goes_away_under_an_open_dialog(rig: Rig, server: Server) -> None:
    state = rig.window.top_bar.state
    rig.scan(TWO)
    rig.type("01024600000")
    dialog = rig.window.flow.dialog
    assert dialog is not None
    field = rig.window.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "R2")
    rig.window.scanner.burst.forget()
    server.stop("immediate")
    try:
        QTest.keyClick(field, K.Key_Return)
        rig.wait(lambda: dialog.troubles == (SENTENCE,))
        rig.wait(lambda: state.accessibleName().startswith("Basis data tidak terjangkau"))
        assert [f.text for f in dialog.inputs] == [TWO, "01024600000", "R2"]
        assert rig.window.notifier.banner.isHidden()
    finally:
        server.start()
    rig.wait(lambda: dialog.troubles == () and dialog.planned)
    rig.wait(lambda: not state.accessibleName().startswith("Basis data"))
    assert [f.text for f in dialog.inputs] == [TWO, "01024600000", "R2"]
    QTest.keyClick(field, K.Key_Return)
    rig.closed()
    rig.wait(lambda: rig.orders()[TWO].stage is Stage.READY)


def test_a_window_that_is_opened_while_the_server_is_away(
    started: Callable[[], Rig], server: Server
) -> None:
    server.stop()
    try:
        rig = started()
        table, state = rig.window.table, rig.window.top_bar.state
        rig.wait(lambda: state.accessibleName().startswith("Basis data tidak terjangkau"))
        assert table.empty_texts()[0] == "MO tidak bisa dibaca."
        assert rig.window.notifier.banner.isHidden()
    finally:
        server.start()
    rig.first_pass(5)
    assert state.accessibleName().startswith("Tersinkron")
