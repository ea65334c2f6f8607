"""The HTTP API over real HTTP: operations, reads, keys, repeats."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from app.api.routes import SCOPES
from app.domain.api import Scope
from tests.engines import ENGINES, SQLITE, new_store, row, rows, run_sql
from tests.integration.api_rig import ApiRig

READS = [path for path, scope in SCOPES.items() if scope is Scope.READ]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rig(tmp_path: Path, engine: str) -> Iterator[ApiRig]:
    with new_store(engine, tmp_path) as store, ApiRig(tmp_path, store=store) as made:
        yield made


def ok(answer: requests.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(answer: requests.Response, status: int, slug: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = answer.json()
    assert (found["status"], found["type"]) == (status, f"urn:stasiun-mo:problem:{slug}")
    return found


# ---------------------------------------------------------------------- a shift


def test_a_shift_by_other_programs(rig: ApiRig) -> None:
    one, two = rig.add_mo(1), rig.add_mo(2)
    assert ok(rig.get("/api/running-mo")) == {
        "station": "Lini 1",
        "running": None,
        "elapsed_seconds": None,
    }
    ok(rig.register(one, "a0001"))
    ok(rig.post("/api/register-mo", {"mo_name": two, "run_mid_production": True}))
    ok(rig.start(one.lower()))
    rig.clock.advance(minutes=90)
    now = ok(rig.get("/api/running-mo"))
    assert (now["running"]["mo_name"], now["elapsed_seconds"]) == (one, 5400)
    change = {"current_mo": one, "next_mo": two, "new_auth": "A0101"}
    done = ok(rig.post("/api/changeover", change))
    assert [(c["status"], c["mo"]["mo_name"]) for c in done["changes"]] == [
        ("changeover_end", one),
        ("changeover_start", two),
    ]
    rig.clock.advance(hours=2)
    done = ok(rig.post("/api/end-production", {"mo_name": two, "authenticity": "A0200"}))
    (stored,) = done["changes"]
    assert (stored["mo"]["used"], stored["mo"]["difference"]) == (100, 0.0)
    assert stored["mo"]["date_finished"] == "2026-04-17T06:00:00Z"
    assert row(rig.path, one)["auth_last"] == "A0100"
    assert [(e["status"], e["person"], e["station"]) for e in rig.log()] == [
        (status, "semua", "Lini 1")
        for status in (
            "register", "register", "start", "changeover_end", "changeover_start", "end",
        )
    ]  # fmt: skip


@SQLITE
def test_what_runs_on_a_store_of_ones_own_is_here_whatever_the_station_was_called(
    rig: ApiRig,
) -> None:
    name = rig.add_mo(1)
    ok(rig.register(name, "A0001"))
    ok(rig.start(name))
    run_sql(rig.path, "UPDATE recent_mo SET station = 'Lini lama'")
    assert ok(rig.get("/api/running-mo"))["running"]["mo_name"] == name
    ok(rig.post("/api/end-production", {"mo_name": name, "authenticity": "A0100"}))


def test_what_is_odd_is_asked_first(rig: ApiRig) -> None:
    name = rig.add_mo(1)
    ok(rig.register(name, "A0001"))
    ok(rig.start(name))
    body = {"mo_name": name, "authenticity": "A0500"}
    asked = problem(rig.post("/api/end-production", body), 409, "confirmation-needed")
    assert "500" in asked["detail"]
    assert [p["type"] for p in asked["problems"]] == ["urn:stasiun-mo:problem:ask-used-over-target"]
    assert row(rig.path, name)["date_finished"] is None
    ok(rig.post("/api/end-production", {**body, "confirm": True}))
    assert row(rig.path, name)["auth_last"] == "A0500"


# ---------------------------------------------------------------------- reads


def test_mo_options_are_paged_newest_first(rig: ApiRig) -> None:
    names = [rig.add_mo(number) for number in range(1, 8)]
    rig.add_mo(90, state="done")
    rig.add_mo(91, gone_at="2026-04-17 00:00:00")
    ok(rig.register(names[6], "A0001"))
    first = ok(rig.get("/api/mo-options", limit=4))
    rest = ok(rig.get("/api/mo-options", limit=4, offset=4))
    assert [one["mo_name"] for one in first["items"] + rest["items"]] == names[5::-1]
    assert (first["total"], rest["total"], rest["offset"]) == (6, 6, 4)
    assert first["items"][0]["roll_number"] is None


def test_mo_options_are_filtered_by_date(rig: ApiRig) -> None:
    names = [rig.add_mo(number) for number in range(1, 6)]
    found = ok(
        rig.get(
            "/api/mo-options",
            created_from="2026-04-03T08:00:00+07:00",
            created_to="2026-04-05T01:00:00Z",
        )
    )
    assert [one["mo_name"] for one in found["items"]] == [names[2], names[1]]


def test_ready_mos_come_in_the_order_of_their_registration(rig: ApiRig) -> None:
    names = [rig.add_mo(number) for number in range(1, 4)]
    for number, name in enumerate(reversed(names)):
        ok(rig.register(name, f"{number}001", f"R{number}"))
        rig.clock.advance(minutes=10)
    found = ok(rig.get("/api/ready-mo"))
    assert [one["mo_name"] for one in found["items"]] == names[::-1]
    assert found["items"][0]["registered_at"] == "2026-04-17T02:30:00Z"
    late = ok(rig.get("/api/ready-mo", registered_from="2026-04-17T02:40:00Z", limit=1))
    assert ([one["mo_name"] for one in late["items"]], late["total"]) == ([names[1]], 2)


def test_details_are_those_of_a_ready_mo(rig: ApiRig) -> None:
    name = rig.add_mo(1, initial_qty_target=120.0)
    early = problem(rig.get("/api/ready-mo-details", mo_name=name), 409, "not-ready")
    assert early["problems"][0]["field"] == "mo_name"
    ok(rig.register(name, "A0001"))
    found = ok(rig.get("/api/ready-mo-details", mo_name=name.lower()))
    shown = {key: found[key] for key in ("product_name", "target", "product_uom", "auth_first")}
    assert shown == {
        "product_name": "Liquid Mangga 60 ml",
        "target": 120.0,
        "product_uom": "Botol",
        "auth_first": "A0001",
    }
    ok(rig.start(name))
    problem(rig.get("/api/ready-mo-details", mo_name=name), 409, "already-started")
    problem(rig.get("/api/ready-mo-details", mo_name="WH/MO/9"), 404, "mo-not-found")


# ---------------------------------------------------------------------- repeats


def test_a_repeat_is_answered_alike_and_stores_nothing(rig: ApiRig) -> None:
    name = rig.add_mo(1)
    body = {"mo_name": name, "auth_first": "A0001", "roll_number": "R1"}
    first = rig.post("/api/register-mo", body, key="k-1")
    again = rig.post("/api/register-mo", body, key="k-1")
    assert ok(first) == ok(again)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Idempotency-Key"] == "k-1"
    assert [entry["operation_id"] for entry in rig.log()] == ["1:k-1"]
    other = rig.post("/api/register-mo", {**body, "auth_first": "A0002"}, key="k-1")
    problem(other, 422, "operation-id-reused")
    assert row(rig.path, name)["auth_first"] == "A0001"


def test_two_programs_may_use_the_same_idempotency_key(rig: ApiRig) -> None:
    one, two = rig.add_mo(1), rig.add_mo(2)
    ok(rig.post("/api/register-mo", {"mo_name": one, "run_mid_production": True}, key="sama"))
    rig.session.headers.update(rig.headers(rig.make_key("lain", frozenset(Scope))))
    ok(rig.post("/api/register-mo", {"mo_name": two, "run_mid_production": True}, key="sama"))
    assert [(e["operation_id"], e["person"]) for e in rig.log()] == [
        ("1:sama", "semua"),
        ("2:sama", "lain"),
    ]


def test_without_an_idempotency_key_the_server_makes_one(rig: ApiRig) -> None:
    made = rig.register(rig.add_mo(1), "A0001").headers["Idempotency-Key"]
    assert [entry["operation_id"] for entry in rig.log()] == [f"1:{made}"]


@SQLITE
@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "é"])
def test_an_idempotency_key_that_is_none_is_refused(rig: ApiRig, key: str) -> None:
    body = {"mo_name": rig.add_mo(1), "run_mid_production": True}
    headers = {b"Idempotency-Key": key.encode()}
    answer = rig.session.post(
        f"{rig.url}/api/register-mo",
        json=body,
        headers=headers,  # type: ignore[arg-type]  # bytes: not all of it is Latin-1
        timeout=10,
    )
    found = problem(answer, 422, "invalid")
    assert [p["field"] for p in found["problems"]] == ["Idempotency-Key"]
    assert rig.log() == []


# ---------------------------------------------------------------------- keys


def ask(rig: ApiRig, path: str, authorization: str | None) -> requests.Response:
    headers = {"Accept-Language": "en"}
    if authorization is not None:
        headers["Authorization"] = authorization
    method = "GET" if path in READS else "POST"
    body = None if method == "GET" else b"{"  # not looked at before the key
    return requests.request(method, rig.url + path, headers=headers, data=body, timeout=10)


@SQLITE
@pytest.mark.parametrize("path", SCOPES)
def test_without_a_valid_key_nothing_is_given(rig: ApiRig, path: str) -> None:
    revoked = rig.make_key("dulu", frozenset(Scope))
    rig.revoke("dulu")
    wrong = rig.key[:-1] + ("A" if rig.key[-1] != "A" else "B")
    for authorization in (
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {wrong}",
        f"Bearer {revoked}",
        f"Basic {rig.key}",
        rig.key,
        f"Bearer {rig.key} {rig.key}",
        f"Bearer {'x' * 5000}",
    ):
        answer = ask(rig, path, authorization)
        found = problem(answer, 401, "unauthorised")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert found["problems"] == []


@SQLITE
@pytest.mark.parametrize("path", SCOPES)
@pytest.mark.parametrize(
    "odd", ["{}%0A", "{}%0D", "{}/", "/{}", "{}%00", "{}%20", "{};x", "{}%2F."]
)
def test_no_other_spelling_of_an_address_does_without_a_key(
    rig: ApiRig, path: str, odd: str
) -> None:
    name = rig.add_mo(1)
    body = {"mo_name": name, "auth_first": "A0001", "roll_number": "R1"}
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        answer = requests.request(method, rig.url + odd.format(path), json=body, timeout=10)
        assert answer.status_code == 404
        assert name not in answer.text
    assert rig.log() == []


@SQLITE
@pytest.mark.parametrize("path", SCOPES)
def test_a_key_is_good_for_its_scopes_only(rig: ApiRig, path: str) -> None:
    others = rig.make_key("lain", frozenset(Scope) - {SCOPES[path]})
    found = problem(ask(rig, path, f"Bearer {others}"), 403, "missing-scope")
    assert str(SCOPES[path]) in found["detail"]
    alone = rig.make_key("sendiri", frozenset({SCOPES[path]}))
    assert ask(rig, path, f"bearer {alone}").status_code not in (401, 403)


def test_a_key_counts_no_more_from_the_moment_it_is_revoked(rig: ApiRig) -> None:
    ok(rig.get("/api/mo-options"))
    rig.revoke("semua")
    problem(rig.get("/api/mo-options"), 401, "unauthorised")


def test_only_the_hash_of_a_key_is_kept_and_when_it_was_used(rig: ApiRig) -> None:
    name = rig.add_mo(1)
    ok(rig.get("/api/mo-options"))
    ok(rig.get("/api/mo-options"))
    ok(rig.register(name, "A0001"))  # the thread that notes it has done so by now
    (kept,) = rows(rig.path, "api_key")
    assert kept["used_at"] == "2026-04-17 02:30:00"
    assert len(kept["hash"]) == 64
    if not isinstance(rig.path, Path):
        return
    files = [file.read_bytes() for file in rig.path.parent.iterdir()]
    assert not any(rig.key.encode() in content for content in files)
