"""Calls over HTTP, refusals, what is remembered of requests, and a quick stop."""

import http.client
import json
import socket
import threading
import time

import pytest

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD
from app.demo.models import ORDER
from app.demo.records import Database
from app.demo.server import StandIn
from tests.unit.demo.client import Client, factory

# ---------------------------------------------------------------------- calls and refusals


def test_fields_get_without_custom_fields() -> None:
    plain = Database("polos", custom_fields=False)
    plain.add_user("ani", "rahasia", may_read_mos=False)
    with StandIn([plain]) as server, Client(server, server.open_session("polos", "ani")) as client:
        asked = ["name", "note", "group_worker", "initial_qty_target"]
        fields = client.result(ORDER, "fields_get", asked, ["type"])
        assert fields == {"name": {"type": "char"}}
        assert client.call(ORDER, "search", []).error == "odoo.exceptions.AccessError"


def test_no_rights(one: StandIn) -> None:
    with Client(one, one.open_session("pabrik", "tamu")) as client:
        assert client.call(ORDER, "search_count", []).error == "odoo.exceptions.AccessError"
        assert client.call("stock.picking", "search", []).error == "odoo.exceptions.AccessError"
        assert client.result(ORDER, "fields_get", ["name"])


def test_unknown_model(client: Client, version: int) -> None:
    answer = client.call("no.such", "search", [])
    assert answer.status == 200
    assert answer.body["error"]["code"] == (200 if version == 17 else 404)


def test_writing(client: Client) -> None:
    key = client.result(ORDER, "create", {"product_qty": 10})
    assert client.result(ORDER, "write", [key], {"state": "confirmed"}) is True
    assert client.result(ORDER, "read", [key], ["state"]) == [{"id": key, "state": "confirmed"}]
    assert client.result(ORDER, "unlink", [key]) is True
    assert client.result(ORDER, "read", [key], ["state"]) == []
    missing = client.call(ORDER, "write", [key], {"state": "done"})
    assert missing.error == "odoo.exceptions.MissingError"


@pytest.mark.parametrize("body", ["", "{", "[]"])
def test_broken_body(client: Client, version: int, body: str) -> None:
    path = "/web/dataset/call_kw"
    answer = client.send("POST", path, body, Content_Type="application/json")
    assert answer.status == (200 if version == 19 else 400)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"model": ORDER, "method": "search"}, "builtins.TypeError"),
        ({"model": ORDER, "method": "search", "args": None, "kwargs": {}}, "builtins.TypeError"),
        ({"model": ORDER, "method": "read", "args": ["x"], "kwargs": []}, "builtins.TypeError"),
        (
            {"model": ORDER, "method": "search", "args": [], "kwargs": {"order": 1}},
            "builtins.AttributeError",
        ),
    ],
)
def test_nonsense_is_answered(client: Client, params: dict[str, object], error: str) -> None:
    assert client.rpc("/web/dataset/call_kw", params).error == error


def test_old_service(one: StandIn) -> None:
    with Client(one) as client:
        login = {"service": "common", "method": "login"}
        args = ["pabrik", TRAINING_LOGIN, TRAINING_PASSWORD]
        assert client.rpc("/jsonrpc", {**login, "args": args}).body["result"] == 2
        assert client.rpc("/jsonrpc", {**login, "args": []}).error == "builtins.TypeError"
        call = {"service": "object", "method": "execute_kw"}
        args = ["pabrik", "2", TRAINING_PASSWORD, ORDER, "search_count", "x"]
        assert client.rpc("/jsonrpc", {**call, "args": args}).error.endswith("AccessDenied")
        assert client.rpc("/jsonrpc", {"service": "x"}).error == "builtins.TypeError"


def test_wrong_kind_of_request(client: Client, version: int) -> None:
    status = 415 if version == 19 else 400
    assert client.send("POST", "/web/dataset/call_kw", "{}", Content_Type="text/plain").status == (
        status
    )
    assert client.send("GET", "/web/dataset/call_kw").status == status
    assert client.send("GET", "/no/such/path").status == 404


