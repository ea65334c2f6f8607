"""Koreksi, sentence by sentence: which value, in which segment, what it names when it refuses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.corrections import FIELDS
from app.domain.errors import Code
from app.domain.orders import Order, Segment, Stage
from app.domain.plans import LogStatus, Rules
from app.domain.requests import Correct, Unregister
from tests.plant import NOW, MemoryFacts, after, codes, finished, order, plan, ready, running

JAKARTA = Rules(zone=ZoneInfo("Asia/Jakarta"))
NAME = "WH/MO/00001"
STARTED, ENDED = NOW - timedelta(hours=4), NOW - timedelta(hours=2)
CHANGED = NOW - timedelta(hours=3)


def on_two_rolls(**values: object) -> Order:
    segments = (
        Segment("R1", "0100", "0149", STARTED, CHANGED),
        Segment("R2", "0900", "0949", CHANGED, ENDED),
    )
    return finished(1, "0100", "0949", "R2", **{"segments": segments, **values})


def correct(one: Order, field: str, value: str, segment: int | None = None) -> Order:
    return after(plan(Correct(1, field, value, "x", segment), MemoryFacts.of(one, rules=JAKARTA)))


def refused(one: Order, field: str, value: str, **params: str) -> str | None:
    """Give the field that is marked by the only problem, whose values must be `params`."""
    (problem,) = plan(Correct(1, field, value, "x"), MemoryFacts.of(one, rules=JAKARTA)).problems
    assert {name: problem.params[name] for name in params} == params
    return problem.field


def test_the_history_calls_it_a_correction_and_keeps_the_reason() -> None:
    found = plan(Correct(1, "auth_last", "0189", " salah \n baca"), MemoryFacts.of(on_two_rolls()))
    assert (found.changes[0].status, found.reason) == (LogStatus.CORRECT, "salah baca")


def test_only_the_value_changes_and_its_segment() -> None:
    mo = on_two_rolls()
    corrected = Segment("R2", "0900", "0940", CHANGED, ENDED)
    assert correct(mo, "auth_last", "0940") == replace(
        mo, auth_last="0940", segments=(mo.segments[0], corrected)
    )


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [("auth_last", "0940", "0940"), ("roll_number", "roll-b", "ROLL-B")],
)
def test_without_a_number_it_is_the_last_segment(field: str, value: str, expected: str) -> None:
    first, last = correct(on_two_rolls(), field, value).segments
    assert first == on_two_rolls().segments[0]
    assert getattr(last, field) == expected


def test_the_last_code_of_a_closed_roll_can_be_corrected_while_the_mo_runs() -> None:
    closed, opened = Segment("R1", "0100", "0149", NOW, NOW), Segment("R2", "0900", None, NOW)
    mo = running(1, "0100", "R2", segments=(closed, opened))
    assert correct(mo, "auth_last", "0140", 1).segments == (
        replace(closed, auth_last="0140"),
        opened,
    )


def test_a_code_may_be_corrected_to_the_only_label_of_its_segment() -> None:
    assert correct(finished(1, "0100", "0199", "R1"), "auth_last", "0100").used == 1


def test_a_roll_can_be_emptied() -> None:
    mo = correct(finished(1, "0100", "0199", "R1"), "roll_number", " ")
    assert (mo.roll_number, mo.segments[0].roll_number) == (None, None)


def test_a_running_mo_keeps_its_open_segment_when_nothing_is_known_of_it_any_more() -> None:
    mo = correct(running(1, "0100", None, started=STARTED), "auth_first", "")
    assert mo.segments == (Segment(None, None, None, STARTED),)
    assert mo.stage is Stage.RUNNING


def test_a_segment_of_which_nothing_is_left_goes_and_the_others_stay() -> None:
    kept = Segment("R2", "0900", "0949", CHANGED, ENDED)
    mo = on_two_rolls(segments=(Segment(None, None, "0149", STARTED, CHANGED), kept))
    assert correct(mo, "auth_last", "", 1).segments == (kept,)


# ---------------------------------------------------------------------- times


def test_the_start_of_an_mo_that_used_no_label_can_be_corrected() -> None:
    mo = finished(1, "0100", "0199", "R1", segments=(), auth_first=None, auth_last=None)
    assert correct(mo, "date_start", "2026-04-17 04:00").date_start == datetime(
        2026, 4, 16, 21, tzinfo=UTC
    )
    assert correct(mo, "date_finished", "2026-04-17 09:00").date_finished == datetime(
        2026, 4, 17, 2, tzinfo=UTC
    )


def test_a_roll_that_ran_out_before_the_finish_keeps_its_time() -> None:
    mo = on_two_rolls(segments=on_two_rolls().segments[:1])
    corrected = correct(mo, "date_finished", "2026-04-17 09:00")
    assert corrected.segments == mo.segments
    assert corrected.date_finished == datetime(2026, 4, 17, 2, tzinfo=UTC)


def test_a_time_that_names_its_zone_is_of_that_zone() -> None:
    mo = finished(1, "0100", "0199", "R1")
    found = correct(mo, "date_finished", "2026-04-17T02:15:00+01:00").date_finished
    assert found == datetime(2026, 4, 17, 1, 15, tzinfo=UTC)


def test_a_time_is_kept_to_the_second() -> None:
    mo = finished(1, "0100", "0199", "R1")
    found = correct(mo, "date_finished", "2026-04-17 09:15:07.9").date_finished
    assert found == datetime(2026, 4, 17, 2, 15, 7, tzinfo=UTC)


def test_the_present_is_not_in_the_future() -> None:
    mo = correct(finished(1, "0100", "0199", "R1"), "date_finished", "2026-04-17 09:30")
    assert mo.date_finished == NOW
    late = refused(
        finished(1, "0100", "0199", "R1"),
        "date_finished",
        "2026-04-17 09:30:01",
        text="2026-04-17 09:30:01",
    )
    assert late == "value"


# ---------------------------------------------------------------------- what it refuses


@pytest.mark.parametrize(
    ("one", "field", "value", "marked"),
    [
        (order(1), "auth_first", "0100", "order_id"),
        (ready(1, "0100", "R1"), "leader_id", "003", "field"),
        (ready(1, "0100", "R1"), "date_start", "2026-04-17 01:00", "field"),
        (running(1, "0100", "R1"), "auth_last", "0199", "field"),
    ],
)
def test_what_the_stage_forbids_names_the_mo(
    one: Order, field: str, value: str, marked: str
) -> None:
    assert refused(one, field, value, mo_name=NAME) == marked


def test_a_segment_that_is_not_there_is_named_with_its_mo() -> None:
    request = Correct(1, "auth_first", "0100", "x", segment=3)
    (problem,) = plan(request, MemoryFacts.of(on_two_rolls())).problems
    assert (problem.code, problem.field) == (Code.NO_SUCH_SEGMENT, "segment")
    assert problem.params == {"mo_name": NAME, "segment": "3"}


def test_segments_are_counted_from_one() -> None:
    found = plan(Correct(1, "auth_first", "0100", "x", segment=-1), MemoryFacts.of(on_two_rolls()))
    assert codes(found.problems) == [Code.NO_SUCH_SEGMENT]


def test_an_unknown_field_is_named_with_those_that_there_are() -> None:
    marked = refused(on_two_rolls(), "state", "done", text="state", allowed=", ".join(FIELDS))
    assert marked == "field"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("auth_last", "no code", Code.CODE_FORMAT),
        ("auth_first", "ROLL", Code.CODE_FORMAT),
        ("roll_number", "R 1", Code.ROLL_FORMAT),
        ("leader_id", "budi!", Code.LEADER_FORMAT),
        ("leader_id", "", Code.REQUIRED),
        ("date_start", "kemarin", Code.TIME_FORMAT),
    ],
)
def test_what_cannot_be_read_is_refused_at_the_value_and_shows_no_change(
    field: str, value: str, code: Code
) -> None:
    found = plan(Correct(1, field, value, "x"), MemoryFacts.of(on_two_rolls()))
    assert [(p.code, p.field) for p in found.problems] == [(code, "value")]
    assert found.changes == ()


def test_a_time_that_cannot_be_read_is_named() -> None:
    assert refused(on_two_rolls(), "date_start", " kemarin ", text="kemarin") == "value"


@pytest.mark.parametrize(("value", "expected"), [("0940", "0940"), ("", None), ("  ", None)])
def test_while_the_reason_is_missing_the_change_is_shown_all_the_same(
    value: str, expected: str | None
) -> None:
    found = plan(Correct(1, "auth_last", value, ""), MemoryFacts.of(on_two_rolls()))
    assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "reason")]
    assert [change.after.auth_last for change in found.changes] == [expected]


def test_a_last_code_before_the_first_names_both() -> None:
    mo = finished(1, "0100", "0199", "R1")
    assert refused(mo, "auth_last", "0099", first="0100", text="0099") == "value"
    assert refused(mo, "auth_last", "A0199") == "value"


def test_a_value_that_is_there_already_changes_nothing() -> None:
    found = plan(Correct(1, "auth_last", "0949", "x"), MemoryFacts.of(on_two_rolls()))
    assert [(p.code, p.field) for p in found.problems] == [(Code.NOTHING_CHANGES, "value")]


def test_labels_of_another_mo_are_refused_at_the_value() -> None:
    facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"), finished(2, "0200", "0299", "R1"))
    (problem,) = plan(Correct(1, "auth_last", "0205", "x"), facts).problems
    assert (problem.code, problem.field) == (Code.OVERLAP, "value")


# ---------------------------------------------------------------------- what it asks about


def test_a_clock_before_the_last_entry_is_asked_about() -> None:
    facts = MemoryFacts.of(on_two_rolls(), last_entry=NOW + timedelta(seconds=1))
    found = plan(Correct(1, "auth_last", "0940", "x"), facts)
    assert (codes(found.problems), codes(found.questions)) == ([], [Code.ASK_CLOCK])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0299", [Code.ASK_USED_OVER_TARGET]), ("0219", []), ("0199", [])],
)
def test_far_more_labels_than_the_target_are_asked_about(value: str, expected: list[Code]) -> None:
    facts = MemoryFacts.of(finished(1, "0100", "0198", "R1", product_qty=100.0), rules=JAKARTA)
    assert codes(plan(Correct(1, "auth_last", value, "x"), facts).questions) == expected


def test_an_mo_left_without_any_label_is_asked_about_unless_it_had_none() -> None:
    segments = (Segment(None, "0100", None, STARTED),)
    one = replace(finished(1, "0100", "0100", "R1"), auth_last=None, roll_number=None)
    one = replace(one, segments=segments)
    facts = MemoryFacts.of(one)
    found = plan(Correct(1, "auth_first", "", "x"), facts)
    assert (codes(found.problems), codes(found.questions)) == ([], [Code.ASK_USED_NOTHING])
    none = replace(one, segments=(), auth_first=None)
    found = plan(Correct(1, "leader_id", "9", "x"), MemoryFacts.of(none))
    assert (codes(found.problems), codes(found.questions)) == ([], [])


def test_how_much_a_running_mo_has_used_is_not_asked_about() -> None:
    mo = running(1, "0100", "R1", product_qty=10.0)
    segments = (Segment("R1", "0100", "0149", STARTED, CHANGED), Segment("R2", "0900"))
    mo = replace(mo, segments=segments, roll_number="R2")
    found = plan(Correct(1, "auth_last", "0159", "x", 1), MemoryFacts.of(mo))
    assert (codes(found.problems), codes(found.questions)) == ([], [])


def test_what_is_not_given_is_missing() -> None:
    facts = MemoryFacts.of(on_two_rolls(), ready(2, "0500", "R5"))
    assert codes(plan(Correct(1), facts).problems) == [Code.REQUIRED, Code.UNKNOWN_FIELD]
    assert plan(Correct(1), facts).problems[1].params["text"] == ""
    assert codes(plan(Unregister(2), facts).problems) == [Code.REQUIRED]
    emptied = after(plan(Correct(1, "auth_last", reason="tidak terbaca"), facts))
    assert emptied.auth_last is None


def test_the_roll_of_an_mo_that_used_no_label_can_be_corrected() -> None:
    mo = finished(1, "0100", "0199", "R1", segments=(), auth_first=None, auth_last=None)
    assert correct(mo, "roll_number", "r2") == replace(mo, roll_number="R2")
    assert correct(mo, "roll_number", "r2", 1) == replace(mo, roll_number="R2")
    assert correct(mo, "roll_number", " ") == replace(mo, roll_number=None)
    (problem,) = plan(Correct(1, "roll_number", "R2", "x", 2), MemoryFacts.of(mo)).problems
    assert problem.code is Code.NO_SUCH_SEGMENT
    found = plan(Correct(1, "roll_number", "R 2", "x"), MemoryFacts.of(mo))
    assert [(p.code, p.field) for p in found.problems] == [(Code.ROLL_FORMAT, "value")]
    assert found.changes == ()
