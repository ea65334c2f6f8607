"""The real station: a backup on demand, a damaged store restored, older names looked up."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.background.sync_worker import SyncWorker
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.demo.records import Database
from app.demo.server import StandIn
from app.domain.orders import Stage
from app.domain.requests import End, Register, Start
from app.services.messages import AccessKept
from app.services.sync import Sync
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.history import HistoryCard
from tests.integration.floor import ORDER, TestClock, factory, serve
from tests.integration.rig import Rig, setup_for


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def database(clock: TestClock) -> Database:
    return factory(clock)


@pytest.fixture
def setup(database: Database, tmp_path: Path, clock: TestClock) -> Iterator[Setup]:
    server: StandIn
    with serve(database, clock=clock) as server:
        yield setup_for(server.url, database.name, tmp_path, clock)


@pytest.fixture
def open_rig(setup: Setup, qtbot: QtBot) -> Iterator[Callable[[], Rig]]:
    texts.use("id")
    with ExitStack() as stack:

        def open_() -> Rig:
            rig = Rig(setup, qtbot)
            stack.callback(rig.station.stop)
            rig.start()
            return rig

        yield open_


def said(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel)]


def test_a_backup_on_demand(open_rig: Callable[[], Rig], setup: Setup, clock: TestClock) -> None:
    rig = open_rig()
    rig.first_pass(5)
    toast = rig.window.notifier.toast
    rig.wait(lambda: len(setup.backups().all()) == 1)  # the one of the day
    clock.forward(minutes=5)
    rig.window.menu.backups_asked.emit()
    rig.wait(lambda: isinstance(rig.window.overlay.card, BackupsCard))
    card = rig.window.overlay.card
    assert isinstance(card, BackupsCard)
    rig.wait(lambda: "diperiksa, baik" in said(card))
    card.backup_button.click()
    rig.wait(lambda: len(card.restore_buttons) == 2)
    rig.wait(lambda: toast.text == "Cadangan sudah dibuat dan diperiksa.")
    assert len(setup.backups().all()) == 2


def restore_newest(rig: Rig, state: str) -> ConfirmCard:
    """Press the first button of the list, when its backups have been looked into."""
    rig.window.office.open_backups()
    rig.wait(lambda: isinstance(rig.window.overlay.card, BackupsCard))
    card = rig.window.overlay.card
    assert isinstance(card, BackupsCard)
    rig.wait(lambda: state in said(card))
    card.restore_buttons[0].click()
    question = rig.window.overlay.card
    assert isinstance(question, ConfirmCard)
    return question


def test_a_backup_of_the_list_takes_the_place_of_a_sound_store(
    open_rig: Callable[[], Rig], setup: Setup, clock: TestClock
) -> None:
    rig = open_rig()
    rig.first_pass(5)
    rig.wait(lambda: len(setup.backups().all()) == 1)
    clock.forward(minutes=5)
    setup.backups().make()
    with setup.production() as production:
        key = production.find("WH/MO/00001").id
        production.execute(Register(key, "01024585539", "1300300624"), "one")
    rig.sync()
    assert rig.orders()["WH/MO/00001"].stage is Stage.READY
    clock.forward(minutes=5)
    question = restore_newest(rig, "diperiksa, baik")
    assert "Operasi yang hilang: 1 (WH/MO/00001)." in question.accessibleDescription()
    question.yes_button.click()
    rig.wait(lambda: rig.orders()["WH/MO/00001"].stage is Stage.UNREGISTERED)
    toast = rig.window.notifier.toast
    expected = "Cadangan dipulihkan. Data yang digantikan ada di daftar cadangan."
    rig.wait(lambda: toast.text == expected)
    question = restore_newest(rig, "digantikan saat pemulihan, baik")
    assert "Tidak ada operasi yang hilang." in question.accessibleDescription()
    question.yes_button.click()
    rig.wait(lambda: rig.orders()["WH/MO/00001"].stage is Stage.READY)


def test_the_last_backup_is_shown_from_the_start(
    open_rig: Callable[[], Rig], setup: Setup, clock: TestClock
) -> None:
    with setup.production():
        pass
    setup.backups().make()
    clock.forward(hours=2)
    rig = open_rig()
    line = rig.window.status_line
    rig.wait(lambda: "Cadangan terakhir 14:00" in [w.text() for w in line.findChildren(QLabel)])
    assert len(setup.backups().all()) == 1


def test_a_damaged_store_is_restored_after_one_more_question(
    open_rig: Callable[[], Rig], setup: Setup, clock: TestClock
) -> None:
    sync = setup.sync()
    with setup.production() as production:
        sync.run()
        production.execute(Register(production.find("WH/MO/00001").id, "0100", "R1"), "a")
        setup.backups().make()
        production.execute(Register(production.find("WH/MO/00002").id, "0500", "R2"), "b")
    sync.close()
    store = setup.config.store_path
    size = store.stat().st_size
    with store.open("r+b") as file:  # a disk that lost its middle
        file.seek(size // 3)
        file.write(b"\xa5" * (size // 3))
    rig = open_rig()
    banner = rig.window.notifier.banner
    rig.wait(lambda: banner.isVisible() and banner.restore_button.isVisible())
    assert banner.restore_button.text() == "Pulihkan cadangan 23 Nov 14:00"
    banner.restore_button.click()
    assert isinstance(rig.window.overlay.card, ConfirmCard)
    QTest.keyClick(rig.window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(rig.window.focusWidget(), Qt.Key.Key_Space)
    rig.wait(lambda: not banner.isVisible() and bool(rig.orders()))
    stages = {name: order.stage for name, order in rig.orders().items()}
    assert stages["WH/MO/00001"] is Stage.READY
    assert stages["WH/MO/00002"] is Stage.UNREGISTERED, "it came after the backup"


def test_the_sync_lets_go_of_the_store_before_a_backup_takes_its_place(
    setup: Setup, qtbot: QtBot
) -> None:
    store, backup = setup.config.store_path, Path("cadangan.db")
    setup.production().close()
    syncs: list[Sync] = []

    def make_sync() -> Sync:
        syncs.append(setup.sync())
        return syncs[-1]

    worker = SyncWorker(make_sync, setup.schedule(), lambda _given: AccessKept(True, ""))
    for _ in range(2):
        with qtbot.waitSignal(worker.synced):
            worker.request()
    log = store.with_name(store.name + "-wal")
    assert log.exists(), "between two passes it is open"
    with qtbot.waitSignal(worker.store_let_go) as said:
        worker.on_restore_wanted(backup)
    assert said.args == [backup]
    assert not log.exists()
    with qtbot.waitSignal(worker.synced):
        worker.request()
    assert [sync.mode for sync in syncs] == ["incremental", "full"]
    syncs[-1].close()


def test_a_former_name_opens_the_mo_that_had_it(
    open_rig: Callable[[], Rig], setup: Setup, database: Database
) -> None:
    sync = setup.sync()
    with setup.production() as production:
        sync.run()
        one = production.find("WH/MO/00001").id
        production.execute(Register(one, "0100", "R1"), "a")
        production.execute(Start(one, "003"), "b")
        database.write(ORDER, [1], {"name": "WH/MO/00001-001"})
        sync.run()
    sync.close()
    rig = open_rig()
    rig.wait(lambda: "WH/MO/00001-001" in rig.orders())
    rig.scan("WH/MO/00001")
    assert isinstance(rig.window.flow.dialog, EndDialog)


def test_an_mo_finished_long_ago_shows_its_history(
    open_rig: Callable[[], Rig], setup: Setup, clock: TestClock
) -> None:
    sync = setup.sync()
    with setup.production() as production:
        sync.run()
        one = production.find("WH/MO/00001").id
        production.execute(Register(one, "0100", "R1"), "a")
        production.execute(Start(one, "003"), "b")
        production.execute(End(one, "0199"), "c")
    sync.close()
    clock.forward(days=30)
    rig = open_rig()
    rig.wait(lambda: bool(rig.orders()))
    assert "WH/MO/00001" not in rig.orders()
    QTest.keyClicks(rig.window.scan_field, "WH/MO/00001\r")
    rig.wait(lambda: isinstance(rig.window.overlay.card, HistoryCard))
    card = rig.window.overlay.card
    assert isinstance(card, HistoryCard)
    assert card.segments.texts() == [["R1", "0100 → 0199", "100"]]
    assert [row[1] for row in card.table.texts()] == ["berakhir", "mulai", "terdaftar"]


def test_a_number_that_nobody_knows_is_said(open_rig: Callable[[], Rig]) -> None:
    rig = open_rig()
    rig.first_pass(5)
    QTest.keyClicks(rig.window.scan_field, "WH/MO/99999\r")
    rig.wait(lambda: "“WH/MO/99999” bukan MO" in rig.window.notifier.toast.text)
