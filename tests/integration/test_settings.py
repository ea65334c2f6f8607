"""The real station: settings changed, tried out and taken into use while it runs."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import bootstrap, config, texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.demo.records import Database
from app.demo.server import StandIn
from app.services.messages import SyncPhase
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.log import LogCard
from app.ui.dialogs.setting_fields import TextSetting
from app.ui.dialogs.settings import SettingsCard
from app.ui.dialogs.welcome import WelcomeCard
from tests.integration.floor import LOGIN, PASSWORD, TestClock, factory, serve
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
def server(database: Database) -> Iterator[StandIn]:
    with serve(database) as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    store = (tmp_path / "toko.db").as_posix()
    file.write_text(f'# lini 2\n[store]\npath = "{store}"\n', encoding="utf-8")
    return file


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[[Setup], Rig]]:
    with ExitStack() as stack:
        stack.callback(texts.use, "en")

        def start_(setup: Setup) -> Rig:
            texts.use(setup.config.language)
            rig = Rig(setup, qtbot)
            stack.callback(rig.station.stop)
            rig.start()
            return rig

        yield start_


Start = Callable[[Setup], Rig]


def load(file: Path, clock: TestClock) -> Setup:
    """Load as the program does, with a password from the environment: there is no keyring."""
    environment = {"STASIUN_MO_CONFIG": str(file), "ODOO_PASSWORD": PASSWORD}
    return bootstrap.load(environment, clock)


def open_settings(rig: Rig, section: str = "odoo") -> SettingsCard:
    rig.window.office.open_settings(section)
    rig.wait(lambda: isinstance(rig.window.overlay.card, SettingsCard))
    card = rig.window.overlay.card
    assert isinstance(card, SettingsCard)
    return card


def put(card: SettingsCard, key: str, text: str) -> None:
    field = card.fields[key]
    assert isinstance(field, TextSetting)
    field.take_focus()
    QTest.keyClicks(field.edit, text)


def saved(rig: Rig, card: SettingsCard) -> None:
    card.save_button.click()
    rig.wait(lambda: rig.window.overlay.card is None)


def test_from_the_first_page_to_the_first_sync(
    start: Start, file: Path, clock: TestClock, server: StandIn
) -> None:
    rig = start(load(file, clock))
    rig.station.welcome_if_new()
    welcome = rig.window.overlay.card
    assert isinstance(welcome, WelcomeCard)
    rig.wait(lambda: rig.passes(SyncPhase.FAILED) == 1)
    welcome.connect_button.click()
    rig.wait(lambda: isinstance(rig.window.overlay.card, SettingsCard))
    card = rig.window.overlay.card
    assert isinstance(card, SettingsCard)
    put(card, "odoo.url", server.url)
    put(card, "odoo.database", "pabrik")
    put(card, "odoo.login", LOGIN)
    card.panel.button.click()
    rig.wait(lambda: card.panel.button.isEnabled() and len(card.panel.texts) > 1)
    assert card.panel.texts[0] == "Koneksi berhasil."
    assert f"Login sebagai {LOGIN}, database pabrik." in card.panel.texts
    assert "MO boleh dibaca; filter memilih 5." in card.panel.texts
    assert rig.orders() == {}, "nothing is saved by a test"
    saved(rig, card)
    rig.first_pass(5)
    assert file.read_text(encoding="utf-8").startswith("# lini 2\n[store]")
    assert config.load({"STASIUN_MO_CONFIG": str(file)}).odoo.login == LOGIN
    rig.station.welcome_if_new()
    assert rig.window.overlay.card is None


def test_a_new_filter_and_new_rules_are_in_use_at_once(
    start: Start, file: Path, clock: TestClock, server: StandIn, database: Database
) -> None:
    text = file.read_text(encoding="utf-8")
    odoo = f'[odoo]\nurl = "{server.url}"\ndatabase = "pabrik"\nlogin = "{LOGIN}"\n'
    file.write_text(text + odoo + '[sync]\nnote_contains = ["SHIFT 9"]\n', encoding="utf-8")
    rig = start(load(file, clock))
    rig.wait(lambda: rig.passes() == 1)
    assert rig.orders() == {}
    card = open_settings(rig, "sync")
    card.fields["sync.note_contains"].fill([])
    card.fields["sync.interval_minutes"].fill(2.0)
    card.fields["production.end_code"].fill("next_unused")
    saved(rig, card)
    rig.wait(lambda: len(rig.orders()) == 5 and rig.statuses[-1].phase is SyncPhase.OK)
    status = rig.statuses[-1]
    assert status.next_run is not None
    assert (status.next_run - clock()).total_seconds() == 120

    rig.scan("WH/MO/00001")
    rig.type("01024585500")
    rig.type("1300300624")
    rig.enter_until_saved()
    rig.scan("WH/MO/00001")
    rig.type("003")
    rig.closed()
    rig.scan("WH/MO/00001")
    rig.type("01024585511")  # the next label, which is not used
    rig.enter_until_saved()
    assert rig.people("WH/MO/00001")["auth_last"] == "01024585510"


def test_the_language_of_the_menu_is_there_at_the_next_start(
    start: Start, file: Path, clock: TestClock
) -> None:
    rig = start(load(file, clock))
    rig.window.menu.language_chosen.emit("en")
    assert rig.window.register_button.text() == "Register MO"
    rig.wait(lambda: 'language = "en"' in file.read_text(encoding="utf-8"))
    assert config.load({"STASIUN_MO_CONFIG": str(file)}).language == "en"
    for language in ("en", "id", "en", "id"):  # a person tries them out
        rig.window.menu.language_chosen.emit(language)
    rig.wait(lambda: 'language = "id"' in file.read_text(encoding="utf-8"))


def test_the_language_of_the_settings_is_there_at_once(
    start: Start, file: Path, clock: TestClock
) -> None:
    rig = start(load(file, clock))
    card = open_settings(rig, "station")
    card.fields["station.language"].fill("en")
    saved(rig, card)
    assert rig.window.register_button.text() == "Register MO"
    assert tomllib.loads(file.read_text(encoding="utf-8"))["station"] == {"language": "en"}


def test_without_a_keyring_a_password_stays_in_its_field(
    start: Start, file: Path, clock: TestClock
) -> None:
    rig = start(bootstrap.load({"STASIUN_MO_CONFIG": str(file)}, clock))
    card = open_settings(rig)
    put(card, "secret.password", PASSWORD)
    card.save_button.click()
    field = card.fields["secret.password"]
    assert isinstance(field, TextSetting)
    rig.wait(lambda: "ODOO_PASSWORD" in field.error)
    assert field.text == PASSWORD
    assert rig.window.overlay.card is card


def test_a_test_that_waits_for_odoo_holds_up_nothing(
    start: Start, file: Path, clock: TestClock, server: StandIn
) -> None:
    server.latency = 60.0
    rig = start(load(file, clock))
    card = open_settings(rig)
    put(card, "odoo.url", server.url)
    card.panel.button.click()
    rig.wait(lambda: len(server.requests) == 1)
    card.closed.emit()
    card = open_settings(rig, "station")
    put(card, "station.name", "Lini 7")
    saved(rig, card)
    assert config.load({"STASIUN_MO_CONFIG": str(file)}).station == "Lini 7"


def test_settings_that_somebody_spoilt_meanwhile_say_so(
    start: Start, file: Path, clock: TestClock
) -> None:
    rig = start(load(file, clock))
    file.write_text("[station]\nname = 5\n", encoding="utf-8")
    rig.window.office.open_settings()
    toast = rig.window.notifier.toast
    rig.wait(lambda: "station.name" in toast.text)
    assert rig.window.overlay.card is None


def test_the_log_is_shown(start: Start, file: Path, clock: TestClock) -> None:
    setup = load(file, clock)
    with ExitStack() as stack:
        bootstrap.start_log(stack, setup.config.zone)
        rig = start(setup)
        rig.wait(lambda: rig.passes(SyncPhase.FAILED) == 1)
        rig.window.office.open_log()
        rig.wait(lambda: isinstance(rig.window.overlay.card, LogCard))
        card = rig.window.overlay.card
        assert isinstance(card, LogCard)
        said = card.view.toPlainText()
        assert "not_configured" in said
        assert "+07:00 WARNING" in said
        rig.station.stop()


def test_backups_are_looked_into_one_after_the_other(
    start: Start, tmp_path: Path, clock: TestClock, server: StandIn
) -> None:
    setup = setup_for(server.url, "pabrik", tmp_path, clock)
    rig = start(setup)
    rig.first_pass(5)
    rig.wait(lambda: len(setup.backups().all()) == 1)
    (setup.backups().folder / "toko-20260101-000000.db").write_bytes(b"no store")
    rig.window.office.open_backups()
    rig.wait(lambda: isinstance(rig.window.overlay.card, BackupsCard))
    card = rig.window.overlay.card
    assert isinstance(card, BackupsCard)
    rig.wait(lambda: [b.isEnabled() for b in card.restore_buttons] == [True, False])


def test_training_mode_tries_its_own_odoo_and_saves_nothing(start: Start, qtbot: QtBot) -> None:
    with bootstrap.training() as setup:
        rig = start(setup)
        card = open_settings(rig)
        assert not card.save_button.isEnabled()
        card.panel.button.click()
        rig.wait(lambda: len(card.panel.texts) > 1)
        assert card.panel.texts[0] == "Koneksi berhasil."
        rig.window.menu.language_chosen.emit("en")
        rig.station.stop()
    assert not config.config_files({})[-1].exists()


def test_a_store_whose_folder_is_missing_says_so(
    start: Start, tmp_path: Path, clock: TestClock
) -> None:
    rig = start(setup_for("http://127.0.0.1:9", "pabrik", tmp_path / "tokko", clock))
    banner = rig.window.notifier.banner
    rig.wait(banner.isVisible)
    assert "tidak ada" in banner.accessibleName()
    assert rig.window.table.empty_texts()[0] == "MO tidak bisa dibaca."
    assert not any(tmp_path.iterdir())
