"""The stand-in answers every recorded request as the real server did."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Any, Final

import pytest

from app.demo.records import Database
from app.demo.server import StandIn
from tests.marks import marked
from tests.recordings import (
    RECORDED_AT,
    RECORDINGS,
    VERSIONS,
    Answer,
    Exchange,
    database_name,
    differences,
    exchanges,
    recorded_database,
)

pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="shared/odoo-recordings is not beside the repository"
)

# What the stand-in does not imitate, and why: (version, file) → reason.
_NAME_PATTERN = "the server's dbfilter is a pattern, the stand-in shows a list of names"
NOT_IMITATED: Final[dict[tuple[int, str], str]] = {
    (17, "auth-login-wrong-database-passes-dbfilter"): _NAME_PATTERN,
    (19, "auth-login-wrong-database-passes-dbfilter"): _NAME_PATTERN,
    (19, "json1-read-page"): "the web client's own JSON-1 pages: no client of ours reads them",
}

EXCHANGES: Final = [exchange for version in VERSIONS for exchange in exchanges(version)]
_BY_KEY: Final = {(exchange.version, exchange.name): exchange for exchange in EXCHANGES}


@dataclass
class Lab:
    """A running stand-in with the recorded databases, and a clock that a test can move."""

    version: int
    fields: Database
    vanilla: Database
    server: StandIn
    now: datetime = RECORDED_AT
    keys: dict[str, str] = field(default_factory=dict)

    def session(self, login: str = "admin", *, vanilla: bool = False) -> str:
        """Return a session that was used before."""
        sid = self.fresh(login, vanilla=vanilla)
        self.post("/web/session/get_session_info", sid)
        return sid

    def fresh(self, login: str = "admin", *, vanilla: bool = False) -> str:
        """Return a session that was never used."""
        return self.server.open_session(database_name(self.version, vanilla=vanilla), login)

    def post(self, path: str, sid: str, params: dict[str, Any] | None = None) -> Answer:
        """Send one JSON-RPC request with a session."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 0, "params": params or {}})
        headers = {"Content-Type": "application/json", "Cookie": f"session_id={sid}"}
        return send(self.server, "POST", path, headers, body)

    def count(self, sid: str) -> Answer:
        """Ask for something cheap with a session."""
        call = {"model": "mrp.production", "method": "search_count", "args": [[]], "kwargs": {}}
        return self.post("/web/dataset/call_kw", sid, call)


