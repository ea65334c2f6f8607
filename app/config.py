"""Configuration, and every path that the program uses.

Defaults, then the machine's file, then the user's file, then the environment. What is not right
is one `EnvironmentFaultError` that names file, key and what is allowed.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import field, fields
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import PlatformDirs

from app.domain import odoo_address, store_address
from app.domain.api import ApiSettings
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.frozen import dataclass
from app.domain.pin import is_kept
from app.domain.plans import Rules
from app.domain.store_address import ServerAddress, StoreAddress
from app.domain.sync_filter import SyncFilter

_DIRS: Final = PlatformDirs("StasiunMO", appauthor=False, roaming=False)
DATABASE_NAME: Final = "warehouse_integrations.db"
DEFAULT_ZONE: Final = "Asia/Jakarta"


def resource(name: str) -> Path:
    """Give the path of a file of ``resources/``: in a checkout, installed, or in a bundle."""
    here = Path(__file__).parent
    installed = here / "resources"
    return (installed if installed.is_dir() else here.parent / "resources") / name


@dataclass(frozen=True, slots=True)
class Odoo:
    """How to reach Odoo; secrets are not here. Timeouts in seconds."""

    url: str = ""
    database: str = ""
    login: str = ""
    auth: str = ""
    allow_http: bool = False
    ca_file: str | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set, checked.

    Attributes:
        interval_minutes: minutes between two passes of the sync.
        full_every_minutes: minutes after which a pass asks for everything again.
        scale: factor for all sizes on screen.
        server: where the store is, if not in the file `store_path`; it has no password yet.
    """

    station: str = "Lini 1"
    language: str = "id"
    theme: str = "light"
    timezone: str = DEFAULT_ZONE
    scale: float = 1.0
    odoo: Odoo = field(default_factory=Odoo)
    interval_minutes: float = 5.0
    full_every_minutes: float = 60.0
    sync_filter: SyncFilter = field(default_factory=SyncFilter)
    store_path: Path = field(default_factory=lambda: data_folder() / DATABASE_NAME)
    server: ServerAddress | None = None
    backup_dir: Path | None = None
    backup_keep: int = 14
    retention_days: int = 365
    rules: Rules = field(default_factory=lambda: Rules(zone=ZoneInfo(DEFAULT_ZONE)))
    scanner_prefix: str = ""
    scanner_max_interval_ms: int = 50
    kiosk_pin: str = ""
    api: ApiSettings = field(default_factory=ApiSettings)

    @property
    def zone(self) -> tzinfo:
        """The station's time zone."""
        return ZoneInfo(self.timezone)


def data_folder() -> Path:
    """Give the folder of the store: on Windows for the machine, elsewhere for the user."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "StasiunMO"
    return Path(_DIRS.user_data_dir)


def log_folder() -> Path:
    """Give the folder of the log."""
    return Path(_DIRS.user_log_dir)


def window_file() -> Path:
    """Give the file in which the window keeps its place; nothing of value is in it."""
    return Path(_DIRS.user_config_dir) / "window.ini"


def config_files(environment: Mapping[str, str]) -> list[Path]:
    """Give the files that are read, the stronger one last."""
    if environment.get("STASIUN_MO_CONFIG"):
        return [Path(environment["STASIUN_MO_CONFIG"])]
    machine = (
        data_folder() / "config.toml"
        if sys.platform == "win32"
        else Path("/etc/stasiun-mo/config.toml")
    )
    return [machine, Path(_DIRS.user_config_dir) / "config.toml"]


def load(environment: Mapping[str, str]) -> Config:
    """Read files and environment.

    Raises:
        EnvironmentFaultError: `Code.CONFIG_INVALID`, with file, key and what is allowed.
    """
    values: dict[str, Any] = {}
    files = config_files(environment)
    for file in files:
        if file.exists():
            values.update(_read(file))
        elif environment.get("STASIUN_MO_CONFIG"):
            raise _invalid(file, "STASIUN_MO_CONFIG", "an existing file")
    values.update(_from_environment(environment))
    config = _build(values)
    if config.server is not None and "station.name" not in values:
        raise _invalid(files[-1], "station.name", "a name that no other station of the store has")
    return config


def check(name: str, value: object) -> Any:
    """Give `value` as the configuration takes it for the key `name`, "odoo.url" for instance.

    Raises:
        EnvironmentFaultError: `Code.CONFIG_INVALID`, with what is allowed.
    """
    return _checked(Path(name.split(".")[0]), name, value)


def values(config: Config) -> dict[str, Any]:
    """Give every value of `config` by its key, as a file would have it; None: not set."""
    parts: tuple[object, ...] = (config, config.odoo, config.sync_filter, config.rules, config.api)
    found: dict[str, Any] = {}
    for key in _KEYS:
        name = _RENAMED.get(key, key.split(".")[1])
        owner = (
            config.odoo if key.startswith("odoo.") else next(p for p in parts if hasattr(p, name))
        )
        value = (key == "store.path" and config.server) or getattr(owner, name)
        if isinstance(value, StoreAddress):
            value = str(value)
        elif isinstance(value, tuple):
            value = list(value)
        # What may not be written as empty is not set.
        found[key] = None if value == "" and key in _NEVER_EMPTY else value
    return found


def of_values(found: Mapping[str, Any]) -> Config:
    """Make a configuration of values by their keys, those of `values`; None: not set.

    Raises:
        EnvironmentFaultError: `Code.CONFIG_INVALID`.
    """
    return _build({name: check(name, value) for name, value in found.items() if value is not None})


def overridden(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variable that decides, for every key that the environment overrides."""
    return {name: variable for variable, name in _ENVIRONMENT.items() if environment.get(variable)}


