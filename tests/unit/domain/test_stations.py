"""Several stations on one store: what another one has taken is not operated from here."""

import pytest

from app.domain.errors import Code
from app.domain.orders import Order
from app.domain.plans import Change, LogStatus, Past, Rules
from app.domain.requests import (
    Changeover,
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)
from app.domain.stations import is_elsewhere
from tests.plant import MemoryFacts, after, codes, finished, order, plan, ready, running

SHARED = Rules(shared=True)
THERE = "Lini 2"
NAME = "WH/MO/00001"
OURS = running(2, "0500", "R2")


@pytest.mark.parametrize(
    "theirs",
    [running(1, "0100", "R1", station=THERE), finished(1, "0100", "0199", "R1", station=THERE)],
)
@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (Register(1, "0100", "R1"), "order_id"),
        (Start(1, "003"), "order_id"),
        (End(1, "0199"), "order_id"),
        (ChangeRoll(1, "0199", "R3", "0700"), "order_id"),
        (Changeover(1, 3, "0200"), "current_id"),
        (Changeover(2, 1, "0600"), "next_id"),
        (Unregister(1, "salah"), "order_id"),
        (Correct(1, "leader_id", "009", "salah"), "order_id"),
    ],
)
def test_it_names_mo_and_station(theirs: Order, request_: Request, field: str) -> None:
    facts = MemoryFacts.of(theirs, OURS, ready(3, "0900", "R3"), rules=SHARED)
    problem = plan(request_, facts).problems[0]
    assert (problem.code, problem.field) == (Code.RUNS_ELSEWHERE, field)
    assert problem.params == {"mo_name": NAME, "station": THERE}
    assert Code.ALREADY_STARTED not in codes(plan(request_, facts).problems)


def test_each_station_runs_one_mo() -> None:
    theirs = running(1, "0100", "R1", station=THERE)
    facts = MemoryFacts.of(theirs, ready(3, "0900", "R3"), ready(4, "0950", "R4"), rules=SHARED)
    facts.store(plan(Start(3, "003"), facts))
    assert facts.orders[3].station == facts.station
    (problem,) = plan(Start(4, "003"), facts).problems
    assert (problem.code, problem.params) == (Code.OTHER_RUNNING, {"mo_name": "WH/MO/00003"})


def test_what_is_ready_belongs_to_nobody() -> None:
    facts = MemoryFacts.of(ready(1, "0100", "R1", station=THERE), rules=SHARED)
    assert after(plan(Start(1, "003"), facts)).station == facts.station
    assert plan(Unregister(1, "salah"), facts).problems == ()


def test_what_nobody_knows_the_station_of_can_be_ended_anywhere() -> None:
    facts = MemoryFacts.of(running(1, "0100", "R1", station=None), rules=SHARED)
    assert plan(End(1, "0199"), facts).problems == ()


def test_a_label_that_another_station_uses_is_used() -> None:
    theirs = running(1, "0100", "R1", station=THERE)
    (problem,) = plan(Register(2, "0100", "R1"), MemoryFacts.of(theirs, order(2))).problems
    assert problem.code is Code.OVERLAP
    facts = MemoryFacts.of(theirs, order(2), rules=SHARED)
    assert plan(Register(2, "0100", "R1"), facts).problems == (problem,)


def test_undo_does_not_take_an_mo_away_from_another_station() -> None:
    before, registered = order(1), ready(1, "0100", "R1")
    done = [Past("op", (Change(before, registered, LogStatus.REGISTER),))]
    taken = running(1, "0100", "R1", station=THERE)
    (problem,) = plan(Undo(), MemoryFacts.of(taken, done=done, rules=SHARED)).problems
    assert (problem.code, problem.params["station"]) == (Code.RUNS_ELSEWHERE, THERE)


def test_undo_lets_an_mo_run_again_here_while_another_runs_there() -> None:
    before, now = running(1, "0100", "R1"), finished(1, "0100", "0199", "R1")
    done = [Past("op", (Change(before, now, LogStatus.END),))]
    facts = MemoryFacts.of(now, running(2, "0500", "R2", station=THERE), done=done, rules=SHARED)
    assert after(plan(Undo(), facts)) == before


@pytest.mark.parametrize("station", [None, THERE])
def test_on_a_store_of_its_own_a_station_has_every_mo(station: str | None) -> None:
    """The station was renamed, or the file is that of the older system."""
    one = running(1, "0100", "R1", station=station)
    facts = MemoryFacts.of(one, ready(3, "0900", "R3"))
    assert plan(End(1, "0199"), facts).problems == ()
    assert codes(plan(Start(3, "003"), facts).problems) == [Code.OTHER_RUNNING]
    assert not is_elsewhere(one, facts.rules.home(facts.station))
