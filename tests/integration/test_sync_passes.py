"""Long runs of passes over an Odoo that changes all the time: the table follows it.

``STASIUN_MO_PASSES=2000`` makes the runs long; they print what they did.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from app.demo import faults
from app.demo.models import ORDER, PICKING
from app.demo.records import stamp
from app.domain.errors import OdooError
from app.domain.requests import Register
from app.domain.sync_filter import SyncFilter
from app.odoo import client as client_module
from app.odoo import http as http_module
from app.odoo.transport import SessionTransport
from app.services import sync as sync_module
from app.services.sync import Sync
from tests.plant import Plant, rows

PASSES: Final = int(os.environ.get("STASIUN_MO_PASSES", "120"))
WANTED: Final = SyncFilter(3, ("done",), (1, 2), ("SHIFT 1", "50%_"))
CLOSED: Final = ("done", "cancel")
GROUPS: Final[tuple[object, ...]] = ([1, "Regu 1"], [2, "Regu 2"], [3, "Regu 3"], False)
NOTES: Final = ("TEAM A - SHIFT 1", "shift 12", "at 50%_ speed", "at 500 speed", "SHIFT 2", False)
MAY_LAG: Final = {"product_name", "transfer_id"}


def read(plant: Plant, model: str) -> list[dict[str, Any]]:
    """Give what Odoo has, by id."""
    return sorted(plant.odoo.rows(model), key=lambda record: int(str(record["id"])))


class Office:
    """Changes Odoo at random, as an office, a warehouse and a cron job do."""

    def __init__(self, plant: Plant, rng: random.Random) -> None:
        self.plant = plant
        self.odoo = plant.odoo
        self.rng = rng
        self.done: Counter[str] = Counter()
        self._number = 0
        self._free_names: list[str] = []
        self._kinds = {
            self.create: 30,
            self.write: 40,
            self.close: 22,
            self.rename: 6,
            self.swap: 5,
            self.backorder: 4,
            self.delete: 6,
            self.product: 4,
            self.transfer: 25,
            self.cancel_transfer: 6,
        }

    def work(self) -> None:
        """Do one thing, some minutes after the last one."""
        self.plant.clock.advance(seconds=self.rng.randint(5, 400))
        (kind,) = self.rng.choices(list(self._kinds), weights=list(self._kinds.values()))
        kind()
        self.done[kind.__name__] += 1

    def open_ones(self) -> list[dict[str, Any]]:
        records = read(self.plant, ORDER)
        return [record for record in records if record["state"] not in CLOSED]

    def one(self) -> dict[str, Any] | None:
        found = self.open_ones()
        return self.rng.choice(found) if found else None

    def values(self) -> dict[str, object]:
        rng = self.rng
        number = rng.randint(1, 8)
        return {
            "group_worker": rng.choice(GROUPS),
            "note": rng.choice(NOTES),
            "product_id": [number, f"Liquid {number}"] if self._number < 9 else number,
            "product_qty": float(rng.randrange(1, 5000)),
            "initial_qty_target": rng.choice((0.0, 90.5, 4000.0)),
            "origin": rng.choice((False, f"SO{rng.randrange(30)}")),
            "state": rng.choice(("draft", "confirmed", "progress", "to_close")),
        }

    def create(self) -> None:
        self._number += 1
        name = self._free_names.pop() if self._free_names else f"WH/MO/{self._number:05}"
        self.odoo.create(ORDER, {**self.values(), "name": name})

    def write(self) -> None:
        if record := self.one():
            asked = self.values()
            kept = dict(self.rng.sample(sorted(asked.items()), 2))
            # A transaction is dated by its beginning: this one lasted up to five minutes.
            begun = self.plant.clock() - timedelta(seconds=self.rng.randint(0, 300))
            self.odoo.write(ORDER, record["id"], {**kept, "write_date": stamp(begun)})

    def close(self) -> None:
        if record := self.one():
            self.odoo.write(ORDER, record["id"], {"state": self.rng.choice(CLOSED)})

    def rename(self) -> None:
        if record := self.one():
            self.odoo.write(ORDER, record["id"], {"name": f"{record['name']}/R{self._number}"})

    def swap(self) -> None:
        found = self.open_ones()
        if len(found) > 2:
            some = self.rng.sample(found, self.rng.choice((2, 3)))
            for record, other in zip(some, some[1:] + some[:1], strict=True):
                self.odoo.write(ORDER, record["id"], {"name": other["name"]})

    def backorder(self) -> None:
        record = self.one()
        if record and not re.search(r"-\d{3}\Z", record["name"]) and record["product_qty"] > 1:
            self.odoo.backorder(record["id"], record["product_qty"] / 2)

    def delete(self) -> None:
        if record := self.one():
            self.odoo.unlink(ORDER, record["id"])
            if self.rng.random() < 0.3:
                self._free_names.append(record["name"])  # the next one gets this name

    def product(self) -> None:
        self.odoo.rename_related("product.product", self.rng.randint(1, 8), f"P{self.rng.random()}")

    def transfer(self) -> None:
        if record := self.one():
            other = self.one() or record
            texts = [
                record["name"],
                record["origin"] or "SO1",
                f"{other['name']}, {record['name']}",
            ]
            origin = self.rng.choice([*texts, f"{record['name']}2", f"X;{record['name']}"])
            self.odoo.create(PICKING, {"origin": origin, "state": "assigned"})

    def cancel_transfer(self) -> None:
        pickings = read(self.plant, PICKING)
        if pickings:
            self.odoo.write(PICKING, self.rng.choice(pickings)["id"], {"state": "cancel"})


class Watch:
    """Compares the store with Odoo after a pass, by rules written down apart from the program."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.typed: dict[int, dict[str, Any]] = {}
        self.before: dict[int, dict[str, Any]] = {}

    def look(self) -> None:
        """Remember the store before a pass."""
        self.before = {row["mo_id"]: row for row in rows(self.plant.path, "recent_mo")}

    def selected(self, record: Mapping[str, Any]) -> bool:
        since = stamp(self.plant.clock() - timedelta(days=WANTED.days))
        notes = [
            text for text in WANTED.note_contains if text.lower() in str(record["note"]).lower()
        ]
        group = record["group_worker"] and record["group_worker"][0] in WANTED.group_worker_ids
        fresh = record["create_date"] >= since and record["state"] != "done"
        return bool(fresh and group and notes)

    def followed(self, row: Mapping[str, Any]) -> bool:
        begun = row["ready_for_production"] and row["date_finished"] is None
        return bool(begun or (row["gone_at"] is None and row["state"] not in CLOSED))

    def check(self, *, full: bool) -> Counter[str]:
        """Compare; give how many rows lag in what, which only an incremental pass may leave."""
        after = {row["mo_id"]: row for row in rows(self.plant.path, "recent_mo")}
        odoo = {record["id"]: record for record in read(self.plant, ORDER)}
        self._index_transfers()
        holders = {row["mo_name"]: key for key, row in after.items()}
        lag: Counter[str] = Counter()
        for key, record in odoo.items():
            known = self.before.get(key)
            if not (self.selected(record) or (known and self.followed(known))):
                continue
            if not full and holders.get(record["name"], key) not in (key, *odoo):
                lag["name of a deleted MO"] += 1  # its holder is not known to be gone yet
                continue
            assert key in after, record
            lag.update(self._differences(record, after[key], known))
        for key, row in self.before.items():
            if key not in odoo and self.followed(row) and after[key]["gone_at"] is None:
                lag["deleted"] += 1
        self._check_people(after)
        assert not full or not lag, lag
        return lag

    def _differences(
        self, record: Mapping[str, Any], row: Mapping[str, Any], known: Mapping[str, Any] | None
    ) -> list[str]:
        expected = {
            "mo_name": record["name"],
            "state": record["state"],
            "group_worker_id": record["group_worker"][0] if record["group_worker"] else None,
            "note": record["note"] or None,
            "product_id": record["product_id"][0] if record["product_id"] else None,
            "product_name": record["product_id"][1] if record["product_id"] else None,
            "product_qty": record["product_qty"],
            "initial_qty_target": record["initial_qty_target"],
            "create_date": record["create_date"],
            "write_date": record["write_date"],
            "origin": record["origin"] or None,
            "transfer_id": self._transfer(record) or (known or {}).get("transfer_id"),
            "gone_at": None,
        }
        found = [name for name, value in expected.items() if row[name] != value]
        assert set(found) <= MAY_LAG, (found, record, row)
        return found

    def _transfer(self, record: Mapping[str, Any]) -> int | None:
        by_name = self._newest.get(record["name"])
        return by_name or (self._newest.get(record["origin"]) if record["origin"] else None)

    def _index_transfers(self) -> None:
        self._newest: dict[str, int] = {}
        for one in read(self.plant, PICKING):
            if one["state"] != "cancel":
                self._newest.update((name, one["id"]) for name in re.split("[,; ]+", one["origin"]))

    def register_one(self, number: int) -> None:
        """Type something for an MO, which no pass may ever touch."""
        stored = rows(self.plant.path, "recent_mo")
        ready = [row for row in stored if not row["ready_for_production"]]
        ready = [row for row in ready if row["state"] not in CLOSED and row["gone_at"] is None]
        if ready:
            row = ready[number % len(ready)]
            label = f"A{number * 1000:07}"
            self.plant.production.execute(Register(row["id"], label, "R1"), f"op-{number}")
            self.typed[row["id"]] = {"auth_first": label, "roll_number": "R1", "leader_id": None}

    def _check_people(self, after: Mapping[int, Mapping[str, Any]]) -> None:
        by_id = {row["id"]: row for row in after.values()}
        for key, typed in self.typed.items():
            assert {name: by_id[key][name] for name in typed} == typed


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


