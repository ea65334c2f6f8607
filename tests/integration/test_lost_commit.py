"""The connection to a PostgreSQL server breaks around a commit: nothing is lost or stored twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.background.operation_runner import OperationRunner
from app.domain.errors import Code
from app.domain.plans import Rules
from app.domain.requests import Register
from app.domain.store_address import ServerAddress
from app.services.backups import Backups
from app.services.messages import Submitted
from app.services.production import Production
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.wire import Cut, Wire
from tests.plant import STATION, HandClock, rows, run_sql

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="no PostgreSQL here")
SHARED = Rules(shared=True)
MO = (
    "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, created_at) "
    "VALUES (?, ?, 'confirmed', 100, '2026-04-17 00:00:00')"
)


@pytest.fixture
def address() -> ServerAddress:
    found = postgres_server.emptied()
    for key in (1, 2):
        run_sql(found, MO, (1000 + key, f"WH/MO/{key:05}"))
    return found


@pytest.fixture
def wire(address: ServerAddress) -> Iterator[Wire]:
    with Wire(Path(address.host)) as found:
        yield found


@pytest.fixture
def runner(
    address: ServerAddress, wire: Wire, qtbot: QtBot, tmp_path: Path
) -> Iterator[OperationRunner]:
    clock = HandClock()
    over_wire = replace(address, host="127.0.0.1", port=wire.port)
    backups = Backups(tmp_path / "toko.db", None, 3, clock)
    found = OperationRunner(lambda: Production(over_wire, SHARED, STATION, clock), backups)
    found.on_started()
    yield found
    found.access.pulse.stop()
    found.access.close()


def last(spy: QSignalSpy) -> Any:
    return spy.at(spy.count() - 1)[0]


@pytest.mark.parametrize(("cut", "stored"), [(Cut.ANSWER, 1), (Cut.COMMIT, 0)])
def test_it_is_found_out_what_was_stored_and_the_same_again_stores_it_once(
    runner: OperationRunner, wire: Wire, address: ServerAddress, cut: Cut, stored: int
) -> None:
    done, refused = QSignalSpy(runner.done), QSignalSpy(runner.not_done)
    lost, found = QSignalSpy(runner.store_lost), QSignalSpy(runner.store_found)
    submitted = Submitted("op-1", Register(1, "0100", "R1"))
    wire.cut = cut
    runner.on_submit_wanted(submitted)
    assert last(refused).problems[0].code is Code.STORE_OFFLINE
    runner.access.pulse.tried_again.emit()
    assert (lost.count(), found.count(), done.count()) == (1, 0, 0)
    assert len(rows(address, "production_log")) == stored

    wire.cut = Cut.NOT
    runner.access.pulse.tried_again.emit()

    assert found.count() == 1
    assert done.count() == stored, "what was stored is said as soon as it is known"
    runner.on_submit_wanted(submitted)
    assert last(done).repeated == bool(stored)
    assert [entry["operation_id"] for entry in rows(address, "production_log")] == ["op-1"]
    assert len(rows(address, "label_usage")) == 1


@pytest.mark.parametrize(("cut", "kept"), [(Cut.ANSWER, "0100"), (Cut.COMMIT, "0555")])
def test_another_input_is_stored_only_when_the_first_was_not(
    runner: OperationRunner, wire: Wire, address: ServerAddress, cut: Cut, kept: str
) -> None:
    done, refused = QSignalSpy(runner.done), QSignalSpy(runner.not_done)
    wire.cut = cut
    runner.on_submit_wanted(Submitted("op-1", Register(1, "0100", "R1")))
    wire.cut = Cut.NOT
    runner.on_submit_wanted(Submitted("op-2", Register(1, "0555", "R1")))
    if cut is Cut.ANSWER:
        assert last(refused).problems[0].code is Code.STORED_BEFORE
        assert last(done).operation_id == "op-1"
    else:
        assert last(done).operation_id == "op-2"
    (entry,) = rows(address, "production_log")
    assert entry["operation_id"] == last(done).operation_id
    assert rows(address, "recent_mo")[0]["auth_first"] == kept


def test_what_is_read_and_begun_on_a_dead_connection_goes_over_a_new_one(
    runner: OperationRunner, wire: Wire, address: ServerAddress
) -> None:
    done, lost = QSignalSpy(runner.done), QSignalSpy(runner.store_lost)
    postgres_server.server().sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{address.database}'",
    )
    runner.on_submit_wanted(Submitted("op-1", Register(2, "0500", "R2")))
    assert (done.count(), lost.count()) == (1, 0)
