"""Undo, corrections and history on a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Code, RefusedError
from app.domain.orders import Stage
from app.domain.requests import Changeover, ChangeRoll, Correct, Register, Start, Undo, Unregister
from app.domain.store_address import StoreAddress
from app.services.production import Production
from tests.plant import Plant, rows

ONE, TWO = "WH/MO/00001", "WH/MO/00002"


@pytest.fixture
def plant(tmp_path: Path, path: StoreAddress) -> Iterator[Plant]:
    with Plant(tmp_path, store=path) as plant:
        plant.add_mo(ONE)
        plant.add_mo(TWO)
        plant.sync.run()
        yield plant


@pytest.fixture
def changed_over(plant: Plant) -> Plant:
    production = plant.production
    one, two = plant.order(ONE).id, plant.order(TWO).id
    production.execute(Register(one, "0100", "R1"), "op-1")
    production.execute(Register(two, "0500", "R2"), "op-2")
    plant.clock.advance(minutes=5)
    production.execute(Start(one, "003"), "op-3")
    plant.clock.advance(hours=1)
    production.execute(Changeover(one, two, "0190", "R1", leader_id="007"), "op-4")
    return plant


def test_an_undone_changeover_lets_the_first_run_again_and_the_next_be_ready(
    changed_over: Plant,
) -> None:
    plant = changed_over
    plant.production.execute(Undo(), "undo-1")
    one, two = plant.order(ONE), plant.order(TWO)
    assert (one.stage, one.auth_last, one.date_finished) == (Stage.RUNNING, None, None)
    assert (two.stage, two.auth_first, two.roll_number) == (Stage.READY, "0500", "R2")
    assert [s.auth_first for s in two.segments] == ["0500"]
    assert (two.leader_id, two.date_start, two.station) == (None, None, None)


def test_undo_goes_back_step_by_step_and_is_never_undone_itself(changed_over: Plant) -> None:
    plant = changed_over
    for number in range(4):
        plant.production.execute(Undo(), f"undo-{number}")
    assert {plant.order(name).stage for name in (ONE, TWO)} == {Stage.UNREGISTERED}
    with pytest.raises(RefusedError) as refused:
        plant.production.execute(Undo(), "undo-5")
    assert refused.value.problem.code is Code.NOTHING_TO_UNDO


def test_a_repeated_undo_takes_back_nothing_more(changed_over: Plant) -> None:
    plant = changed_over
    first = plant.production.execute(Undo(), "undo-1")
    again = plant.production.execute(Undo(), "undo-1")
    assert again.repeated
    assert again.changes == first.changes
    assert plant.order(ONE).stage is Stage.RUNNING


def test_undo_after_a_pass_that_renamed_the_mo_keeps_the_new_name(changed_over: Plant) -> None:
    plant = changed_over
    plant.change_mo(plant.order(ONE).mo_id or 0, name=f"{ONE}-001", state="done")
    plant.sync.run()
    plant.production.execute(Undo(), "undo-1")
    assert plant.order(ONE).mo_name == f"{ONE}-001"
    assert plant.order(ONE).stage is Stage.RUNNING


def test_another_stations_operation_is_not_undone_here(changed_over: Plant) -> None:
    plant = changed_over
    with (
        Production(plant.path, plant.rules, "Lini 9", plant.clock) as other,
        pytest.raises(RefusedError) as refused,
    ):
        other.execute(Undo(), "undo-1")
    assert refused.value.problem.code is Code.NOTHING_TO_UNDO


def test_every_operation_stands_in_the_history_with_its_reason(changed_over: Plant) -> None:
    plant = changed_over
    two = plant.order(TWO).id
    plant.production.execute(ChangeRoll(two, "0199", "R3", "0700"), "op-5")
    plant.production.execute(Correct(two, "leader_id", "008", "salah orang"), "op-6")
    plant.production.execute(Undo(), "undo-1")
    _order, entries = plant.production.history(two)
    assert [(entry.status, entry.reason) for entry in entries] == [
        ("register", None),
        ("changeover_start", None),
        ("change_roll", None),
        ("correct", "salah orang"),
        ("undo", "op-6"),
    ]
    assert {entry.station for entry in entries} == {"Lini 1"}


def test_an_unregistered_mo_can_be_registered_again_with_its_labels(plant: Plant) -> None:
    one = plant.order(ONE).id
    plant.production.execute(Register(one, "0100", "R1"), "op-1")
    plant.production.execute(Unregister(one, "salah"), "op-2")
    assert rows(plant.path, "label_usage") == []
    plant.production.execute(Register(one, "0100", "R1"), "op-3")
    assert plant.order(ONE).auth_first == "0100"
