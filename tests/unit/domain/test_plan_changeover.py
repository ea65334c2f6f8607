"""Changeover, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import Code
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus, Rules
from app.domain.requests import Changeover
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

STARTED = NOW - timedelta(hours=3)


def on_roll_1(**values: object) -> Order:
    """The running MO: since three hours, from A0100 on roll R1."""
    return running(1, "A0100", "R1", started=STARTED, **values)


def facts_of(current: Order | None = None, following: Order | None = None) -> MemoryFacts:
    return MemoryFacts.of(current or on_roll_1(), following or ready(2, None, None))


# ---------------------------------------------------------------------- same roll


def test_on_the_same_roll_the_last_code_is_the_new_one_minus_one() -> None:
    current, following = on_roll_1(), ready(2, None, None)
    found = plan(Changeover(1, 2, "A0200"), facts_of(current, following))
    assert after(found, 0) == replace(
        current,
        auth_last="A0199",
        date_finished=NOW,
        segments=(Segment("R1", "A0100", "A0199", STARTED, NOW),),
    )
    assert after(found, 1) == replace(
        following,
        auth_first="A0200",
        roll_number="R1",
        date_start=NOW,
        leader_id="003",
        station=STATION,
        segments=(Segment("R1", "A0200", None, NOW),),
    )
    assert [change.status for change in found.changes] == [
        LogStatus.CHANGEOVER_END,
        LogStatus.CHANGEOVER_START,
    ]
    assert after(found, 0).used == 100
    assert found.questions == found.notes == ()


def test_end_and_start_are_the_same_instant() -> None:
    found = plan(Changeover(1, 2, "A0200"), facts_of())
    assert after(found, 0).date_finished == after(found, 1).date_start == NOW


def test_labels_between_a_given_last_code_and_the_new_one_are_wasted_and_shown() -> None:
    found = plan(Changeover(1, 2, "A0200", old_last="A0197"), facts_of())
    assert after(found, 0).auth_last == "A0197"
    assert after(found, 1).auth_first == "A0200"
    (note,) = found.notes
    assert note.code is Code.NOTE_WASTED
    assert note.params == {"count": 2, "first": "A0198", "last": "A0199"}


def test_a_given_last_code_right_before_the_new_one_wastes_nothing() -> None:
    found = plan(Changeover(1, 2, "A0200", old_last="A0199"), facts_of())
    assert after(found, 0).auth_last == "A0199"
    assert found.notes == ()


@pytest.mark.parametrize("last", ["A0200", "A0201"])
def test_a_given_last_code_must_lie_before_the_new_one(last: str) -> None:
    found = plan(Changeover(1, 2, "A0200", old_last=last), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.LAST_NOT_BEFORE_NEW, "old_last")]


def test_a_given_last_code_before_the_first_is_refused() -> None:
    found = plan(Changeover(1, 2, "A0200", old_last="A0099"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, "old_last")]


def test_a_new_code_before_the_first_is_refused() -> None:
    found = plan(Changeover(1, 2, "A0099"), facts_of())
    (problem,) = found.problems
    assert (problem.code, problem.field) == (Code.CODE_BEFORE_FIRST, "new_auth")
    assert problem.params == {"first": "A0100", "text": "A0099"}


def test_the_new_code_is_compared_with_the_first_of_the_open_segment_not_of_the_mo() -> None:
    segments = (
        Segment("R0", "A0900", "A0999", STARTED, STARTED),
        Segment("R1", "A0100", None, STARTED),
    )
    current = on_roll_1(auth_first="A0900", segments=segments)
    found = plan(Changeover(1, 2, "A0150"), facts_of(current))
    assert after(found, 0).segments[1].auth_last == "A0149"
    assert after(found, 0).auth_first == "A0900"
    assert after(found, 0).auth_last == "A0149"
    assert after(found, 0).used == 150


def test_the_new_code_on_the_first_means_that_no_label_was_used_after_a_yes() -> None:
    found = plan(Changeover(1, 2, "A0100"), facts_of())
    ended = after(found, 0)
    assert (ended.segments, ended.auth_last, ended.used) == ((), None, 0)
    assert after(found, 1).auth_first == "A0100"
    assert codes(found.questions) == [Code.ASK_USED_NOTHING]


def test_a_new_code_of_another_series_is_refused_on_the_same_roll() -> None:
    for new in ("B0200", "A200"):
        found = plan(Changeover(1, 2, new), facts_of())
        assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_OTHER_SERIES, "new_auth")]


def test_a_given_last_code_of_another_series_is_refused() -> None:
    found = plan(Changeover(1, 2, "A0200", old_last="B0199"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_OTHER_SERIES, "old_last")]


# ---------------------------------------------------------------------- which roll


@pytest.mark.parametrize(
    ("entered", "registered", "roll"),
    [
        ("R3", "R2", "R3"),
        ("R3", None, "R3"),
        ("", "R2", "R2"),
        ("", None, "R1"),
        ("R1", "R2", "R1"),
        ("", "R1", "R1"),
    ],
)
def test_the_roll_is_the_entered_else_the_registered_else_the_running_one(
    entered: str, registered: str | None, roll: str
) -> None:
    following = ready(2, "Z900" if registered else None, registered)
    new, old_last = ("A0200", "") if roll == "R1" else ("B500", "A0180")
    request = Changeover(1, 2, new, entered, old_last)
    found = plan(request, facts_of(following=following))
    assert after(found, 1).roll_number == roll
    assert after(found, 1).segments == (Segment(roll, new, None, NOW),)
    assert after(found, 0).roll_number == "R1"


def test_on_another_roll_the_last_code_of_the_running_roll_must_be_given() -> None:
    found = plan(Changeover(1, 2, "B500", "R2"), facts_of())
    (problem,) = found.problems
    assert (problem.code, problem.field) == (Code.OLD_LAST_REQUIRED, "old_last")
    assert problem.params == {"roll": "R1"}


def test_on_another_roll_the_given_last_code_counts_and_new_minus_one_says_nothing() -> None:
    # Even when the new roll continues the numbers of the old one.
    found = plan(Changeover(1, 2, "A0500", "R2", old_last="A0180"), facts_of())
    assert after(found, 0).auth_last == "A0180"
    assert after(found, 1).auth_first == "A0500"
    assert found.notes == ()


def test_on_another_roll_a_last_code_before_the_first_is_refused() -> None:
    found = plan(Changeover(1, 2, "B500", "R2", old_last="A0099"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, "old_last")]


def test_on_another_roll_the_last_code_may_be_the_first() -> None:
    found = plan(Changeover(1, 2, "B500", "R2", old_last="A0100"), facts_of())
    assert after(found, 0).used == 1


# ---------------------------------------------------------------------- mid-production


def test_the_next_one_in_mid_production_takes_over_the_running_roll() -> None:
    found = plan(Changeover(1, 2, "A0150"), facts_of(following=ready(2, None, None)))
    assert after(found, 1).roll_number == "R1"
    assert after(found, 1).auth_first == "A0150"
    assert after(found, 0).auth_last == "A0149"


def test_a_registered_first_code_is_replaced_by_the_scanned_one() -> None:
    found = plan(Changeover(1, 2, "A0150"), facts_of(following=ready(2, "A0300", "R1")))
    assert after(found, 1).auth_first == "A0150"
    assert after(found, 1).segments == (Segment("R1", "A0150", None, NOW),)


def test_a_running_mo_without_first_code_ends_before_the_new_one_used_unknown() -> None:
    current = running(1, None, "R1", started=STARTED)
    found = plan(Changeover(1, 2, "A0150"), facts_of(current))
    ended = after(found, 0)
    assert (ended.auth_first, ended.auth_last, ended.used) == (None, "A0149", None)
    assert found.questions == ()


def test_a_running_mo_without_first_code_cannot_end_before_the_lowest_label() -> None:
    current = running(1, None, "R1", started=STARTED)
    found = plan(Changeover(1, 2, "A00"), facts_of(current))
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_EXHAUSTED, "new_auth")]


# ---------------------------------------------------------------------- leader


@pytest.mark.parametrize(("entered", "leader"), [("", "003"), (" 017 ", "017")])
def test_the_leader_is_the_entered_one_else_the_running_one(entered: str, leader: str) -> None:
    found = plan(Changeover(1, 2, "A0200", leader_id=entered), facts_of())
    assert after(found, 1).leader_id == leader
    assert after(found, 0).leader_id == "003"


def test_malformed_input_is_refused_at_its_field() -> None:
    request = Changeover(1, 2, "x", "R 2", old_last="y", leader_id="!")
    assert [(p.code, p.field) for p in plan(request, facts_of()).problems] == [
        (Code.CODE_FORMAT, "new_auth"),
        (Code.ROLL_FORMAT, "roll_number"),
        (Code.LEADER_FORMAT, "leader_id"),
        (Code.CODE_FORMAT, "old_last"),
    ]


def test_the_new_code_is_required() -> None:
    found = plan(Changeover(1, 2), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "new_auth")]


# ---------------------------------------------------------------------- stages


@pytest.mark.parametrize(
    ("current", "code"),
    [
        (order(1), Code.NOT_RUNNING),
        (ready(1, "A0100", "R1"), Code.NOT_RUNNING),
        (finished(1, "A0100", "A0110", "R1"), Code.ALREADY_FINISHED),
    ],
)
def test_only_a_running_mo_changes_over(current: Order, code: Code) -> None:
    found = plan(Changeover(1, 2, "A0200"), facts_of(current))
    assert [(p.code, p.field) for p in found.problems] == [(code, "current_id")]


@pytest.mark.parametrize(
    ("following", "code"),
    [
        (order(2), Code.NOT_READY),
        (running(2, "B1", "R1"), Code.ALREADY_STARTED),
        (finished(2, "B1", "B2", "R1"), Code.ALREADY_FINISHED),
    ],
)
def test_only_to_a_ready_mo(following: Order, code: Code) -> None:
    found = plan(Changeover(1, 2, "A0200"), facts_of(following=following))
    assert [(p.code, p.field) for p in found.problems] == [(code, "next_id")]


def test_not_to_itself() -> None:
    found = plan(Changeover(1, 1, "A0200"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.SAME_MO, "next_id")]


# ---------------------------------------------------------------------- overlap


def test_the_labels_of_the_ended_mo_may_not_cover_a_third_ones() -> None:
    facts = facts_of()
    facts.orders[3] = ready(3, "A0150", "R1", mo_name="WH/MO/00777")
    found = plan(Changeover(1, 2, "A0200"), facts)
    (problem,) = found.problems
    assert (problem.code, problem.field) == (Code.OVERLAP, "new_auth")
    wanted = {"text": "A0100 – A0199", "mo_name": "WH/MO/00777", "other": "A0150"}
    assert problem.params == wanted


def test_the_new_code_may_not_lie_in_a_third_ones_labels() -> None:
    facts = facts_of()
    facts.orders[3] = finished(3, "B400", "B600", "R2")
    found = plan(Changeover(1, 2, "B500", "R2", old_last="A0180"), facts)
    (problem,) = found.problems
    assert (problem.code, problem.field) == (Code.OVERLAP, "new_auth")
    wanted = {"text": "B500", "mo_name": "WH/MO/00003", "other": "B400 – B600"}
    assert problem.params == wanted


def test_the_new_code_may_not_lie_in_the_labels_of_the_mo_that_ends() -> None:
    found = plan(Changeover(1, 2, "A0150", "R2", old_last="A0180"), facts_of())
    (problem,) = found.problems
    # The last code was filled in last: it is the one to be looked at.
    assert (problem.code, problem.field) == (Code.OVERLAP, "old_last")
    wanted = {"text": "A0100 – A0180", "mo_name": "WH/MO/00002", "other": "A0150"}
    assert problem.params == wanted


def test_the_code_that_the_next_mo_was_registered_with_is_free_again() -> None:
    found = plan(Changeover(1, 2, "A0200"), facts_of(following=ready(2, "A0150", "R1")))
    assert found.problems == ()
    assert after(found, 0).auth_last == "A0199"


# ---------------------------------------------------------------------- odd but legal


def test_used_over_target_by_more_than_the_limit_is_asked_about() -> None:
    facts = facts_of(on_roll_1(product_qty=100.0))
    assert plan(Changeover(1, 2, "A0220"), facts).questions == ()  # 120 of 100
    (question,) = plan(Changeover(1, 2, "A0221"), facts).questions
    assert question.code is Code.ASK_USED_OVER_TARGET
    assert question.params == {"mo_name": "WH/MO/00001", "used": 121, "target": 100}


def test_the_limit_of_used_over_target_is_a_setting() -> None:
    facts = facts_of(on_roll_1(product_qty=100.0))
    facts.rules = Rules(used_over_percent=0.0)
    assert codes(plan(Changeover(1, 2, "A0201"), facts).questions) == [Code.ASK_USED_OVER_TARGET]
    assert plan(Changeover(1, 2, "A0200"), facts).questions == ()


def test_a_run_of_more_than_a_day_is_asked_about() -> None:
    day = NOW - timedelta(days=1)
    facts = facts_of(running(1, "A0100", "R1", started=day))
    assert plan(Changeover(1, 2, "A0200"), facts).questions == ()
    facts.now += timedelta(seconds=1)
    assert codes(plan(Changeover(1, 2, "A0200"), facts).questions) == [Code.ASK_RUNNING_LONG]


def test_each_of_the_two_that_odoo_closed_is_asked_about() -> None:
    facts = facts_of(on_roll_1(state="done"), ready(2, None, None, state="cancel"))
    found = plan(Changeover(1, 2, "A0200"), facts)
    assert [(q.code, q.params["mo_name"]) for q in found.questions] == [
        (Code.ASK_ODOO_CLOSED, "WH/MO/00001"),
        (Code.ASK_ODOO_CLOSED, "WH/MO/00002"),
    ]
    assert found.problems == ()


def test_one_that_odoo_no_longer_has_is_asked_about() -> None:
    facts = facts_of(following=ready(2, None, None, gone_at=NOW))
    assert codes(plan(Changeover(1, 2, "A0200"), facts).questions) == [Code.ASK_ODOO_GONE]


def test_a_clock_before_the_last_entry_is_asked_about() -> None:
    facts = facts_of()
    facts.last_entry = NOW + timedelta(seconds=1)
    assert codes(plan(Changeover(1, 2, "A0200"), facts).questions) == [Code.ASK_CLOCK]


def test_a_finish_before_the_start_is_refused() -> None:
    facts = facts_of(running(1, "A0100", "R1", started=NOW + timedelta(seconds=1)))
    assert codes(plan(Changeover(1, 2, "A0200"), facts).problems) == [Code.FINISH_BEFORE_START]


def test_a_finish_at_the_start_is_accepted() -> None:
    assert plan(Changeover(1, 2, "A0200"), facts_of(running(1, "A0100", "R1"))).problems == ()
