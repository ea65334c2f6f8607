"""Daftarkan MO, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import Code, RefusedError
from app.domain.orders import Order, Segment, Stage
from app.domain.plans import LogStatus, Rules
from app.domain.requests import Register
from tests.plant import (
    NOW,
    MemoryFacts,
    after,
    codes,
    finished,
    order,
    plan,
    ready,
    running,
)


def test_it_sets_first_code_roll_and_readiness_and_nothing_else() -> None:
    mo = order(1)
    found = plan(Register(1, " a100\r", "130030a "), MemoryFacts.of(mo))
    assert after(found) == replace(
        mo,
        auth_first="A100",
        roll_number="130030A",
        ready_for_production=True,
        segments=(Segment("130030A", "A100"),),
    )
    assert found.changes[0].before == mo
    assert found.changes[0].status is LogStatus.REGISTER
    assert found.questions == found.notes == ()


def test_mid_production_needs_neither_code_nor_roll() -> None:
    mo = order(1)
    found = plan(Register(1, mid_production=True), MemoryFacts.of(mo))
    assert after(found) == replace(mo, ready_for_production=True)
    assert after(found).mid_production


@pytest.mark.parametrize(
    ("first", "roll"), [("A100", ""), ("", "R1"), ("A100", "R1"), ("no code", "")]
)
def test_mid_production_with_label_data_is_refused(first: str, roll: str) -> None:
    request = Register(1, first, roll, mid_production=True)
    found = plan(request, MemoryFacts.of(order(1)))
    assert codes(found.problems) == [Code.MID_PRODUCTION_WITH_LABEL]


def test_mid_production_with_blanks_only_is_accepted() -> None:
    found = plan(Register(1, "  ", "\r\n", mid_production=True), MemoryFacts.of(order(1)))
    assert found.problems == ()


def test_every_missing_field_is_named_at_once() -> None:
    found = plan(Register(1), MemoryFacts.of(order(1)))
    assert [(p.code, p.field) for p in found.problems] == [
        (Code.REQUIRED, "auth_first"),
        (Code.REQUIRED, "roll_number"),
    ]
    assert found.changes == ()


@pytest.mark.parametrize(
    ("first", "roll", "code", "field"),
    [
        ("A12B", "R1", Code.CODE_FORMAT, "auth_first"),
        ("A１", "R1", Code.CODE_FORMAT, "auth_first"),
        ("1" * 41, "R1", Code.CODE_FORMAT, "auth_first"),
        ("A1", "R 1", Code.ROLL_FORMAT, "roll_number"),
        ("A1", "R" * 41, Code.ROLL_FORMAT, "roll_number"),
        ("A1", "ß", Code.ROLL_FORMAT, "roll_number"),
    ],
)
def test_malformed_input_is_refused_at_its_field(
    first: str, roll: str, code: Code, field: str
) -> None:
    found = plan(Register(1, first, roll), MemoryFacts.of(order(1)))
    assert [(p.code, p.field) for p in found.problems] == [(code, field)]


def test_patterns_of_the_configuration_narrow_code_and_roll() -> None:
    rules = Rules(code_pattern="[0-9]{11}", roll_pattern="13[0-9]{8}")
    facts = MemoryFacts.of(order(1), rules=rules)
    found = plan(Register(1, "A100", "R1"), facts)
    assert codes(found.problems) == [Code.CODE_FORMAT, Code.ROLL_FORMAT]
    # The whole text has to match, not its beginning.
    found = plan(Register(1, "010245855391", "13003006249"), facts)
    assert codes(found.problems) == [Code.CODE_FORMAT, Code.ROLL_FORMAT]
    assert plan(Register(1, "01024585539", "1300300624"), facts).problems == ()


@pytest.mark.parametrize(
    "mo",
    [
        ready(1, "A1", "R1"),
        ready(1, None, None),
        running(1, "A1", "R1"),
        finished(1, "A1", "A2", "R1"),
    ],
)
def test_only_an_unregistered_mo_is_registered(mo: Order) -> None:
    found = plan(Register(1, "A500", "R1"), MemoryFacts.of(mo))
    assert codes(found.problems) == [Code.ALREADY_REGISTERED]
    assert found.problems[0].params["mo_name"] == "WH/MO/00001"


@pytest.mark.parametrize("state", ["done", "cancel"])
@pytest.mark.parametrize("mid", [True, False])
def test_an_mo_that_odoo_closed_is_not_registered(state: str, mid: bool) -> None:
    request = Register(1, mid_production=True) if mid else Register(1, "A1", "R1")
    found = plan(request, MemoryFacts.of(order(1, state=state)))
    assert codes(found.problems) == [Code.ODOO_CLOSED]


def test_an_mo_that_odoo_no_longer_has_is_not_registered() -> None:
    found = plan(Register(1, "A1", "R1"), MemoryFacts.of(order(1, gone_at=NOW)))
    assert codes(found.problems) == [Code.ODOO_GONE]


@pytest.mark.parametrize("state", ["draft", "confirmed", "progress", "to_close", None])
def test_every_other_state_is_registered(state: str | None) -> None:
    assert plan(Register(1, "A1", "R1"), MemoryFacts.of(order(1, state=state))).problems == ()


def test_registration_is_possible_while_another_mo_runs() -> None:
    facts = MemoryFacts.of(order(1), running(2, "A1", "R1"))
    assert after(plan(Register(1, "A500", "R1"), facts)).stage is Stage.READY


@pytest.mark.parametrize(
    ("other", "labels"),
    [
        (finished(2, "A090", "A110", "R1"), "A090 – A110"),
        (finished(2, "A100", "A100", "R9"), "A100"),
        (running(2, "A100", "R1"), "A100"),
        (ready(2, "A100", "R1"), "A100"),
    ],
)
def test_a_label_of_another_mo_is_refused_with_its_name_and_range(
    other: Order, labels: str
) -> None:
    found = plan(Register(1, "A100", "R1"), MemoryFacts.of(order(1), other))
    (problem,) = found.problems
    assert (problem.code, problem.field) == (Code.OVERLAP, "auth_first")
    wanted = {"text": "A100", "mo_name": "WH/MO/00002", "other": labels}
    assert problem.params == wanted


def test_labels_of_other_series_do_not_overlap() -> None:
    others = (finished(2, "B090", "B110", "R1"), finished(3, "A0090", "A0110", "R1"))
    assert plan(Register(1, "A100", "R1"), MemoryFacts.of(order(1), *others)).problems == ()


def test_an_unknown_mo_is_an_error() -> None:
    with pytest.raises(RefusedError) as caught:
        plan(Register(99, "A1", "R1"), MemoryFacts.of(order(1)))
    assert caught.value.problem.code is Code.MO_NOT_FOUND


def test_a_clock_before_the_last_entry_is_asked_about() -> None:
    facts = MemoryFacts.of(order(1), last_entry=NOW + timedelta(seconds=1))
    found = plan(Register(1, "A1", "R1"), facts)
    assert codes(found.questions) == [Code.ASK_CLOCK]
    assert found.problems == ()
    facts.last_entry = NOW
    assert plan(Register(1, "A1", "R1"), facts).questions == ()


@pytest.mark.parametrize("field", ["auth_first", "roll_number"])
def test_the_number_of_an_mo_is_neither_code_nor_roll(field: str) -> None:
    # A scanner that reads twice fills the MO's number into the next field.
    facts = MemoryFacts.of(order(1), order(2))
    values = {"auth_first": "A0100", "roll_number": "R1", field: "wh/mo/00002"}
    found = plan(Register(1, values["auth_first"], values["roll_number"]), facts)
    assert [(p.code, p.field) for p in found.problems] == [(Code.IS_MO_NUMBER, field)]
    assert found.problems[0].params == {"text": "WH/MO/00002"}
    assert found.changes == ()  # it is not shown as what would be stored


def test_a_long_roll_is_told_shortened() -> None:
    found = plan(Register(1, "A100", "r" * 41), MemoryFacts.of(order(1)))
    assert found.problems[0].params == {"text": "R" * 23 + "…"}
