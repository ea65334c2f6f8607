"""New access to Odoo without a restart: typed in the window, or stored by another process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import config, secrets, texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.demo.records import Database
from app.demo.server import StandIn
from app.services.messages import SyncPhase
from app.ui.dialogs.renew_access import RenewAccessCard
from tests.integration.file_keyring import VARIABLE, FileKeyring
from tests.integration.floor import LOGIN, PASSWORD, TestClock, factory, serve
from tests.integration.processes import ENDS, end, run, started
from tests.integration.rig import Rig
from tests.marks import marked

OTHER = marked("kata-sandi-baru")


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def odoo(clock: TestClock) -> Iterator[tuple[Database, StandIn]]:
    database = factory(clock)
    with serve(database, clock=clock) as server:
        yield database, server


@contextmanager
def keyring_in(file: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the keyring be a file, for processes that are started meanwhile, too."""
    before = keyring.get_keyring()  # which the variables below would choose
    patch.setenv(VARIABLE, str(file))
    patch.setenv("PYTHON_KEYRING_BACKEND", "tests.integration.file_keyring.FileKeyring")
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with keyring_in(tmp_path / "keyring.json", monkeypatch):
        yield tmp_path / "keyring.json"


Start = Callable[..., Rig]


@pytest.fixture
def start(
    qtbot: QtBot, odoo: tuple[Database, StandIn], tmp_path: Path, clock: TestClock
) -> Iterator[Start]:
    """Give a function that starts a station with an environment."""
    database, server = odoo
    texts.use("id")
    with ExitStack() as stack:

        def make(environment: dict[str, str], login: str = "") -> Rig:
            settings = config.Config(
                store_path=tmp_path / "toko.db",
                odoo=config.Odoo(server.url, database.name, login),
            )
            vault = secrets.Vault(environment)
            rig = Rig(Setup(settings, vault.load, clock, keep=vault.keep), qtbot)
            stack.callback(rig.station.stop)
            rig.start()
            return rig

        yield make


def ask(rig: Rig) -> RenewAccessCard:
    """Wait until the top bar offers it, and press the button."""
    rig.wait(rig.window.top_bar.renew_button.isVisible)
    QTest.mouseClick(rig.window.top_bar.renew_button, Qt.MouseButton.LeftButton)
    card = rig.window.overlay.card
    assert isinstance(card, RenewAccessCard)
    return card


def sync(rig: Rig) -> None:
    """Press F5 and wait until the pass has failed."""
    failed = rig.passes(SyncPhase.FAILED)
    QTest.keyClick(rig.window, Qt.Key.Key_F5)
    rig.wait(lambda: rig.passes(SyncPhase.FAILED) > failed)


def logins(server: StandIn) -> int:
    return len([seen for seen in server.requests if seen.step == "authenticate"])


