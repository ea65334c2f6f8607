"""A station whose passes go wrong on demand, and what has to hold after each of them.

With ``STASIUN_MO_FAULTS=all`` all ways in and both numbers of databases take part.
"""

import os
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from app.demo.faults import Fault
from app.domain.errors import Code, StasiunError
from app.domain.requests import Register, Start
from app.odoo import http as http_module
from app.odoo.access import Access
from app.services.sync import Sync
from app.texts.sentences import sentences
from tests.plant import PASSWORD, Plant

EVERYTHING: Final = os.environ.get("STASIUN_MO_FAULTS") == "all"
STEPS: Final = ("authenticate", "fields_get", "mrp.production", "stock.picking")
PATIENT, HASTY = 20.0, 0.3
"""Seconds that a station waits; the short time only where an answer does not come."""

REFUSED: Final = (Code.WRONG_LOGIN, Code.TWO_FACTOR, Code.WRONG_KEY)
SLOW: Final = Fault(pause=30.0)

SESSION, KEY = "session", "JSON-2"
WAYS: Final = [
    (version, way, databases)
    for version in (17, 18, 19)
    for way in (SESSION, KEY)
    for databases in (1, 2)
    if way == SESSION or version == 19
]
SELECTED: Final = [(17, SESSION, 1), (18, SESSION, 2), (19, KEY, 2)]


@dataclass
class Station:
    """A station with one MO running, whose pass goes wrong again and again.

    Attributes:
        attempts: how often the spoilt pass sends a request; the good one after it as usual.
    """

    plant: Plant
    access: Access
    odoo_id: int
    version: int
    number: int = 0
    attempts: int = 3
    secrets: set[str] = field(default_factory=set)

    def pass_with(self, fault: Fault, step: str, times: int = 0) -> str:
        """Change Odoo, make a pass that is spoilt, check it, then a good one; say what came."""
        plant = self.plant
        self.number += 1
        plant.clock.advance(minutes=1)
        plant.change_mo(self.odoo_id, product_qty=1000.0 + self.number)
        before = plant.tables()
        sync = plant.make_sync(self.access, remember=self.secrets.add)
        if times:
            plant.server.faults.add(fault, on=step, times=times)
        else:
            plant.server.faults.keep(fault, on=step)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(http_module, "ATTEMPTS", self.attempts)
            told = self._run(sync)
        plant.server.faults.clear()
        after = plant.tables()
        if after == before:
            state = "before"
        else:
            assert told == "", f"{told}, and yet something was written"
            self._check_after(before, after)
            state = "after"
        if told in REFUSED:  # not asked again before a person gives another secret
            assert self._run(sync) == told
            sync = plant.make_sync(self.access, remember=self.secrets.add)
        sync.run()
        self._check_after(before, plant.tables())
        sync.close()
        return f"{state}, {told}" if told else state

    def _run(self, sync: Sync) -> str:
        try:
            sync.run()
        except StasiunError as error:
            told = error
        else:
            return ""
        shown = sentences(told) + "".join(traceback.format_exception(told))
        assert not [secret for secret in self.secrets if secret in shown]
        assert "\n" not in sentences(told)
        return str(told.problem.code)

    def _check_after(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        row = self.plant.row("A")
        assert row["product_qty"] == 1000.0 + self.number
        assert (row["transfer_id"], row["note"], row["gone_at"]) == (1, "SHIFT 1", None)
        assert (row["auth_first"], row["leader_id"]) == ("A100", "003")
        assert len(after["recent_mo"]) == len(before["recent_mo"])
        assert {**after, "recent_mo": ()} == {**before, "recent_mo": ()}


Way = tuple[int, str, int]
"""Version of Odoo, way in, number of databases."""


@contextmanager
def spoilt_station(way: Way, folder: Path) -> Iterator[Station]:
    """Give a station that has made one good pass and registered and started an MO."""
    version, way_in, databases = way
    with Plant(folder, version=version, databases=databases) as plant:
        access = (plant.key_access if way_in == KEY else plant.access)(read_timeout=PATIENT)
        odoo_id = plant.add_mo("A", note="SHIFT 1", origin="SO1")
        plant.add_mo("B")
        plant.add_picking("A")
        found = Station(plant, access, odoo_id, version, secrets={PASSWORD, access.api_key} - {""})
        plant.make_sync(access, remember=found.secrets.add).run()
        key = plant.order("A").id
        plant.production.execute(Register(key, "A100", "R1"), "op-1")
        plant.production.execute(Start(key, "003"), "op-2")
        yield found


def name_of(way: Way) -> str:
    return "-".join(map(str, way))


def steps(station: Station) -> tuple[str, ...]:
    return STEPS[1:] if station.access.api_key else STEPS


def print_table(
    station: Station, rows: dict[str, Counter[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    way = "JSON-2" if station.access.api_key else "session"
    with capsys.disabled():
        print(f"\n{'fault':34} outcomes over {len(steps(station))} answers, by {way}")
        for fault, outcomes in rows.items():
            shown = ", ".join(f"{count} × {what}" for what, count in sorted(outcomes.items()))
            print(f"{fault:34} {shown}")
