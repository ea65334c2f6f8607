"""HTTP to Odoo: sessions, and every failure as a typed error without a secret in it."""

import gzip
import json
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from app.demo.records import Database
from app.demo.server import StandIn
from app.domain.errors import Code, OdooError
from app.odoo import http as http_module
from app.odoo.access import Access
from app.odoo.transport import Transport, connect
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, HandClock
from tests.unit.odoo.wire import PAGE, Wire, error, http, result

SESSION = marked("0123456789abcdef0123456789ab")
SECRETS = (PASSWORD, SESSION)


def access(url: str, **values: Any) -> Access:
    given = {"url": url, "database": "pabrik", "login": LOGIN, "password": PASSWORD}
    return Access(**{**given, **values})


def call(transport: Transport) -> Any:
    return transport.call("mrp.production", "search_count", {"domain": []})


def answer_of(wire: Wire) -> Any:
    with closing(connect(Access(wire.url, session_id=SESSION))) as transport:
        return call(transport)


def refusal(known: Access) -> OdooError:
    """Make one call that fails and check that nothing secret is told."""
    with pytest.raises(OdooError) as caught, closing(connect(known)) as transport:
        call(transport)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.problem)
    assert not [secret for secret in SECRETS if secret in told]
    return caught.value


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


@pytest.fixture(params=[17, 18, 19])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def odoo(version: int, clock: HandClock) -> Iterator[StandIn]:
    database = Database("pabrik", clock=clock)
    database.add_user(LOGIN, PASSWORD)
    database.add_user("dua", PASSWORD, two_factor=True)
    database.add_user("tamu", PASSWORD, may_read_mos=False)
    with StandIn(
        [database, Database("lain")], visible=["pabrik"], version=version, clock=clock
    ) as it:
        yield it


# ---------------------------------------------------------------------- sessions


def test_the_first_call_logs_in_and_the_next_ones_do_not(odoo: StandIn) -> None:
    with closing(connect(access(odoo.url))) as transport:
        assert transport.requests == 0
        assert [call(transport), call(transport)] == [0, 0]
        assert transport.requests == 3
    assert [seen.path.rpartition("/")[2] for seen in odoo.requests] == [
        "authenticate",
        "search_count",
        "search_count",
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_session_id_is_used_without_a_login(odoo: StandIn, host: str) -> None:
    sid = odoo.open_session("pabrik", LOGIN)
    known = Access(f"http://{host}:{odoo.port}", session_id=sid)
    with closing(connect(known)) as transport:
        assert call(transport) == 0
        assert transport.requests == 1
    assert all(seen.cookie for seen in odoo.requests)


@pytest.mark.parametrize("version", [19], indirect=True)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("by_session", [True, False])
def test_a_session_id_that_the_server_replaces_is_taken_over(
    odoo: StandIn, clock: HandClock, host: str, by_session: bool
) -> None:
    url = f"http://{host}:{odoo.port}"
    sid = odoo.open_session("pabrik", LOGIN)
    known = Access(url, session_id=sid) if by_session else access(url)
    with closing(connect(known)) as transport:
        for _ in range(3):
            odoo.rotate_next()
            call(transport)
            clock.advance(seconds=121)  # the replaced id is dead now
            assert call(transport) == 0
    logins = [seen for seen in odoo.requests if seen.path.endswith("authenticate")]
    assert len(logins) == (0 if by_session else 1)


def test_a_dead_session_is_renewed_once_where_the_password_is_known(odoo: StandIn) -> None:
    with closing(connect(access(odoo.url))) as transport:
        call(transport)
        odoo.expire_sessions()
        transport.begin_pass()
        assert call(transport) == 0
        assert transport.requests == 5  # log in, call; call, log in, call


def test_a_session_that_dies_twice_in_a_pass_is_renewed_in_the_next_one(odoo: StandIn) -> None:
    with closing(connect(access(odoo.url))) as transport:
        call(transport)
        odoo.expire_sessions()
        with pytest.raises(OdooError) as gone:
            call(transport)
        assert gone.value.problem.code is Code.SESSION_EXPIRED
        transport.begin_pass()
        assert call(transport) == 0


def test_a_session_id_that_died_is_renewed_by_a_known_password(odoo: StandIn) -> None:
    with closing(connect(access(odoo.url, session_id=SESSION))) as transport:
        assert call(transport) == 0
        assert transport.requests == 3


def test_a_dead_session_without_password_is_told(odoo: StandIn) -> None:
    assert refusal(Access(odoo.url, session_id=SESSION)).problem.code is Code.SESSION_EXPIRED
    assert len(odoo.requests) == 1


def test_a_session_that_dies_again_at_once_is_not_renewed_for_ever() -> None:
    def answer(path: str, _body: object) -> bytes:
        if path.endswith("authenticate"):
            return result({"uid": 2})
        return error("odoo.http.SessionExpiredException", 100)

    with Wire(answer) as wire:
        assert refusal(access(wire.url)).problem.code is Code.SESSION_EXPIRED
        assert len(wire.seen) <= 4


def test_a_dead_session_with_several_databases_is_a_page_not_found(
    version: int, clock: HandClock
) -> None:
    one, two = Database("pabrik"), Database("lain")
    with StandIn([one, two], version=version, clock=clock) as odoo:
        assert refusal(Access(odoo.url, session_id=SESSION)).problem.code is Code.SESSION_EXPIRED


# ---------------------------------------------------------------------- refusals of Odoo


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"password": marked("salah")}, Code.WRONG_LOGIN),
        ({"login": "nobody"}, Code.WRONG_LOGIN),
        ({"database": "tidak-ada"}, Code.WRONG_DATABASE),
        ({"database": "lain"}, Code.WRONG_DATABASE),
        ({"login": "dua"}, Code.TWO_FACTOR),
        ({"login": "tamu"}, Code.NO_RIGHTS),
    ],
)
def test_what_odoo_refuses_has_its_code(odoo: StandIn, values: dict[str, str], code: Code) -> None:
    assert refusal(access(odoo.url, **values)).problem.code is code
    logins = [seen for seen in odoo.requests if seen.path.endswith("authenticate")]
    assert len(logins) == 1


