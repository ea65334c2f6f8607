"""Everything that can happen to a station, in any order, against a model of what must be there.

``STASIUN_MO_EXAMPLES=2000`` for the full run, ``STASIUN_MO_STEPS`` for longer examples.
"""

import dataclasses
import logging
import os
from collections.abc import Iterable
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.errors import Code, ConfirmationNeededError, Problem, RefusedError
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
from tests.engines import ENGINES
from tests.integration import model
from tests.integration.machine import STATIONS, Office, Surroundings, counted
from tests.torture import verify

EXAMPLES: Final = int(os.environ.get("STASIUN_MO_EXAMPLES", "40"))
STEPS: Final = int(os.environ.get("STASIUN_MO_STEPS", "30"))
ROLLS: Final = ("1300300624", "1300300625", "R-7")
SERIES: Final = ("01024585539", "A0012345", "A012345", "Z00")
"""A first label of each roll, or of another one: the last has none before it."""


class Station(Surroundings):
    """What people do at a station, right and wrong, and what must come of it."""

    @initialize(
        data=st.data(),
        end_code=st.sampled_from(["last_used", "next_unused"]),
        mos=st.integers(1, 5),
        begun=st.integers(0, 3),
    )
    def begin(self, data: st.DataObject, end_code: Any, mos: int, begun: int) -> None:
        """Open a store with some MOs, some of which are registered, and one is running."""
        self._rules = dataclasses.replace(self._rules, end_code=end_code)
        self._model.end_code = end_code
        self._open()
        for _ in range(mos):
            self._new_mo(10.0)
        self._pass()
        for key in range(1, min(mos, begun) + 1):
            first = f"0102458{5000 + key * 40}"
            self._do(data, Register(key, first, ROLLS[0]))
        if begun:
            self._do(data, Start(1, "003"))

    # ------------------------------------------------------------------ people

    def _pick(self, data: st.DataObject, *stages: str) -> int:
        """Choose an MO in one of the stages, or now and then any at all; give its local id."""
        local = {mo_id: key for key, mo_id in self._model.ids.items()}
        fitting = self._model.in_stage(*stages)
        if not fitting or data.draw(st.integers(0, 11)) == 0:
            fitting = list(local)
        return local[data.draw(st.sampled_from(sorted(fitting)))]

    def _code(self, data: st.DataObject, near: str | None = None) -> str:
        """Choose a label, most often one that is close to `near`."""
        if near is None or data.draw(st.integers(0, 9)) == 0:
            near = data.draw(st.sampled_from(SERIES))
            distance = data.draw(st.integers(0, 60))
        else:
            distance = data.draw(st.integers(-2, 15))
        prefix, width, number = model.split(near)
        return f"{prefix}{min(max(number + distance, 0), 10**width - 1):0{width}}"

    def _people(self, local_id: int) -> model.People:
        return self._model.people[self._model.ids[local_id]]

    def _first(self, local_id: int) -> str | None:
        """Give the first label of the segment that is open."""
        segments = self._people(local_id)["segments"]
        return segments[-1]["auth_first"] if segments else None

    def _do(self, data: st.DataObject, request: Request) -> None:
        """Let a person do it; the model knows what must come of it."""
        now, station = self._clock(), self._station
        if data.draw(st.integers(0, 7)) == 0:
            station = next(name for name in STATIONS if name != station)
        production = self._productions[station]
        verdict = self._model.judge(request, now, station)
        typed = _typed(request) if data.draw(st.booleans()) else request
        confirmed = data.draw(st.integers(0, 3)) > 0
        self._number += 1
        operation_id = f"op-{self._number}"
        plan = production.preview(typed)
        problems, questions = _codes(plan.problems), _codes(plan.questions)
        assert bool(problems) == bool(verdict.reasons), (request, problems, verdict.reasons)
        kind = type(request).__name__
        try:
            done = production.execute(typed, operation_id, confirmed=confirmed)
        except RefusedError as error:
            came, same = "refused", _codes(error.problems) == problems
        except ConfirmationNeededError as error:
            came, same = "asked", _codes(error.problems) == questions
        else:
            came, same = "done", done.changes == plan.changes
        assert same, "the preview said something else"
        Station.came_of[f"{kind} {came}"] += 1
        if came == "refused":
            assert problems & verdict.reasons, (request, problems, verdict.reasons)
        else:
            assert questions == verdict.questions, (request, questions, verdict.questions)
            assert came == ("asked" if questions and not confirmed else "done")
        if came == "done":
            self._model.record(operation_id, station, typed, now, verdict)
            self._answers[operation_id] = done

    @precondition(lambda self: self._model.in_stage("unregistered"))
    @rule(data=st.data())
    @counted
    def register(self, data: st.DataObject) -> None:
        key = self._pick(data, "unregistered")
        near = [s["auth_first"] for p in self._model.people.values() for s in p["segments"]]
        code = self._code(data, next(iter(near), None))
        self._do(data, Register(key, code, data.draw(st.sampled_from(ROLLS))))

    @precondition(lambda self: self._model.in_stage("unregistered"))
    @rule(data=st.data())
    @counted
    def register_mid_production(self, data: st.DataObject) -> None:
        self._do(data, Register(self._pick(data, "unregistered"), mid_production=True))

    @precondition(lambda self: self._model.in_stage("ready"))
    @rule(data=st.data())
    @counted
    def unregister(self, data: st.DataObject) -> None:
        reason = data.draw(st.sampled_from(["salah pilih", "salah pilih", ""]))
        self._do(data, Unregister(self._pick(data, "ready"), reason))

    @precondition(lambda self: self._model.in_stage("ready"))
    @rule(data=st.data())
    @counted
    def start(self, data: st.DataObject) -> None:
        leader = data.draw(st.sampled_from(["003", "003", "A-1", ""]))
        self._do(data, Start(self._pick(data, "ready"), leader))

    def _changeover(self, data: st.DataObject, roll: str, *, with_last: bool) -> None:
        current, following = self._pick(data, "running"), self._pick(data, "ready")
        last = self._code(data, self._first(current)) if with_last else ""
        new = self._code(data, last or self._first(current))
        leader = data.draw(st.sampled_from(["", "004"]))
        self._do(data, Changeover(current, following, new, roll, last, leader))

    @precondition(lambda self: self._model.in_stage("running") and self._model.in_stage("ready"))
    @rule(data=st.data(), with_last=st.integers(0, 3))
    @counted
    def changeover_on_the_same_roll(self, data: st.DataObject, with_last: int) -> None:
        (running,) = self._model.in_stage("running")
        roll = self._model.people[running]["roll_number"] or ""
        self._changeover(data, roll, with_last=with_last == 0)

    @precondition(lambda self: self._model.in_stage("running") and self._model.in_stage("ready"))
    @rule(data=st.data(), roll=st.sampled_from(["", *ROLLS]), with_last=st.integers(0, 3))
    @counted
    def changeover_to_a_roll(self, data: st.DataObject, roll: str, with_last: int) -> None:
        self._changeover(data, roll, with_last=with_last > 0)

    @precondition(lambda self: self._model.in_stage("running") and self._model.in_stage("ready"))
    @rule(data=st.data())
    @counted
    def changeover_with_nothing_used(self, data: st.DataObject) -> None:
        (running,) = self._model.in_stage("running")
        roll = self._model.people[running]["roll_number"] or ""
        current, following = self._pick(data, "running"), self._pick(data, "ready")
        new = self._first(current) or self._code(data)
        self._do(data, Changeover(current, following, new, roll))

    @precondition(lambda self: self._model.in_stage("running"))
    @rule(data=st.data())
    @counted
    def end_on_the_same_roll(self, data: st.DataObject) -> None:
        key = self._pick(data, "running")
        known = self._first(key)
        gives_first = data.draw(st.integers(0, 9)) < (1 if known else 5)
        first = self._code(data, known) if gives_first else ""
        self._do(data, End(key, self._code(data, first or known), first))

    @precondition(lambda self: self._model.in_stage("running"))
    @rule(data=st.data(), roll=st.sampled_from(ROLLS))
    @counted
    def end_on_a_roll(self, data: st.DataObject, roll: str) -> None:
        key = self._pick(data, "running")
        last = self._code(data, self._first(key)) if data.draw(st.integers(0, 5)) else ""
        new = self._code(data) if data.draw(st.integers(0, 5)) else ""
        code = self._code(data, new or self._first(key))
        self._do(data, End(key, code, "", roll, last, new))

    @precondition(lambda self: self._model.in_stage("running"))
    @rule(data=st.data(), roll=st.sampled_from(ROLLS))
    @counted
    def change_roll(self, data: st.DataObject, roll: str) -> None:
        key = self._pick(data, "running")
        last = self._code(data, self._first(key))
        self._do(data, ChangeRoll(key, last, roll, self._code(data)))

    @precondition(lambda self: len(self._model.in_stage("unregistered")) < len(self._model.people))
    @rule(
        data=st.data(),
        name=st.sampled_from(["auth_first", "auth_last", "roll_number", "leader_id"]),
        number=st.sampled_from([None, None, 1, 2, 3]),
        empty=st.integers(0, 5),
    )
    @counted
    def correct(self, data: st.DataObject, name: str, number: int | None, empty: int) -> None:
        key = self._pick(data, "running", "finished", "finished", "ready")
        present = self._people(key)["segments"]
        which = (number or len(present)) - 1
        near = present[which]["auth_first"] if which in range(len(present)) else None
        values = {"roll_number": ROLLS, "leader_id": ["003", "009"]}
        value = data.draw(st.sampled_from(values[name])) if name in values else None
        value = self._code(data, near) if value is None else value
        reason = data.draw(st.sampled_from(["salah baca", "salah baca", ""]))
        self._do(data, Correct(key, name, value if empty else "", reason, number))

    @precondition(lambda self: self._model.in_stage("running", "finished"))
    @rule(
        data=st.data(),
        name=st.sampled_from(["date_start", "date_finished"]),
        hours=st.integers(-30, 2),
    )
    @counted
    def correct_a_time(self, data: st.DataObject, name: str, hours: int) -> None:
        key = self._pick(data, "running", "finished")
        present = self._people(key)[name]
        moment = (model.read(present) if present else self._clock()) + timedelta(hours=hours)
        value = moment.astimezone(model.JAKARTA).strftime("%Y-%m-%d %H:%M:%S")
        self._do(data, Correct(key, name, value, "salah catat"))

    @rule(data=st.data())
    @counted
    def undo(self, data: st.DataObject) -> None:
        self._do(data, Undo())

    @precondition(lambda self: self._model.deeds)
    @rule(data=st.data(), change=st.integers(0, 3))
    @counted
    def press_twice(self, data: st.DataObject, change: int) -> None:
        """The same operation once more answers like the first time; another one is an error."""
        deed = data.draw(st.sampled_from(self._model.deeds))
        if change == 0:
            other = Register(next(iter(self._model.ids)), "X1", "X-ROLL")
            with pytest.raises(RefusedError) as refused:
                self._production.execute(other, deed.operation_id)
            assert refused.value.problem.code is Code.OPERATION_ID_REUSED
            return
        again = self._production.execute(deed.request, deed.operation_id)
        assert again.repeated
        first = self._answers[deed.operation_id]
        assert [_people_of(c) for c in again.changes] == [_people_of(c) for c in first.changes]