def test_a_dead_session_is_renewed_on_screen_and_the_station_works_meanwhile(
    start: Start, odoo: tuple[Database, StandIn], ring: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    database, server = odoo
    dead = server.open_session(database.name, LOGIN)
    rig = start({"ODOO_SESSION_ID": dead})
    rig.first_pass(5)
    server.expire_sessions()
    sync(rig)
    assert rig.window.top_bar.state.accessibleName().startswith("Sesi Odoo berakhir")
    # People go on; nothing of it is in the way.
    rig.scan("WH/MO/00001")
    rig.type("01024585539")
    rig.type("1300300624")
    rig.closed()
    typed = rig.people("WH/MO/00001")
    card = ask(rig)
    # One that is no session either: said beside what was typed.
    wrong = marked("x" * 72)
    rig.type(wrong)
    rig.wait(lambda: card.field.error != "")
    assert card.field.text == wrong
    fresh = server.open_session(database.name, LOGIN)
    rig.type(fresh)  # in the place of what is selected
    rig.wait(lambda: "ODOO_SESSION_ID" in card.told)  # which would count again after a restart
    assert rig.statuses[-1].phase is SyncPhase.OK
    assert rig.people("WH/MO/00001") == typed
    assert secrets.Vault({}).load().session_id == fresh
    assert not rig.window.top_bar.renew_button.isVisible()
    rig.sync()
    assert not [one for one in (dead, wrong, fresh) if one in caplog.text]


def test_a_new_session_goes_before_the_one_that_was_remembered(
    start: Start, odoo: tuple[Database, StandIn], ring: Path
) -> None:
    database, server = odoo
    secrets.store("session_id", server.open_session(database.name, LOGIN))
    rig = start({})
    rig.first_pass(5)
    server.rotate_next()
    rig.sync()  # the session is remembered under its second id
    server.expire_sessions()
    sync(rig)
    ask(rig)
    fresh = server.open_session(database.name, LOGIN)
    rig.type(fresh)
    rig.wait(lambda: rig.window.overlay.card is None)
    assert rig.statuses[-1].phase is SyncPhase.OK
    assert secrets.Vault({}).load().session_id == fresh
    assert rig.window.notifier.toast.text == "Diterima Odoo: sudah tersinkron lagi."


def test_a_refused_password_is_tried_once_for_each_one_that_is_typed(
    start: Start, odoo: tuple[Database, StandIn], ring: Path
) -> None:
    database, server = odoo
    database.set_password(LOGIN, OTHER)
    rig = start({"ODOO_PASSWORD": PASSWORD}, login=LOGIN)
    card = ask(rig)
    sync(rig)
    assert logins(server) == 1
    rig.type(marked("bukan ini"))
    rig.wait(lambda: card.field.error != "")
    assert logins(server) == 2
    rig.type(OTHER)
    rig.wait(lambda: card.told.startswith("Diterima Odoo"))
    assert logins(server) == 3
    assert secrets.Vault({}).load().password == OTHER


def test_a_two_factor_user_gives_a_session_id(
    start: Start, odoo: tuple[Database, StandIn], ring: Path
) -> None:
    database, server = odoo
    database.add_user("dua", PASSWORD, two_factor=True)
    secrets.store("password", PASSWORD)
    rig = start({}, login="dua")
    card = ask(rig)
    assert card.field.edit.accessibleName() == "Session id"
    rig.type(server.open_session(database.name, "dua"))
    rig.wait(lambda: rig.window.overlay.card is None)
    assert rig.statuses[-1].phase is SyncPhase.OK


def test_without_a_keyring_it_lasts_as_long_as_the_program(
    start: Start, odoo: tuple[Database, StandIn]
) -> None:
    database, server = odoo
    rig = start({"ODOO_SESSION_ID": marked("0" * 28)})
    card = ask(rig)
    rig.type(server.open_session(database.name, LOGIN))
    rig.wait(lambda: "Berlaku sampai program ditutup." in card.told)
    assert rig.statuses[-1].phase is SyncPhase.OK
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert rig.window.overlay.card is None
    rig.sync()


def test_what_another_process_stores_is_used_without_a_restart(
    start: Start, odoo: tuple[Database, StandIn], ring: Path
) -> None:
    database, server = odoo
    rig = start({})
    rig.wait(lambda: rig.passes(SyncPhase.FAILED) >= 1)
    fresh = server.open_session(database.name, LOGIN)
    done = run("set-secret", "session_id", given=f"{fresh}\n")
    assert (done.returncode, done.stderr) == (0, "")
    QTest.keyClick(rig.window, Qt.Key.Key_F5)
    rig.first_pass(5)


def test_the_scheduler_uses_what_another_process_stores(
    odoo: tuple[Database, StandIn], ring: Path, tmp_path: Path
) -> None:
    database, server = odoo
    given = {
        "ODOO_API_URL": server.url,
        "ODOO_DB": database.name,
        "SQLITE_PATH": str(tmp_path / "store.db"),
        "SYNC_INTERVAL_MINUTES": "0.1",
        "STASIUN_MO_CONFIG": str(_english(tmp_path)),
    }
    dead = marked("0" * 72)
    assert run("set-secret", "session_id", given=f"{dead}\n").returncode == 0
    with started("scheduler", **given) as process:
        assert process.stdout is not None
        assert "session has ended" in process.stdout.readline()
        fresh = server.open_session(database.name, LOGIN)
        assert run("set-secret", "session_id", given=f"{fresh}\n").returncode == 0
        second = process.stdout.readline()
        assert "Synchronised" in second
        end(process, ENDS[0])
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert not [one for one in (dead, fresh) if one in second + out + err]


def _english(folder: Path) -> Path:
    file = folder / "config.toml"
    file.write_text('[station]\nlanguage = "en"\n', encoding="utf-8")
    return file