def test_refusals_name_what_a_person_has_to_change(odoo: StandIn) -> None:
    told = refusal(access(odoo.url, database="tidak-ada")).problem.params
    assert told == {"host": "127.0.0.1", "database": "tidak-ada"}
    told = refusal(access(odoo.url, login="tamu")).problem.params
    assert told == {"host": "127.0.0.1", "model": "mrp.production"}


def test_an_error_of_odoos_code_is_told_by_its_name(odoo: StandIn) -> None:
    known = access(odoo.url)
    with closing(connect(known)) as transport, pytest.raises(OdooError) as caught:
        transport.call("mrp.production", "search_read", {"fields": ["no_such"]})
    assert caught.value.problem.code is Code.ODOO_REFUSED
    assert caught.value.problem.params["name"] == "builtins.ValueError"


def test_texts_of_the_server_decide_nothing() -> None:
    answer = error("odoo.exceptions.AccessDenied", 0, message="Session expired, not found, 100")
    with Wire(answer) as wire:
        assert refusal(access(wire.url)).problem.code is Code.WRONG_LOGIN


def test_a_method_that_returns_none_has_no_result() -> None:
    with Wire(http(b'{"jsonrpc": "2.0", "id": 1}')) as wire:
        assert answer_of(wire) is None


# ---------------------------------------------------------------------- answers of something else


