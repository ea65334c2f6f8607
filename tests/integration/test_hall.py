"""Two windows on one PostgreSQL: one syncs for both, the other one was set up by three lines."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from app import bootstrap, config, texts
from app.background.name_claim import GRACE, NameClaim
from app.background.operation_runner import OperationRunner
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.demo.records import Database, stamp
from app.domain.plans import Rules
from app.domain.requests import End, Register
from app.domain.requests import Start as Start_
from app.domain.store_address import ServerAddress
from app.secrets import Secrets
from app.services.messages import SyncPhase
from app.services.production import Production
from app.store.postgres_hall import NAME_LOCK
from app.ui.dialogs.setting_fields import TextSetting
from app.ui.dialogs.settings import SettingsCard
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.floor import TestClock, factory, serve
from tests.integration.rig import Rig, setup_for
from tests.plant import rows, run_sql

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")
K = Qt.Key
MO, NEW = "WH/MO/00001", "WH/MO/00077"
ASKED = "Stasiun yang melakukan sync sudah diminta."


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
def database(clock: TestClock) -> Database:
    return factory(clock)


@pytest.fixture
def syncing(
    tmp_path: Path, clock: TestClock, address: ServerAddress, database: Database
) -> Iterator[Setup]:
    """The station that knows where Odoo is."""
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


class Ticks:
    """A clock of seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


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


def test_sync_now_at_a_station_that_is_not_elected_asks_the_one_that_is(
    start: Start, syncing: Setup, plain: Setup, address: ServerAddress, database: Database
) -> None:
    first, idle = start(syncing), start(plain)
    first.first_pass(5)
    idle.wait(lambda: idle.passes() == 1)
    new = {"name": NEW, "state": "confirmed", "product_qty": 100.0}
    database.create("mrp.production", new | {"create_date": stamp(syncing.clock())})
    QTest.keyClick(idle.window, K.Key_F5)
    idle.wait(lambda: NEW in idle.orders() and NEW in first.orders())
    idle.wait(lambda: idle.window.notifier.toast.text == ASKED)
    assert [row["outcome"] for row in rows(address, "sync_run")] == ["ok", "ok"]
    assert first.window.notifier.toast.text != ASKED


def test_where_nobody_syncs_nobody_is_asked(
    start: Start, syncing: Setup, plain: Setup, address: ServerAddress
) -> None:
    first = start(syncing)
    first.first_pass(5)
    first.station.stop()
    idle = start(plain)
    idle.first_pass(5)
    QTest.keyClick(idle.window, K.Key_F5)
    idle.wait(lambda: idle.passes() == 2)
    assert idle.window.notifier.toast.text != ASKED
    assert len(rows(address, "sync_run")) == 1


# ---------------------------------------------------------------------- one name, one window


@pytest.fixture
def filed(tmp_path: Path, address: ServerAddress, clock: TestClock) -> Setup:
    """A station with a configuration file, which the settings write."""
    file = tmp_path / "config.toml"
    text = f'[station]\nname = "Lini 2"\n[store]\npath = "{address}"\n'
    file.write_text(text, encoding="utf-8")
    given = {"STASIUN_MO_CONFIG": str(file), "STASIUN_MO_STORE_PASSWORD": address.password}
    return bootstrap.load(given, clock)


def add_mo(address: ServerAddress) -> None:
    run_sql(
        address,
        "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, create_date, created_at) "
        "VALUES (1, ?, 'confirmed', 100, '2026-11-23 02:30:00', '2026-11-23 02:30:00')",
        (MO,),
    )


def rename(rig: Rig, name: str) -> SettingsCard:
    rig.window.office.open_settings("station")
    rig.wait(lambda: isinstance(rig.window.overlay.card, SettingsCard))
    card = rig.window.overlay.card
    assert isinstance(card, SettingsCard)
    field = card.fields["station.name"]
    assert isinstance(field, TextSetting)
    field.edit.clear()
    QTest.keyClicks(field.edit, name)
    card.save_button.click()
    return card


RUNS: Final = {
    "id": f"{MO} sedang berjalan di stasiun ini. Akhiri dulu, baru ganti nama stasiun.",
    "en": f"{MO} runs at this station. End it first, then give the station another name.",
}


@pytest.mark.parametrize("language", RUNS)
def test_a_station_keeps_its_name_while_an_mo_runs_there(
    start: Start, filed: Setup, address: ServerAddress, language: str
) -> None:
    add_mo(address)
    texts.use(language)
    rig = start(filed)
    rig.window.choose_language(language)
    rig.wait(lambda: len(rig.orders()) == 1)
    with filed.production() as production:
        order = production.find(MO).id
        production.execute(Register(order, "0100", "R1"), "op-1")
        production.execute(Start_(order, "003"), "op-2")
        card = rename(rig, "Lini Baru")
        field = card.fields["station.name"]
        assert isinstance(field, TextSetting)
        rig.wait(lambda: field.error == RUNS[language])
        assert field.text == "Lini Baru"
        assert config.load(filed.environment).station == "Lini 2"
        production.execute(End(order, "0110"), "op-3", confirmed=True)
    card.save_button.click()
    rig.wait(lambda: rig.window.overlay.card is None)
    assert config.load(filed.environment).station == "Lini Baru"


