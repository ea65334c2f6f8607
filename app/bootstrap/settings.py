"""The settings while the program runs: read, checked, written, taken into use."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from app import config, secrets
from app.bootstrap import Setup
from app.config import Config
from app.domain.errors import Code, EnvironmentFaultError, Problem, RefusedError
from app.domain.pin import is_pin, keep
from app.secrets import Secrets
from app.services.production import Production
from app.services.settings import (
    SECRET,
    Probe,
    SettingsRead,
    SettingsSaved,
    SettingsWanted,
)
from app.services.sync import Sync

PIN: Final = "kiosk.pin"
NAME: Final = "station.name"


class Settings:
    """Keeps the setup that is in use. `read` and `save` belong to one thread, the rest to any.

    Attributes:
        doubled: another window has this one's name, and keeps what runs under it.
    """

    def __init__(self, setup: Setup) -> None:
        """Begin with the setup that the program was started with."""
        self.doubled = False
        self._first = setup
        self._now = setup
        self._guard = threading.Lock()
        # Sessions that Odoo gave during a test of an access that is not in use.
        self._tried: dict[str, str] = {}

    @property
    def setup(self) -> Setup:
        """What is in use now."""
        return self._now

    def sync(self) -> Sync:
        """Prepare passes by the settings of now."""
        return self._now.sync()

    def production(self) -> Production:
        """Open the store by the settings of now."""
        return self._now.production()

    def check(self, name: str, value: object) -> Problem | None:
        """Tell what is wrong with a value for a key."""
        try:
            config.check(name, value)
        except EnvironmentFaultError as error:
            return replace(error.problem, field=name)
        return None

    def read(self) -> SettingsRead:
        """Give the settings as they are.

        Raises:
            EnvironmentFaultError: `Code.CONFIG_INVALID`; somebody has spoilt the file meanwhile.
        """
        setup = self._first
        environment = setup.environment
        found = setup.config if setup.training else config.load(environment)
        known = setup.secrets()
        overridden = {} if setup.training else dict(config.overridden(environment))
        variables = [name for name in secrets.NAMES.values() if environment.get(name)]
        if variables and not setup.training:  # one of them makes the keyring count for nothing
            for name, variable in secrets.NAMES.items():
                decides = variable if variable in variables else variables[0]
                overridden[SECRET + name] = decides
        kept = frozenset(name for name in secrets.NAMES if getattr(known, name))
        keyless = {} if secrets.has_keyring() else secrets.NAMES
        unkept = {SECRET + name: variable for name, variable in keyless.items()}
        file = config.config_files(environment)[-1]
        return SettingsRead(config.values(found), overridden, kept, file, setup.training, unkept)

    def save(self, wanted: SettingsWanted) -> SettingsSaved:
        """Keep what a person wants and take into use what can be at once.

        Raises:
            EnvironmentFaultError: nothing was changed in the file; `Problem.field` names the
                field to blame, if one is.
            RefusedError: `Code.STATION_RUNS`; as above.
        """
        if self._first.training:
            raise EnvironmentFaultError(Problem(Code.TRAINING_KEEPS_NOTHING))
        environment = self._first.environment
        for name, value in wanted.values.items():
            problem = None if value is None else self.check(name, value)
            if problem is not None:
                raise EnvironmentFaultError(problem)
        if NAME in wanted.values:
            self._check_name(wanted.values[NAME] or Config().station)
        draft = None
        if wanted.values:
            from app.bootstrap.config_file import Draft  # its library costs start time

            draft = Draft(config.config_files(environment)[-1], _hidden(wanted.values))
        self._keep_secrets(wanted.secrets)
        if draft is not None:
            draft.write()
        self._take_into_use(config.load(environment))
        self._remember_tried()
        now = self._now.config
        return SettingsSaved(
            frozenset([*wanted.values, *(SECRET + name for name in wanted.secrets)]),
            now.rules,
            now.language,
            now.theme,
            now.interval_minutes,
        )

    def probe(self, wanted: SettingsWanted) -> Probe:
        """Prepare a test of what `wanted` would make.

        Raises:
            EnvironmentFaultError: a value is not right.
        """
        found: dict[str, Any] = dict(config.values(self._now.config))
        found.update(wanted.values)
        setup = replace(self._now, config=config.of_values(found))
        known = replace(setup.secrets(), **wanted.secrets)
        key = setup.memory_key(known)
        current = key == self._now.memory_key(self._now.secrets())
        used = _only_used(known, setup.config.odoo.auth)
        recalled = ""
        # Not for the other ways: the password, or the key, is to be tried, not the last session.
        if used.session_id and not setup.training:
            recalled = self._tried.get(key) or (secrets.recall(key) if current else "")
        access = setup.access(replace(used, session_id=recalled or used.session_id))
        remember = partial(self._on_session, key, current=current)
        return Probe(access, setup.config.sync_filter, remember)

    def _check_name(self, name: str) -> None:
        """Keep the name while an MO runs under it: in a hall it would belong to nobody."""
        setup = self._first
        if setup.config.server is None or name == setup.config.station or self.doubled:
            return
        try:
            with setup.production() as production:
                runs = production.running()
        except EnvironmentFaultError as error:
            raise EnvironmentFaultError(replace(error.problem, field=NAME)) from error
        if runs is not None:
            params = {"mo_name": runs.mo_name}
            raise RefusedError(Problem(Code.STATION_RUNS, field=NAME, params=params))

    def _keep_secrets(self, typed: Mapping[str, str]) -> None:
        for name, value in typed.items():
            try:
                secrets.store(name, value)
            except EnvironmentFaultError as error:
                raise EnvironmentFaultError(replace(error.problem, field=SECRET + name)) from error
            self._first.keep(name, value)  # it goes before what was given for this run only

    def _take_into_use(self, new: Config) -> None:
        """Let all that is asked from now on see `new`, but for what the window has from its start.

        The zone is one of these: a history must not tell other times than the table above it.
        """
        first = self._first.config
        kept = replace(
            new,
            station=first.station,
            timezone=first.timezone,
            rules=replace(new.rules, zone=first.rules.zone, shared=first.rules.shared),
            store_path=first.store_path,
            server=first.server,
        )
        self._now = replace(self._first, config=kept)

    def _on_session(self, key: str, session_id: str, *, current: bool) -> None:
        """Keep a session that Odoo gave in a test: it replaces the one that was pasted."""
        if self._first.training:
            return
        if current:
            secrets.remember(key, session_id)
        else:
            with self._guard:
                self._tried[key] = session_id

    def _remember_tried(self) -> None:
        key = self._now.memory_key(self._now.secrets())
        with self._guard:
            session_id = self._tried.pop(key, "")
        if session_id:
            secrets.remember(key, session_id)


def _hidden(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a PIN no digit, but what it can be compared with."""
    pin = values.get(PIN)
    return {**values, PIN: keep(pin)} if isinstance(pin, str) and is_pin(pin) else dict(values)


def _only_used(known: Secrets, auth: str) -> Secrets:
    """Leave what the way in needs; a secret of another way is neither sent nor tried."""
    present = [name for name in _ORDER if getattr(known, name)]
    name = _NEEDED.get(auth) or next(iter(present), "password")
    return Secrets(**{name: getattr(known, name)})


_ORDER = ("api_key", "session_id", "password")
"""As the transport chooses where nothing is set."""

_NEEDED = {"session": "session_id", "password": "password", "api_key": "api_key"}