def fail(plant: Plant, sync: Sync) -> None:
    plant.server.faults.keep(faults.cut(-1))
    before = plant.tables()
    with pytest.raises(OdooError):
        sync.run()
    assert plant.tables() == before
    plant.server.faults.clear()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("seed", "version"), [(4, 17), (19, 19)])
def test_after_each_full_pass_the_table_equals_odoo(
    tmp_path: Path,
    seed: int,
    version: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(seed)
    with Plant(tmp_path, wanted=WANTED, version=version) as plant:
        # Both clocks go on together, as they do while no machine sleeps.
        monkeypatch.setattr(sync_module, "monotonic", lambda: plant.clock().timestamp())
        sync = plant.make_sync(full_every=timedelta(hours=1))
        office, watch = Office(plant, rng), Watch(plant)
        modes: Counter[str] = Counter()
        lags: Counter[str] = Counter()
        for number in range(PASSES):
            for _ in range(rng.randrange(6)):
                office.work()
            plant.clock.advance(seconds=rng.randint(30, 600))
            if rng.random() < 0.03:
                fail(plant, sync)
                modes["failed"] += 1
            if rng.random() < 0.02:
                plant.server.rotate_next()
            watch.look()
            sync.run(full=rng.random() < 0.1)
            modes[sync.mode] += 1
            lags += watch.check(full=sync.mode == "full")
            if number % 20 == 7:
                watch.register_one(number)
        table = rows(plant.path, "recent_mo")
    with capsys.disabled():
        print(f"\nseed {seed}, Odoo {version}: {PASSES} passes {dict(modes)}")
        print(f"  changes in Odoo {sum(office.done.values())}: {dict(office.done)}")
        print(f"  {len(table)} MOs here; lag between full passes: {dict(lags) or 'none'}")
    assert modes["incremental"] > modes["full"] > 0


def test_paging_neither_skips_nor_repeats_while_mos_come_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(4)
    send = SessionTransport._call
    asked: list[int] = []
    with Plant(tmp_path, wanted=WANTED) as plant:
        office, watch = Office(plant, rng), Watch(plant)

        def between(
            self: SessionTransport, model: str, method: str, kwargs: Any, _watch: object
        ) -> Any:
            if model == ORDER and method == "search_read":
                for _ in range(rng.randrange(3)):
                    rng.choice((office.create, office.delete, office.write))()
            answer = send(self, model, method, kwargs, None)  # else it may not be decoded
            if model == ORDER and method == "search_read":
                # The last one of a full answer says only that there is another page.
                asked.extend(record["id"] for record in answer[: kwargs["limit"] - 1])
            return answer

        monkeypatch.setattr(SessionTransport, "_call", between)
        for number in range(25):
            monkeypatch.setattr(
                client_module.OdooClient.__init__, "__defaults__", (rng.randint(1, 5),)
            )
            for _ in range(8):
                office.work()
            there = {r["id"] for r in read(plant, ORDER) if watch.selected(r)}
            asked.clear()
            plant.make_sync().run()
            still = {r["id"] for r in read(plant, ORDER) if watch.selected(r)}
            assert asked == sorted(set(asked)), number
            assert there & still <= set(asked), number
