"""The transfers of the training factory, with everything that makes matching them hard."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from app.demo.models import PICKING
from app.demo.records import Database, Record, stamp

_FIRST_ID: Final = 501
_INTERNAL: Final = [5, "Gudang Utama: Internal Transfers"]
_STOCK: Final = [8, "WH/Stock"]
_LINE: Final = [21, "WH/Stock/Lini Liquid"]

_Transfer = tuple[Record, str, str]  # the order, the origin text, the state


def add_transfers(
    database: Database, rng: random.Random, now: datetime, orders: Sequence[Record]
) -> None:
    """Load pickings for most orders that are past draft.

    Most carry the order's name as origin; some belong to two orders, some only to the order's
    own origin, some orders have several, and some of those are cancelled.
    """
    made: list[_Transfer] = []
    waiting = [order for order in orders if order["state"] != "draft"]
    for position, order in enumerate(waiting):
        chance = rng.random()
        name = _former_name(order)
        if chance < 0.12:
            continue
        if chance < 0.20 and order["origin"]:
            made.append((order, str(order["origin"]), _state(rng, order)))
        elif chance < 0.28 and position + 1 < len(waiting):
            both = f"{name}, {_former_name(waiting[position + 1])}"
            made.append((order, both, _state(rng, order)))
        elif chance < 0.38:
            made.append((order, name, "done"))
            made.append((order, name, _state(rng, order)))
        elif chance < 0.45:
            made.append((order, name, _state(rng, order)))
            made.append((order, name, "cancel"))
        else:
            made.append((order, name, _state(rng, order)))
    database.load(PICKING, _pickings(rng, now, made))


def _former_name(order: Record) -> str:
    # A split order's transfers were made under its former name: Odoo does not rename those.
    return str(order["name"]).removesuffix("-001")


def _state(rng: random.Random, order: Record) -> str:
    match order["state"]:
        case "cancel":
            return "cancel"
        case "done" | "to_close":
            return "done"
        case _:
            return rng.choices(("assigned", "confirmed", "done"), weights=(6, 2, 2))[0]


def _pickings(rng: random.Random, now: datetime, transfers: Sequence[_Transfer]) -> list[Record]:
    made: list[Record] = []
    for index, (order, origin, state) in enumerate(transfers):
        created = datetime.fromisoformat(f"{order['create_date']}+00:00")
        written = min(now, created + timedelta(minutes=rng.randint(2, 90)))
        scheduled = written + timedelta(hours=rng.randint(1, 24))
        made.append(
            {
                "id": _FIRST_ID + index,
                "name": f"WH/INT/{index + 1:05d}",
                "origin": origin,
                "state": state,
                "scheduled_date": stamp(scheduled),
                "date_done": stamp(written) if state == "done" else False,
                "picking_type_id": _INTERNAL,
                "picking_type_code": "internal",
                "location_id": _STOCK,
                "location_dest_id": _LINE,
                "create_date": stamp(written),
                "write_date": stamp(written),
            }
        )
    return made