def send(
    server: StandIn, method: str, path: str, headers: dict[str, str], body: str | None
) -> Answer:
    """Send one request and read the whole answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        kept: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            kept.setdefault(name.lower(), []).append(value)
        return Answer(response.status, kept, response.read().decode())
    finally:
        connection.close()


# ---------------------------------------------------------------------- the state of a session


def _logged_out(lab: Lab) -> str:
    sid = lab.session()
    lab.post("/web/session/destroy", sid)
    return sid


def _logged_out_by_get(lab: Lab) -> str:
    sid = lab.session()
    send(lab.server, "GET", "/web/session/logout", {"Cookie": f"session_id={sid}"}, None)
    return sid


def _vacuumed(lab: Lab) -> str:
    sid = lab.session()
    lab.server.expire_sessions()
    return sid


def _password_changed(lab: Lab) -> str:
    sid = lab.session("operator")
    lab.fields.set_password("operator", marked("another"))
    return sid


def _older_than_three_hours(lab: Lab) -> str:
    sid = lab.session()
    lab.now += timedelta(hours=4)
    return sid


def _rotated(lab: Lab) -> tuple[str, str]:
    old = _older_than_three_hours(lab)
    (new,) = lab.count(old).session_ids()
    return old, new


def _rotated_long_ago(lab: Lab) -> str:
    old, _ = _rotated(lab)
    lab.now += timedelta(seconds=121)
    return old


# The first pattern that fits a file decides; everything else is the administrator's session.
_SESSIONS: Final[tuple[tuple[str, Callable[[Lab], str]], ...]] = (
    ("session-garbage-short-*", lambda _lab: "garbage"),
    ("session-unknown-40hex-*", lambda _lab: "0123456789abcdef" * 2 + "01234567"),
    ("session-unknown-84-*", lambda _lab: "A" * 84),
    ("db-select-x-odoo-database-header-expired", lambda _lab: "0123456789" * 4),
    ("session-after-logout-get-*", _logged_out_by_get),
    ("session-after-logout-*", _logged_out),
    ("web-root-expired-session-*", _logged_out),
    ("session-expired-vacuumed-*", _vacuumed),
    ("session-password-changed-*", _password_changed),
    ("session-rotation-1-*", _older_than_three_hours),
    ("session-rotation-2-*", lambda lab: _rotated(lab)[0]),
    ("session-rotation-3-*", _rotated_long_ago),
    ("session-rotation-4-*", lambda lab: _rotated(lab)[1]),
    ("mo-search-read-operator", lambda lab: lab.fresh("operator")),
    ("error-access-denied-fields-get", lambda lab: lab.fresh("terbatas")),
    ("error-access-denied-*", lambda lab: lab.session("terbatas")),
    ("mo-fields-get-vanilla", lambda lab: lab.fresh(vanilla=True)),
    ("mo-fields-get-named", lambda lab: lab.session(vanilla=True)),
    ("db-select-session-of-other-db", lambda lab: lab.session(vanilla=True)),
    ("db-select-session-hidden-db", lambda lab: lab.fresh(vanilla=True)),
    ("*vanilla", lambda lab: lab.session(vanilla=True)),
    ("*", lambda lab: lab.session()),
)
_KEYS: Final[tuple[tuple[str, Callable[[Lab], str]], ...]] = (
    ("json2-wrong-key", lambda _lab: "0" * 40),
    ("json2-key-of-other-db", lambda lab: lab.vanilla.add_api_key("admin")),
    ("json2-unknown-field", lambda lab: lab.vanilla.add_api_key("admin")),
    ("json2-search-read-operator", lambda lab: lab.fields.add_api_key("operator")),
    ("json2-access-denied", lambda lab: lab.fields.add_api_key("terbatas")),
    ("*", lambda lab: lab.fields.add_api_key("admin")),
)


def _prepared(rules: tuple[tuple[str, Callable[[Lab], str]], ...], name: str, lab: Lab) -> str:
    return next(prepare(lab) for pattern, prepare in rules if fnmatch(name, pattern))


def replay(exchange: Exchange) -> Answer:
    """Bring a fresh server into the recorded state and send it the recorded request."""
    version = exchange.version
    fields, vanilla = recorded_database(version), recorded_database(version, vanilla=True)
    (other,) = set(VERSIONS) - {version}
    hidden = [Database(database_name(other)), Database(database_name(other, vanilla=True))]
    names = [fields.name, vanilla.name][: exchange.databases_visible]
    databases = [fields, vanilla, *hidden]
    lab: Lab
    server = StandIn(databases, version=version, visible=names, clock=lambda: lab.now)
    lab = Lab(version, fields, vanilla, server)
    if exchange.name == "semantics-unlink-draft":
        fields.load("mrp.production", [{"id": 405, "name": "WH/MO/00405", "state": "draft"}])
    with server:
        headers = dict(exchange.request["headers"])
        if "cookie" in headers:
            headers["cookie"] = f"session_id={_prepared(_SESSIONS, exchange.name, lab)}"
        if "authorization" in headers:
            headers["authorization"] = f"bearer {_prepared(_KEYS, exchange.name, lab)}"
        body = exchange.request["body"]
        if body is not None and not isinstance(body, str):
            body = json.dumps(body)
        if body is not None and "REDACTED-APIKEY-admin" in body:
            body = body.replace("REDACTED-APIKEY-admin", fields.add_api_key("admin"))
        return send(server, exchange.request["method"], exchange.request["path"], headers, body)


# ---------------------------------------------------------------------- tests


def _id(exchange: Exchange) -> str:
    return f"{exchange.version}-{exchange.name}"


@pytest.mark.parametrize("exchange", EXCHANGES, ids=_id)
def test_answers_as_recorded(exchange: Exchange) -> None:
    found = differences(exchange, replay(exchange))
    reason = NOT_IMITATED.get((exchange.version, exchange.name))
    if reason is None:
        assert not found, f"{exchange.about}\n" + "\n".join(found)
    else:
        assert found, f"imitated by now, strike it off the table: {reason}"


def test_table_names_known_recordings() -> None:
    assert NOT_IMITATED.keys() <= _BY_KEY.keys()


def test_index_is_complete() -> None:
    for version in VERSIONS:
        files = {path.name for path in (RECORDINGS / f"odoo-{version}").glob("*.json")}
        assert files - {"index.json"} == {e.file for e in EXCHANGES if e.version == version}


def test_comparison_notices_what_matters() -> None:
    exchange = _BY_KEY[17, "mo-search-count-all"]
    good = replay(exchange)
    assert not differences(exchange, good)
    for text in ('{"jsonrpc": "2.0", "id": 21, "result": 405}', good.text.replace("21", "22")):
        assert differences(exchange, Answer(200, good.headers, text))
    assert differences(exchange, Answer(500, good.headers, good.text))
    assert differences(exchange, Answer(200, {"content-type": ["text/html"]}, good.text))
