"""One station of several as a process: people who never rest beside a sync that never rests.

    python -m tests.torture.station SEED JOURNAL

Where store and Odoo are, and what the station is called, the environment says as it does for the
program. Before each operation its wish goes into the journal, and behind it what came of it: a
station that is killed in between finds the wish there and repeats it under its id. Standard
output, line by line: `open`, then `done ID`, `refused ID CODE`, `fault CODE`, `pass`, `skip`; it
ends with `finished` when its standard input does.
"""

import json
import logging
import os
import random
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeVar

from app import bootstrap
from app.domain import requests
from app.domain.errors import EnvironmentFaultError, OdooError, RefusedError
from app.domain.orders import Order
from app.services.production import Production
from tests.torture.workload import next_request

PAUSE: Final = 0.05
"""Seconds between two tries while the store's server is away."""
INTERVAL: Final = 0.3
"""Seconds between two passes."""
LONGEST_REST: Final = 0.2
"""Seconds between two operations at most."""
FOREIGN: Final = 0.15
"""How often an MO of another station is reached for."""

T = TypeVar("T")


def say(*words: object) -> None:
    """Write a line at once: what was said before a kill is known."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class Journal:
    """What this station wished for, and what came of it; survives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    def write(self, **line: Any) -> None:
        os.write(self._file, (json.dumps(line) + "\n").encode())

    def wishes(self) -> dict[str, requests.Request]:
        """Give every wish by its operation id, in order."""
        found = {}
        for line in self._lines():
            if "kind" in line:
                found[line["id"]] = getattr(requests, line["kind"])(**line["values"])
        return found

    def outcomes(self) -> dict[str, str]:
        """Give "done" or the code of the refusal for each operation that has one."""
        return {line["id"]: line["outcome"] for line in self._lines() if "outcome" in line}

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text().splitlines()]


class Line:
    """The people of the station."""

    def __init__(self, setup: bootstrap.Setup, journal: Journal, dice: random.Random) -> None:
        self._setup = setup
        self._journal = journal
        self._dice = dice
        self._number = len(journal.wishes())
        self._paused = threading.Event()
        self._production = self._patiently(setup.production)

    def resume(self) -> None:
        """Ask again for what nobody has answered."""
        outcomes = self._journal.outcomes()
        for operation_id, request in self._journal.wishes().items():
            if operation_id not in outcomes:
                self._do(operation_id, request)

    def work(self) -> None:
        """Do one operation, some of them twice, as a double press does."""
        orders = self._patiently(lambda: self._production.everything())
        if not orders:  # the first pass has not come yet
            self._paused.wait(PAUSE)
            return
        request = self._choose(orders)
        self._number += 1
        operation_id = f"{self._setup.config.station}-{self._number}"
        self._journal.write(id=operation_id, kind=type(request).__name__, values=asdict(request))
        self._do(operation_id, request)
        if self._dice.random() < 0.1:
            self._do(operation_id, request, again=True)

    def _choose(self, orders: list[Order]) -> requests.Request:
        mine = [one for one in orders if one.station in (None, self._setup.config.station)]
        return next_request(orders if self._dice.random() < FOREIGN else mine, self._dice)

    def _do(self, operation_id: str, request: requests.Request, *, again: bool = False) -> None:
        def ask() -> str:
            try:
                done = self._production.execute(request, operation_id, confirmed=True)
            except RefusedError as error:
                return str(error.problem.code)
            assert done.repeated or not again or not done.changes
            return "done"

        outcome = self._patiently(ask)
        if again:
            return
        self._journal.write(id=operation_id, outcome=outcome)
        say(*(("done", operation_id) if outcome == "done" else ("refused", operation_id, outcome)))

    def _patiently(self, work: Callable[[], T]) -> T:
        """Do it until the store's server is there."""
        while True:
            try:
                return work()
            except EnvironmentFaultError as error:
                say("fault", error.problem.code)
                self._paused.wait(PAUSE)

    def pause(self) -> float:
        """Give the seconds until the next operation: time to be killed in, too."""
        return self._dice.uniform(0.0, LONGEST_REST)

    def production(self) -> Production:
        return self._production


def sync_on(setup: bootstrap.Setup, enough: threading.Event) -> None:
    """Make passes as the program's worker does, but without its pauses."""
    sync = setup.sync()
    while not enough.is_set():
        try:
            sync.run(full=True)
            say("pass")
        except RefusedError:
            say("skip")
        except (EnvironmentFaultError, OdooError) as error:
            say("fault", error.problem.code)
        enough.wait(INTERVAL)
    sync.close()


def wait_for_end(enough: threading.Event) -> None:
    """Set `enough` when standard input ends."""
    sys.stdin.read()
    enough.set()


def main() -> None:
    seed, journal_path = sys.argv[1:]
    logging.getLogger().addHandler(logging.NullHandler())  # standard error is for what breaks
    setup = bootstrap.load(os.environ)
    journal = Journal(Path(journal_path))
    enough = threading.Event()
    line = Line(setup, journal, random.Random(int(seed)))
    syncing = threading.Thread(target=sync_on, args=(setup, enough))
    syncing.start()
    threading.Thread(target=wait_for_end, args=(enough,), daemon=True).start()
    say("open")
    try:
        line.resume()
        while not enough.wait(line.pause()):
            line.work()
    finally:
        enough.set()
        syncing.join()
        line.production().close()
    say("finished")


if __name__ == "__main__":
    main()
