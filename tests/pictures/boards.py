"""What stands on the invented boards, and how an operation is done on them."""

from datetime import timedelta
from typing import Final

from app.domain.operations import plan
from app.domain.orders import Order
from app.domain.requests import Request
from app.services.messages import Renewal, SyncCounts, SyncPhase, SyncStatus
from tests.gui.floor import NOW, finished, new, ready, running
from tests.gui.station import Station

HOUR: Final = timedelta(hours=1)
PRODUCTS: Final = (
    "[LQ-031] Liquid Strawberry 60 ml",
    "[LQ-032] Liquid Kopi Susu 60 ml",
    "[LQ-014] Liquid Menthol 30 ml",
    "[LQ-045] Liquid Anggur 100 ml",
    "[LQ-030] Liquid Mango 30 ml",
)
OK: Final = SyncStatus(
    SyncPhase.OK,
    last_success=NOW - timedelta(minutes=2),
    next_run=NOW + timedelta(minutes=3),
    last_duration=1.4,
    passes=73,
    clock_off=0.0,
    counts=SyncCounts(requests=2, fetched=18, unchanged=18),
)
RENEWAL: Final = Renewal("session_id", "odoo.example", "https://odoo.example", "kiosk")


def an_mo(order_id: int, **more: object) -> Order:
    """Give an unregistered MO of one of the products."""
    return new(order_id, PRODUCTS[order_id % len(PRODUCTS)], **more)


RUNNING: Final = running(412, "01024585539", "1300300624")


def waiting() -> tuple[Order, ...]:
    """Give what is left when nothing runs: ready, unregistered and finished MOs."""
    begun = RUNNING.date_start or NOW
    done = [
        ("01024575400", "01024585538", "1300300624", 3, 0),
        ("01024569388", "01024575399", "1300300623", 6, 3),
        ("01024559300", "01024569387", "1300300623", 10, 6),
    ]
    return (
        ready(413, "01034597001", "1300300625", product_name=PRODUCTS[0]),
        ready(414, None, None, product_name=PRODUCTS[1], product_qty=4_800.0),
        ready(415, "01034620001", "1300300626", product_name=PRODUCTS[2], state="cancel"),
        *(an_mo(i, product_qty=2_400.0 * (1 + i % 4)) for i in range(416, 427)),
        *(
            finished(411 - i, first, last, roll, begun - a * HOUR, begun - b * HOUR)
            for i, (first, last, roll, a, b) in enumerate(done)
        ),
    )


def usual() -> tuple[Order, ...]:
    """Give the board of a shift: one MO runs."""
    return (RUNNING, *waiting())


def do(station: Station, *requests: Request) -> None:
    """Let operations happen, an hour apart; the last of them now."""
    now = station.floor.now
    station.floor.now -= len(requests) * HOUR
    for request in requests:
        found = plan(request, station.floor)
        if found.problems:
            raise ValueError(f"{request} is refused: {found.problems}")
        station.floor.keep(f"op-{len(station.floor.entries)}", found)
        station.floor.now += HOUR
    station.floor.now = now
    station.board(*station.floor.orders.values())
