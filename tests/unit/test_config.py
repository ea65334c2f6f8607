"""The configuration: every key, good and bad, where it comes from, and one clear error."""

from pathlib import Path
from typing import Any

import pytest

from app import config
from app.config import Config
from app.domain.errors import Code, EnvironmentFaultError
from app.domain.pin import keep
from app.domain.plans import Rules
from app.domain.store_address import ServerAddress
from app.domain.sync_filter import SyncFilter

KEPT_PIN = keep("0815", b"salt")
GOOD: list[tuple[str, str, str, object]] = [
    # section, line, attribute of Config, value
    ("station", 'name = "Lini 2"', "station", "Lini 2"),
    ("station", 'name = "  Lini 2 "', "station", "Lini 2"),
    ("station", 'language = "en"', "language", "en"),
    ("station", 'theme = "dark"', "theme", "dark"),
    ("station", 'timezone = "Asia/Makassar"', "timezone", "Asia/Makassar"),
    ("station", "scale = 1.25", "scale", 1.25),
    ("station", "scale = 2", "scale", 2.0),
    ("odoo", 'url = "https://odoo.example/"', "odoo.url", "https://odoo.example"),
    ("odoo", 'url = "http://127.0.0.1:8069"', "odoo.url", "http://127.0.0.1:8069"),
    ("odoo", 'database = "pabrik"', "odoo.database", "pabrik"),
    ("odoo", 'login = "kiosk"', "odoo.login", "kiosk"),
    ("odoo", 'auth = "session"', "odoo.auth", "session"),
    ("odoo", 'auth = "password"', "odoo.auth", "password"),
    ("odoo", 'auth = "api_key"', "odoo.auth", "api_key"),
    ("odoo", "allow_http = true", "odoo.allow_http", True),
    ("odoo", 'ca_file = "/etc/ca.pem"', "odoo.ca_file", "/etc/ca.pem"),
    ("odoo", "connect_timeout = 5", "odoo.connect_timeout", 5.0),
    ("odoo", "read_timeout = 30.5", "odoo.read_timeout", 30.5),
    ("sync", "interval_minutes = 0.5", "interval_minutes", 0.5),
    ("sync", "days = 14", "sync_filter.days", 14),
    ("sync", "exclude_states = []", "sync_filter.exclude_states", ()),
    (
        "sync",
        'exclude_states = ["done", "cancel"]',
        "sync_filter.exclude_states",
        ("done", "cancel"),
    ),
    ("sync", "group_worker_ids = [3, 5]", "sync_filter.group_worker_ids", (3, 5)),
    ("sync", 'note_contains = ["SHIFT 1"]', "sync_filter.note_contains", ("SHIFT 1",)),
    ("sync", "full_every_minutes = 30", "full_every_minutes", 30.0),
    ("store", 'path = "/data/store.db"', "store_path", Path("/data/store.db")),
    ("store", 'path = "postgresql://db.lan/toko"', "server", ServerAddress("db.lan", "toko")),
    ("store", 'backup_dir = "/backup"', "backup_dir", Path("/backup")),
    ("store", "backup_keep = 30", "backup_keep", 30),
    ("store", "retention_days = 90", "retention_days", 90),
    ("production", 'end_code = "next_unused"', "rules.end_code", "next_unused"),
    ("production", "used_over_percent = 0", "rules.used_over_percent", 0.0),
    ("production", "code_pattern = '[0-9]{11}'", "rules.code_pattern", "[0-9]{11}"),
    ("production", "roll_pattern = '13\\d+'", "rules.roll_pattern", "13\\d+"),
    ("production", "leader_pattern = '\\d{3}'", "rules.leader_pattern", "\\d{3}"),
    ("scanner", 'prefix = "~"', "scanner_prefix", "~"),
    ("scanner", "max_interval_ms = 80", "scanner_max_interval_ms", 80),
    ("kiosk", 'pin = "0815"', "kiosk_pin", "0815"),
    ("kiosk", f'pin = "{KEPT_PIN}"', "kiosk_pin", KEPT_PIN),
    ("kiosk", 'pin = ""', "kiosk_pin", ""),
]
BAD: list[tuple[str, str]] = [
    ("station", 'name = ""'),
    ("station", "name = 1"),
    ("station", 'language = "de"'),
    ("station", 'theme = "blue"'),
    ("station", 'timezone = "Asia/Nowhere"'),
    ("station", 'timezone = "../../etc/passwd"'),
    ("station", 'timezone = "Asia"'),
    ("station", "scale = 0.4"),
    ("station", "scale = 3.1"),
    ("station", 'scale = "1"'),
    ("station", "scale = true"),
    ("station", "scale = nan"),
    ("odoo", 'url = "odoo.example"'),
    ("odoo", 'url = "ftp://odoo.example"'),
    ("odoo", 'url = "https://user:pw@odoo.example"'),
    ("odoo", 'url = "https://[broken"'),
    ("odoo", 'url = "https://:pw@odoo.example"'),
    ("odoo", 'url = "https://odoo.example:99999"'),
    ("odoo", 'url = "https://odoo.example?db=1"'),
    ("odoo", 'database = " "'),
    ("odoo", "login = 5"),
    ("odoo", 'auth = "token"'),
    ("odoo", "allow_http = 1"),
    ("odoo", 'allow_http = "yes"'),
    ("odoo", 'ca_file = ""'),
    ("odoo", "connect_timeout = 0"),
    ("odoo", "read_timeout = 601"),
    ("odoo", "read_timeout = inf"),
    ("sync", "interval_minutes = 0"),
    ("sync", "interval_minutes = 1441"),
    ("sync", 'interval_minutes = "5"'),
    ("sync", "days = 0"),
    ("sync", "days = 1.5"),
    ("sync", "days = true"),
    ("sync", 'exclude_states = ["finished"]'),
    ("sync", 'exclude_states = "done"'),
    ("sync", 'group_worker_ids = ["3"]'),
    ("sync", "group_worker_ids = [true]"),
    ("sync", "group_worker_ids = 3"),
    ("sync", "note_contains = [1]"),
    ("sync", 'note_contains = "SHIFT 1"'),
    ("sync", "full_every_minutes = -1"),
    ("store", 'path = ""'),
    ("store", "path = []"),
    ("store", "backup_dir = 1"),
    ("store", "backup_keep = 0"),
    ("store", "retention_days = 6"),
    ("production", 'end_code = "last"'),
    ("production", "used_over_percent = -1"),
    ("production", 'code_pattern = "["'),
    ("production", 'roll_pattern = ""'),
    ("production", "leader_pattern = 3"),
    ("scanner", "prefix = 1"),
    ("scanner", "max_interval_ms = 4"),
    ("scanner", "max_interval_ms = 5.5"),
    ("kiosk", "pin = 815"),
    ("kiosk", 'pin = "815"'),
    ("kiosk", 'pin = "geheim"'),
    ("kiosk", 'pin = "scrypt$16384$8$1$c2FsdA==$"'),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(file: Path, content: str | bytes, **environment: str) -> Config:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return config.load({"STASIUN_MO_CONFIG": str(file), **environment})


def refusal(file: Path, content: str | bytes, **environment: str) -> dict[str, str]:
    with pytest.raises(EnvironmentFaultError) as caught:
        load(file, content, **environment)
    (problem,) = caught.value.problems
    assert problem.code is Code.CONFIG_INVALID
    return {name: str(value) for name, value in problem.params.items()}


def value_of(found: Config, attribute: str) -> object:
    value: object = found
    for name in attribute.split("."):
        value = getattr(value, name)
    return value


# ---------------------------------------------------------------------- keys


NAMED = '[station]\nname = "Lini 1"\n'
"""Stations that share a store have a name each."""


@pytest.mark.parametrize(("section", "line", "attribute", "value"), GOOD)
def test_a_good_value_is_taken_and_nothing_else_changes(
    file: Path, section: str, line: str, attribute: str, value: object
) -> None:
    found = load(file, (NAMED if "postgresql:" in line else "") + f"[{section}]\n{line}\n")
    assert value_of(found, attribute) == value
    assert type(value_of(found, attribute)) is type(value)
    untouched = Config()
    for _, _, other, _ in GOOD:
        if other != attribute:
            assert value_of(found, other) == value_of(untouched, other)


@pytest.mark.parametrize(("section", "line"), BAD)
def test_a_bad_value_is_one_error_that_names_file_key_and_what_is_allowed(
    file: Path, section: str, line: str
) -> None:
    told = refusal(file, f"[{section}]\n{line}\n")
    assert told["file"] == str(file)
    assert told["key"] == f"{section}.{line.partition(' ')[0]}"
    assert told["allowed"]


def test_good_and_bad_values_are_tried_for_every_key_of_the_specification() -> None:
    spec = """
        station: name language theme timezone scale
        odoo: url database login auth allow_http ca_file connect_timeout read_timeout
        sync: interval_minutes days exclude_states group_worker_ids note_contains full_every_minutes
        store: path backup_dir backup_keep retention_days
        production: end_code used_over_percent code_pattern roll_pattern leader_pattern
        scanner: prefix max_interval_ms
        kiosk: pin
    """
    wanted = {
        (section.strip(), key)
        for section, _, keys in (line.partition(":") for line in spec.strip().splitlines())
        for key in keys.split()
    }
    assert {(section, line.partition(" ")[0]) for section, line, _, _ in GOOD} == wanted
    assert {(section, line.partition(" ")[0]) for section, line in BAD} == wanted


def test_an_error_does_not_repeat_a_password_in_an_address(file: Path) -> None:
    told = refusal(file, '[odoo]\nurl = "https://kiosk:s3cret@odoo.example"\n')
    assert "s3cret" not in str(told)


def test_a_password_in_the_address_of_the_store_is_refused_and_not_repeated(file: Path) -> None:
    secret = "r4hasia"
    file.write_text(f'[store]\npath = "postgresql://toko:{secret}@db/toko"\n', encoding="utf-8")
    with pytest.raises(EnvironmentFaultError) as caught:
        config.load({"STASIUN_MO_CONFIG": str(file)})
    assert caught.value.problem.code is Code.CONFIG_INVALID
    assert "set-secret store-password" in str(caught.value.problem.params["allowed"])
    assert secret not in repr(caught.value.problem)


def test_a_server_leaves_this_machines_files_where_they_are(file: Path) -> None:
    address = "postgresql://db.lan/toko"
    file.write_text(f'{NAMED}[store]\npath = "{address}"\n', encoding="utf-8")
    found = config.load({"STASIUN_MO_CONFIG": str(file)})
    assert found.store_path == Config().store_path
    assert config.values(found)["store.path"] == address
    assert config.of_values(config.values(found)) == found


def test_an_unknown_key_is_told_with_the_known_ones(file: Path) -> None:
    told = refusal(file, '[station]\nnama = "x"\n')
    assert told["key"] == "station.nama"
    assert told["allowed"] == "name, language, theme, timezone, scale"


def test_an_unknown_section_is_told_with_the_known_ones(file: Path) -> None:
    told = refusal(file, "[stasiun]\n")
    assert told["key"] == "stasiun"
    assert "[station], [odoo]" in told["allowed"]


def test_a_key_outside_of_any_section_is_told(file: Path) -> None:
    assert refusal(file, 'name = "x"\n')["key"] == "name"


@pytest.mark.parametrize(
    "content",
    ["[station\n", "station = ", '[station]\nname = "a"\nname = "b"\n', b"\xff\xfe[", "= 1"],
)
def test_what_is_no_toml_is_told(file: Path, content: str | bytes) -> None:
    told = refusal(file, content)
    assert told["file"] == str(file)
    assert told["allowed"] in ("TOML", "readable UTF-8 text")


def test_a_byte_order_mark_of_notepad_does_no_harm(file: Path) -> None:
    assert load(file, b'\xef\xbb\xbf[station]\r\nname = "Lini 2"\r\n').station == "Lini 2"


# ---------------------------------------------------------------------- defaults


def test_without_a_file_the_defaults_of_the_specification_hold() -> None:
    found = config.load({})
    assert found == Config()
    assert (found.language, found.timezone, found.theme) == ("id", "Asia/Jakarta", "light")
    assert (found.interval_minutes, found.full_every_minutes, found.backup_keep) == (5.0, 60.0, 14)
    assert found.sync_filter == SyncFilter(days=7, exclude_states=("done",))
    assert found.rules.end_code == Rules().end_code == "last_used"
    assert found.rules.used_over_percent == 20.0
    assert found.store_path.name == "warehouse_integrations.db"
    assert str(found.zone) == "Asia/Jakarta"


def test_only_on_a_server_a_station_shares_its_store(file: Path) -> None:
    shared = '[store]\npath = "postgresql://toko.example/stasiun_mo"\n'
    assert load(file, NAMED + shared).rules.shared
    told = refusal(file, shared)
    assert (told["key"], told["file"]) == ("station.name", str(file))
    assert not load(file, '[store]\npath = "/b.db"\n').rules.shared


def test_an_empty_file_is_the_defaults(file: Path) -> None:
    assert load(file, "") == Config()


# ---------------------------------------------------------------------- where from


OVERRIDES: list[tuple[str, str, str, str, object]] = [
    # variable, its value, the file, attribute, value
    ("ODOO_API_URL", "https://b", '[odoo]\nurl = "https://a"', "odoo.url", "https://b"),
    ("ODOO_DB", "b", '[odoo]\ndatabase = "a"', "odoo.database", "b"),
    ("ODOO_LOGIN", "b", '[odoo]\nlogin = "a"', "odoo.login", "b"),
    ("SYNC_INTERVAL_MINUTES", "7", "[sync]\ninterval_minutes = 9", "interval_minutes", 7.0),
    ("SYNC_INTERVAL_MINUTES", "0.5", "[sync]\ninterval_minutes = 9", "interval_minutes", 0.5),
    ("SQLITE_PATH", "/b.db", '[store]\npath = "/a.db"', "store_path", Path("/b.db")),
]


@pytest.mark.parametrize(("variable", "text", "content", "attribute", "value"), OVERRIDES)
def test_the_environment_overrides_the_file(
    file: Path, variable: str, text: str, content: str, attribute: str, value: object
) -> None:
    assert value_of(load(file, content, **{variable: text}), attribute) == value
    assert value_of(load(file, content, **{variable: ""}), attribute) != value
    assert value_of(load(file, "", **{variable: text}), attribute) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ODOO_API_URL", "odoo.example"),
        ("SYNC_INTERVAL_MINUTES", "five"),
        ("SYNC_INTERVAL_MINUTES", "0"),
        ("SYNC_INTERVAL_MINUTES", "-5"),
        ("SYNC_INTERVAL_MINUTES", "nan"),
        ("SYNC_INTERVAL_MINUTES", "５"),
        ("ODOO_DB", "  "),
    ],
)
def test_a_bad_variable_is_named(file: Path, variable: str, text: str) -> None:
    told = refusal(file, "", **{variable: text})
    assert told["key"] == variable
    assert told["allowed"]


