"""Each problem stands at the field that has it, and names what it is about."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Code
from app.domain.orders import Order
from app.domain.plans import LogStatus
from app.domain.requests import Changeover, ChangeRoll, End, Register, Request, Start
from tests.plant import NOW, MemoryFacts, codes, finished, order, plan, ready, running

NAME = {"mo_name": "WH/MO/00001"}
TAKEN = finished(9, "A0500", "A0599", "R9")


def on_roll_1(**values: Any) -> Order:
    given: dict[str, Any] = {"started": NOW - timedelta(hours=1), **values}
    return running(1, "A0100", "R1", **given)


def found(request: Request, *orders: Order) -> list[tuple[Code, str | None]]:
    problems = plan(request, MemoryFacts.of(*orders, TAKEN)).problems
    return [(problem.code, problem.field) for problem in problems]


@pytest.mark.parametrize(
    ("one", "code", "params"),
    [
        (ready(1, "A0100", "R1"), Code.ALREADY_REGISTERED, NAME),
        (order(1, gone_at=NOW), Code.ODOO_GONE, NAME),
        (order(1, state="cancel"), Code.ODOO_CLOSED, {**NAME, "state": "cancel"}),
    ],
)
def test_an_mo_that_cannot_be_registered(one: Order, code: Code, params: object) -> None:
    (problem,) = plan(Register(1, "A0700", "R1"), MemoryFacts.of(one)).problems
    assert (problem.code, problem.field, problem.params) == (code, "order_id", params)


def test_label_data_beside_mid_production() -> None:
    request = Register(1, "A0100", "R1", mid_production=True)
    assert found(request, order(1)) == [(Code.MID_PRODUCTION_WITH_LABEL, "mid_production")]


@pytest.mark.parametrize(
    ("request_", "field"),
    [(Register(1, "", "R1"), "auth_first"), (Register(1, "A0100", ""), "roll_number")],
)
def test_one_missing_value_of_a_registration_shows_no_change(request_: Request, field: str) -> None:
    made = plan(request_, MemoryFacts.of(order(1)))
    assert [(p.code, p.field) for p in made.problems] == [(Code.REQUIRED, field)]
    assert made.changes == ()


@pytest.mark.parametrize(
    ("orders", "request_", "expected"),
    [
        ([order(1)], Start(1, "003"), (Code.NOT_READY, "order_id")),
        ([ready(1, "A0100", "R1"), running(2, "B1", "R1")], Start(1, "003"),
         (Code.OTHER_RUNNING, "order_id")),
        ([ready(1, "A0500", "R1")], Start(1, "003"), (Code.OVERLAP, "order_id")),
        ([ready(1, "A0100", "R1")], End(1, "A0150"), (Code.NOT_RUNNING, "order_id")),
        ([TAKEN], End(9, "A0599"), (Code.ALREADY_FINISHED, "order_id")),
        ([on_roll_1()], End(1, "A0550"), (Code.OVERLAP, "auth")),
        ([ready(1, "A0100", "R1")], ChangeRoll(1, "A0150", "R2", "B0100"),
         (Code.NOT_RUNNING, "order_id")),
        ([on_roll_1()], ChangeRoll(1, "A0150", "R1", "B0100"), (Code.SAME_ROLL, "roll_number")),
        ([on_roll_1()], ChangeRoll(1, "A0099", "R2", "B0100"),
         (Code.CODE_BEFORE_FIRST, "old_last")),
        ([on_roll_1()], ChangeRoll(1, "B0150", "R2", "B0200"),
         (Code.CODE_OTHER_SERIES, "old_last")),
        ([on_roll_1()], ChangeRoll(1, "A0150", "R2", "A0500"), (Code.OVERLAP, "new_first")),
        ([on_roll_1(), order(2)], Changeover(1, 2, "A0150"), (Code.NOT_READY, "next_id")),
        ([on_roll_1(), TAKEN], Changeover(1, 9, "A0150"), (Code.ALREADY_FINISHED, "next_id")),
        ([ready(1, "A0100", "R1"), ready(2, None, None)], Changeover(1, 2, "A0150"),
         (Code.NOT_RUNNING, "current_id")),
        ([on_roll_1()], Changeover(1, 1, "A0150"), (Code.SAME_MO, "next_id")),
        ([on_roll_1(), ready(2, None, None)], Changeover(1, 2, "A0550"),
         (Code.OVERLAP, "new_auth")),
        ([on_roll_1(), ready(2, None, None)],
         Changeover(1, 2, "A0700", old_last="A0550"), (Code.OVERLAP, "old_last")),
    ],
)  # fmt: skip
def test_what_is_refused_is_marked_and_shows_nothing_that_could_be_saved(
    orders: list[Order], request_: Request, expected: tuple[Code, str]
) -> None:
    assert found(request_, *orders) == [expected]


@pytest.mark.parametrize(
    "request_",
    [
        Changeover(1, 2, "A0150"),
        End(1, "A0150"),
        ChangeRoll(1, "A0150", "R2", "B0100"),
    ],
)
def test_an_mo_that_does_not_run_shows_no_change(request_: Request) -> None:
    facts = MemoryFacts.of(ready(1, "A0100", "R1"), ready(2, None, None))
    made = plan(request_, facts)
    assert (codes(made.problems), made.changes) == ([Code.NOT_RUNNING], ())


def test_a_missing_roll_is_not_the_same_as_an_unknown_one() -> None:
    request = ChangeRoll(1, "A0150", "", "B0100")
    assert found(request, running(1, "A0100", None)) == [(Code.REQUIRED, "roll_number")]


def test_the_roll_that_does_not_change_is_named() -> None:
    facts = MemoryFacts.of(on_roll_1())
    (problem,) = plan(ChangeRoll(1, "A0150", "r1", "B0100"), facts).problems
    assert problem.params == {"roll": "R1"}


def test_where_the_running_roll_is_not_known_its_last_code_is_asked_for_all_the_same() -> None:
    facts = MemoryFacts.of(running(1, "A0100", None), ready(2, None, None))
    (problem,) = plan(Changeover(1, 2, "B0100", "R2"), facts).problems
    assert (problem.code, problem.field) == (Code.OLD_LAST_REQUIRED, "old_last")
    assert problem.params == {"roll": "–"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"new_first": "B0500"}, (Code.OLD_LAST_REQUIRED, "old_last")),
        ({"old_last": "A0180"}, (Code.NEW_FIRST_REQUIRED, "new_first")),
    ],
)
def test_the_end_on_another_roll_asks_once_for_what_is_missing(
    values: dict[str, str], expected: tuple[Code, str]
) -> None:
    request = End(1, "B0520", roll_number="R2", **values)
    made = plan(request, MemoryFacts.of(on_roll_1()))
    assert [(p.code, p.field) for p in made.problems] == [expected]
    assert made.changes == ()


@pytest.mark.parametrize(
    ("one", "request_", "fields"),
    [
        (order(1), Register(1), ["auth_first", "roll_number"]),
        (ready(1, "A0100", "R1"), Start(1), ["leader_id"]),
        (on_roll_1(), Changeover(1, 2), ["new_auth"]),
        (on_roll_1(), End(1), ["auth"]),
        (on_roll_1(), ChangeRoll(1), ["roll_number", "old_last", "new_first"]),
    ],
)
def test_what_is_not_given_is_missing(one: Order, request_: Request, fields: list[str]) -> None:
    assert found(request_, one, ready(2, None, None)) == [(Code.REQUIRED, f) for f in fields]


def test_the_history_calls_a_registration_in_mid_production_by_the_same_name() -> None:
    made = plan(Register(1, mid_production=True), MemoryFacts.of(order(1)))
    assert [change.status for change in made.changes] == [LogStatus.REGISTER]