def _read(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise _invalid(file, str(error), "TOML") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(file, "file", "readable UTF-8 text") from error
    found: dict[str, Any] = {}
    for section, keys in content.items():
        if not isinstance(keys, dict) or section not in _SECTIONS:
            raise _invalid(file, section, ", ".join(f"[{name}]" for name in _SECTIONS))
        for key, value in keys.items():
            name = f"{section}.{key}"
            if name not in _KEYS:
                allowed = [k.split(".")[1] for k in _KEYS if k.startswith(section + ".")]
                raise _invalid(file, name, ", ".join(allowed))
            found[name] = _checked(file, name, value)
    return found


_RENAMED: Final = {
    "station.name": "station",
    "store.path": "store_path",
    "scanner.prefix": "scanner_prefix",
    "scanner.max_interval_ms": "scanner_max_interval_ms",
    "kiosk.pin": "kiosk_pin",
}
"""Keys whose attribute of `Config` has another name."""

_ENVIRONMENT: Final = {
    "ODOO_API_URL": "odoo.url",
    "ODOO_DB": "odoo.database",
    "ODOO_LOGIN": "odoo.login",
    "SYNC_INTERVAL_MINUTES": "sync.interval_minutes",
    "SQLITE_PATH": "store.path",
}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, name in _ENVIRONMENT.items():
        text = environment.get(variable, "")
        if text:
            value: object = text
            if name == "sync.interval_minutes":
                value = float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else text
            found[name] = _checked(Path(variable), variable, value, name)
    return found


def _checked(file: Path, shown: str, value: object, name: str | None = None) -> Any:
    allowed, check = _KEYS[name or shown]
    try:
        return check(value)
    except (ValueError, TypeError, ZoneInfoNotFoundError, OSError, re.error) as error:
        raise _invalid(file, shown, allowed) from error


def _invalid(file: Path, key: str, allowed: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(
        Problem(Code.CONFIG_INVALID, params={"file": str(file), "key": key, "allowed": allowed})
    )


def _build(values: Mapping[str, Any]) -> Config:
    def of(kind: type, section: str) -> dict[str, Any]:
        names = [one.name for one in fields(kind)]
        return {n: values[f"{section}.{n}"] for n in names if f"{section}.{n}" in values}

    flat = {new: values[old] for old, new in _RENAMED.items() if old in values}
    if isinstance(flat.get("store_path"), ServerAddress):
        flat |= {"server": flat.pop("store_path")}
    for section in ("station", "sync", "store"):
        flat |= of(Config, section)
    return Config(
        **flat,
        odoo=Odoo(**of(Odoo, "odoo")),
        sync_filter=SyncFilter(**of(SyncFilter, "sync")),
        rules=Rules(
            zone=ZoneInfo(values.get("station.timezone", DEFAULT_ZONE)),
            shared="server" in flat,
            **of(Rules, "production"),
        ),
        api=ApiSettings(**of(ApiSettings, "api")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip()


def _filled(value: object) -> str:
    if not (text := _text(value)):
        raise ValueError(value)
    return text


def _one_of(*allowed: str) -> tuple[str, Callable[[object], str]]:
    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError(value)
        return str(value)

    return " | ".join(allowed), check


def _number(low: float, high: float) -> tuple[str, Callable[[object], float]]:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(value)
        if not low <= value <= high:
            raise ValueError(value)
        return float(value)

    return f"{low:g} – {high:g}", check


def _whole(low: int, high: int) -> tuple[str, Callable[[object], int]]:
    def check(value: object) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(value)
        return value

    return f"{low} – {high}", check


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _list_of(kind: type) -> Callable[[object], tuple[Any, ...]]:
    def check(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or any(type(item) is not kind for item in value):
            raise TypeError(value)
        return tuple(value)

    return check


def _zone(value: object) -> str:
    ZoneInfo(_filled(value))
    return _filled(value)


def _by(check: Callable[[str], Any]) -> Callable[[object], Any]:
    return lambda value: check(_filled(value))


def _path(value: object) -> Path:
    return Path(_filled(value)).expanduser()


def _pin(value: object) -> str:
    text = _text(value)
    if text and not is_kept(text):
        raise ValueError(value)
    return text


def _pattern(value: object) -> str:
    return re.compile(_filled(value)).pattern


_STATES: Final = ("draft", "confirmed", "progress", "to_close", "done", "cancel")


def _states(value: object) -> tuple[str, ...]:
    states = _list_of(str)(value)
    if not set(states) <= set(_STATES):
        raise ValueError(value)
    return states


_KEYS: Final[dict[str, tuple[str, Callable[[object], Any]]]] = {
    "station.name": ("text", _filled),
    "station.language": _one_of("id", "en"),
    "station.theme": _one_of("light", "dark"),
    "station.timezone": ("a time zone such as Asia/Jakarta", _zone),
    "station.scale": _number(0.5, 3),
    "odoo.url": ("https://…", _by(odoo_address.checked)),
    "odoo.database": ("text", _filled),
    "odoo.login": ("text", _filled),
    "odoo.auth": _one_of("session", "password", "api_key"),
    "odoo.allow_http": ("true | false", _bool),
    "odoo.ca_file": ("text", _filled),
    "odoo.connect_timeout": _number(1, 120),
    "odoo.read_timeout": _number(1, 600),
    "sync.interval_minutes": _number(0.1, 1440),
    "sync.days": _whole(1, 3650),
    "sync.exclude_states": (", ".join(_STATES), _states),
    "sync.group_worker_ids": ("[1, 2, …]", _list_of(int)),
    "sync.note_contains": ('["TEAM LIQUID - SHIFT 1", …]', _list_of(str)),
    "sync.full_every_minutes": _number(1, 1440),
    "store.path": (store_address.ALLOWED, _by(store_address.of_text)),
    "store.backup_dir": ("a path", _path),
    "store.backup_keep": _whole(1, 1000),
    "store.retention_days": _whole(7, 36500),
    "production.end_code": _one_of("last_used", "next_unused"),
    "production.used_over_percent": _number(0, 1000),
    "production.code_pattern": ("a regular expression", _pattern),
    "production.roll_pattern": ("a regular expression", _pattern),
    "production.leader_pattern": ("a regular expression", _pattern),
    "scanner.prefix": ("text", _text),
    "scanner.max_interval_ms": _whole(5, 500),
    "kiosk.pin": ("4 – 12 digits in quotes, or scrypt$…", _pin),
    "api.enabled": ("true | false", _bool),
    "api.host": ("text", _filled),
    "api.port": _whole(1024, 65535),
}

_NEVER_EMPTY: Final = frozenset({"odoo.url", "odoo.database", "odoo.login", "odoo.auth"})
_SECTIONS: Final = tuple(dict.fromkeys(key.split(".")[0] for key in _KEYS))
