"""The HTTP API over real HTTP: what it does not take, and in which words."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from app.api.limits import Limits
from app.domain.api import Scope
from tests.engines import (
    BOTH,
    held,
    make_impatient,
    new_store,
    run_sql,
    sqlite_only,  # noqa: F401  # its fixture: most of this is about HTTP
)
from tests.integration.api_rig import ApiRig
from tests.integration.test_api import ok, problem

SMALL = Limits(body_seconds=0.3, head_seconds=0.4)


@pytest.fixture
def rig(tmp_path: Path, engine: str) -> Iterator[ApiRig]:
    with (
        new_store(engine, tmp_path) as store,
        ApiRig(tmp_path, limits=SMALL, store=store) as made,
    ):
        yield made


def send(rig: ApiRig, body: bytes, kind: str = "application/json") -> requests.Response:
    return rig.session.post(
        f"{rig.url}/api/register-mo", data=body, headers={"Content-Type": kind}, timeout=10
    )


def talk(rig: ApiRig, *parts: bytes) -> bytes:
    """Send bytes as they are, and give all that comes back until the server hangs up."""
    where = urlsplit(rig.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        for part in parts:
            line.sendall(part)
        found = b""
        try:
            while part := line.recv(65536):
                found += part
        except ConnectionResetError:
            pass
    return found


# ---------------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"mo_name": NaN}',
        b'{"mo_name": "a", "mo_name": "b"}',
        b'{"mo_name": {"a": 1, "a": 2}}',
        b'{"mo_name": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"mo_name": ' + b"9" * 5000 + b"}",
        b"[" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
)
def test_a_body_that_is_no_plain_json_is_refused(rig: ApiRig, body: bytes) -> None:
    problem(send(rig, body), 400, "bad-json")
    assert rig.log() == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["mo_name"]),
        ({"mo_name": ""}, ["mo_name"]),
        ({"mo_name": "x" * 201}, ["mo_name"]),
        ({"mo_name": 7}, ["mo_name"]),
        ({"mo_name": None}, ["mo_name"]),
        ({"mo_name": ["a"]}, ["mo_name"]),
        ({"mo_name": "a", "run_mid_production": 1}, ["run_mid_production"]),
        ({"mo_name": "a", "run_mid_production": "true"}, ["run_mid_production"]),
        ({"mo_name": "a", "auth_first": 10**30}, ["auth_first"]),
        ({"mo_name": "a", "confirm": None}, ["confirm"]),
        ({"mo_name": "a", "lain": 1}, ["lain"]),
        ([], [None]),
        ("teks", [None]),
        (None, [None]),
    ],
)
def test_every_field_that_does_not_fit_is_named(
    rig: ApiRig, body: object, fields: list[str | None]
) -> None:
    found = problem(send(rig, json.dumps(body).encode()), 422, "invalid")
    assert [one["field"] for one in found["problems"]] == fields


@BOTH
@pytest.mark.parametrize(
    "text", ["\0", "\0" * 200, "'; DROP TABLE recent_mo; --", "😀", "%s%n", "ß"]
)
def test_odd_texts_find_no_mo(rig: ApiRig, text: str) -> None:
    rig.add_mo(1)
    problem(send(rig, json.dumps({"mo_name": text}).encode()), 404, "mo-not-found")
    problem(rig.get("/api/ready-mo-details", mo_name=text), 404, "mo-not-found")


@BOTH
def test_control_characters_of_a_scanner_do_no_harm(rig: ApiRig) -> None:
    name = rig.add_mo(1)
    body = {"mo_name": f" {name.lower()}\r\n", "auth_first": "\x02a0001\x03", "roll_number": "r1\t"}
    (stored,) = ok(rig.post("/api/register-mo", body))["changes"]
    assert (stored["mo"]["auth_first"], stored["mo"]["roll_number"]) == ("A0001", "R1")


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded"])
def test_only_json_is_taken(rig: ApiRig, kind: str) -> None:
    problem(send(rig, b'{"mo_name": "a"}', kind), 415, "wrong-media-type")


def test_a_body_that_is_too_large_is_not_read(rig: ApiRig) -> None:
    long = json.dumps({"mo_name": "x" * 70_000}).encode()
    found = problem(send(rig, long), 413, "body-too-large")
    assert "65536" in found["detail"]

    def endless() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * 1000

    answer = rig.session.post(
        f"{rig.url}/api/register-mo",
        data=endless(),
        headers={"Content-Type": "application/json"},
        timeout=10,
    )
    problem(answer, 413, "body-too-large")


# ---------------------------------------------------------------------- queries


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"offset": -1}, "offset"),
        ({"offset": 10**9}, "offset"),
        ({"limit": "a"}, "limit"),
        ({"created_from": ""}, "created_from"),
        ({"created_from": "2026-04-17"}, "created_from"),
        ({"created_from": "1713312000"}, "created_from"),
        ({"created_from": "2026-04-17T00:00:00"}, "created_from"),
        ({"created_to": "2026-02-30T00:00:00Z"}, "created_to"),
        ({"created_to": "2026-04-17T00:00:00+25:00"}, "created_to"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(
    rig: ApiRig, query: dict[str, Any], field: str
) -> None:
    found = problem(rig.get("/api/mo-options", **query), 422, "invalid")
    assert [one["field"] for one in found["problems"]] == [field]


@BOTH
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_times_beyond_all_counting_are_taken(rig: ApiRig, moment: str) -> None:
    rig.add_mo(1)
    found = ok(rig.get("/api/mo-options", created_from=moment))
    assert found["total"] == (1 if moment.startswith("0001") else 0)


# ---------------------------------------------------------------------- HTTP itself


def test_unknown_addresses_and_methods_are_refused_alike(rig: ApiRig) -> None:
    for path in ("/", "/api", "/api/mo-options/", "/docs", "/api/%00", "/api/../etc/passwd"):
        problem(rig.get(path), 404, "unknown-path")
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"):
        answer = rig.session.request(method, f"{rig.url}/api/register-mo", timeout=10)
        problem(answer, 405, "wrong-method")
        assert answer.headers["Allow"] == "POST"
    answer = rig.post("/api/mo-options", {})
    problem(answer, 405, "wrong-method")
    assert answer.headers["Allow"] == "GET"


def test_a_fault_of_the_program_is_said_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.services.offers.Offers.running", lambda _self: 1 / 0)
    with ApiRig(tmp_path) as rig:
        found = problem(rig.get("/api/running-mo"), 500, "bug")
    assert "ZeroDivisionError" not in str(found)
    assert "ZeroDivisionError" in caplog.text


def test_a_browser_that_was_led_here_gets_nothing(rig: ApiRig) -> None:
    port = urlsplit(rig.url).port
    for host in ("jahat.example", f"jahat.example:{port}", "127.0.0.1.jahat.example", "", "[::1"):
        answer = rig.session.get(f"{rig.url}/api/mo-options", headers={"Host": host}, timeout=10)
        problem(answer, 421, "wrong-host")
    for host in ("localhost", f"LOCALHOST:{port}", "127.0.0.1", f"[::1]:{port}"):
        answer = rig.session.get(f"{rig.url}/api/mo-options", headers={"Host": host}, timeout=10)
        ok(answer)
    asked = rig.session.options(
        f"{rig.url}/api/mo-options", headers={"Origin": "https://jahat.example"}, timeout=10
    )
    assert not [name for name in asked.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "request_",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"\0\0\r\n\r\n"],
)
def test_what_is_no_http_is_refused_in_the_same_words(rig: ApiRig, request_: bytes) -> None:
    head, _, body = talk(rig, request_).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in head
    assert json.loads(body)["type"] == "urn:stasiun-mo:problem:bad-request"


def test_who_is_slow_is_not_waited_for(rig: ApiRig) -> None:
    assert talk(rig, b"GET /api/mo-options HTTP/1.1\r\nHost: loc") == b""
    assert talk(rig) == b""
    head = (
        f"POST /api/register-mo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {rig.key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 30\r\n\r\n"
    )
    answer = talk(rig, head.encode(), b'{"mo_')
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"urn:stasiun-mo:problem:slow-request" in answer


# ---------------------------------------------------------------------- haste


def test_too_many_requests_of_one_key_have_to_wait(tmp_path: Path) -> None:
    with ApiRig(tmp_path, limits=Limits(rate=0.5, burst=3)) as rig:
        answers = [rig.get("/api/running-mo") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        found = problem(answers[3], 429, "too-many-requests")
        assert answers[3].headers["Retry-After"] == "2"
        assert "2 s" in found["detail"]
        rig.session.headers.update(rig.headers(rig.make_key("lain", frozenset({Scope.READ}))))
        ok(rig.get("/api/running-mo"))


def test_too_many_requests_of_one_address_have_to_wait_key_or_not(tmp_path: Path) -> None:
    with ApiRig(tmp_path, limits=Limits(address_rate=0.5, address_burst=2)) as rig:
        answers = [requests.get(f"{rig.url}/api/running-mo", timeout=10) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]


# ---------------------------------------------------------------------- words


def test_a_refusal_is_said_in_the_language_that_is_asked_for(rig: ApiRig) -> None:
    name = rig.add_mo(1)
    ok(rig.register(name, "A0001"))
    said = {}
    for accept in ("id", "en", "de", "en;q=0.1, id;q=0.9", "fr, en-US;q=0.5", "", "??", "*"):
        rig.session.headers["Accept-Language"] = accept
        answer = rig.register(name, "A0001")
        found = problem(answer, 409, "already-registered")
        said[accept] = (answer.headers["Content-Language"], found["detail"], found["title"])
    english = ("en", "WH/MO/00001 is already registered.", "Refused by the rules of the line")
    indonesian = ("id", "WH/MO/00001 sudah terdaftar.", "Ditolak oleh aturan lini")
    assert [accept for accept, words in said.items() if words == english] == [
        "en",
        "fr, en-US;q=0.5",
    ]
    assert [a for a, words in said.items() if words == indonesian] == [
        a for a in said if a not in ("en", "fr, en-US;q=0.5")
    ]


def test_several_reasons_are_listed_with_the_names_of_the_request(rig: ApiRig) -> None:
    one, two = rig.add_mo(1), rig.add_mo(2)
    body = {"current_mo": one, "next_mo": two, "new_auth": "?", "roll_number": "!"}
    found = problem(rig.post("/api/changeover", body), 409, "not-running")
    fields = [one["field"] for one in found["problems"]]
    assert {"current_mo", "next_mo"} <= set(fields)
    ended = rig.post("/api/end-production", {"mo_name": one, "authenticity": "X"})
    assert {p["field"] for p in ended.json()["problems"]} <= {"mo_name", "authenticity"}


# ---------------------------------------------------------------------- the store


@BOTH
def test_a_store_that_is_locked_is_a_matter_of_waiting(
    rig: ApiRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = rig.add_mo(1)
    make_impatient(monkeypatch)  # before the writing thread opens it
    with held(rig.path):
        answer = rig.register(name, "A0001")
        found = problem(answer, 503, "store-locked")
        assert int(answer.headers["Retry-After"]) > 0
        assert str(Path(str(rig.path)).parent) not in found["detail"]
        ok(rig.get("/api/mo-options"))  # who reads does not wait
    ok(rig.register(name, "A0001"))


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced there")
def test_a_backup_that_takes_the_place_of_the_store_is_what_counts(rig: ApiRig) -> None:
    one = rig.add_mo(1)
    ok(rig.get("/api/mo-options"))
    assert isinstance(rig.path, Path)
    copy = rig.path.with_name("copy.db")
    run_sql(rig.path, "PRAGMA wal_checkpoint(TRUNCATE)")
    copy.write_bytes(rig.path.read_bytes())
    ok(rig.register(one, "A0001"))
    for leftover in (rig.path.with_name("store.db-wal"), rig.path.with_name("store.db-shm")):
        leftover.unlink(missing_ok=True)
    copy.replace(rig.path)
    assert ok(rig.get("/api/mo-options"))["total"] == 1
    ok(rig.register(one, "A0007"))
    assert [entry["after"].count("A0007") > 0 for entry in rig.log()] == [True]
