"""Secrets: from the environment, or from the system's keyring; nowhere else."""

import hashlib
import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field, replace

from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.frozen import dataclass

log = logging.getLogger(__name__)

SERVICE = "stasiun-mo"

NAMES = {
    "session_id": "ODOO_SESSION_ID",
    "password": "ODOO_PASSWORD",
    "api_key": "ODOO_API_KEY",
}
"""Names as ``set-secret`` takes them, and the environment variable that overrides each."""

STORE_PASSWORD = {"store-password": "STASIUN_MO_STORE_PASSWORD"}
"""The one of a store on a server, by itself: what is set for Odoo does not make it count less."""

_MEMORY = {False: "session", True: "session-given"}
"""Where the session is kept that Odoo gave last, with the key of what it was given for.

One for the station, one for ids that come by standard input: neither makes the other forget.
"""

_API_KEY = re.compile(r"smo_[A-Za-z0-9_-]{43}")
"""A key of another program, see `services.api_keys`: nobody here has it in hand for long."""

_seen: set[str] = set()
"""Every secret that this process has had in its hands, for `redacted`."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens Odoo; never shown by ``repr``."""

    session_id: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Note them, wherever they come from, so that no log shows them."""
        _seen.update((self.session_id, self.password, self.api_key))


def load(environment: Mapping[str, str]) -> Secrets:
    """Read the secrets; one that is nowhere is empty."""
    found = {name: environment.get(variable, "") for name, variable in NAMES.items()}
    if not any(found.values()):
        found = {name: _from_keyring(name) for name in NAMES}
    return Secrets(**found)


def store_password(environment: Mapping[str, str]) -> str:
    """Read the password of a store on a server; empty: it is nowhere."""
    ((name, variable),) = STORE_PASSWORD.items()
    found = environment.get(variable, "") or _from_keyring(name)
    _seen.add(found)
    return found


class Vault:
    """The secrets of one running program: what a person gives it goes before its environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin with what `environment` and keyring have."""
        self._environment = environment
        self._given: dict[str, str] = {}  # empty: the keyring has it, perhaps a newer one by now

    def load(self) -> Secrets:
        """Read the secrets of now; one that is nowhere is empty."""
        given = {name: value or _from_keyring(name) for name, value in self._given.items()}
        return replace(load(self._environment), **given)

    def keep(self, name: str, value: str) -> bool:
        """Keep a secret, one of `NAMES`; it counts at once.

        Returns:
            whether it counts after a restart, too: no where there is no keyring, and none where a
            variable of the environment would go before it again.
        """
        _seen.add(value)
        self._given[name] = value
        try:
            store(name, value)
        except Exception as error:  # noqa: BLE001  # each system's keyring has errors of its own
            log.warning("a secret is kept for this run only: %s", type(error).__name__)
            return False
        self._given[name] = ""
        return not any(self._environment.get(variable) for variable in NAMES.values())


def redacted(text: str) -> str:
    """Take every secret that this process has seen out of a text."""
    for secret in _seen:
        if len(secret) > 3:  # shorter ones would tear holes into words
            text = text.replace(secret, "•••")
    return _API_KEY.sub("•••", text)


def memory_key(*parts: str) -> str:
    """Make the key under which a session is remembered: it fits no other server or login."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def recall(key: str, *, given: bool = False) -> str:
    """Give the session id that Odoo gave last for `key`; empty: none, or for something else.

    `given`: for a session id that came by standard input.
    """
    kept, _, session_id = _from_keyring(_MEMORY[given]).partition(":")
    _seen.add(session_id)
    return session_id if kept == key else ""


def remember(key: str, session_id: str, *, given: bool = False) -> None:
    """Keep a session id that Odoo gave; without a keyring it lasts as long as the process."""
    import keyring
    from keyring.errors import KeyringError

    _seen.add(session_id)
    with suppress(KeyringError):
        keyring.set_password(SERVICE, _MEMORY[given], f"{key}:{session_id}")


def store(name: str, value: str) -> None:
    """Keep a secret, one of `NAMES` or `STORE_PASSWORD`, in the keyring of this user.

    Raises:
        EnvironmentFaultError: `Code.NO_KEYRING`.
    """
    import keyring  # slow to import, rarely needed
    from keyring.errors import KeyringError

    _seen.add(value)
    try:
        keyring.set_password(SERVICE, name, value)
    except (KeyringError, OSError) as error:
        variable = (NAMES | STORE_PASSWORD)[name]
        problem = Problem(Code.NO_KEYRING, params={"variable": variable})
        raise EnvironmentFaultError(problem) from error


def has_keyring() -> bool:
    """Tell whether this system has a keyring at all."""
    import keyring
    from keyring.backends import fail

    return not isinstance(keyring.get_keyring(), fail.Keyring)


def _from_keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:
        return ""  # no keyring on this system: the environment is the way
