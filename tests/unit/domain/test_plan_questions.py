"""What is odd but legal: each question names its MO, and is asked once."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Code
from app.domain.orders import Order
from app.domain.plans import Rules
from app.domain.requests import Changeover, Correct, End, Request, Start
from tests.plant import NOW, MemoryFacts, codes, finished, plan, ready, running

NAME = "WH/MO/00001"
LONG_AGO = NOW - timedelta(hours=24, seconds=1)


def on_roll_1(**values: Any) -> Order:
    given: dict[str, Any] = {"started": NOW - timedelta(hours=1), **values}
    return running(1, "A0100", "R1", **given)


@pytest.mark.parametrize(
    ("one", "request_", "code", "params"),
    [
        (on_roll_1(gone_at=NOW), End(1, "A0150"), Code.ASK_ODOO_GONE, {}),
        (on_roll_1(state="cancel"), End(1, "A0150"), Code.ASK_ODOO_CLOSED, {"state": "cancel"}),
        (
            ready(1, "A0100", "R1", state="done"),
            Start(1, "003"),
            Code.ASK_ODOO_CLOSED,
            {"state": "done"},
        ),
        (on_roll_1(started=LONG_AGO), End(1, "A0150"), Code.ASK_RUNNING_LONG, {}),
        (
            on_roll_1(),
            End(1, "A0220"),
            Code.ASK_USED_OVER_TARGET,
            {"used": 121, "target": 100},
        ),
    ],
)
def test_a_question_names_the_mo_and_what_is_odd(
    one: Order, request_: Request, code: Code, params: dict[str, object]
) -> None:
    (question,) = plan(request_, MemoryFacts.of(one)).questions
    assert (question.code, question.params) == (code, {"mo_name": NAME, **params})


def test_an_mo_that_used_nothing_is_named() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, None, None))
    (question,) = plan(Changeover(1, 2, "A0100"), facts).questions
    assert (question.code, question.params) == (Code.ASK_USED_NOTHING, {"mo_name": NAME})


@pytest.mark.parametrize(
    ("percent", "last", "asked"),
    [
        (20.0, "A0219", False),
        (20.0, "A0220", True),
        (0.0, "A0199", False),
        (0.0, "A0200", True),
        (150.0, "A0349", False),
        (150.0, "A0350", True),
    ],
)
def test_more_than_the_target_and_the_allowed_percent_is_asked_about(
    percent: float, last: str, asked: bool
) -> None:
    facts = MemoryFacts.of(on_roll_1(), rules=Rules(used_over_percent=percent))
    expected = [Code.ASK_USED_OVER_TARGET] if asked else []
    assert codes(plan(End(1, last), facts).questions) == expected


@pytest.mark.parametrize(("hours", "asked"), [(24, False), (25, True)])
def test_more_than_a_day_is_asked_about(hours: int, asked: bool) -> None:
    facts = MemoryFacts.of(on_roll_1(started=NOW - timedelta(hours=hours)))
    expected = [Code.ASK_RUNNING_LONG] if asked else []
    assert codes(plan(End(1, "A0150"), facts).questions) == expected


def test_what_was_confirmed_at_the_end_is_not_asked_again_when_the_leader_is_corrected() -> None:
    mo = finished(1, "A0100", "A0399", "R1", date_start=NOW - timedelta(days=3))
    found = plan(Correct(1, "leader_id", "017", "x"), MemoryFacts.of(mo))
    assert (found.problems, found.questions) == ((), ())


def test_a_label_or_a_roll_that_replaces_the_registered_one_is_said() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, "A0500", "R2"))
    other = plan(Changeover(1, 2, "A0150", "R1"), facts)
    assert other.questions == ()
    assert [(note.code, note.params) for note in other.notes] == [
        (
            Code.NOTE_CODE_REPLACED,
            {"mo_name": "WH/MO/00002", "before": "A0500", "text": "A0150"},
        ),
        (Code.NOTE_ROLL_REPLACED, {"mo_name": "WH/MO/00002", "before": "R2", "text": "R1"}),
    ]
    same = plan(Changeover(1, 2, "A0500", old_last="A0150"), facts)
    assert (same.problems, same.questions, same.notes) == ((), (), ())


def test_nothing_is_replaced_where_nothing_was_registered() -> None:
    facts = MemoryFacts.of(on_roll_1(), ready(2, None, None))
    assert plan(Changeover(1, 2, "A0150"), facts).notes == ()