@pytest.fixture
def two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A machine's and a person's file in place of the system's folders."""
    files = [tmp_path / "machine.toml", tmp_path / "person.toml"]
    monkeypatch.setattr(config, "config_files", lambda _environment: files)
    return files


def test_the_persons_file_is_stronger_than_the_machines_key_by_key(two_files: list[Path]) -> None:
    two_files[0].write_text('[station]\nname = "machine"\ntheme = "dark"\n')
    two_files[1].write_text('[station]\nname = "person"\nscale = 1.5\n')
    found = config.load({})
    assert (found.station, found.theme, found.scale) == ("person", "dark", 1.5)


def test_either_file_alone_is_enough(two_files: list[Path]) -> None:
    two_files[0].write_text('[station]\nname = "machine"\n')
    assert config.load({}).station == "machine"
    two_files[0].unlink()
    two_files[1].write_text('[station]\nname = "person"\n')
    assert config.load({}).station == "person"


def test_a_bad_file_of_the_machine_is_told_even_when_the_persons_is_good(
    two_files: list[Path],
) -> None:
    two_files[0].write_text("[station]\nscale = 9\n")
    two_files[1].write_text("[station]\nscale = 1\n")
    with pytest.raises(EnvironmentFaultError) as caught:
        config.load({})
    assert caught.value.problem.params["file"] == str(two_files[0])


