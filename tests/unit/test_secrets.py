"""Secrets come from the environment or from the keyring, and are shown nowhere."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError

from app import secrets
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.secrets import Secrets
from tests.marks import marked

R4HASIA, LATER = marked("r4hasia"), marked("typed in another process, later")
SID, DEAD = marked("0123"), marked("the dead one")


class Memory(KeyringBackend):
    """A keyring of this test run."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Memory):
    """A keyring that nobody has opened."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(service)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(service)


@pytest.fixture
def ring() -> Iterator[Memory]:
    before = keyring.get_keyring()
    found = Memory()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def test_what_was_stored_is_loaded(ring: Memory) -> None:
    assert secrets.load({}) == Secrets()
    secrets.store("password", R4HASIA)
    secrets.store("session_id", SID)
    assert secrets.load({}) == Secrets(session_id=SID, password=R4HASIA)
    assert {service for service, _ in ring.kept} == {"stasiun-mo"}


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("ODOO_PASSWORD", Secrets(password="x")),
        ("ODOO_SESSION_ID", Secrets(session_id="x")),
    ],
)
def test_the_environment_overrides_the_keyring(
    ring: Memory, variable: str, expected: Secrets
) -> None:
    secrets.store("password", R4HASIA)
    assert secrets.load({variable: "x"}) == expected


def test_with_variables_the_keyring_is_not_asked(ring: Memory) -> None:
    keyring.set_keyring(Locked())
    assert secrets.load({"ODOO_PASSWORD": "x"}).password == "x"


def test_an_empty_variable_is_none(ring: Memory) -> None:
    secrets.store("password", R4HASIA)
    assert secrets.load({"ODOO_PASSWORD": ""}).password == R4HASIA


def test_a_locked_keyring_gives_no_secret_and_no_error(ring: Memory) -> None:
    keyring.set_keyring(Locked())
    assert secrets.load({}) == Secrets()


def test_a_keyring_that_cannot_keep_is_told_without_the_secret(ring: Memory) -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(EnvironmentFaultError) as caught:
        secrets.store("password", R4HASIA)
    assert caught.value.problem == Problem(Code.NO_KEYRING, params={"variable": "ODOO_PASSWORD"})
    told = f"{caught.value!r} {caught.value.problem!r} {caught.value.__cause__!r}"
    assert R4HASIA not in told


def test_a_system_without_a_keyring_is_told() -> None:
    with pytest.raises(NoKeyringError):
        keyring.set_password("stasiun-mo", "password", "x")  # the backend of all tests
    with pytest.raises(EnvironmentFaultError) as caught:
        secrets.store("session_id", "x")
    assert caught.value.problem.code is Code.NO_KEYRING
    assert secrets.load({}) == Secrets()


def test_secrets_are_in_no_representation() -> None:
    found = Secrets(session_id=SID, password=R4HASIA)
    assert SID not in repr(found)
    assert R4HASIA not in str(found)


def test_the_stores_password_comes_by_itself_from_environment_or_keyring(ring: Memory) -> None:
    assert secrets.store_password({}) == ""
    secrets.store("store-password", R4HASIA)
    # A variable for Odoo leaves it where it is; its own goes before the keyring.
    assert secrets.store_password({"ODOO_PASSWORD": LATER}) == R4HASIA
    assert secrets.store_password({"STASIUN_MO_STORE_PASSWORD": LATER}) == LATER
    assert secrets.load({}) == Secrets()
    assert secrets.redacted(f"{R4HASIA} {LATER}") == "••• •••"


def test_a_missing_keyring_names_the_variable_of_the_stores_password() -> None:
    with pytest.raises(EnvironmentFaultError) as caught:  # the backend of all tests has none
        secrets.store("store-password", R4HASIA)
    assert caught.value.problem.params == {"variable": "STASIUN_MO_STORE_PASSWORD"}


def test_what_is_given_goes_before_the_environment_and_into_the_keyring(ring: Memory) -> None:
    environment = {"ODOO_SESSION_ID": DEAD}
    vault = secrets.Vault(environment)
    assert vault.load().session_id == DEAD
    assert not vault.keep("session_id", SID)  # after a restart the variable counts again
    assert vault.load() == Secrets(session_id=SID)
    assert secrets.load({}) == Secrets(session_id=SID)
    assert secrets.load(environment).session_id == DEAD


def test_what_is_given_lasts_where_no_variable_goes_before_it(ring: Memory) -> None:
    vault = secrets.Vault({})
    assert vault.keep("password", R4HASIA)
    assert secrets.Vault({}).load().password == R4HASIA
    secrets.store("password", LATER)
    assert vault.load().password == LATER


def test_without_a_keyring_what_is_given_lasts_as_long_as_the_program(ring: Memory) -> None:
    keyring.set_keyring(Locked())
    vault = secrets.Vault({"ODOO_PASSWORD": "x"})
    assert not vault.keep("password", R4HASIA)
    assert vault.load() == Secrets(password=R4HASIA)
    assert secrets.Vault({}).load() == Secrets()


def test_a_keyring_that_breaks_in_a_way_of_its_own_loses_nothing(
    ring: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Memory):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise ValueError(f"no room for {password}")

    keyring.set_keyring(Broken())
    vault = secrets.Vault({})
    assert not vault.keep("session_id", SID)
    assert vault.load().session_id == SID
    assert SID not in caplog.text
    assert "ValueError" in caplog.text


def test_what_was_given_is_taken_out_of_every_text(ring: Memory) -> None:
    secrets.Vault({}).keep("password", R4HASIA)
    assert secrets.redacted(f"so {R4HASIA} it is") == "so ••• it is"
