"""A line that never rests and an office that never stops changing its mind, for all torture."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from app.demo.records import Database, stamp, utc_now
from app.demo.server import StandIn
from app.domain.orders import Order, Stage
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
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.services.sync import Sync
from tests.marks import marked

ORDER: Final = "mrp.production"
MOS: Final = 60
STATION: Final = "Lini 1"


class Office:
    """An Odoo of its own on loopback; revision n has n as the quantity of every MO.

    At each revision one MO goes and another one comes, so that a pass inserts and updates.
    """

    def __init__(self, revision: int, mos: int = MOS) -> None:
        self.revision = revision
        self.database = Database("pabrik")
        self.database.add_user("stasiun", marked("rahasia"))
        self._ids = [self._create(f"WH/MO/{number:05}") for number in range(1, mos + 1)]
        self._guest = self._create(f"WH/MO/G{revision}")
        self.server = StandIn([self.database])

    def _create(self, name: str) -> int:
        values = {
            "name": name,
            "state": "confirmed",
            "product_qty": float(self.revision),
            "create_date": stamp(utc_now() - timedelta(hours=8)),
        }
        return self.database.create(ORDER, values)

    def revise(self) -> None:
        """Change every MO, and send values in fields that are called like people's."""
        self.revision += 1
        values = {
            "product_qty": float(self.revision),
            "note": f"revisi {self.revision}",
            "date_start": "2020-01-01 01:00:00",
            "date_finished": "2020-01-01 02:00:00",
        }
        self.database.write(ORDER, self._ids, values)
        self.database.unlink(ORDER, self._guest)
        self._guest = self._create(f"WH/MO/G{self.revision}")

    def sync(self, store: Path) -> Sync:
        access = Access(self.server.url, "pabrik", "stasiun", marked("rahasia"))
        return Sync(store, access, SyncFilter(), lambda: utc_now().replace(microsecond=0))


def next_request(orders: Sequence[Order], dice: random.Random) -> Request:
    """Choose something that is legal now, or was a moment ago: others may work on the store."""
    by_stage: dict[Stage, list[Order]] = {stage: [] for stage in Stage}
    for order in orders:
        by_stage[order.stage].append(order)
    choices: list[Request] = [Undo()] if len(by_stage[Stage.UNREGISTERED]) < len(orders) else []
    ready = by_stage[Stage.READY]
    if by_stage[Stage.UNREGISTERED] and len(ready) < 4:
        order = dice.choice(by_stage[Stage.UNREGISTERED])
        choices += [Register(order.id, label(order, 0, 0), roll(order, 0))] * 2
        choices.append(Register(order.id, mid_production=True))
    if ready:
        choices.append(Unregister(dice.choice(ready).id, "salah pilih"))
    for order in by_stage[Stage.RUNNING]:
        choices += _of_running(order, ready, dice)
    if not by_stage[Stage.RUNNING] and ready:
        choices += [Start(dice.choice(ready).id, "003")] * 4
    if by_stage[Stage.FINISHED]:
        order = dice.choice(by_stage[Stage.FINISHED])
        leader = f"{dice.randrange(1000):03}"
        choices.append(Correct(order.id, "leader_id", leader, "salah ketik"))
    return dice.choice(choices)


def _of_running(order: Order, ready: Sequence[Order], dice: random.Random) -> list[Request]:
    number = len(order.segments) - 1
    last = label(order, number, dice.randrange(90, 300))
    following = number + 1
    new = label(order, following, 0)
    choices: list[Request] = [
        ChangeRoll(order.id, last, roll(order, following), new),
        Correct(order.id, "leader_id", f"{dice.randrange(1000):03}", "ganti shift"),
        End(order.id, last),
        End(
            order.id,
            label(order, following, dice.randrange(90, 300)),
            roll_number=roll(order, following),
            old_last=last,
            new_first=new,
        ),
    ]
    if ready:
        other = dice.choice(ready)
        code = label(other, 0, dice.randrange(90))
        choices += [Changeover(order.id, other.id, code, roll(other, 0), last)] * 3
    return choices


def roll(order: Order, number: int) -> str:
    return f"R{order.id}-{number}"


def label(order: Order, number: int, index: int) -> str:
    """Give a label of the MO's own rolls: nobody else has it."""
    return f"{order.id:05}{number:03}{index:03}"