def test_what_runs_at_another_station_is_no_reason(
    start: Start, filed: Setup, address: ServerAddress, clock: TestClock
) -> None:
    add_mo(address)
    rig = start(filed)
    rig.wait(lambda: len(rig.orders()) == 1)
    with Production(address, Rules(shared=True), "Lini 9", clock) as there:
        order = there.find(MO).id
        there.execute(Register(order, "0100", "R1"), "op-1")
        there.execute(Start_(order, "003"), "op-2")
    rename(rig, "Lini Baru")
    rig.wait(lambda: rig.window.overlay.card is None)
    assert config.load(filed.environment).station == "Lini Baru"


def test_alone_on_its_store_it_may_be_renamed_at_any_time(
    start: Start, tmp_path: Path, clock: TestClock
) -> None:
    store, file = tmp_path / "toko.db", tmp_path / "config.toml"
    file.write_text(f'[store]\npath = "{store.as_posix()}"\n', encoding="utf-8")
    setup = bootstrap.load({"STASIUN_MO_CONFIG": str(file)}, clock)
    setup.production().close()
    run_sql(
        store,
        "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, create_date, created_at) "
        "VALUES (1, ?, 'confirmed', 100, '2026-11-23 02:30:00', '2026-11-23 02:30:00')",
        (MO,),
    )
    with setup.production() as production:
        order = production.find(MO).id
        production.execute(Register(order, "0100", "R1"), "op-1")
        production.execute(Start_(order, "003"), "op-2")
    rig = start(setup)
    rig.wait(lambda: len(rig.orders()) == 1)
    rename(rig, "Lini Baru")
    rig.wait(lambda: rig.window.overlay.card is None)
    assert config.load(setup.environment).station == "Lini Baru"


TWICE = "Jendela lain bekerja sebagai “Lini 2” di basis data ini."


def has_roll(rig: Rig, roll: str) -> bool:
    return MO in rig.orders() and rig.orders()[MO].roll_number == roll


def banner(rig: Rig) -> str:
    shown = rig.window.notifier.banner
    return "" if shown.isHidden() else shown.accessibleName()


def all_due(rig: Rig) -> None:
    """The minute is over in which everything is read again."""
    rig.station.runner.access.pulse.all_due.emit()


def test_a_second_window_of_the_same_name_says_so_and_works_on(
    start: Start, plain: Setup, address: ServerAddress
) -> None:
    add_mo(address)
    first = start(plain)
    first.wait(lambda: len(first.orders()) == 1)
    second = start(plain)
    second.wait(lambda: banner(second).startswith(TWICE))
    assert banner(first) == ""
    second.scan(MO)
    second.type("01024600000")
    second.type("R1")
    second.closed()
    first.wait(lambda: first.orders()[MO].roll_number == "R1")
    second.window.notifier.banner.hide()  # a person has closed it
    all_due(second)
    second.wait(lambda: banner(second).startswith(TWICE))
    first.station.stop()
    all_due(second)
    second.wait(lambda: banner(second) == "")


def test_it_can_be_given_another_name_although_the_other_one_runs_an_mo(
    start: Start, filed: Setup, address: ServerAddress
) -> None:
    add_mo(address)
    first, second = start(filed), start(filed)
    first.wait(lambda: bool(first.orders() and second.orders()))
    with filed.production() as production:
        order = production.find(MO).id
        production.execute(Register(order, "0100", "R1"), "op-1")
        production.execute(Start_(order, "003"), "op-2")
    first.wait(lambda: bool(banner(first) or banner(second)))
    named = second if banner(second) else first
    rename(named, "Lini Baru")
    named.wait(lambda: named.window.overlay.card is None)
    assert config.load(filed.environment).station == "Lini Baru"


def test_other_names_and_commands_are_no_reason(
    start: Start, plain: Setup, address: ServerAddress, clock: TestClock
) -> None:
    add_mo(address)
    first = start(plain)
    other = start(replace(plain, config=replace(plain.config, station="Lini 3")))
    with plain.production() as command:
        command.execute(Register(command.find(MO).id, "0100", "R1"), "op-1")
        for rig in (first, other):
            rig.wait(partial(has_roll, rig, "R1"))
            assert banner(rig) == ""


HOLDERS = f"""SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = {NAME_LOCK}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def holders(admin: psycopg.Connection[tuple[object, ...]]) -> list[object]:
    return [pid for (pid,) in admin.execute(HOLDERS.encode())]


def is_held_by_another(admin: psycopg.Connection[tuple[object, ...]], former: object) -> bool:
    return holders(admin) not in ([], [former])


def test_a_connection_that_is_made_again_claims_the_name_again(
    start: Start, plain: Setup, address: ServerAddress
) -> None:
    add_mo(address)
    first = start(plain)
    first.wait(lambda: len(first.orders()) == 1)
    with postgres_server.connect(address) as admin:
        for _ in range(2):
            (holder,) = holders(admin)
            admin.execute("SELECT pg_terminate_backend(%s)", (holder,))
            first.wait(partial(is_held_by_another, admin, holder))
    assert banner(first) == ""


def test_of_a_connection_that_the_server_has_not_missed_yet_nothing_is_said(
    qtbot: QtBot, plain: Setup, address: ServerAddress
) -> None:
    """The runner in the test's own thread: the network was away, and its old session lives on."""
    runner = OperationRunner(plain.production, plain.backups())
    ticks = Ticks()
    claim = NameClaim(runner.access, "Lini 2", ticks)
    told = QSignalSpy(claim.taken)
    runner.on_started()
    claim.on_board_read()
    runner.access.close()
    with plain.production() as former:
        assert former.claim_name()
        ticks.now = GRACE - 1
        claim.on_board_read()
        assert told.count() == 0
        ticks.now = GRACE + 1
        claim.on_board_read()
        assert told.count() == 1
    runner.access.pulse.stop()
    runner.access.close()
