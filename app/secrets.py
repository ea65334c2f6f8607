"""Secrets: from the environment, or from the system's keyring; nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.errors import Code, EnvironmentFaultError, Problem

SERVICE = "stasiun-mo"

NAMES = {
    "session_id": "ODOO_SESSION_ID",
    "password": "ODOO_PASSWORD",
}
"""Names as ``set-secret`` takes them, and the environment variable that overrides each."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens Odoo; never shown by ``repr``."""

    session_id: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def load(environment: Mapping[str, str]) -> Secrets:
    """Read the secrets; one that is nowhere is empty."""
    found = {name: environment.get(variable, "") for name, variable in NAMES.items()}
    if not any(found.values()):
        found = {name: _from_keyring(name) for name in NAMES}
    return Secrets(**found)


def store(name: str, value: str) -> None:
    """Keep a secret, one of `NAMES`, in the keyring of this user.

    Raises:
        EnvironmentFaultError: `Code.NO_KEYRING`.
    """
    import keyring  # slow to import, rarely needed
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, value)
    except KeyringError as error:
        problem = Problem(Code.NO_KEYRING, params={"variable": NAMES[name]})
        raise EnvironmentFaultError(problem) from error


def _from_keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:
        return ""  # no keyring on this system: the environment is the way
