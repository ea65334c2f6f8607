"""Odoo for the benchmarks: the stand-in in a process of its own, so that its work is not ours.

Run as a program (`python -m tests.bench.odoo MOS`): prints its address and serves until its
standard input closes. Lines that it reads change MOs.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD, training_database
from app.demo.server import StandIn
from app.odoo.access import Access
from tests.bench.figures import NOW

ROOT: Final = Path(__file__).resolve().parents[2]
ORDER: Final = "mrp.production"


class Odoo:
    """The running process."""

    def __init__(self, process: "subprocess.Popen[str]", access: Access) -> None:
        self._process = process
        self.access = access

    def change_everything(self) -> None:
        """Write every MO; returns when it is done."""
        self._tell("change")

    def touch_one(self) -> None:
        """Write one MO later than all others, so that who reads it knows how late it is."""
        self._tell("touch")

    def drop_it(self) -> None:
        """Delete that MO."""
        self._tell("drop")

    def _tell(self, word: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "done"


@contextmanager
def running(orders: int) -> Iterator[Odoo]:
    """Serve so many MOs, all of which the default filter selects."""
    command = [sys.executable, "-m", "tests.bench.odoo", str(orders)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().strip()
        access = Access(url, "pabrik", TRAINING_LOGIN, password=TRAINING_PASSWORD)
        try:
            yield Odoo(process, access)
        finally:
            process.stdin.close()


def main(orders: int) -> None:
    """Serve until the standard input closes."""
    now = [NOW - timedelta(hours=1)]
    database = training_database(NOW, orders=orders, clock=lambda: now[0])
    records: list[Any] = database.records(ORDER)
    ids = [int(str(record["id"])) for record in records]
    database.write(ORDER, ids, {"state": "confirmed", "create_date": f"{now[0]:%F %T}"})
    with StandIn([database], clock=lambda: NOW) as odoo:
        print(odoo.url, flush=True)
        for number, line in enumerate(sys.stdin):
            match line.strip():
                case "change":
                    database.write(ORDER, ids, {"product_qty": 1000.0 + number})
                case "touch":
                    now[0] = NOW
                    database.write(ORDER, ids[-1], {"product_qty": 1.0})
                case "drop":
                    database.unlink(ORDER, ids[-1])
            print("done", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
