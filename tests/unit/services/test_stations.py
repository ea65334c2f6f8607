"""Several stations on one store: one running MO each, and nobody takes another one's."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier, Thread

import pytest

from app.domain.errors import Code, Problem, RefusedError
from app.domain.orders import Stage
from app.domain.plans import Rules
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
from app.domain.store_address import StoreAddress
from app.services.production import Production
from tests.plant import Plant

SHARED = Rules(shared=True)
ONE, TWO, THREE = "WH/MO/00001", "WH/MO/00002", "WH/MO/00003"


@pytest.fixture
def plant(tmp_path: Path, path: StoreAddress) -> Iterator[Plant]:
    with Plant(tmp_path, store=path, rules=SHARED) as plant:
        for name in (ONE, TWO, THREE):
            plant.add_mo(name)
        plant.sync.run()
        for number, name in enumerate((ONE, TWO, THREE), start=1):
            register = Register(plant.order(name).id, f"0{number}00", f"R{number}")
            plant.production.execute(register, f"register-{number}")
        yield plant


@pytest.fixture
def there(plant: Plant) -> Iterator[Production]:
    with Production(plant.path, SHARED, "Lini 2", plant.clock) as found:
        yield found


def refusal(production: Production, request: Request, operation_id: str = "op") -> Problem:
    with pytest.raises(RefusedError) as caught:
        production.execute(request, operation_id)
    return caught.value.problem


def test_each_station_runs_one_mo(plant: Plant, there: Production) -> None:
    one, two, three = (plant.order(name).id for name in (ONE, TWO, THREE))
    plant.production.execute(Start(one, "003"), "op-1")
    there.execute(Start(two, "007"), "op-2")
    assert (plant.order(ONE).station, plant.order(TWO).station) == ("Lini 1", "Lini 2")
    for production, running in ((plant.production, ONE), (there, TWO)):
        problem = refusal(production, Start(three, "003"))
        assert (problem.code, problem.params) == (Code.OTHER_RUNNING, {"mo_name": running})


@pytest.mark.parametrize(
    "make",
    [
        lambda one, two: End(one, "0150"),
        lambda one, two: ChangeRoll(one, "0150", "R9", "0900"),
        lambda one, two: Changeover(one, two, "0151"),
        lambda one, two: Correct(one, "leader_id", "009", "salah"),
        lambda one, two: Unregister(one, "salah"),
        lambda one, two: Start(one, "003"),
    ],
)
@pytest.mark.parametrize("over", [False, True])
def test_another_stations_mo_is_not_touched(
    plant: Plant,
    there: Production,
    make: Callable[[int, int], Request],
    over: bool,
) -> None:
    one, two = plant.order(ONE).id, plant.order(TWO).id
    there.execute(Start(one, "007"), "op-1")
    if over:
        there.execute(End(one, "0140"), "op-2")
    before = plant.tables()
    problem = refusal(plant.production, make(one, two))
    assert (problem.code, problem.params) == (
        Code.RUNS_ELSEWHERE,
        {"mo_name": ONE, "station": "Lini 2"},
    )
    assert plant.tables() == before


def test_a_changeover_to_an_mo_that_the_other_has_taken_in_between(
    plant: Plant, there: Production
) -> None:
    one, two = plant.order(ONE).id, plant.order(TWO).id
    plant.production.execute(Start(one, "003"), "op-1")
    request = Changeover(one, two, "0150", "R1")
    assert plant.production.preview(request).problems == ()
    there.execute(Start(two, "007"), "op-2")
    before = plant.tables()
    problem = refusal(plant.production, request, "op-3")
    assert (problem.code, problem.field) == (Code.RUNS_ELSEWHERE, "next_id")
    assert problem.params == {"mo_name": TWO, "station": "Lini 2"}
    assert plant.tables() == before


def test_two_stations_start_the_same_mo_at_the_same_time(plant: Plant) -> None:
    one = plant.order(ONE).id
    together = Barrier(2)
    answers: dict[str, Code | None] = {}

    def start(station: str) -> None:
        with Production(plant.path, SHARED, station, plant.clock) as production:
            together.wait()
            try:
                production.execute(Start(one, "003"), f"op-{station}")
            except RefusedError as error:
                answers[station] = error.problem.code
            else:
                answers[station] = None

    threads = [Thread(target=start, args=(name,)) for name in ("Lini 1", "Lini 2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values(), key=str) == [None, Code.RUNS_ELSEWHERE]
    (winner,) = [station for station, code in answers.items() if code is None]
    assert plant.order(ONE).station == winner
    started = [e for e in plant.production.history(one)[1] if e.status == "start"]
    assert [entry.station for entry in started] == [winner]


def test_undo_is_refused_when_the_other_has_changed_an_mo_since(
    plant: Plant, there: Production
) -> None:
    three = plant.order(THREE).id
    there.execute(Unregister(three, "salah"), "op-1")
    there.execute(Register(three, "0700", "R7"), "op-2")
    problem = refusal(plant.production, Undo(), "undo-1")
    assert (problem.code, problem.params) == (Code.CHANGED_SINCE, {"mo_name": THREE})
    there.execute(Start(three, "007"), "op-3")
    assert refusal(plant.production, Undo(), "undo-2").code is Code.RUNS_ELSEWHERE


def test_each_station_takes_back_its_own(plant: Plant, there: Production) -> None:
    one, two = plant.order(ONE).id, plant.order(TWO).id
    plant.production.execute(Start(one, "003"), "op-1")
    there.execute(Start(two, "007"), "op-2")
    plant.production.execute(Undo(), "undo-1")
    assert (plant.order(ONE).stage, plant.order(TWO).stage) == (Stage.READY, Stage.RUNNING)
    _order, entries = plant.production.history(two)
    assert [(entry.status, entry.station) for entry in entries] == [
        ("register", "Lini 1"),
        ("start", "Lini 2"),
    ]


def test_a_renamed_station_goes_on_with_what_runs_on_a_store_of_its_own(
    tmp_path: Path, path: StoreAddress
) -> None:
    with ExitStack() as stack:
        plant = stack.enter_context(Plant(tmp_path, store=path))
        plant.add_mo(ONE)
        plant.sync.run()
        one = plant.order(ONE).id
        plant.production.execute(Register(one, "0100", "R1"), "op-1")
        plant.production.execute(Start(one, "003"), "op-2")
        renamed = stack.enter_context(Production(plant.path, plant.rules, "Lini Baru", plant.clock))
        renamed.execute(End(one, "0150"), "op-3")
        assert plant.order(ONE).stage is Stage.FINISHED
