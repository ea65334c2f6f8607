"""Segments that came about in unusual ways: an adopted file, a Koreksi, a code never known."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Code
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus
from app.domain.requests import Changeover, ChangeRoll, Correct, End, Request
from tests.plant import NOW, MemoryFacts, after, codes, finished, plan, ready, running

STARTED = NOW - timedelta(hours=3)
NAME = {"mo_name": "WH/MO/00001"}
CLOSED = Segment("R1", "A0100", "A0149", STARTED, STARTED)


def on_roll_1(*segments: Segment, **values: Any) -> Order:
    given: dict[str, Any] = {"started": STARTED, **values}
    if segments:
        given["segments"] = segments
    return running(1, "A0100", "R1", **given)


def test_a_running_mo_of_an_adopted_file_whose_only_segment_is_closed_can_be_ended() -> None:
    ended = after(plan(End(1, "A0200"), MemoryFacts.of(on_roll_1(CLOSED))))
    assert ended.segments == (CLOSED, Segment("R1", None, "A0200", STARTED, NOW))
    assert (ended.auth_first, ended.auth_last, ended.used) == ("A0100", "A0200", None)


def test_a_first_code_given_at_the_end_is_of_the_open_segment_and_the_others_stay() -> None:
    mo = on_roll_1(CLOSED, Segment("R2", None, None, STARTED), roll_number="R2")
    ended = after(plan(End(1, "B0020", auth_first="B0001"), MemoryFacts.of(mo)))
    assert ended.segments == (CLOSED, Segment("R2", "B0001", "B0020", STARTED, NOW))
    assert ended.used == 70


def test_a_roll_given_at_the_end_is_of_the_open_segment_and_the_others_stay() -> None:
    mo = on_roll_1(CLOSED, Segment(None, "B0001", None, STARTED), roll_number=None)
    ended = after(plan(End(1, "B0020", roll_number="R2"), MemoryFacts.of(mo)))
    assert ended.segments == (CLOSED, Segment("R2", "B0001", "B0020", STARTED, NOW))


def test_an_mo_that_used_no_label_of_its_new_roll_keeps_those_of_the_old_one() -> None:
    mo = on_roll_1(CLOSED, Segment("R2", "B0001", None, STARTED), roll_number="R2")
    facts = MemoryFacts.of(mo, ready(2, None, None))
    ended = after(plan(Changeover(1, 2, "B0001"), facts))
    assert (ended.segments, ended.auth_last, ended.used) == ((CLOSED,), "A0149", 50)


def test_a_finish_without_a_known_start_can_be_corrected() -> None:
    mo = finished(1, "A0100", "A0149", "R1", date_start=None)
    assert after(plan(Correct(1, "auth_last", "A0140", "x"), MemoryFacts.of(mo))).used == 41


def test_a_finish_before_the_start_names_the_mo() -> None:
    facts = MemoryFacts.of(on_roll_1(started=NOW + timedelta(seconds=1)))
    (problem,) = plan(End(1, "A0150"), facts).problems
    assert (problem.code, problem.params) == (Code.FINISH_BEFORE_START, NAME)


def test_a_finish_at_the_instant_of_the_start_is_legal() -> None:
    assert plan(End(1, "A0150"), MemoryFacts.of(on_roll_1(started=NOW))).problems == ()


@pytest.mark.parametrize("blank", [" ", "\r\n"])
def test_blanks_in_the_fields_of_a_roll_change_are_nothing(blank: str) -> None:
    request = End(1, "A0150", old_last=blank, new_first=blank)
    assert plan(request, MemoryFacts.of(on_roll_1())).problems == ()


@pytest.mark.parametrize(
    "request_",
    [End(1, "A0150"), ChangeRoll(1, "A0150", "R2", "B0100"), Changeover(1, 2, "A0150")],
)
def test_a_finished_mo_is_named(request_: Request) -> None:
    facts = MemoryFacts.of(finished(1, "A0100", "A0149", "R1"), ready(2, None, None))
    (problem,) = plan(request_, facts).problems
    assert (problem.code, problem.params) == (Code.ALREADY_FINISHED, NAME)


def test_the_history_calls_a_change_of_rolls_by_its_name() -> None:
    found = plan(ChangeRoll(1, "A0150", "R2", "B0100"), MemoryFacts.of(on_roll_1()))
    assert [change.status for change in found.changes] == [LogStatus.CHANGE_ROLL]


def test_what_is_odd_is_asked_at_a_change_of_rolls_too() -> None:
    facts = MemoryFacts.of(on_roll_1(state="cancel"), last_entry=NOW + timedelta(seconds=1))
    found = plan(ChangeRoll(1, "A0150", "R2", "B0100"), facts)
    assert codes(found.questions) == [Code.ASK_CLOCK, Code.ASK_ODOO_CLOSED]


def test_the_values_that_nobody_gave_stay_as_they_are() -> None:
    mo = on_roll_1()
    changed = after(plan(ChangeRoll(1, "A0150", "R2", "B0100"), MemoryFacts.of(mo)))
    opened = Segment("R2", "B0100", None, NOW)
    assert changed == replace(
        mo,
        roll_number="R2",
        segments=(Segment("R1", "A0100", "A0150", STARTED, NOW), opened),
    )


def test_a_last_code_is_not_overlooked_where_the_new_code_says_that_none_was_used() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, None, None))
    found = plan(Changeover(1, 2, "A0100", old_last="A0099"), facts)
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, "old_last")]


def test_a_last_code_that_is_not_before_the_new_one_is_named_with_it() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, None, None))
    (problem,) = plan(Changeover(1, 2, "A0150", old_last="A0160"), facts).problems
    assert problem.params == {"text": "A0160", "new": "A0150"}


def test_one_wasted_label_is_shown_too() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, None, None))
    (note,) = plan(Changeover(1, 2, "A0150", old_last="A0148"), facts).notes
    assert note.code is Code.NOTE_WASTED
    assert note.params == {"count": 1, "first": "A0149", "last": "A0149"}