DEEP = b'{"result": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
ODD_ANSWERS: dict[str, tuple[bytes, Code]] = {
    "a page": (http(PAGE, 200, "text/html"), Code.LOGIN_PAGE),
    "a page not found": (http(PAGE, 404, "text/html"), Code.SESSION_EXPIRED),
    "a forbidden page": (http(PAGE, 403, "text/html"), Code.LOGIN_PAGE),
    "nothing": (http(b""), Code.BAD_ANSWER),
    "a list": (http(b"[]"), Code.BAD_ANSWER),
    "a word": (http(b'"ok"'), Code.BAD_ANSWER),
    "half a document": (http(b'{"jsonrpc": "2.0", "resu'), Code.BAD_ANSWER),
    "no UTF-8": (http(b'{"result": "\xff\xfe"}'), Code.BAD_ANSWER),
    "deep": (http(DEEP), Code.BAD_ANSWER),
    "a huge number": (http(b'{"result": ' + b"9" * 5000 + b"}"), Code.BAD_ANSWER),
    "an error that is a word": (http(b'{"error": "no"}'), Code.BAD_ANSWER),
    "an error without data": (http(b'{"error": {"code": 5}}'), Code.ODOO_REFUSED),
    "an error with odd data": (http(b'{"error": {"data": [1]}}'), Code.ODOO_REFUSED),
    "an error with an odd name": (error(["a"]), Code.ODOO_REFUSED),
    "JSON with status 400": (http(b'{"result": 1}', 400), Code.BAD_ANSWER),
    "moved": (http(b"", 301, "text/html", "Location: http://127.0.0.1:9/"), Code.REDIRECTED),
    "see other": (http(b"", 303, "text/html", "Location: /web/login"), Code.REDIRECTED),
    "moved for good": (http(b"", 308, "text/html", "Location: https://x/"), Code.REDIRECTED),
    "not modified": (http(b"", 304), Code.REDIRECTED),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", Code.BAD_ANSWER),
    "half a head": (b"HTTP/1.1 20", Code.BAD_ANSWER),
    "broken gzip": (
        http(b"not gzip", 200, "application/json", "Content-Encoding: gzip"),
        Code.BAD_ANSWER,
    ),
}
PASSING: dict[str, tuple[bytes, Code]] = {
    "too many requests": (http(b"slow down", 429, "text/plain"), Code.ODOO_DOWN),
    "a server error": (http(PAGE, 500, "text/html"), Code.ODOO_DOWN),
    "a server error in JSON": (http(b'{"message": "no upstream"}', 500), Code.ODOO_DOWN),
    "not implemented": (http(b"{}", 501), Code.ODOO_DOWN),
    "a bad gateway": (http(PAGE, 502, "text/html"), Code.ODOO_DOWN),
    "out of service": (http(b'{"result": 1}', 503), Code.ODOO_DOWN),
    "hanging up": (b"", Code.CONNECTION_LOST),
    "a cut body": (http(b'{"result": 1}', length=5000), Code.CONNECTION_LOST),
    "a cut chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n{",
        Code.CONNECTION_LOST,
    ),
    "a cut length of a chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        Code.CONNECTION_LOST,
    ),
}


@pytest.mark.parametrize("kind", ODD_ANSWERS)
def test_an_odd_answer_to_a_call_has_its_code(kind: str) -> None:
    answer, code = ODD_ANSWERS[kind]
    with Wire(answer) as wire:
        assert refusal(Access(wire.url, session_id=SESSION)).problem.code is code
        assert len(wire.seen) == 1


@pytest.mark.parametrize("kind", PASSING)
def test_what_may_pass_by_itself_is_tried_three_times(kind: str) -> None:
    answer, code = PASSING[kind]
    with Wire(answer) as wire:
        assert refusal(Access(wire.url, session_id=SESSION)).problem.code is code
        assert len(wire.seen) == 3


@pytest.mark.parametrize("kind", PASSING)
def test_what_has_passed_is_not_told(kind: str) -> None:
    answers = [PASSING[kind][0], PASSING[kind][0], result(5)]
    with Wire(lambda _path, _body: answers.pop(0)) as wire:
        assert answer_of(wire) == 5


@pytest.mark.parametrize("kind", PASSING)
def test_a_password_is_sent_once_whatever_becomes_of_the_answer(kind: str) -> None:
    answer, code = PASSING[kind]
    with Wire(answer) as wire:
        assert refusal(access(wire.url)).problem.code is code
        assert len(wire.seen) == 1


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("a page", Code.LOGIN_PAGE),
        ("a page not found", Code.LOGIN_PAGE),
        ("nothing", Code.BAD_ANSWER),
        ("a list", Code.BAD_ANSWER),
        ("half a document", Code.BAD_ANSWER),
    ],
)
def test_a_server_that_is_not_odoo_is_told_at_the_login(kind: str, code: Code) -> None:
    with Wire(ODD_ANSWERS[kind][0]) as wire:
        found = refusal(access(wire.url)).problem
    assert (found.code, found.params["host"]) == (code, "127.0.0.1")


@pytest.mark.parametrize("answer", [None, True, [], {}, {"login": "x"}])
def test_a_login_answered_with_something_else_is_told(answer: object) -> None:
    with Wire(result(answer)) as wire:
        assert refusal(access(wire.url)).problem.code is Code.BAD_ANSWER


def test_a_redirection_is_not_followed_with_the_password() -> None:
    with Wire(result({"uid": 2})) as elsewhere:
        answer = http(b"", 307, "text/html", f"Location: {elsewhere.url}/web/session/authenticate")
        with Wire(answer) as wire:
            assert refusal(access(wire.url)).problem.code is Code.REDIRECTED
        assert elsewhere.seen == []


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_beyond_the_limit_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(http_module, "SIZE_LIMIT", 100_000)
    body = json.dumps({"result": "x" * 1_000_000}).encode()
    answer = (
        http(gzip.compress(body), 200, "application/json", "Content-Encoding: gzip")
        if packed
        else http(body)
    )
    with Wire(answer) as wire:
        found = refusal(Access(wire.url, session_id=SESSION))
    assert found.problem.code is Code.TOO_LARGE


