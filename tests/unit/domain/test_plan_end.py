"""End Production, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import Code
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus, Rules
from app.domain.requests import End
from app.texts.sentences import sentence
from tests.plant import NOW, MemoryFacts, after, codes, finished, order, plan, ready, running

STARTED = NOW - timedelta(hours=3)
NEXT_UNUSED = Rules(end_code="next_unused")


def on_roll_1(**values: object) -> Order:
    return running(1, "A0100", "R1", started=STARTED, **values)


def facts_of(
    current: Order | None = None, *others: Order, rules: Rules | None = None
) -> MemoryFacts:
    return MemoryFacts.of(current or on_roll_1(), *others, rules=rules or Rules())


# ---------------------------------------------------------------------- same roll


@pytest.mark.parametrize("roll", ["", "R1"])
@pytest.mark.parametrize("field", ["old_last", "new_first"])
def test_labels_of_a_roll_change_are_refused_where_the_roll_does_not_change(
    roll: str, field: str
) -> None:
    found = plan(replace(End(1, "A0199", roll_number=roll), **{field: "A0150"}), facts_of())  # type: ignore[arg-type]
    assert [(p.code, p.field) for p in found.problems] == [(Code.ROLL_UNCHANGED, field)]


def test_it_sets_last_code_and_finish_and_nothing_else() -> None:
    mo = on_roll_1()
    found = plan(End(1, " a0199\r"), facts_of(mo))
    assert after(found) == replace(
        mo,
        auth_last="A0199",
        date_finished=NOW,
        segments=(Segment("R1", "A0100", "A0199", STARTED, NOW),),
    )
    assert found.changes[0].status is LogStatus.END
    assert found.questions == found.notes == ()


def test_the_running_roll_may_be_entered() -> None:
    assert after(plan(End(1, "A0199", roll_number="r1"), facts_of())).roll_number == "R1"


def test_one_label_used_is_the_first() -> None:
    assert after(plan(End(1, "A0100"), facts_of())).used == 1


def test_the_last_code_is_required() -> None:
    found = plan(End(1), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "auth")]


def test_a_last_code_before_the_first_is_refused() -> None:
    (problem,) = plan(End(1, "A0099"), facts_of()).problems
    assert (problem.code, problem.field) == (Code.CODE_BEFORE_FIRST, "auth")
    assert problem.params == {"first": "A0100", "text": "A0099"}


def test_the_last_code_is_compared_with_the_open_segment() -> None:
    segments = (
        Segment("R0", "A0900", "A0999", STARTED, STARTED),
        Segment("R1", "A0100", None, STARTED),
    )
    mo = on_roll_1(auth_first="A0900", segments=segments)
    ended = after(plan(End(1, "A0149"), facts_of(mo)))
    assert (ended.auth_first, ended.auth_last, ended.used) == ("A0900", "A0149", 150)


@pytest.mark.parametrize("last", ["B0199", "A199"])
def test_a_last_code_of_another_series_is_refused(last: str) -> None:
    found = plan(End(1, last), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_OTHER_SERIES, "auth")]


def test_malformed_input_is_refused_at_its_field() -> None:
    found = plan(End(1, "x", "y", "R 1"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [
        (Code.CODE_FORMAT, "auth"),
        (Code.ROLL_FORMAT, "roll_number"),
        (Code.CODE_FORMAT, "auth_first"),
    ]


# ---------------------------------------------------------------------- first code


def test_the_first_code_may_be_given_when_none_is_known() -> None:
    mo = running(1, None, None, started=STARTED)
    ended = after(plan(End(1, "A0199", auth_first="A0100", roll_number="R1"), facts_of(mo)))
    assert (ended.auth_first, ended.auth_last, ended.roll_number, ended.used) == (
        "A0100",
        "A0199",
        "R1",
        100,
    )
    assert ended.segments == (Segment("R1", "A0100", "A0199", STARTED, NOW),)


def test_the_first_code_may_stay_unknown_and_so_does_the_number_used() -> None:
    ended = after(plan(End(1, "A0199"), facts_of(running(1, None, "R1", started=STARTED))))
    assert (ended.auth_first, ended.auth_last, ended.used, ended.difference) == (
        None,
        "A0199",
        None,
        None,
    )


def test_a_first_code_where_one_is_known_is_refused() -> None:
    (problem,) = plan(End(1, "A0199", auth_first="A0050"), facts_of()).problems
    assert (problem.code, problem.field) == (Code.FIRST_ALREADY_KNOWN, "auth_first")
    assert problem.params == {"first": "A0100"}


def test_a_given_first_code_after_the_last_is_refused() -> None:
    mo = running(1, None, "R1", started=STARTED)
    found = plan(End(1, "A0199", auth_first="A0200"), facts_of(mo))
    assert codes(found.problems) == [Code.CODE_BEFORE_FIRST]


def test_a_given_first_code_may_not_reach_into_the_labels_of_another_mo() -> None:
    mo = running(1, None, "R1", started=STARTED)
    facts = facts_of(mo, finished(2, "A0050", "A0120", "R1"))
    (problem,) = plan(End(1, "A0199", auth_first="A0100"), facts).problems
    assert problem.code is Code.OVERLAP
    wanted = {"text": "A0100 – A0199", "mo_name": "WH/MO/00002", "other": "A0050 – A0120"}
    assert problem.params == wanted


# ---------------------------------------------------------------------- next unused label


def test_with_next_unused_the_last_code_is_one_before_the_scanned_label() -> None:
    ended = after(plan(End(1, "A0200"), facts_of(rules=NEXT_UNUSED)))
    assert (ended.auth_last, ended.used) == ("A0199", 100)


def test_with_next_unused_the_first_label_means_none_was_used_after_a_yes() -> None:
    found = plan(End(1, "A0100"), facts_of(rules=NEXT_UNUSED))
    assert (after(found).segments, after(found).auth_last, after(found).used) == ((), None, 0)
    assert codes(found.questions) == [Code.ASK_USED_NOTHING]


def test_with_next_unused_a_label_before_the_first_is_refused() -> None:
    found = plan(End(1, "A0099"), facts_of(rules=NEXT_UNUSED))
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, "auth")]


def test_with_next_unused_there_is_nothing_before_the_lowest_label() -> None:
    mo = running(1, None, "R1", started=STARTED)
    found = plan(End(1, "A00"), facts_of(mo, rules=NEXT_UNUSED))
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_EXHAUSTED, "auth")]


# ---------------------------------------------------------------------- another roll


def test_on_another_roll_both_rolls_get_a_segment() -> None:
    request = End(1, "B0520", roll_number="R2", old_last="A0180", new_first="B0500")
    ended = after(plan(request, facts_of()))
    assert ended.segments == (
        Segment("R1", "A0100", "A0180", STARTED, NOW),
        Segment("R2", "B0500", "B0520", NOW, NOW),
    )
    assert (ended.auth_first, ended.auth_last, ended.roll_number) == ("A0100", "B0520", "R2")
    assert ended.used == 81 + 21


def test_on_another_roll_the_old_last_and_the_new_first_code_are_required() -> None:
    found = plan(End(1, "B0520", roll_number="R2"), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [
        (Code.OLD_LAST_REQUIRED, "old_last"),
        (Code.NEW_FIRST_REQUIRED, "new_first"),
    ]


def test_what_is_required_on_another_roll_names_the_running_roll() -> None:
    found = plan(End(1, "B0520", roll_number="R2"), facts_of())
    assert "R1" in sentence(found.problems[0])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"old_last": "A0099", "new_first": "B0500"}, "old_last"),
        ({"old_last": "A0180", "new_first": "B0521"}, "auth"),
    ],
)
def test_on_another_roll_no_segment_ends_before_it_begins(
    values: dict[str, str], field: str
) -> None:
    found = plan(End(1, "B0520", roll_number="R2", **values), facts_of())
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, field)]


def test_on_another_roll_with_next_unused_only_the_scanned_label_is_the_next_one() -> None:
    request = End(1, "B0520", roll_number="R2", old_last="A0180", new_first="B0500")
    ended = after(plan(request, facts_of(rules=NEXT_UNUSED)))
    assert [(s.auth_first, s.auth_last) for s in ended.segments] == [
        ("A0100", "A0180"),
        ("B0500", "B0519"),
    ]


def test_on_another_roll_the_unknown_first_code_of_the_old_one_may_be_given() -> None:
    mo = running(1, None, "R1", started=STARTED)
    request = End(1, "B0520", "A0100", "R2", "A0180", "B0500")
    ended = after(plan(request, facts_of(mo)))
    assert (ended.auth_first, ended.used) == ("A0100", 102)


def test_the_segments_of_both_rolls_may_not_share_a_label() -> None:
    request = End(1, "A0200", roll_number="R2", old_last="A0180", new_first="A0170")
    (problem,) = plan(request, facts_of()).problems
    assert problem.code is Code.OVERLAP


def test_a_roll_entered_for_an_mo_that_has_none_is_the_running_one() -> None:
    mo = running(1, None, None, started=STARTED)
    ended = after(plan(End(1, "A0199", roll_number="R1"), facts_of(mo)))
    assert ended.segments == (Segment("R1", None, "A0199", STARTED, NOW),)


# ---------------------------------------------------------------------- stages, overlap, odd


@pytest.mark.parametrize(
    ("mo", "code"),
    [
        (order(1), Code.NOT_RUNNING),
        (ready(1, "A0100", "R1"), Code.NOT_RUNNING),
        (finished(1, "A0100", "A0110", "R1"), Code.ALREADY_FINISHED),
    ],
)
def test_only_a_running_mo_ends(mo: Order, code: Code) -> None:
    found = plan(End(1, "A0199"), facts_of(mo))
    assert [(p.code, p.field) for p in found.problems] == [(code, "order_id")]


def test_its_labels_may_not_cover_another_mos() -> None:
    facts = facts_of(None, ready(2, "A0150", "R1"))
    (problem,) = plan(End(1, "A0199"), facts).problems
    assert (problem.code, problem.field) == (Code.OVERLAP, "auth")
    wanted = {"text": "A0100 – A0199", "mo_name": "WH/MO/00002", "other": "A0150"}
    assert problem.params == wanted


def test_the_other_roll_may_not_carry_labels_of_another_mo() -> None:
    facts = facts_of(None, finished(2, "B0510", "B0515", "R2"))
    request = End(1, "B0520", roll_number="R2", old_last="A0180", new_first="B0500")
    (problem,) = plan(request, facts).problems
    wanted = {"text": "B0500 – B0520", "mo_name": "WH/MO/00002", "other": "B0510 – B0515"}
    assert problem.params == wanted


def test_used_over_target_is_asked_about() -> None:
    assert plan(End(1, "A0219"), facts_of()).questions == ()
    assert codes(plan(End(1, "A0220"), facts_of()).questions) == [Code.ASK_USED_OVER_TARGET]


def test_the_target_of_the_question_is_the_initial_quantity() -> None:
    facts = facts_of(on_roll_1(initial_qty_target=50.0, product_qty=100.0))
    (question,) = plan(End(1, "A0160"), facts).questions
    assert question.params["target"] == 50


def test_without_a_target_nothing_is_asked() -> None:
    facts = facts_of(on_roll_1(product_qty=None))
    assert plan(End(1, "A0999"), facts).questions == ()


def test_a_run_of_more_than_a_day_is_asked_about() -> None:
    mo = running(1, "A0100", "R1", started=NOW - timedelta(days=1, seconds=1))
    assert codes(plan(End(1, "A0199"), facts_of(mo)).questions) == [Code.ASK_RUNNING_LONG]


@pytest.mark.parametrize("state", ["done", "cancel"])
def test_one_that_odoo_closed_is_asked_about(state: str) -> None:
    found = plan(End(1, "A0199"), facts_of(on_roll_1(state=state)))
    assert codes(found.questions) == [Code.ASK_ODOO_CLOSED]
    assert found.problems == ()


def test_one_that_odoo_no_longer_has_is_asked_about() -> None:
    found = plan(End(1, "A0199"), facts_of(on_roll_1(gone_at=NOW)))
    assert codes(found.questions) == [Code.ASK_ODOO_GONE]


def test_a_clock_before_the_last_entry_is_asked_about() -> None:
    facts = facts_of()
    facts.last_entry = NOW + timedelta(seconds=1)
    assert codes(plan(End(1, "A0199"), facts).questions) == [Code.ASK_CLOCK]


def test_several_odd_things_are_asked_about_at_once() -> None:
    mo = running(1, "A0100", "R1", started=NOW - timedelta(days=2), state="cancel")
    found = plan(End(1, "A0999"), facts_of(mo))
    assert set(codes(found.questions)) == {
        Code.ASK_ODOO_CLOSED,
        Code.ASK_RUNNING_LONG,
        Code.ASK_USED_OVER_TARGET,
    }


def test_a_finish_before_the_start_is_refused() -> None:
    mo = running(1, "A0100", "R1", started=NOW + timedelta(seconds=1))
    assert codes(plan(End(1, "A0199"), facts_of(mo)).problems) == [Code.FINISH_BEFORE_START]


def on_roll_2(*earlier: Segment) -> Order:
    opened = Segment("R2", "A0050", None, STARTED)
    return on_roll_1(roll_number="R2", segments=(*earlier, opened))


def test_the_last_code_may_not_reach_into_labels_that_the_mo_used_of_another_roll() -> None:
    mo = on_roll_2(Segment("R1", "A0100", "A0149", STARTED, STARTED))
    (problem,) = plan(End(1, "A0120"), facts_of(mo)).problems
    assert problem.code is Code.OVERLAP
    wanted = {"text": "A0050 – A0120", "mo_name": "WH/MO/00001", "other": "A0100 – A0149"}
    assert problem.params == wanted


def test_a_roll_of_which_no_code_is_known_is_no_hindrance() -> None:
    # What a Koreksi leaves that empties both codes.
    mo = on_roll_2(Segment("R1", None, None, STARTED, STARTED))
    assert after(plan(End(1, "A0120"), facts_of(mo))).segments[1].used == 71


def test_on_another_roll_with_next_unused_a_label_before_the_first_is_refused() -> None:
    request = End(1, "B0499", roll_number="R2", old_last="A0180", new_first="B0500")
    found = plan(request, facts_of(rules=NEXT_UNUSED))
    assert [(p.code, p.field) for p in found.problems] == [(Code.CODE_BEFORE_FIRST, "auth")]
