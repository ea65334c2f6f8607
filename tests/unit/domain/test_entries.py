"""What the history keeps of an MO: its people-owned values and segments, as JSON and back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import entries
from app.domain.orders import Order, Segment
from app.domain.ownership import PEOPLE_OWNED
from tests.plant import NOW, finished, order, ready, running


def test_it_is_the_people_owned_values_and_the_segments_with_times_as_the_store_has_them() -> None:
    assert json.loads(entries.dump(finished(1, "A1", "A9", "R1"))) == {
        "auth_first": "A1",
        "auth_last": "A9",
        "leader_id": "003",
        "roll_number": "R1",
        "ready_for_production": True,
        "date_start": "2026-04-16 22:30:00",
        "date_finished": "2026-04-17 00:30:00",
        "station": "Lini 1",
        "segments": [
            {
                "roll_number": "R1",
                "auth_first": "A1",
                "auth_last": "A9",
                "started_at": "2026-04-16 22:30:00",
                "ended_at": "2026-04-17 00:30:00",
            }
        ],
    }


@pytest.mark.parametrize(
    "mo",
    [
        order(1),
        ready(1, "A1", "R1"),
        running(1, None, None),
        finished(1, "A1", "A9", "R1"),
        finished(
            1,
            "A1",
            "B9",
            "R2",
            segments=(
                Segment("R1", "A1", "A9", NOW, NOW + timedelta(hours=1)),
                Segment("R2", "B1", "B9", NOW + timedelta(hours=1), NOW + timedelta(hours=2)),
            ),
        ),
    ],
)
def test_what_was_written_down_comes_back_and_nothing_else_changes(mo: Order) -> None:
    now = replace(order(1), state="done", note="changed in Odoo since", product_qty=7.0)
    expected = replace(
        now, segments=mo.segments, **{name: getattr(mo, name) for name in PEOPLE_OWNED}
    )
    assert entries.restored(now, entries.dump(mo)) == expected