def test_the_machines_file_comes_before_the_persons() -> None:
    machine, person = config.config_files({})
    assert machine.name == person.name == "config.toml"
    assert machine.parent != person.parent
    assert Path.home() in person.parents


def test_a_named_file_replaces_both(file: Path) -> None:
    assert config.config_files({"STASIUN_MO_CONFIG": str(file)}) == [file]


def test_a_named_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(EnvironmentFaultError) as caught:
        config.load({"STASIUN_MO_CONFIG": str(file)})
    params: dict[str, Any] = dict(caught.value.problem.params)
    assert (params["file"], params["key"]) == (str(file), "STASIUN_MO_CONFIG")


def test_a_folder_in_the_place_of_the_file_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(EnvironmentFaultError) as caught:
        config.load({"STASIUN_MO_CONFIG": str(file)})
    assert caught.value.problem.code is Code.CONFIG_INVALID


def test_no_secret_is_part_of_the_configuration(file: Path) -> None:
    for key in ("password", "session_id", "api_key"):
        assert refusal(file, f'[odoo]\n{key} = "x"\n')["key"] == f"odoo.{key}"


def test_a_path_may_begin_with_the_home_folder(file: Path) -> None:
    assert load(file, '[store]\npath = "~/store.db"\n').store_path == Path.home() / "store.db"


def test_resources_are_found_in_a_checkout() -> None:
    assert config.resource("fonts").is_dir()
