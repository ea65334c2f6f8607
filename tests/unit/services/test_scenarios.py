"""The scenarios that must hold (1 to 5 and 8): a pass after each operation takes nothing away."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.orders import Stage
from app.domain.requests import Changeover, End, Register, Start
from tests.plant import STATION, Plant

NOTHING_TYPED = {
    "auth_first": None,
    "auth_last": None,
    "leader_id": None,
    "roll_number": None,
    "ready_for_production": 0,
    "date_start": None,
    "date_finished": None,
    "station": None,
}


class Shift:
    """Two MOs, each pass with fresh values of Odoo in every column and in fields like ours."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.ids = [plant.add_mo("WH/MO/00001"), plant.add_mo("WH/MO/00002")]
        self._turn = 0
        plant.sync.run()

    def pass_after_odoo_changed(self) -> None:
        """Change everything that Odoo has of both, sync, and see that only that has changed."""
        self._turn += 1
        turn = self._turn
        before = {name: self.typed(name) for name in ("WH/MO/00001", "WH/MO/00002")}
        history = self.plant.tables()["production_log"], self.plant.tables()["label_usage"]
        values = {
            "state": ["progress", "to_close", "confirmed"][turn % 3],
            "product_qty": 100.0 + turn,
            "note": f"note {turn}",
            "origin": f"SO{turn}",
            "date_start": f"2019-01-{turn:02} 01:00:00",
            "date_finished": f"2019-01-{turn:02} 02:00:00",
        }
        for mo_id in self.ids:
            self.plant.change_mo(mo_id, **values)
        assert self.plant.sync.run().updated == 2
        for name, typed in before.items():
            assert self.typed(name) == typed
            row = self.plant.row(name)
            assert (row["state"], row["product_qty"], row["note"], row["origin"]) == (
                values["state"],
                values["product_qty"],
                values["note"],
                values["origin"],
            )
        assert (
            self.plant.tables()["production_log"],
            self.plant.tables()["label_usage"],
        ) == history

    def typed(self, name: str) -> Mapping[str, Any]:
        return self.plant.people(name)

    def do(self, request: Register | Start | Changeover | End) -> None:
        self._turn += 1
        self.plant.production.execute(request, f"op-{self._turn}")


def id_of(plant: Plant, name: str) -> int:
    return plant.order(name).id


def test_a_whole_shift_with_a_pass_after_each_operation(plant: Plant) -> None:
    shift = Shift(plant)
    # 5. Odoo's date_start and date_finished are not taken on insert …
    assert shift.typed("WH/MO/00001") == shift.typed("WH/MO/00002") == NOTHING_TYPED
    # … nor on update.
    shift.pass_after_odoo_changed()
    one, two = id_of(plant, "WH/MO/00001"), id_of(plant, "WH/MO/00002")
    # 1. Registered.
    shift.do(Register(one, "01024585539", "1300300624"))
    shift.do(Register(two, mid_production=True))
    shift.pass_after_odoo_changed()
    registered = {**NOTHING_TYPED, "ready_for_production": 1}
    first = {**registered, "auth_first": "01024585539", "roll_number": "1300300624"}
    assert shift.typed("WH/MO/00001") == first
    assert shift.typed("WH/MO/00002") == registered
    # 2. Started, and a pass in the same second.
    plant.clock.advance(minutes=30)
    shift.do(Start(one, "003"))
    shift.pass_after_odoo_changed()
    running = {**first, "date_start": "2026-04-17 03:00:00", "leader_id": "003", "station": STATION}
    assert shift.typed("WH/MO/00001") == running
    # 3. Changed over.
    plant.clock.advance(hours=1)
    shift.do(Changeover(one, two, "01024585639"))
    shift.pass_after_odoo_changed()
    assert shift.typed("WH/MO/00001") == {
        **running,
        "auth_last": "01024585638",
        "date_finished": "2026-04-17 04:00:00",
    }
    second = {
        **running,
        "auth_first": "01024585639",
        "date_start": "2026-04-17 04:00:00",
    }
    assert shift.typed("WH/MO/00002") == second
    # 4. Ended.
    plant.clock.advance(hours=1)
    shift.do(End(two, "01024585738"))
    shift.pass_after_odoo_changed()
    assert shift.typed("WH/MO/00002") == {
        **second,
        "auth_last": "01024585738",
        "date_finished": "2026-04-17 05:00:00",
    }
    assert [plant.order(name).used for name in ("WH/MO/00001", "WH/MO/00002")] == [100, 100]


@pytest.mark.parametrize(
    "change", ["renamed", "cancelled", "done", "deleted", "unreachable by the filter"]
)
def test_what_happens_in_odoo_while_it_runs_here_shows_and_takes_nothing(
    plant: Plant, change: str
) -> None:
    """Scenario 8."""
    shift = Shift(plant)
    one = id_of(plant, "WH/MO/00001")
    shift.do(Register(one, "A100", "R1"))
    shift.do(Start(one, "003"))
    typed = shift.typed("WH/MO/00001")
    mo_id = shift.ids[0]
    name = "WH/MO/00001"
    match change:
        case "renamed":
            plant.odoo.backorder(mo_id, 40.0)
            name = "WH/MO/00001-001"
        case "cancelled":
            plant.change_mo(mo_id, state="cancel")
        case "done":
            plant.change_mo(mo_id, state="done")
        case "deleted":
            plant.odoo.unlink("mrp.production", mo_id)
        case _:
            plant.change_mo(mo_id, create_date="2020-01-01 00:00:00", note="moved")
    plant.sync.run()
    assert plant.people(name) == typed
    order = plant.order("WH/MO/00001")
    assert (order.id, order.stage, order.mo_name) == (one, Stage.RUNNING, name)
    expected = {"renamed": "done", "cancelled": "cancel", "done": "done"}.get(change, "confirmed")
    assert order.state == expected
    assert (order.gone_at is not None) is (change == "deleted")
    # And it can still be ended, after a yes where Odoo is through with it.
    plant.production.execute(End(one, "A150"), "op-end", confirmed=True)
    assert plant.order("WH/MO/00001").used == 51


def test_typed_values_survive_a_pass_that_reads_another_odoo(plant: Plant) -> None:
    shift = Shift(plant)
    one = id_of(plant, "WH/MO/00001")
    shift.do(Register(one, "A100", "R1"))
    typed = shift.typed("WH/MO/00001")
    plant.odoo.unlink("mrp.production", shift.ids)
    plant.add_mo("WH/MO/00001", note="another one of the same name")
    counts = plant.sync.run()
    assert (counts.clashed, counts.gone, counts.inserted) == (0, 2, 1)
    (kept,) = [order for order in plant.production.everything() if order.id == one]
    assert kept.mo_name == f"WH/MO/00001 (#{shift.ids[0]})"  # it gives its name away, no more
    assert shift.typed(kept.mo_name) == typed
    assert set(shift.typed("WH/MO/00001").values()) == {None, 0}
