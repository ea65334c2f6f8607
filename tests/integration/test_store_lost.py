"""A store that cannot be reached: said once, tried again by itself, nothing stored twice.

The runner with a real store on disk, in the test's own thread; what is lost is its connection.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.background.operation_runner import OperationRunner
from app.background.pulse import AGAIN_MS, Pulse
from app.domain.clock import Clock
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.plans import Rules
from app.domain.requests import Correct, Register, Start, Undo
from app.services.backups import Backups
from app.services.messages import (
    BoardChange,
    Done,
    HistoryAsked,
    LookupAsked,
    PreviewAsked,
    Submitted,
)
from app.services.production import Production
from tests.plant import Plant

ONE, TWO = "WH/MO/00001", "WH/MO/00002"
GONE = Problem(Code.STORE_OFFLINE)


class Wire(Production):
    """A store behind a connection that can be cut, also between a commit and its answer."""

    cut = False
    answer_lost = False
    tries = 0

    def _pass(self) -> None:
        Wire.tries += 1
        if Wire.cut:
            raise EnvironmentFaultError(GONE)

    def board_change(self, *given: Any) -> BoardChange:
        self._pass()
        return super().board_change(*given)

    def changed_elsewhere(self) -> Any:
        self._pass()
        return super().changed_elsewhere()

    def preview(self, *given: Any) -> Any:
        self._pass()
        return super().preview(*given)

    def outcome(self, *given: Any) -> Done | None:
        self._pass()
        return super().outcome(*given)

    def execute(self, *given: Any, **more: Any) -> Done:
        self._pass()
        done = super().execute(*given, **more)
        if Wire.answer_lost:
            Wire.cut = True
            self._pass()
        return done


class Bench:
    """The runner on a store with two MOs, and what it has said."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        self.plant = plant
        path = plant.path
        assert isinstance(path, Path)
        backups = Backups(path, None, 3, clock)
        self.runner = OperationRunner(lambda: Wire(plant.path, Rules(), "Lini 1", clock), backups)
        self.said = {
            name: QSignalSpy(getattr(self.runner, name))
            for name in (
                *("done", "not_done", "board_changed", "previewed", "store_lost", "store_found"),
                *("store_failed", "store_ready", "unread"),
            )
        }
        self.one, self.two = plant.order(ONE).id, plant.order(TWO).id

    def count(self, name: str) -> int:
        return self.said[name].count()

    def last(self, name: str) -> Any:
        return self.said[name].at(self.count(name) - 1)[0]

    def submit(self, request: Any, key: str) -> None:
        self.runner.on_submit_wanted(Submitted(key, request))

    def mend(self) -> None:
        """The connection can be made again, and the next try comes."""
        Wire.cut = Wire.answer_lost = False
        self.runner.access.pulse.tried_again.emit()

    def entries(self, order_id: int) -> list[str]:
        return [entry.status for entry in self.plant.production.history(order_id)[1]]


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    Wire.cut = Wire.answer_lost = False
    with Plant(tmp_path) as plant:
        plant.add_mo(ONE)
        plant.add_mo(TWO)
        plant.sync.run()
        found = Bench(plant, plant.clock)
        found.runner.on_started()
        yield found
        found.runner.access.pulse.stop()
        found.runner.access.close()


def test_it_is_left_alone_for_longer_and_longer(qtbot: QtBot) -> None:
    parent = QObject()
    pulse = Pulse(parent)
    pulse.begin()
    assert pulse.pause == 0
    pauses = []
    for _ in range(8):
        pulse.lose()
        pauses.append(pulse.pause)
    assert pauses == [*AGAIN_MS, 30_000, 30_000]
    pulse.begin()
    pulse.lose()
    assert pulse.pause == 1_000
    pulse.stop()


def test_it_is_said_once_however_often_it_is_tried(bench: Bench) -> None:
    Wire.cut = True
    for _ in range(5):
        bench.runner.access.pulse.tried_again.emit()
    assert (bench.count("store_lost"), bench.count("store_failed")) == (1, 0)
    assert bench.last("store_lost") == GONE
    boards = bench.count("board_changed")
    bench.mend()
    assert (bench.count("store_found"), bench.count("board_changed")) == (1, boards + 1)
    bench.mend()
    assert bench.count("store_found") == 1


