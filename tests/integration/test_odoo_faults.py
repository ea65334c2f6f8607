"""Every fault of servers, proxies and networks in every answer of a pass, over real HTTP.

Whatever happens, the store is as before or as after, the reason is one sentence without a secret,
and the next pass is a good one. Each test prints its table; all ways in and both numbers of
databases take part with ``STASIUN_MO_FAULTS=all``, else a selection does.
"""

import os
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest

from app.demo import faults
from app.demo.faults import Fault
from app.domain.errors import Code, StasiunError
from app.domain.requests import Register, Start
from app.odoo import http as http_module
from app.odoo.access import Access
from app.services.sync import Sync
from app.texts.sentences import sentences
from tests.marks import marked
from tests.plant import PASSWORD, Plant

EVERYTHING: Final = os.environ.get("STASIUN_MO_FAULTS") == "all"
STEPS: Final = ("authenticate", "fields_get", "mrp.production", "stock.picking")
PATIENT, HASTY = 20.0, 0.3
"""Seconds that a station waits; the short time only where an answer does not come."""

SLOW: Final = Fault(pause=30.0)

SESSION, KEY = "session", "JSON-2"
WAYS: Final = [
    (version, way, databases)
    for version in (17, 18, 19)
    for way in (SESSION, KEY)
    for databases in (1, 2)
    if way == SESSION or version == 19
]
SELECTED: Final = [(17, SESSION, 1), (18, SESSION, 2), (19, KEY, 2)]


@dataclass
class Station:
    """A station with one MO running, whose pass goes wrong again and again."""

    plant: Plant
    access: Access
    odoo_id: int
    number: int = 0
    secrets: set[str] = field(default_factory=set)

    def pass_with(self, fault: Fault, step: str, times: int = 0) -> str:
        """Change Odoo, make a pass that is spoilt, check it, then a good one; say what came."""
        plant = self.plant
        self.number += 1
        plant.clock.advance(minutes=1)
        plant.change_mo(self.odoo_id, product_qty=1000.0 + self.number)
        before = plant.tables()
        sync = plant.make_sync(self.access, remember=self.secrets.add)
        if times:
            plant.server.faults.add(fault, on=step, times=times)
        else:
            plant.server.faults.keep(fault, on=step)
        told = self._run(sync)
        plant.server.faults.clear()
        after = plant.tables()
        if after == before:
            state = "before"
        else:
            assert told == "", f"{told}, and yet something was written"
            self._check_after(before, after)
            state = "after"
        sync.run()
        self._check_after(before, plant.tables())
        sync.close()
        return f"{state}, {told}" if told else state

    def _run(self, sync: Sync) -> str:
        try:
            sync.run()
        except StasiunError as error:
            told = error
        else:
            return ""
        shown = sentences(told) + "".join(traceback.format_exception(told))
        assert not [secret for secret in self.secrets if secret in shown]
        assert "\n" not in sentences(told)
        return str(told.problem.code)

    def _check_after(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        row = self.plant.row("A")
        assert row["product_qty"] == 1000.0 + self.number
        assert (row["transfer_id"], row["note"], row["gone_at"]) == (1, "SHIFT 1", None)
        assert (row["auth_first"], row["leader_id"]) == ("A100", "003")
        assert len(after["recent_mo"]) == len(before["recent_mo"])
        assert {**after, "recent_mo": ()} == {**before, "recent_mo": ()}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    monkeypatch.setattr(http_module, "SIZE_LIMIT", 100_000)


@pytest.fixture(params=WAYS if EVERYTHING else SELECTED, ids=lambda way: "-".join(map(str, way)))
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Station]:
    version, way, databases = request.param
    with Plant(tmp_path, version=version, databases=databases) as plant:
        by_key = way == KEY
        access = (plant.key_access if by_key else plant.access)(read_timeout=PATIENT)
        odoo_id = plant.add_mo("A", note="SHIFT 1", origin="SO1")
        plant.add_mo("B")
        plant.add_picking("A")
        found = Station(plant, access, odoo_id, secrets={PASSWORD, access.api_key} - {""})
        plant.make_sync(access, remember=found.secrets.add).run()
        key = plant.order("A").id
        plant.production.execute(Register(key, "A100", "R1"), "op-1")
        plant.production.execute(Start(key, "003"), "op-2")
        yield found


def steps(station: Station) -> tuple[str, ...]:
    return STEPS[1:] if station.access.api_key else STEPS


def print_table(
    station: Station, rows: dict[str, Counter[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    way = "JSON-2" if station.access.api_key else "session"
    with capsys.disabled():
        print(f"\n{'fault':34} outcomes over {len(steps(station))} answers, by {way}")
        for fault, outcomes in rows.items():
            shown = ", ".join(f"{count} × {what}" for what, count in sorted(outcomes.items()))
            print(f"{fault:34} {shown}")


# ---------------------------------------------------------------------- whole faults

DOWN, LOST, BAD = Code.ODOO_DOWN, Code.CONNECTION_LOST, Code.BAD_ANSWER
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
}


def test_every_fault_in_every_answer_leaves_before_or_after(
    station: Station, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: dict[str, Counter[str]] = {}
    for name, (fault, codes) in FAULTS.items():
        rows[name] = Counter()
        # Three of them would only take longer.
        monkeypatch.setattr(http_module, "ATTEMPTS", 1 if fault is SLOW else 3)
        timeout = HASTY if fault is SLOW else PATIENT
        station.access = replace(station.access, read_timeout=timeout)
        for step in steps(station):
            outcome = station.pass_with(fault, step)
            rows[name][outcome] += 1
            assert outcome.partition(", ")[2] in codes, (name, step, outcome)
    print_table(station, rows, capsys)


def test_an_answer_that_trickles_without_an_end_is_given_up(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_module, "ATTEMPTS", 1)
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
