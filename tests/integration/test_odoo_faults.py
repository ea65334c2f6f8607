"""Every fault of servers, proxies and networks in every answer of a pass, over real HTTP.

Whatever happens, the store is as before or as after, the reason is one sentence without a secret,
and the next pass is a good one. Each test prints its table; all ways in and both numbers of
databases take part with ``STASIUN_MO_FAULTS=all``, else a selection does.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from app.demo import faults
from app.demo.exchange import Manner
from app.demo.faults import Fault
from app.domain.errors import Code
from app.odoo import http as http_module
from tests.integration.spoilt import (
    EVERYTHING,
    HASTY,
    PATIENT,
    SELECTED,
    SLOW,
    WAYS,
    Station,
    name_of,
    print_table,
    spoilt_station,
    steps,
)
from tests.marks import marked


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    monkeypatch.setattr(http_module, "SIZE_LIMIT", 100_000)


@pytest.fixture(params=WAYS if EVERYTHING else SELECTED, ids=name_of)
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Station]:
    with spoilt_station(request.param, tmp_path) as found:
        yield found


# ---------------------------------------------------------------------- whole faults

DOWN, LOST, BAD = Code.ODOO_DOWN, Code.CONNECTION_LOST, Code.BAD_ANSWER
ENDED, NO = Code.SESSION_EXPIRED, Code.NO_RIGHTS


def result(value: object) -> Fault:
    """Another result in Odoo's own form."""
    return faults.body(json.dumps({"jsonrpc": "2.0", "id": 1, "result": value}).encode())


def words(name: str, code: int = 200) -> Fault:
    """An error that Odoo words."""
    told = {"code": code, "message": "Odoo Server Error", "data": {"name": name}}
    return faults.body(json.dumps({"jsonrpc": "2.0", "id": 1, "error": told}).encode())


FAULTS: Final[dict[str, tuple[Fault, set[str]]]] = {
    "429": (faults.status(429), {DOWN}),
    "429, again in an hour": (faults.status(429, "3600"), {DOWN}),
    "429, again at a date": (faults.status(429, "Fri, 17 Apr 2099 03:00:00 GMT"), {DOWN}),
    "429, again at no date": (faults.status(429, "Fri, 99 Apr 99999999999"), {DOWN}),
    "500": (faults.status(500), {DOWN}),
    "502": (faults.status(502), {DOWN}),
    "503": (faults.status(503), {DOWN}),
    "403 of a proxy": (faults.status(403), {Code.LOGIN_PAGE, Code.NO_RIGHTS}),
    "401 of a proxy": (faults.status(401), {Code.LOGIN_PAGE}),
    "a web page": (faults.web_page(), {Code.LOGIN_PAGE}),
    "a web page with a cookie": (faults.web_page(session_id=marked("A" * 72)), {Code.LOGIN_PAGE}),
    "a redirection elsewhere": (faults.redirect("http://127.0.0.1:9/web"), {Code.REDIRECTED}),
    "a redirection for good": (faults.redirect("https://odoo.example/", 308), {Code.REDIRECTED}),
    "hung up": (faults.cut(), {LOST}),
    "reset at once": (faults.reset(), {LOST}),
    "reset in mid-head": (faults.reset(40), {LOST}),
    "reset before the last byte": (faults.reset(-1), {LOST}),
    "cut in mid-head": (faults.cut(40), {BAD, LOST}),
    "cut before the last byte": (faults.cut(-1), {LOST}),
    "too late": (SLOW, {Code.TIMED_OUT}),
    "too large": (faults.oversize(200_000), {Code.TOO_LARGE}),
    "another content type": (faults.content_type("text/plain"), {"", BAD}),
    "JSON called a page": (faults.content_type("text/html"), {"", Code.LOGIN_PAGE}),
    "garbage": (faults.body(b"\x00\xff" * 50), {BAD}),
    "empty": (faults.body(b""), {BAD}),
    "NaN": (faults.body(b'{"jsonrpc": "2.0", "id": 1, "result": NaN}'), {BAD}),
    "null": (faults.body(b"null"), {BAD}),
    "a number": (faults.body(b"17"), {BAD}),
    "another one's JSON": (faults.body(b'{"status": "ok", "portal": true}'), {BAD}),
    "session gone, in words": (words("odoo.http.SessionExpiredException", 100), {ENDED, BAD}),
    "session gone, a page": (faults.status(404), {ENDED, Code.LOGIN_PAGE, Code.WRONG_DATABASE}),
    "access denied": (words("odoo.exceptions.AccessDenied"), {Code.WRONG_LOGIN, NO, BAD}),
    "no rights": (words("odoo.exceptions.AccessError"), {Code.WRONG_DATABASE, NO, BAD}),
    "two factors": (result({"uid": None}), {Code.TWO_FACTOR, BAD}),
    "a field is gone": (words("builtins.ValueError"), {Code.ODOO_REFUSED, BAD}),
    "a database that sleeps": (
        words("psycopg2.OperationalError"),
        {Code.WRONG_DATABASE, Code.ODOO_REFUSED, BAD},
    ),
}