def test_the_timer_finds_it_again(bench: Bench, qtbot: QtBot) -> None:
    Wire.cut = True
    bench.runner.on_refresh()
    assert bench.runner.access.pulse.pause == 1_000
    Wire.cut = False
    with qtbot.waitSignal(bench.runner.store_found, timeout=5000):
        pass
    assert bench.runner.access.problem is None


def test_what_others_stored_meanwhile_comes_by_difference(bench: Bench) -> None:
    Wire.cut = True
    bench.runner.on_refresh()
    bench.plant.production.execute(Register(bench.one, "0100", "R1"), "op-1")
    bench.mend()
    change = bench.last("board_changed")
    assert [order.mo_name for order in change.rows] == [ONE]


def stored_elsewhere(bench: Bench, code: str, key: str) -> None:
    with Production(bench.plant.path, Rules(shared=True), "Lini 2", bench.plant.clock) as other:
        other.execute(Correct(bench.two, "auth_first", code, "salah"), key)


def test_a_look_that_found_it_away_is_no_reason_to_look_no_more(bench: Bench) -> None:
    bench.submit(Register(bench.two, "0500", "R2"), "op-1")
    Wire.cut = True
    bench.runner.access.pulse.looked.emit()
    bench.mend()
    stored_elsewhere(bench, "0600", "op-2")
    bench.runner.access.pulse.looked.emit()
    assert [order.auth_first for order in bench.last("board_changed").rows] == ["0600"]


def test_after_a_board_that_was_asked_for_it_follows_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.submit(Register(bench.two, "0500", "R2"), "op-1")

    def fails(_self: object) -> None:
        raise EnvironmentFaultError(Problem(Code.STORE_UNWRITABLE, params={"file": "toko.db"}))

    with monkeypatch.context() as patch:
        patch.setattr(Wire, "changed_elsewhere", fails)
        bench.runner.access.pulse.looked.emit()
    assert bench.count("store_failed") == 1
    bench.runner.on_refresh()
    stored_elsewhere(bench, "0600", "op-2")
    bench.runner.access.pulse.looked.emit()
    assert [order.auth_first for order in bench.last("board_changed").rows] == ["0600"]


def test_who_reads_meanwhile_is_answered_at_once(bench: Bench) -> None:
    Wire.cut = True
    bench.runner.on_refresh()
    tries = Wire.tries
    bench.runner.on_preview_wanted(PreviewAsked(7, Register(bench.one, "0100", "R1")))
    assert bench.last("previewed").plan.problems == (GONE,)
    bench.runner.on_history_wanted(HistoryAsked(bench.one))
    bench.runner.on_lookup_wanted(LookupAsked("R1"))
    assert (bench.count("unread"), Wire.tries) == (2, tries)
    bench.mend()
    bench.runner.on_preview_wanted(PreviewAsked(8, Register(bench.one, "0100", "R1")))
    assert bench.last("previewed").plan.problems == ()


def test_a_store_that_is_away_at_the_start_is_opened_later(tmp_path: Path, qtbot: QtBot) -> None:
    with Plant(tmp_path) as plant:
        plant.add_mo(ONE)
        plant.add_mo(TWO)
        plant.sync.run()
        bench = Bench(plant, plant.clock)
        Wire.cut = True
        bench.runner.on_started()
        assert (bench.count("store_lost"), bench.count("store_ready")) == (1, 0)
        bench.mend()
        assert bench.count("store_ready") == 1
        assert len(bench.last("board_changed").rows) == 2
        bench.runner.access.pulse.stop()
        bench.runner.access.close()


def test_what_was_not_stored_is_stored_once_by_the_same_input_again(bench: Bench) -> None:
    request = Register(bench.one, "0100", "R1")
    Wire.cut = True
    bench.submit(request, "op-1")
    assert bench.last("not_done").problems == (GONE,)
    bench.mend()
    assert (bench.count("done"), bench.entries(bench.one)) == (0, [])
    bench.submit(request, "op-1")
    assert not bench.last("done").repeated
    assert bench.entries(bench.one) == ["register"]


