"""What derives from an MO: stage, target, labels used, difference."""

from datetime import timedelta

import pytest

from app.domain.orders import Segment, Stage
from tests.plant import NOW, finished, labels, order, ready, running


def test_the_stage_follows_registration_start_and_finish() -> None:
    assert order(1).stage is Stage.UNREGISTERED
    assert ready(1, "A1", "R1").stage is Stage.READY
    assert running(1, "A1", "R1").stage is Stage.RUNNING
    assert finished(1, "A1", "A2", "R1").stage is Stage.FINISHED


def test_a_ready_mo_without_a_code_is_in_mid_production() -> None:
    assert ready(1, None, None).mid_production
    assert not ready(1, "A1", "R1").mid_production
    assert not order(1).mid_production
    assert not running(1, None, None).mid_production


@pytest.mark.parametrize(
    ("initial", "quantity", "target"),
    [
        (90.0, 100.0, 90.0),
        (0.5, 100.0, 0.5),
        (0.0, 100.0, 100.0),
        (None, 100.0, 100.0),
        (-1.0, 5.0, 5.0),
        (0.0, None, None),
    ],
)
def test_the_target_is_the_initial_quantity_when_above_zero(
    initial: float | None, quantity: float | None, target: float | None
) -> None:
    assert order(1, initial_qty_target=initial, product_qty=quantity).target == target


def test_used_sums_the_segments_and_difference_subtracts_the_target() -> None:
    segments = (Segment("R1", "A010", "A019"), Segment("R2", "B100", "B100"))
    mo = finished(1, "A010", "B100", "R2", segments=segments, product_qty=10.0)
    assert mo.used == 11
    assert mo.difference == 1.0


def test_an_unknown_first_code_makes_used_and_difference_unknown() -> None:
    segments = (Segment("R1", None, "A019"), Segment("R2", "B100", "B199"))
    mo = finished(1, "A010", "B199", "R2", segments=segments)
    assert mo.used is None
    assert mo.difference is None


def test_without_a_segment_a_finished_mo_used_nothing() -> None:
    mo = finished(1, "A1", "A2", "R1", segments=(), auth_first=None, auth_last=None)
    assert mo.used == 0
    assert mo.difference == -100.0


def test_used_is_unknown_until_the_end() -> None:
    assert order(1).used is None
    assert ready(1, None, None).used is None
    closed = (Segment("R1", "A1", "A9", NOW, NOW),)
    assert running(1, "A1", "R1", segments=closed).used is None
    assert running(1, "A1", "R1").used is None
    assert ready(1, "A1", "R1").difference is None


def test_the_difference_is_unknown_without_a_target() -> None:
    assert finished(1, "A1", "A2", "R1", product_qty=None).difference is None


def test_an_open_segment_occupies_its_first_code() -> None:
    assert Segment("R1", "A10").labels == labels("A10", "A10")
    assert Segment("R1", "A10", "A19").labels == labels("A10", "A19")
    assert Segment("R1", None, "A19").labels == labels("A19", "A19")
    assert Segment("R1", None).labels is None


def test_the_open_segment_is_the_last_one_without_a_last_code() -> None:
    opened = Segment("R2", "B1", None, NOW)
    mo = running(1, "A1", "R2", segments=(Segment("R1", "A1", "A9"), opened))
    assert mo.open_segment == opened
    assert finished(1, "A1", "A2", "R1").open_segment is None
    assert order(1).open_segment is None


@pytest.mark.parametrize(
    ("state", "closed"),
    [("done", True), ("cancel", True), ("progress", False), ("to_close", False), (None, False)],
)
def test_odoo_considers_done_and_cancelled_mos_over(state: str | None, closed: bool) -> None:
    assert order(1, state=state).odoo_closed is closed


def test_a_segment_over_midnight_counts_its_labels_all_the_same() -> None:
    assert Segment("R1", "A1", "A5", NOW, NOW + timedelta(days=1)).used == 5


def test_a_segment_whose_ends_cannot_be_counted_has_an_unknown_number() -> None:
    assert Segment("R1", "A1", None).used is None
    assert Segment("R1", None, "A1").used is None
    # An adopted file can have these.
    assert Segment("R1", "A1", "B9").used is None
    assert Segment("R1", "A1", "A09").used is None
    assert Segment("R1", "???", "A09").used is None


def test_the_time_of_registration_is_no_part_of_what_an_mo_is() -> None:
    # It follows the history, and an undo compares the MO with what it was.
    assert ready(1, "A1", "R1", registered_at=NOW) == ready(1, "A1", "R1")