def test_what_needs_no_session(two: StandIn, version: int) -> None:
    with Client(two) as client:
        assert client.send("GET", "/web/health").body["status"] == "pass"
        info = client.rpc("/web/webclient/version_info", {}).body["result"]
        assert info["server_version_info"][0] == version
        assert client.rpc("/web/database/list", {}).body["result"] == ["pabrik", "lain"]
        assert client.send("GET", "/web/version").status == (200 if version == 19 else 404)


def test_json2_belongs_to_19(version: int) -> None:
    database = factory()
    key = database.add_api_key(TRAINING_LOGIN)
    with StandIn([database], version=version) as server, Client(server) as client:
        body = json.dumps({"domain": [], "fields": ["name"], "limit": 1})
        kind = {"Content_Type": "application/json"}
        path = f"/json/2/{ORDER}/search_read"
        answer = client.send("POST", path, body, Authorization=f"bearer {key}", **kind)
        if version < 19:
            assert answer.status == 404
            return
        assert answer.status == 200
        assert list(answer.body[0]) == ["id", "name"]
        assert client.send("POST", path, body, **kind).status == 401
        assert client.send("POST", path, body, Authorization="bearer x", **kind).status == 401


def test_unknown_version() -> None:
    with pytest.raises(ValueError, match="16"):
        StandIn([factory()], version=16)


# ---------------------------------------------------------------------- the server itself


def test_requests_are_remembered(one: StandIn, client: Client) -> None:
    client.call(ORDER, "search_count", [])
    client.sid = ""
    client.send("GET", "/web/health")
    call, health = one.requests
    assert (call.method, call.model, call.call, call.cookie) == (
        "POST",
        ORDER,
        "search_count",
        True,
    )
    assert call.body["params"]["args"] == [[]]
    assert (health.path, health.model, health.body, health.cookie) == (
        "/web/health",
        "",
        None,
        False,
    )
    one.clear_requests()
    assert one.requests == []


def seconds_to_stop_with_open_connections() -> float:
    with (
        StandIn([factory()]) as server,
        Client(server) as busy,
        socket.create_connection(("127.0.0.1", server.port)) as silent,
    ):
        busy.send("GET", "/web/health")
        begun = time.monotonic()
        server.stop()
        taken = time.monotonic() - begun
        assert silent.recv(1) == b""
    return taken


def test_stop_is_quick_and_leaves_no_thread() -> None:
    # The best of three, so that a busy machine is not taken for a slow stop.
    assert min(seconds_to_stop_with_open_connections() for _ in range(3)) < 0.2
    assert not [t for t in threading.enumerate() if t.name.startswith("stand-in")]


def test_a_stopped_server_has_no_address() -> None:
    server = StandIn([factory()])
    with server:
        assert server.url == f"http://127.0.0.1:{server.port}"
    server.stop()
    with pytest.raises(RuntimeError):
        _ = server.port


def test_stop_does_not_wait_for_the_latency() -> None:
    with StandIn([factory()], latency=60.0) as server, Client(server) as client:
        arrived = threading.Event()
        outcome: list[type[BaseException]] = []

        def ask() -> None:
            arrived.set()
            try:
                client.send("GET", "/web/health")
            except (OSError, http.client.HTTPException) as error:
                outcome.append(type(error))

        thread = threading.Thread(target=ask)
        thread.start()
        assert arrived.wait(5)
        server.stop()
        thread.join(5)
        assert outcome


def test_can_be_started_again() -> None:
    server = StandIn([factory()])
    for _ in range(2):
        with server, Client(server) as client:
            assert client.send("GET", "/web/health").status == 200


def test_nothing_on_stderr(one: StandIn, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", one.port)) as rude:
        rude.sendall(b"nonsense\r\n\r\n")
        assert rude.recv(4096)
    with socket.create_connection(("127.0.0.1", one.port)) as hasty:
        hasty.sendall(b"POST /web/health HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    one.stop()
    assert capfd.readouterr().err == ""


def test_many_at_once(one: StandIn) -> None:
    sid = one.open_session("pabrik", TRAINING_LOGIN)
    counts: list[int] = []

    def ask() -> None:
        with Client(one, sid) as client:
            counts.extend(len(client.result(ORDER, "search_read", [])) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert counts == [30] * 40
