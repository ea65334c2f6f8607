"""The settings while the program runs: read, saved, taken into use; secrets in the keyring only."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from app import bootstrap, config, secrets
from app.bootstrap import Setup
from app.bootstrap.settings import Settings
from app.config import Config, Odoo
from app.domain.errors import Code, EnvironmentFaultError
from app.domain.pin import matches
from app.secrets import Secrets
from app.services.settings import SettingsWanted
from tests.integration.file_keyring import VARIABLE, FileKeyring


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text('[station]\nname = "Lini 2"  # di depan\n', encoding="utf-8")
    return file


@pytest.fixture
def environment(file: Path) -> dict[str, str]:
    return {"STASIUN_MO_CONFIG": str(file)}


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return Settings(bootstrap.load(environment))


@pytest.fixture
def with_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring.json"))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def refused(settings: Settings, wanted: SettingsWanted) -> EnvironmentFaultError:
    with pytest.raises(EnvironmentFaultError) as caught:
        settings.save(wanted)
    return caught.value


def test_what_is_read(settings: Settings, file: Path) -> None:
    read = settings.read()
    assert read.file == file
    assert read.values["station.name"] == "Lini 2"
    assert read.values["sync.days"] == 7
    assert read.values["odoo.url"] is None
    assert read.overridden == {}
    assert read.kept == frozenset()
    assert not read.training


def test_every_value_can_be_read_and_checked(settings: Settings) -> None:
    for key, value in settings.read().values.items():
        if value is not None:
            assert settings.check(key, value) is None, key


def test_the_environment_goes_before_and_is_named(file: Path) -> None:
    environment = {
        "STASIUN_MO_CONFIG": str(file),
        "ODOO_API_URL": "https://lain",
        "ODOO_PASSWORD": "p4ssword",
    }
    read = Settings(bootstrap.load(environment)).read()
    assert read.values["odoo.url"] == "https://lain"
    assert read.overridden == {
        "odoo.url": "ODOO_API_URL",
        "secret.password": "ODOO_PASSWORD",
        "secret.session_id": "ODOO_PASSWORD",
        "secret.api_key": "ODOO_PASSWORD",
    }
    assert read.kept == {"password"}


def test_a_wrong_value_names_its_field(settings: Settings) -> None:
    problem = settings.check("sync.days", 0)
    assert problem is not None
    assert (problem.code, problem.field) == (Code.CONFIG_INVALID, "sync.days")
    assert problem.params["allowed"] == "1 – 3650"


def test_saving_writes_and_takes_into_use(settings: Settings, file: Path) -> None:
    saved = settings.save(
        SettingsWanted(
            {
                "sync.days": 3,
                "sync.interval_minutes": 2.5,
                "production.used_over_percent": 5.0,
                "station.language": "en",
                "odoo.url": "https://odoo.pabrik",
            }
        )
    )
    assert saved.rules.used_over_percent == 5.0
    assert (saved.language, saved.interval_minutes) == ("en", 2.5)
    assert "sync.days" in saved.changed
    assert "# di depan" in file.read_text(encoding="utf-8")
    now = settings.setup.config
    assert (now.sync_filter.days, now.odoo.url) == (3, "https://odoo.pabrik")
    assert settings.read().values["sync.days"] == 3


def test_name_and_zone_wait_for_the_next_start(settings: Settings, file: Path) -> None:
    settings.save(SettingsWanted({"station.name": "Lini 9", "station.timezone": "Asia/Makassar"}))
    now = settings.setup.config
    assert (now.station, now.timezone) == ("Lini 2", "Asia/Jakarta")
    assert str(now.rules.zone) == "Asia/Jakarta"
    assert settings.read().values["station.name"] == "Lini 9"
    assert config.load({"STASIUN_MO_CONFIG": str(file)}).station == "Lini 9"


def test_a_wrong_value_is_not_written(settings: Settings, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    error = refused(settings, SettingsWanted({"sync.days": 3, "odoo.url": "odoo"}))
    assert error.problem.field == "odoo.url"
    assert file.read_text(encoding="utf-8") == before


def test_back_to_the_default(settings: Settings, file: Path) -> None:
    settings.save(SettingsWanted({"station.name": None}))
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {"station": {}}
    assert settings.read().values["station.name"] == "Lini 1"


@pytest.mark.usefixtures("with_keyring")
def test_a_secret_goes_to_the_keyring_and_nowhere_else(settings: Settings, file: Path) -> None:
    wanted = SettingsWanted({"odoo.login": "kiosk"}, {"password": "s4ngat-rahasia"})
    assert "s4ngat" not in repr(wanted)
    settings.save(wanted)
    assert "s4ngat" not in file.read_text(encoding="utf-8")
    assert settings.setup.secrets().password == "s4ngat-rahasia"
    assert settings.read().kept == {"password"}
    assert not settings.read().unkept


def test_without_a_keyring_nothing_is_saved(settings: Settings, file: Path) -> None:
    assert settings.read().unkept["secret.password"] == "ODOO_PASSWORD"
    before = file.read_text(encoding="utf-8")
    wanted = SettingsWanted({"odoo.login": "kiosk"}, {"password": "s4ngat-rahasia"})
    error = refused(settings, wanted)
    assert (error.problem.code, error.problem.field) == (Code.NO_KEYRING, "secret.password")
    assert error.problem.params["variable"] == "ODOO_PASSWORD"
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.usefixtures("with_keyring")
def test_a_protected_file_keeps_the_secret_out_too(settings: Settings, file: Path) -> None:
    file.chmod(0o444)
    wanted = SettingsWanted({"odoo.login": "kiosk"}, {"password": "s4ngat-rahasia"})
    assert refused(settings, wanted).problem.code is Code.CONFIG_UNWRITABLE
    assert settings.setup.secrets().password == ""


def test_training_keeps_nothing(tmp_path: Path) -> None:
    setup = Setup(Config(store_path=tmp_path / "toko.db"), lambda: Secrets("s"), training=True)
    settings = Settings(setup)
    assert settings.read().training
    assert settings.read().kept == {"session_id"}
    error = refused(settings, SettingsWanted({"station.language": "en"}))
    assert error.problem.code is Code.TRAINING_KEEPS_NOTHING
    assert not config.config_files({})[-1].exists()


# ---------------------------------------------------------------------- before saving


def probing(tmp_path: Path, known: Secrets, auth: str = "") -> Settings:
    odoo = Odoo("https://odoo", "pabrik", "kiosk", auth)
    return Settings(Setup(Config(store_path=tmp_path / "toko.db", odoo=odoo), lambda: known))


def test_a_probe_has_what_is_typed(tmp_path: Path) -> None:
    settings = probing(tmp_path, Secrets(password="lama"))
    wanted = {"odoo.url": "https://lain", "sync.days": 3, "odoo.auth": "password"}
    probe = settings.probe(SettingsWanted(wanted, {"password": "baru"}))
    assert (probe.access.url, probe.access.database) == ("https://lain", "pabrik")
    assert (probe.access.password, probe.wanted.days) == ("baru", 3)
    assert settings.setup.config.odoo.url == "https://odoo"


def test_a_probe_without_an_address(tmp_path: Path) -> None:
    probe = probing(tmp_path, Secrets()).probe(SettingsWanted({"odoo.url": None}))
    assert probe.access.url == ""


@pytest.mark.parametrize(
    ("auth", "left"), [("password", "p"), ("session", "s"), ("api_key", "a"), ("", "a")]
)
def test_a_probe_tries_the_chosen_way_only(tmp_path: Path, auth: str, left: str) -> None:
    known = Secrets(session_id="s", password="p", api_key="a")
    access = probing(tmp_path, known, auth).probe(SettingsWanted()).access
    assert [x for x in (access.session_id, access.password, access.api_key) if x] == [left]


@pytest.mark.usefixtures("with_keyring")
def test_a_session_that_odoo_replaced_in_a_test_is_kept_when_saved(settings: Settings) -> None:
    values = {"odoo.url": "https://odoo", "odoo.auth": "session"}
    wanted = SettingsWanted(values, {"session_id": "dari-orang"})
    probe = settings.probe(wanted)
    assert probe.access.session_id == "dari-orang"
    probe.remember("dari-odoo")
    assert settings.probe(wanted).access.session_id == "dari-odoo"
    before = settings.setup
    assert secrets.recall(before.memory_key(before.secrets())) == "", "it is not in use yet"
    settings.save(wanted)
    now = settings.setup
    assert secrets.recall(now.memory_key(now.secrets())) == "dari-odoo"
    assert settings.probe(SettingsWanted()).access.session_id == "dari-odoo"


def test_of_a_pin_no_digit_is_kept(settings: Settings, file: Path) -> None:
    settings.save(SettingsWanted({"kiosk.pin": "081542"}))
    assert "081542" not in file.read_text(encoding="utf-8")
    kept = settings.setup.config.kiosk_pin
    assert matches("081542", kept)
    assert not matches("081543", kept)
    settings.save(SettingsWanted({"station.name": "Lini 3"}))
    assert settings.setup.config.kiosk_pin == kept
    settings.save(SettingsWanted({"kiosk.pin": ""}))
    assert settings.setup.config.kiosk_pin == ""
    assert refused(settings, SettingsWanted({"kiosk.pin": "12"})).problem.field == "kiosk.pin"
