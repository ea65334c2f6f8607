"""What travels between the settings on the screen and who keeps them. Keys are those of the file.

Secrets have keys too, "secret.password" for instance, so that a problem can name its field.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final, Protocol

from app.domain.errors import Problem
from app.domain.frozen import dataclass
from app.domain.plans import Rules
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access

SECRET: Final = "secret."  # noqa: S105  # a part of a key
"""What the key of a secret begins with."""

AFTER_RESTART: Final = frozenset(
    {
        "station.name",
        "station.scale",
        "station.timezone",
        "scanner.prefix",
        "scanner.max_interval_ms",
    }
)
"""What takes effect when the program is opened again."""

Check = Callable[[str, object], Problem | None]
"""Tells what is wrong with a value for a key, nothing when it is right; at once, any thread."""


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """The settings as they are.

    Attributes:
        values: by key; None: not set.
        overridden: the variable of the environment that decides, by key.
        kept: names of the secrets that there are.
        file: what is written when they are saved.
        training: they can be looked at only.
        unkept: the variable that can hold a secret where there is no keyring, by key.
    """

    values: Mapping[str, Any]
    overridden: Mapping[str, str]
    kept: frozenset[str]
    file: Path
    training: bool = False
    unkept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsWanted:
    """What a person wants changed.

    Attributes:
        values: by key, what differs; None: the default again.
        secrets: by name, what was typed.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SettingsSaved:
    """They are saved.

    Attributes:
        changed: keys of what is another value now, secrets among them.
        rules: those of production as they are now.
        language: the one on the screen from now on.
        interval_minutes: between two passes of the sync.
    """

    changed: frozenset[str]
    rules: Rules
    language: str
    theme: str
    interval_minutes: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What a connection test needs.

    Attributes:
        remember: is told every session id that Odoo gives meanwhile.
    """

    access: Access
    wanted: SyncFilter
    remember: Callable[[str], None]


class SettingsKeeper(Protocol):
    """Reads and writes the settings; one thread, but for `probe`."""

    def read(self) -> SettingsRead:
        """Give the settings as they are; `EnvironmentFaultError` when they cannot be read."""

    def save(self, wanted: SettingsWanted) -> SettingsSaved:
        """Write them; a `StasiunError`, with the field to blame, when that fails."""

    def probe(self, wanted: SettingsWanted) -> Probe:
        """Prepare a test of the access that `wanted` would make. Any thread."""
