"""After Odoo refused what opens it, the secrets are read again; as long as they are the same, it
is not asked what could lock the user out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Code, OdooError, Problem
from app.odoo.access import Access
from app.services.messages import Renewal
from app.services.passes import Passes
from app.services.renewal import renewal_for
from app.services.sync import Sync
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, Plant

URL = "https://odoo.example:8069/"
OTHER = marked("another-password")


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    with Plant(tmp_path, version=19) as found, found.production:
        found.add_mo("A")
        yield found


class Kept:
    """A station whose secrets another process changes."""

    def __init__(self, plant: Plant, **given: Any) -> None:
        self.plant, self.given, self.made = plant, given, 0
        self.passes = Passes(self.make)

    def make(self) -> Sync:
        self.made += 1
        return self.plant.make_sync(self.plant.access(**self.given))

    def code(self) -> Code | None:
        try:
            self.passes.run()
        except OdooError as error:
            return error.problem.code
        return None


def asked(plant: Plant) -> int:
    return len(plant.server.requests)


def test_a_new_session_id_is_found_before_the_next_pass(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    kept = Kept(plant, session_id=sid, login="", password="")
    assert kept.code() is None
    plant.server.expire_sessions()
    assert [kept.code(), kept.code()] == [Code.SESSION_EXPIRED] * 2
    renewal = kept.passes.renewal
    assert renewal == Renewal("session_id", "127.0.0.1", plant.server.url)
    kept.given["session_id"] = plant.server.open_session("pabrik", LOGIN)
    assert kept.code() is None
    assert kept.passes.renewal is None
    made = kept.made
    assert kept.code() is None
    assert kept.made == made  # while all is well no keyring is asked


def test_a_refused_password_is_tried_once_and_a_changed_one_once_more(plant: Plant) -> None:
    plant.odoo.set_password(LOGIN, OTHER)
    kept = Kept(plant)
    assert [kept.code() for _ in range(4)] == [Code.WRONG_LOGIN] * 4
    assert asked(plant) == 1
    kept.given["password"] = marked("a-third-password")
    assert [kept.code() for _ in range(4)] == [Code.WRONG_LOGIN] * 4
    assert asked(plant) == 2
    kept.given["password"] = OTHER
    assert kept.code() is None


def test_a_refused_key_is_replaced(plant: Plant) -> None:
    key = plant.odoo.add_api_key(LOGIN)
    plant.odoo.revoke_api_key(key)
    kept = Kept(plant, api_key=key)
    assert [kept.code(), kept.code()] == [Code.WRONG_KEY] * 2
    assert asked(plant) == 1
    kept.given["api_key"] = plant.odoo.add_api_key(LOGIN)
    assert kept.code() is None


def test_what_is_missing_is_looked_for_again(plant: Plant) -> None:
    kept = Kept(plant, password="")
    assert kept.code() is Code.NOT_CONFIGURED
    kept.given["password"] = PASSWORD
    assert kept.code() is None


def test_a_network_that_fails_is_no_reason_to_ask_the_keyring(plant: Plant) -> None:
    kept = Kept(plant, url="http://127.0.0.1:9")
    assert [kept.code(), kept.code()] == [Code.NO_NETWORK] * 2
    assert kept.made == 1


def test_reopened_it_begins_anew_and_abandoned_it_stays(plant: Plant) -> None:
    kept = Kept(plant)
    assert kept.code() is None
    kept.passes.reopen()
    assert kept.code() is None
    assert kept.made == 2
    kept.passes.abandon()
    kept.passes.reopen()
    assert kept.code() is Code.ABANDONED
    kept.passes.close()


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        (Code.SESSION_EXPIRED, {"session_id": "x"}, "session_id"),
        (Code.SESSION_EXPIRED, {"password": "x"}, None),  # the next pass logs in
        (Code.WRONG_LOGIN, {"password": "x"}, "password"),
        (Code.WRONG_LOGIN, {"session_id": "x", "password": "y"}, "password"),
        (Code.WRONG_KEY, {"api_key": "x"}, "api_key"),
        (Code.TWO_FACTOR, {"password": "x"}, "session_id"),
        (Code.TWO_FACTOR, {"password": "x", "auth": "password"}, None),
        (Code.NO_NETWORK, {"session_id": "x"}, None),
        (Code.NO_RIGHTS, {"session_id": "x"}, None),
    ],
)
def test_what_would_help(code: Code, given: dict[str, str], expected: str | None) -> None:
    found = renewal_for(Problem(code), Access(URL, login="kiosk", **given))  # type: ignore[arg-type]
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.secret, found.host, found.url) == (expected, "odoo.example", URL)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("odoo.password", "password"), ("odoo.api_key", "api_key"), ("odoo.url", None)],
)
def test_what_is_missing_can_be_given_where_it_is_a_secret(key: str, expected: str | None) -> None:
    problem = Problem(Code.NOT_CONFIGURED, params={"key": key})
    found = renewal_for(problem, Access(URL))
    assert (found.secret if found else None) == expected
