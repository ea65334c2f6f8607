"""Unregister and Urungkan: what they name when they refuse, and the labels that come back."""

import pytest

from app.domain.errors import Code
from app.domain.orders import Order, Stage
from app.domain.plans import Change, LogStatus, Past
from app.domain.requests import Undo, Unregister
from tests.plant import MemoryFacts, after, finished, order, plan, ready, running

NAME = "WH/MO/00001"


@pytest.mark.parametrize(
    "one", [order(1), running(1, "0100", "R1"), finished(1, "0100", "0199", "R1")]
)
def test_an_mo_that_cannot_be_unregistered_is_named(one: Order) -> None:
    (problem,) = plan(Unregister(1, "x"), MemoryFacts.of(one)).problems
    assert (problem.field, problem.params) == ("order_id", {"mo_name": NAME})


def started(before: Order, now: Order, *others: Order) -> MemoryFacts:
    done = [Past("op", (Change(before, now, LogStatus.START),))]
    return MemoryFacts.of(now, *others, done=done)


def test_the_operation_that_is_meant_may_be_named() -> None:
    before = ready(1, "0100", "R1")
    facts = started(before, running(1, "0100", "R1"))
    assert after(plan(Undo("op"), facts)) == before


def test_the_mo_that_has_changed_since_is_named() -> None:
    facts = started(ready(1, "0100", "R1"), running(1, "0100", "R1"))
    facts.orders[1] = running(1, "0100", "R1", leader_id="009")
    (problem,) = plan(Undo(), facts).problems
    assert (problem.code, problem.params) == (Code.CHANGED_SINCE, {"mo_name": NAME})


def test_labels_that_another_mo_has_got_meanwhile_do_not_come_back() -> None:
    facts = started(ready(1, "0100", "R1"), order(1), finished(2, "0090", "0120", "R1"))
    (problem,) = plan(Undo(), facts).problems
    assert problem.code is Code.OVERLAP
    wanted = {"text": "0100", "mo_name": "WH/MO/00002", "other": "0090 – 0120"}
    assert problem.params == wanted


def ended(*others: Order) -> MemoryFacts:
    """The newest operation ended MO 1."""
    before, now = running(1, "0100", "R1"), finished(1, "0100", "0199", "R1")
    done = [Past("op", (Change(before, now, LogStatus.END),))]
    return MemoryFacts.of(now, *others, done=done)


def test_an_mo_does_not_run_again_beside_another_one_which_is_named() -> None:
    (problem,) = plan(Undo(), ended(running(2, "0500", "R5"))).problems
    assert (problem.code, problem.params) == (Code.OTHER_RUNNING, {"mo_name": "WH/MO/00002"})


def test_an_mo_runs_again_when_none_does() -> None:
    assert after(plan(Undo(), ended())).stage is Stage.RUNNING


def test_while_another_one_runs_what_does_not_make_an_mo_run_can_be_taken_back() -> None:
    done = [Past("op", (Change(order(1), ready(1, "0100", "R1"), LogStatus.REGISTER),))]
    facts = MemoryFacts.of(ready(1, "0100", "R1"), running(2, "0500", "R5"), done=done)
    assert after(plan(Undo(), facts)) == order(1)


def test_a_change_of_the_running_mo_itself_can_be_taken_back() -> None:
    before, now = running(1, "0100", "R1"), running(1, "0100", "R1", leader_id="017")
    done = [Past("op", (Change(before, now, LogStatus.CORRECT),))]
    assert after(plan(Undo(), MemoryFacts.of(now, done=done))) == before