def test_what_was_stored_although_its_answer_was_lost_is_said_when_it_is_found(
    bench: Bench,
) -> None:
    Wire.answer_lost = True
    bench.submit(Register(bench.one, "0100", "R1"), "op-1")
    assert bench.last("not_done").problems == (GONE,)
    bench.mend()
    done = bench.last("done")
    assert (done.operation_id, done.repeated) == ("op-1", True)
    bench.mend()
    assert bench.count("done") == 1
    assert bench.entries(bench.one) == ["register"]


def test_the_same_input_again_is_answered_like_the_first_time(bench: Bench) -> None:
    request = Register(bench.one, "0100", "R1")
    Wire.answer_lost = True
    bench.submit(request, "op-1")
    Wire.cut = Wire.answer_lost = False
    bench.submit(request, "op-1")  # quicker than the next try
    assert bench.last("done").repeated
    assert bench.count("store_found") == 1
    assert (bench.count("done"), bench.entries(bench.one)) == (1, ["register"])


@pytest.mark.parametrize("other", ["new code", "undo"])
def test_another_input_waits_until_it_is_known_what_became_of_the_first(
    bench: Bench, other: str
) -> None:
    Wire.answer_lost = True
    bench.submit(Register(bench.one, "0100", "R1"), "op-1")
    Wire.cut = Wire.answer_lost = False
    bench.submit(Register(bench.one, "0555", "R1") if other == "new code" else Undo(), "op-2")
    assert bench.last("done").operation_id == "op-1"
    (problem,) = bench.last("not_done").problems
    assert (problem.code, problem.params) == (Code.STORED_BEFORE, {"mo_name": ONE})
    assert bench.entries(bench.one) == ["register"]
    assert bench.plant.order(ONE).auth_first == "0100"


def test_another_mo_does_not_wait(bench: Bench) -> None:
    Wire.answer_lost = True
    bench.submit(Register(bench.one, "0100", "R1"), "op-1")
    Wire.cut = Wire.answer_lost = False
    bench.submit(Register(bench.two, "0500", "R2"), "op-2")
    said = [bench.said["done"].at(i)[0].operation_id for i in range(bench.count("done"))]
    assert said == ["op-1", "op-2"]


def test_a_changed_input_is_stored_when_the_first_was_not(bench: Bench) -> None:
    bench.submit(Register(bench.one, "0100", "R1"), "op-1")
    bench.submit(Start(bench.one, "003"), "op-2")
    Wire.cut = True
    bench.submit(Correct(bench.one, "leader_id", "008", "salah"), "op-3")
    Wire.cut = False
    bench.submit(Correct(bench.one, "leader_id", "009", "salah"), "op-4")
    assert bench.last("done").operation_id == "op-4"
    assert bench.plant.order(ONE).leader_id == "009"
    assert bench.entries(bench.one) == ["register", "start", "correct"]


def test_what_is_wrong_with_a_look_is_said_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Problem(Code.STORE_UNWRITABLE, params={"file": "toko.db"})

    def fails(_self: object) -> None:
        raise EnvironmentFaultError(full)

    monkeypatch.setattr(Wire, "changed_elsewhere", fails)
    for _ in range(5):
        bench.runner.access.pulse.looked.emit()
    assert bench.count("store_failed") == 1
    assert bench.last("store_failed") == full


def test_nothing_is_said_where_nothing_changes(bench: Bench) -> None:
    boards = bench.count("board_changed")
    for _ in range(5):
        bench.runner.access.pulse.looked.emit()
    bench.runner.access.pulse.all_due.emit()
    assert bench.count("board_changed") == boards
    changed = replace(bench.plant.rules, shared=True)
    with Production(bench.plant.path, changed, "Lini 2", bench.plant.clock) as other:
        other.execute(Register(bench.two, "0500", "R2"), "op-9")
    bench.runner.access.pulse.looked.emit()
    assert [order.mo_name for order in bench.last("board_changed").rows] == [TWO]
    bench.runner.access.pulse.looked.emit()
    assert bench.count("board_changed") == boards + 1
