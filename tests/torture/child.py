"""A process to be killed: works on a store and says on standard output what is confirmed.

    python -m tests.torture.child ROLE NAME STORE SEED REVISION COUNT

ROLE is `line` (operations), `sync` (passes) or `both`; COUNT 0: without end. It says `ready` and
waits for a line on standard input; a `line` then opens the store, says `opened` and waits for
another one; a `sync` ends at another one. It says `op ID ROWS` and `pass REVISION` after each that
is confirmed, `begin` and `end` around each transaction, `refused CODE` and at last `finished`.
"""

import os
import random
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import apsw
import requests  # noqa: F401  # imported before `ready`, so that it is not timed

from app.domain.clock import utc_now
from app.domain.errors import RefusedError
from app.domain.plans import Rules
from app.services.messages import Done
from app.services.production import Production
from tests.torture.verify import PEOPLE
from tests.torture.workload import STATION, Office, next_request


def say(*words: object) -> None:
    """Write a line at once: what was said before a kill is known."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def tell_transactions(connection: apsw.Connection) -> None:
    """Say when a transaction has begun and when it is over, from SQLite's own trace."""
    if connection.filename.endswith(".sync"):
        return  # whose turn it is: a lock without any data

    def on_statement(event: dict[str, Any]) -> None:
        verb = str(event["sql"])[:8].rstrip("; ").upper()
        if verb.startswith("BEGIN"):
            say("begin")
        elif verb in ("COMMIT", "ROLLBACK", "END"):
            say("end")

    connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, on_statement)


class Line:
    """Operations of one process, each with an id of its own."""

    def __init__(self, name: str, store: Path, seed: int) -> None:
        self._name = name
        self._dice = random.Random(seed)
        self._number = 0
        self.production = Production(store, Rules(), STATION, utc_now)

    def work(self) -> None:
        """Do one operation, some of them twice, as a double press does."""
        request = next_request(self.production.everything(), self._dice)
        self._number += 1
        operation_id = f"{self._name}-{self._number}"
        try:
            done = self.production.execute(request, operation_id, confirmed=True)
        except RefusedError as error:
            say("refused", error.problem.code)
            return
        say("op", operation_id, len(done.changes))
        if self._dice.random() < 0.2:
            again = self.production.execute(request, operation_id, confirmed=True)
            assert again.repeated
            assert said(again) == said(done)


def said(done: Done) -> list[Any]:
    """Give what an operation answered, all that is not people's left out."""
    return [
        (change.status, [getattr(change.after, name) for name in ("id", "segments", *PEOPLE)])
        for change in done.changes
    ]


def wait_for_line(enough: threading.Event) -> None:
    """Set `enough` at a line on standard input, or at its end."""
    sys.stdin.readline()
    enough.set()


def run(role: str, name: str, store: Path, seed: int, revision: int, count: int) -> None:
    dice = random.Random(seed)
    with ExitStack() as stack:
        if role != "sync":
            line = Line(name, store, seed)
            stack.callback(line.production.close)
        if role == "line":
            say("opened")
            sys.stdin.readline()
        if role != "line":
            office = Office(revision)
            stack.enter_context(office.server)
            sync = office.sync(store)
            stack.callback(sync.close)
        done = 0
        enough = threading.Event()
        if role == "sync":
            threading.Thread(target=wait_for_line, args=(enough,)).start()
        while not enough.is_set() and (not count or done < count):
            if role != "line":
                office.revise()
                sync.run()
                say("pass", office.revision)
            for _ in range(dice.randint(1, 4) if role == "both" else role == "line"):
                line.work()
            done += 1
        say("finished")


def main() -> None:
    role, name, store, seed, revision, count = sys.argv[1:]
    apsw.connection_hooks.append(tell_transactions)
    say("ready")
    sys.stdin.readline()
    run(role, name, Path(store), int(seed), int(revision), int(count))


if __name__ == "__main__":
    main()
