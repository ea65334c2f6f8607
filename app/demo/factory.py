"""The factory of training mode: made-up orders of a liquids plant round a given moment."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from app.demo.models import GROUP_WORKER, ORDER
from app.demo.records import Database, Record, stamp, utc_now
from app.demo.transfers import add_transfers

TRAINING_LOGIN: Final = "latihan"
TRAINING_PASSWORD: Final = "latihan"  # noqa: S105 (opens nothing but the made-up factory)

_FIRST_NUMBER: Final = 101
_SPAN: Final = timedelta(days=9)
_FLAVOURS: Final = (
    "Mango",
    "Lychee",
    "Grape",
    "Coffee",
    "Vanilla",
    "Strawberry",
    "Melon",
    "Blackcurrant",
)
_SIZES: Final = (30, 60, 100)
_SIZE_WEIGHTS: Final = (5, 4, 1)
_UNIT: Final = [1, "pcs"]
_WORKERS: Final = (
    "Regu 1 - Dewi Lestari",
    "Regu 2 - Agus Prasetyo",
    "Regu 3 - Siti Rahmawati",
    "Regu 4 - Hendra Wijaya",
    "Regu 5 - Ratna Kusuma",
    "Regu 6 - Yusuf Hidayat",
)
_REMARKS: Final = (
    "\nPakai botol baru dari gudang B",
    "\r\nCek torsi tutup tiap 30 menit",
    "\nSisa label dikembalikan ke gudang",
)
_QUANTITIES: Final = (2000, 2500, 3000, 4000, 4800, 5000, 6000, 7200, 8000, 10000, 12000)
# Share of each state by age in days: what is old is mostly done, what is new mostly waits.
_MIX: Final = (
    (1.0, {"confirmed": 70, "draft": 24, "progress": 3, "cancel": 3}),
    (5.0, {"confirmed": 62, "done": 12, "progress": 10, "draft": 9, "to_close": 4, "cancel": 3}),
    (99.0, {"done": 55, "confirmed": 28, "cancel": 6, "progress": 5, "to_close": 4, "draft": 2}),
)
_SHIFT_STARTS_UTC: Final = (0, 8, 16)  # 07:00, 15:00 and 23:00 in Jakarta


def training_database(
    now: datetime,
    *,
    orders: int = 300,
    seed: int = 7,
    name: str = "pabrik",
    clock: Callable[[], datetime] = utc_now,
) -> Database:
    """Make the training factory: ``orders`` MOs up to ``now`` (UTC), the same for the same seed.

    ``clock`` dates what is written later. The one user is ``TRAINING_LOGIN``.
    """
    database = Database(name, clock=clock)
    database.add_user(TRAINING_LOGIN, TRAINING_PASSWORD)
    moment = (now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)).replace(microsecond=0)
    made_at = {"create_date": stamp(moment - _SPAN), "write_date": stamp(moment - _SPAN)}
    database.load(
        GROUP_WORKER,
        [{"id": key, "name": name, **made_at} for key, name in enumerate(_WORKERS, start=1)],
    )
    rng = random.Random(seed)
    backorders = max(1, orders // 60) if orders > 1 else 0
    made = _orders(rng, moment, orders - backorders)
    made += _backorders(rng, moment, made, backorders)
    database.load(ORDER, made)
    add_transfers(database, rng, moment, made)
    return database


def _orders(rng: random.Random, now: datetime, count: int) -> list[Record]:
    ages = sorted((rng.uniform(0, _SPAN.total_seconds()) for _ in range(count)), reverse=True)
    return [
        _order(rng, _FIRST_NUMBER + index, now, now - timedelta(seconds=int(age)))
        for index, age in enumerate(ages)
    ]


def _order(rng: random.Random, number: int, now: datetime, created: datetime) -> Record:
    state = _state(rng, (now - created) / timedelta(days=1))
    quantity = float(rng.choice(_QUANTITIES))
    start, finish = _planned(rng, state, created, now)
    written = finish if state == "done" else created + (now - created) * rng.random() ** 2
    worker = rng.randrange(len(_WORKERS))
    planned = rng.random() < 0.75
    origin = f"PPIC/{created.year}/{1000 + number + rng.randrange(3)}" if planned else False
    return {
        "id": number,
        "name": f"WH/MO/{number:05d}",
        "state": state,
        "group_worker": [worker + 1, _WORKERS[worker]] if rng.random() < 0.92 else False,
        "note": _note(rng),
        "product_id": _product(rng),
        "product_qty": quantity,
        "product_uom_id": _UNIT,
        "initial_qty_target": _target(rng, quantity),
        "create_date": stamp(created),
        "date_start": stamp(start),
        "date_finished": stamp(finish),
        "origin": origin,
        "write_date": stamp(max(created, min(written, now))),
        "company_id": [1, "PT Contoh Cairan Nusantara"],
    }


def _state(rng: random.Random, age_days: float) -> str:
    mix = next(shares for limit, shares in _MIX if age_days <= limit)
    return rng.choices(list(mix), weights=list(mix.values()))[0]


def _planned(
    rng: random.Random, state: str, created: datetime, now: datetime
) -> tuple[datetime, datetime]:
    """Return the planned times, which Odoo fills in every state; what is done lies behind us."""
    length = timedelta(minutes=rng.randrange(90, 480, 15))
    if state == "done":
        finish = created + (now - created) * rng.uniform(0.3, 0.95)
        return max(created, finish - length), finish
    day = created.replace(hour=0, minute=0, second=0) + timedelta(days=rng.randint(1, 3))
    start = day + timedelta(hours=rng.choice(_SHIFT_STARTS_UTC))
    return start, start + length


def _product(rng: random.Random) -> list[object]:
    flavour = rng.randrange(len(_FLAVOURS))
    (size,) = rng.choices(_SIZES, weights=_SIZE_WEIGHTS)
    key = 1 + flavour * len(_SIZES) + _SIZES.index(size)
    code = f"LQ-{flavour * 100 + size:03d}"
    return [key, f"[{code}] Liquid {_FLAVOURS[flavour]} {size} ml"]


def _note(rng: random.Random) -> object:
    chance = rng.random()
    if chance < 0.05:
        return False
    team = "SACHET" if chance < 0.13 else "LIQUID"
    remark = rng.choice(_REMARKS) if rng.random() < 0.12 else ""
    return f"TEAM {team} - SHIFT {rng.randint(1, 3)}{remark}"


def _target(rng: random.Random, quantity: float) -> float:
    chance = rng.random()
    if chance < 0.15:
        return 0.0
    return quantity if chance < 0.9 else quantity + 100.0 * rng.randint(1, 3)


def _backorders(
    rng: random.Random, now: datetime, made: Sequence[Record], count: int
) -> list[Record]:
    """Split some finished orders as Odoo does; returns the orders for what was left over."""
    done = [order for order in made if order["state"] == "done"]
    rests: list[Record] = []
    for order in rng.sample(done, min(count, len(done))):
        rests.append(_split(rng, now, order, _FIRST_NUMBER + len(made) + len(rests)))
    return rests


def _split(rng: random.Random, now: datetime, order: Record, key: int) -> Record:
    name, closed = str(order["name"]), str(order["date_finished"])
    quantity = float(str(order["product_qty"]))
    produced = float(round(quantity * rng.uniform(0.4, 0.9), -2))
    order["name"] = f"{name}-001"
    order["product_qty"] = produced
    start = now + timedelta(hours=rng.randint(2, 30))
    times = {"create_date": closed, "write_date": closed, "date_start": stamp(start)}
    return {
        **order,
        **times,
        "id": key,
        "name": f"{name}-002",
        "state": "confirmed",
        "product_qty": quantity - produced,
        "date_finished": stamp(start + timedelta(hours=3)),
        "backorder_sequence": 2,
    }
