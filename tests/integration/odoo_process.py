"""The stand-in for Odoo in a process of its own, so that its work is not counted as ours.

Run as a program: prints its address, serves until its standard input closes. Each line that it
reads changes all MOs.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD, training_database
from app.demo.server import StandIn
from app.odoo.access import Access

ROOT = Path(__file__).resolve().parents[2]


class OdooProcess:
    """A running stand-in."""

    def __init__(self, process: "subprocess.Popen[str]", access: Access) -> None:
        self._process = process
        self.access = access

    def change_everything(self) -> None:
        """Write every MO; returns when it is done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("change\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "changed"


@contextmanager
def odoo_process(orders: int) -> Iterator[OdooProcess]:
    """Serve a factory of so many MOs, all of which the default filter selects."""
    command = [sys.executable, "-m", "tests.integration.odoo_process", str(orders)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().strip()
        yield OdooProcess(
            process, Access(url, "pabrik", TRAINING_LOGIN, password=TRAINING_PASSWORD)
        )
        process.stdin.close()


def main(orders: int) -> None:
    database = training_database(datetime.now(UTC), orders=orders)
    ids = [int(str(record["id"])) for record in database.records("mrp.production")]
    database.write(
        "mrp.production", ids, {"state": "confirmed", "create_date": f"{datetime.now(UTC):%F %T}"}
    )
    with StandIn([database]) as odoo:
        print(odoo.url, flush=True)
        for number, _line in enumerate(sys.stdin):
            database.write("mrp.production", ids, {"product_qty": 1000.0 + number})
            print("changed", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
