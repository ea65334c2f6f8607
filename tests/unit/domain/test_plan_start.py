"""Start Production, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import Code
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus, Rules
from app.domain.requests import Start
from tests.plant import (
    NOW,
    STATION,
    MemoryFacts,
    after,
    codes,
    finished,
    order,
    plan,
    ready,
    running,
)


def test_it_sets_start_leader_and_station_and_nothing_else() -> None:
    mo = ready(1, "A100", "R1")
    found = plan(Start(1, " 003\r"), MemoryFacts.of(mo))
    assert after(found) == replace(
        mo,
        date_start=NOW,
        leader_id="003",
        station=STATION,
        segments=(Segment("R1", "A100", None, NOW),),
    )
    assert found.changes[0].status is LogStatus.START
    assert found.questions == found.notes == ()


def test_leading_zeros_of_the_leader_stay() -> None:
    assert after(plan(Start(1, "000"), MemoryFacts.of(ready(1, "A1", "R1")))).leader_id == "000"


@pytest.mark.parametrize("leader", ["", "  ", "\r\n"])
def test_without_a_leader_it_is_refused(leader: str) -> None:
    found = plan(Start(1, leader), MemoryFacts.of(ready(1, "A1", "R1")))
    assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "leader_id")]
    assert found.changes == ()


@pytest.mark.parametrize("leader", ["0 3", "１", "budi!", "1" * 21])
def test_a_malformed_leader_is_refused(leader: str) -> None:
    found = plan(Start(1, leader), MemoryFacts.of(ready(1, "A1", "R1")))
    assert [(p.code, p.field) for p in found.problems] == [(Code.LEADER_FORMAT, "leader_id")]


def test_the_pattern_of_the_configuration_narrows_the_leader() -> None:
    facts = MemoryFacts.of(ready(1, "A1", "R1"), rules=Rules(leader_pattern="[0-9]{3}"))
    assert codes(plan(Start(1, "0031"), facts).problems) == [Code.LEADER_FORMAT]
    assert plan(Start(1, "003"), facts).problems == ()


@pytest.mark.parametrize(
    ("mo", "code"),
    [
        (order(1), Code.NOT_READY),
        (running(1, "A1", "R1"), Code.ALREADY_STARTED),
        (finished(1, "A1", "A2", "R1"), Code.ALREADY_FINISHED),
    ],
)
def test_only_a_ready_mo_starts(mo: Order, code: Code) -> None:
    found = plan(Start(1, "003"), MemoryFacts.of(mo))
    assert codes(found.problems) == [code]
    assert found.problems[0].params == {"mo_name": "WH/MO/00001"}


def test_while_another_mo_runs_it_is_refused_and_named() -> None:
    facts = MemoryFacts.of(ready(1, "A1", "R1"), running(2, "B1", "R1"))
    (problem,) = plan(Start(1, "003"), facts).problems
    assert problem.code is Code.OTHER_RUNNING
    assert problem.params["mo_name"] == "WH/MO/00002"


def test_one_in_mid_production_starts_without_first_code_and_says_so() -> None:
    found = plan(Start(1, "003"), MemoryFacts.of(ready(1, None, None)))
    mo = after(found)
    assert (mo.auth_first, mo.roll_number, mo.date_start) == (None, None, NOW)
    assert mo.open_segment == Segment(None, None, None, NOW)
    assert codes(found.notes) == [Code.NOTE_NO_FIRST_CODE]
    assert found.notes[0].params == {"mo_name": "WH/MO/00001"}


@pytest.mark.parametrize(
    ("state", "asked"), [("cancel", True), ("done", True), ("progress", False)]
)
def test_an_mo_that_odoo_closed_since_is_asked_about_not_refused(state: str, asked: bool) -> None:
    found = plan(Start(1, "003"), MemoryFacts.of(ready(1, "A1", "R1", state=state)))
    assert codes(found.questions) == ([Code.ASK_ODOO_CLOSED] if asked else [])
    assert found.problems == ()


def test_an_mo_that_odoo_no_longer_has_is_asked_about() -> None:
    found = plan(Start(1, "003"), MemoryFacts.of(ready(1, "A1", "R1", gone_at=NOW)))
    assert codes(found.questions) == [Code.ASK_ODOO_GONE]


def test_a_clock_before_the_last_entry_is_asked_about() -> None:
    facts = MemoryFacts.of(ready(1, "A1", "R1"), last_entry=NOW + timedelta(minutes=1))
    assert codes(plan(Start(1, "003"), facts).questions) == [Code.ASK_CLOCK]


def test_its_first_code_is_checked_against_the_labels_of_all_others() -> None:
    # Cannot come about by operations; an adopted file can have it.
    facts = MemoryFacts.of(ready(1, "A100", "R1"), finished(2, "A090", "A110", "R1"))
    (problem,) = plan(Start(1, "003"), facts).problems
    assert problem.code is Code.OVERLAP
    assert problem.params["mo_name"] == "WH/MO/00002"


def test_the_number_of_an_mo_is_no_leader() -> None:
    facts = MemoryFacts.of(ready(1, "A0100", "R1"))
    found = plan(Start(1, "WH/MO/00001"), facts)
    assert [(p.code, p.field) for p in found.problems] == [(Code.IS_MO_NUMBER, "leader_id")]