def test_a_large_answer_within_the_limit_is_read() -> None:
    text = "x" * 1_000_000
    with Wire(result(text)) as wire:
        assert answer_of(wire) == text


# ---------------------------------------------------------------------- no answer


def test_a_refused_port_is_no_network() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = refusal(access(f"http://127.0.0.1:{port}")).problem
    assert (found.code, found.params["host"]) == (Code.NO_NETWORK, "127.0.0.1")


@pytest.mark.parametrize("sent", [b"", http(b'{"result": 1', length=5000)])
def test_an_answer_that_does_not_come_or_does_not_go_on_in_time_is_told(sent: bytes) -> None:
    with Wire(sent, hold=True) as wire:
        found = refusal(Access(wire.url, session_id=SESSION, read_timeout=0.1))
    assert found.problem.code is Code.TIMED_OUT


def test_a_stand_in_that_is_slow_times_out(clock: HandClock) -> None:
    with StandIn([Database("pabrik")], latency=5.0, clock=clock) as odoo:
        assert refusal(access(odoo.url, read_timeout=0.1)).problem.code is Code.TIMED_OUT


def test_a_waiting_request_is_abandoned_at_once(clock: HandClock) -> None:
    with (
        StandIn([Database("pabrik")], latency=30.0, clock=clock) as odoo,
        closing(connect(access(odoo.url))) as transport,
    ):
        waiting = threading.Timer(0.05, transport.abandon)
        waiting.start()
        with pytest.raises(OdooError) as caught:
            call(transport)
        waiting.join()
    assert caught.value.problem.code is Code.ABANDONED


# ---------------------------------------------------------------------- before anything is sent


@pytest.mark.parametrize("url", ["", "odoo.example", "ftp://odoo.example", "http://", "https:///x"])
def test_without_an_address_it_is_not_configured(url: str) -> None:
    found = refusal(access(url)).problem
    assert (found.code, found.params) == (Code.NOT_CONFIGURED, {"key": "odoo.url"})


@pytest.mark.parametrize("key", ["database", "login", "password"])
def test_what_is_missing_for_a_login_is_named(key: str) -> None:
    found = refusal(access("https://odoo.example", **{key: ""})).problem
    assert (found.code, found.params) == (Code.NOT_CONFIGURED, {"key": f"odoo.{key}"})


def test_a_session_id_needs_neither_login_nor_database() -> None:
    connect(Access("https://odoo.example", session_id=SESSION)).close()


@pytest.mark.parametrize("host", ["odoo.example", "192.168.1.5:8069", "127.0.0.1.example.com"])
def test_plain_http_is_for_loopback_only(host: str) -> None:
    assert refusal(access(f"http://{host}")).problem.code is Code.PLAIN_HTTP


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8069", "[::1]:8069"])
def test_loopback_may_be_plain(host: str) -> None:
    connect(access(f"http://{host}")).close()


def test_plain_http_may_be_switched_on() -> None:
    connect(access("http://odoo.example", allow_http=True)).close()


def test_https_to_a_server_without_it_is_told() -> None:
    with Wire(b"") as wire:
        found = refusal(access(wire.url.replace("http:", "https:")))
    assert found.problem.code is Code.NOT_TLS


# ---------------------------------------------------------------------- secrets


def test_secrets_are_in_no_representation() -> None:
    known = Access("https://odoo.example", "pabrik", LOGIN, PASSWORD, SESSION)
    assert not [secret for secret in SECRETS if secret in repr(known) + str(known)]


def test_secrets_are_in_no_log_line_whatever_happens(
    odoo: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        with closing(connect(access(odoo.url))) as transport:
            call(transport)
            odoo.expire_sessions()
            transport.begin_pass()
            call(transport)
        refusal(access(odoo.url, login="nobody"))
        refusal(Access(odoo.url, session_id=SESSION))
    assert caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_the_default_timeouts_are_bounded() -> None:
    known = Access("https://odoo.example")
    assert timedelta(seconds=known.connect_timeout) <= timedelta(minutes=1)
    assert timedelta(seconds=known.read_timeout) <= timedelta(minutes=5)