def _codes(problems: Iterable[Problem]) -> set[str]:
    return {str(problem.code) for problem in problems}


def _typed(request: Request) -> Request:
    """Give it as a tired person or a scanner types it."""
    values: dict[str, Any] = {
        field.name: f" \x1d{getattr(request, field.name).lower()}\r\n"
        for field in dataclasses.fields(request)
        if field.name not in ("reason", "field", "operation_id")
        and isinstance(getattr(request, field.name), str)
        and not (isinstance(request, Correct) and request.field.startswith("date_"))
    }
    return dataclasses.replace(request, **values)


def _people_of(change: Any) -> list[Any]:
    return [getattr(change.after, name) for name in ("id", "segments", *verify.PEOPLE)]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_happens_what_people_typed_is_there(
    caplog: pytest.LogCaptureFixture, engine: str
) -> None:
    caplog.set_level(logging.CRITICAL, logger="app")  # so long a run fills the memory with lines
    Station.office, Station.engine = Office(), engine
    examples = EXAMPLES if engine == "sqlite" else -(-EXAMPLES // 4)  # a way to a server and back
    for counter in (Station.ran, Station.came_of, Station.lengths):
        counter.clear()
    began = perf_counter()
    with Station.office.server:
        run_state_machine_as_test(
            Station,
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS + 1,  # `begin` counts as one
                deadline=None,
                database=None,
                print_blob=True,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
            _min_steps=STEPS,
        )
    _print_figures(perf_counter() - began, examples)


def _print_figures(seconds: float, examples: int) -> None:
    # Each step ends with the invariant, `begin` too.
    lengths = {steps - 1: count for steps, count in Station.lengths.items()}
    full = sum(count for steps, count in lengths.items() if steps >= STEPS)
    print(f"\n{sum(lengths.values())} examples, {full} of at least {STEPS} steps, {seconds:.0f} s;")
    print(f"steps: {sum(steps * count for steps, count in lengths.items())}")
    for name, counter in (("rules", Station.ran), ("came of it", Station.came_of)):
        print(f"{name}: {', '.join(f'{key} {count}' for key, count in sorted(counter.items()))}")
    assert full >= examples * 0.95
