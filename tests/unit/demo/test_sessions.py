"""Log in, the life of a session, and every way in which it ends."""

from datetime import timedelta

import pytest

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD
from app.demo.models import ORDER
from app.demo.records import Database
from app.demo.server import StandIn
from tests.unit.demo.client import EXPIRED, NOW, Client, factory

# ---------------------------------------------------------------------- log in


def test_login_opens_a_session(one: StandIn, version: int) -> None:
    with Client(one) as client:
        answer = client.login("pabrik", TRAINING_LOGIN, TRAINING_PASSWORD)
        assert answer.body["id"] == 7
        assert answer.body["result"]["uid"] == 2
        assert answer.body["result"]["db"] == "pabrik"
        assert len(client.sid) == (40 if version == 17 else 84)
        assert client.result(ORDER, "search_count", []) == 30


def test_login_with_several_databases_sends_the_cookie_twice(two: StandIn) -> None:
    with Client(two) as client:
        answer = client.login("pabrik", TRAINING_LOGIN, TRAINING_PASSWORD)
        assert len(answer.cookies) == 2
        assert len(set(answer.cookies)) == 1


@pytest.mark.parametrize(
    ("database", "login", "password", "error"),
    [
        ("pabrik", TRAINING_LOGIN, "salah", "odoo.exceptions.AccessDenied"),
        ("pabrik", "nobody", TRAINING_PASSWORD, "odoo.exceptions.AccessDenied"),
        ("tidak-ada", TRAINING_LOGIN, TRAINING_PASSWORD, "odoo.exceptions.AccessError"),
    ],
)
def test_refused_login(
    one: StandIn, version: int, database: str, login: str, password: str, error: str
) -> None:
    with Client(one) as client:
        answer = client.login(database, login, password)
        assert answer.error == error
        assert answer.body["error"]["code"] == (0 if version == 19 else 200)
        assert answer.cookies == ()


def test_two_factor_login_has_no_uid_and_no_error(one: StandIn) -> None:
    with Client(one) as client:
        assert client.login("pabrik", "dua", "faktor").body["result"] == {"uid": None}
        assert client.call(ORDER, "search_count", []).error == EXPIRED


def test_login_without_password(one: StandIn) -> None:
    with Client(one) as client:
        params = {"db": "pabrik", "login": TRAINING_LOGIN}
        assert client.rpc("/web/session/authenticate", params).error == "builtins.TypeError"


# ---------------------------------------------------------------------- dead sessions


def test_dead_session_with_one_database(one: StandIn, client: Client) -> None:
    one.expire_sessions()
    answer = client.call(ORDER, "search_count", [])
    assert answer.status == 200
    assert answer.body["error"]["code"] == 100
    assert answer.body["id"] is None
    assert answer.error == EXPIRED


def test_dead_session_with_several_databases(two: StandIn) -> None:
    with Client(two, two.open_session("pabrik", TRAINING_LOGIN)) as client:
        assert client.result(ORDER, "search_count", []) == 30
        two.expire_sessions()
        answer = client.call(ORDER, "search_count", [])
        assert answer.status == 404
        assert answer.content_type.startswith("text/html")


@pytest.mark.parametrize("sid", ["", "kacau", "0" * 40, "A" * 84])
def test_ids_that_were_never_given(one: StandIn, sid: str) -> None:
    with Client(one, sid) as client:
        assert client.call(ORDER, "search_count", []).error == EXPIRED


def test_logout(one: StandIn, client: Client) -> None:
    assert "result" not in client.rpc("/web/session/destroy", {}).body
    assert client.call(ORDER, "search_count", []).error == EXPIRED
    client.sid = one.open_session("pabrik", TRAINING_LOGIN)
    assert client.send("GET", "/web/session/logout").status == 303
    assert client.call(ORDER, "search_count", []).error == EXPIRED


def test_changed_password_ends_the_session() -> None:
    database = factory()
    with StandIn([database, Database("lain")]) as server, Client(server) as client:
        client.sid = server.open_session("pabrik", TRAINING_LOGIN)
        database.set_password(TRAINING_LOGIN, "baru")
        assert client.call(ORDER, "search_count", []).error == EXPIRED


def test_hidden_database() -> None:
    databases = [factory(), Database("lain")]
    with StandIn(databases, visible=["lain"]) as server, Client(server) as client:
        answer = client.login("pabrik", TRAINING_LOGIN, TRAINING_PASSWORD)
        assert answer.error == "odoo.exceptions.AccessError"
        client.sid = server.open_session("pabrik", TRAINING_LOGIN)
        assert client.call(ORDER, "search_count", []).error == EXPIRED


def test_19_rotates_the_session_and_keeps_the_old_one_a_while() -> None:
    moments = [NOW]
    with StandIn([factory()], version=19, clock=lambda: moments[-1]) as server:
        old = server.open_session("pabrik", TRAINING_LOGIN)
        with Client(server, old) as client:
            assert client.call(ORDER, "search_count", []).cookies == (old,)
            assert client.call(ORDER, "search_count", []).cookies == ()
            server.rotate_next()
            (new,) = client.call(ORDER, "search_count", []).cookies
            assert new != old
            assert client.call(ORDER, "search_count", []).cookies == (new,)
            moments.append(NOW + timedelta(seconds=121))
            assert client.call(ORDER, "search_count", []).error == EXPIRED
            client.sid = new
            assert client.result(ORDER, "search_count", []) == 30
            moments.append(NOW + timedelta(hours=4))
            assert len(client.call(ORDER, "search_count", []).cookies) == 1


def test_17_never_changes_the_id() -> None:
    moments = [NOW]
    with StandIn([factory()], clock=lambda: moments[-1]) as server, Client(server) as client:
        client.sid = server.open_session("pabrik", TRAINING_LOGIN)
        server.rotate_next()
        moments.append(NOW + timedelta(hours=4))
        assert client.call(ORDER, "search_count", []).cookies == ()