@pytest.mark.timeout(1800)
def test_every_fault_in_every_answer_leaves_before_or_after(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: dict[str, Counter[str]] = {}
    for name, (fault, codes) in FAULTS.items():
        rows[name] = Counter()
        station.attempts = 1 if fault is SLOW else 3  # three of them would only take longer
        timeout = HASTY if fault is SLOW else PATIENT
        station.access = replace(station.access, read_timeout=timeout)
        for step in steps(station):
            outcome = station.pass_with(fault, step)
            rows[name][outcome] += 1
            assert outcome.partition(", ")[2] in codes, (name, step, outcome)
    print_table(station, rows, capsys)


# The standard library warns of half a cookie, and goes on.
@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
@pytest.mark.timeout(1800)
def test_every_fault_cut_late_or_repeated_leaves_before(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault that comes cut or late itself, or to every request."""
    rows: dict[str, Counter[str]] = {}
    station.attempts = 1
    every = 7 if EVERYTHING else 131
    for number, (name, (fault, codes)) in enumerate(FAULTS.items()):
        if fault.manner != Manner() or fault is SLOW:
            continue  # spoilt so already
        rows[name] = Counter()
        chosen = steps(station) if EVERYTHING else (steps(station)[number % len(steps(station))],)
        for step in chosen:
            for length in range(every, 700, every):
                outcome = station.pass_with(replace(fault, manner=Manner(cut=length)), step)
                rows[name][f"cut: {outcome}"] += 1
                assert outcome.partition(", ")[2] in {*codes, BAD, LOST}, (name, step, outcome)
        outcome = station.pass_with(fault, "")
        rows[name][f"repeated: {outcome}"] += 1
        assert outcome.partition(", ")[2] in codes, (name, outcome)
        if EVERYTHING or number % len(SELECTED) == station.version % len(SELECTED):
            patient, station.access = station.access, replace(station.access, read_timeout=HASTY)
            outcome = station.pass_with(replace(fault, pause=30.0), chosen[0])
            station.access = patient
            rows[name][f"late: {outcome}"] += 1
            assert outcome == f"before, {Code.TIMED_OUT}"
    print_table(station, rows, capsys)


def test_an_answer_that_trickles_without_an_end_is_given_up(station: Station) -> None:
    station.attempts = 1
    station.access = replace(station.access, connect_timeout=0.1, read_timeout=HASTY)
    outcome = station.pass_with(faults.trickle(HASTY / 2), "mrp.production")
    assert outcome == f"before, {Code.TIMED_OUT}"


def test_faults_that_pass_within_a_pass_are_not_even_told(station: Station) -> None:
    for fault in (faults.status(503, "0"), faults.status(502), faults.cut(), faults.reset(100)):
        for step in steps(station)[-3:]:  # a password is sent once
            outcome = station.pass_with(fault, step, times=2)
            assert outcome == "after", (fault, step)


# ---------------------------------------------------------------------- cut, repeated, reordered


# The standard library warns of half a cookie, and goes on.
@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
@pytest.mark.timeout(1800)
def test_an_answer_cut_after_any_byte_leaves_before(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: dict[str, Counter[str]] = {}
    every = 3 if EVERYTHING else 41
    for step in steps(station):
        name = f"{step} cut every {every} bytes"
        rows[name] = Counter()
        for length in range(every, 4000, every):
            fault = faults.cut(length)
            outcome = station.pass_with(fault, step)
            rows[name][outcome] += 1
            if outcome == "after":  # the whole answer is shorter than that
                break
            assert outcome.partition(", ")[2] in {BAD, LOST}, (step, length)
        assert outcome == "after"
    print_table(station, rows, capsys)


def test_answers_that_are_repeated_or_reordered_leave_before_or_after(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: dict[str, Counter[str]] = {}
    for step in steps(station):
        for other in steps(station):
            name = f"{step} ← {other}"
            fault = faults.answer_to(other)
            outcome = station.pass_with(fault, step)
            rows[name] = Counter([outcome])
            if step != other:
                assert outcome == f"before, {BAD}", name
    print_table(station, rows, capsys)
