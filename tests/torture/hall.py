"""A hall: stations as processes on one store, an Odoo that counts who asks, and the replay."""

import os
import queue
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from app.demo.records import Database, stamp, utc_now
from app.demo.server import RequestSeen, StandIn
from app.domain.requests import Request
from tests.integration import model
from tests.marks import marked
from tests.torture.processes import ROOT
from tests.torture.station import Journal
from tests.torture.verify import Reading

ORDER: Final = "mrp.production"
PICKING: Final = "stock.picking"
LIMIT: Final = 60.0
"""Seconds after which a station that says nothing is hanging."""


class Office:
    """One Odoo with a door of its own for each station, so that it is known who asks."""

    def __init__(self, stations: Iterable[str], mos: int) -> None:
        self._database = Database("pabrik")
        self._database.add_user("stasiun", marked("rahasia"))
        self._ids = [
            self._database.create(
                ORDER,
                {
                    "name": f"WH/MO/{number:05}",
                    "state": "confirmed",
                    "product_qty": 100.0,
                    "create_date": stamp(utc_now() - timedelta(hours=8)),
                },
            )
            for number in range(1, mos + 1)
        ]
        self.doors = {name: StandIn([self._database]) for name in stations}

    def revise(self, dice: random.Random) -> None:
        """Change some MOs, and send values in fields that are called like people's."""
        values = {
            "product_qty": float(dice.randrange(100, 999)),
            "note": f"revisi {dice.randrange(10**6)}",
            "date_start": "2020-01-01 01:00:00",
        }
        self._database.write(ORDER, dice.sample(self._ids, 20), values)

    def seen(self) -> list[tuple[str, RequestSeen]]:
        """Give every request with the station that made it, in the order of their arrival."""
        found = [(name, one) for name, door in self.doors.items() for one in door.requests]
        return sorted(found, key=lambda pair: pair[1].at)


@dataclass(frozen=True)
class Turns:
    """Who read Odoo when.

    Attributes:
        passes: reads from the first request to the last one, by station.
        overlaps: moments at which one station asked in the middle of another one's pass that
            went on afterwards; seconds of `time.monotonic`.
        taken_over: seconds from the last request of one station to the first of another one.
    """

    passes: Counter[str]
    overlaps: list[float]
    taken_over: list[float]


def turns(seen: Iterable[tuple[str, RequestSeen]]) -> Turns:
    """Take the requests apart: a pass begins with the MOs and ends with their transfers."""
    passes: Counter[str] = Counter()
    overlaps, taken_over = [], []
    open_since: dict[str, float] = {}
    between: dict[str, list[float]] = {}
    last: tuple[str, float] | None = None
    for name, one in seen:
        if one.call == "fields_get" or one.model not in (ORDER, PICKING):
            continue
        if last is not None and last[0] != name:
            taken_over.append(one.at - last[1])
        last = name, one.at
        for other in open_since:
            if other != name:
                between.setdefault(other, []).append(one.at)
        if one.model == ORDER:
            open_since[name] = one.at
            between.pop(name, None)
        elif name in open_since:
            overlaps += between.pop(name, [])
            del open_since[name]
            passes[name] += 1
    return Turns(passes, overlaps, taken_over)


class Station:
    """One process of `tests.torture.station`; started again after each kill."""

    def __init__(
        self, name: str, folder: Path, environment: Mapping[str, str], dice: random.Random
    ) -> None:
        self.name = name
        self.said: Counter[str] = Counter()
        self.errors = ""
        self._dice = dice
        self._journal = folder / f"{name}.journal"
        self._environment = {**os.environ, **environment}
        self._heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.start()

    def start(self) -> None:
        words = [str(self._dice.getrandbits(32)), str(self._journal)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.station", *words],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            threading.Thread(target=self._listen),
            threading.Thread(target=self._listen_aside),
        ]
        for reader in self._readers:
            reader.start()
        while (word := self._heard.get(timeout=LIMIT)) != "open":
            assert word is not None, self.errors

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, *rest = line.split()
            self.said[word] += 1
            if word in ("refused", "fault"):
                self.said[f"{word} {rest[-1]}"] += 1
            if word in ("open", "finished"):
                self._heard.put(word)
        self._heard.put(None)

    def _listen_aside(self) -> None:
        assert self._process.stderr is not None
        self.errors += self._process.stderr.read()

    def kill(self) -> None:
        """End it where it stands (SIGKILL)."""
        self._process.kill()
        self._gone()

    def finish(self) -> None:
        """Let it end by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._heard.get(timeout=LIMIT) == "finished", self.errors
        self._gone()
        assert (self._process.returncode, self.errors) == (0, ""), self.errors

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            self.kill()

    def _gone(self) -> None:
        self._process.wait(LIMIT)
        for reader in self._readers:
            reader.join(LIMIT)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        self._heard = queue.SimpleQueue()

    def wishes(self) -> dict[str, Request]:
        return Journal(self._journal).wishes()

    def outcomes(self) -> dict[str, str]:
        return Journal(self._journal).outcomes()


def replay(reading: Reading, wishes: Mapping[str, Request]) -> Counter[str]:
    """Let the independent model do what the history has, in its order; count by kind.

    Fails where the model would have refused, or would have stored something else.
    """
    judged = model.Model(shared=True)
    for key, row in reading.columns.items():
        judged.known(row["mo_id"], key, row)
    mo_ids = {key: row["mo_id"] for key, row in reading.columns.items()}
    kinds: Counter[str] = Counter()
    for operation_id, entries in reading.operations.items():
        request, first = wishes[operation_id], entries[0]
        now = model.read(first["create_at"])
        verdict = judged.judge(request, now, first["station"])
        assert not verdict.reasons, (operation_id, request, verdict.reasons)
        stored = {mo_ids[entry["recent_mo_id"]]: entry["after"] for entry in entries}
        assert stored == verdict.after, (operation_id, request)
        assert [entry["status"] for entry in entries] == verdict.statuses
        judged.record(operation_id, first["station"], request, now, verdict)
        check_one_each(judged, operation_id)
        kinds[type(request).__name__] += 1
    people = {mo_ids[key]: values for key, values in reading.people.items()}
    assert people == judged.people
    return kinds


def check_one_each(judged: model.Model, operation_id: str) -> None:
    """No station runs two MOs, at no moment of the history."""
    running = Counter(judged.people[key]["station"] for key in judged.in_stage("running"))
    assert all(count == 1 for count in running.values()), (operation_id, running)


def environment(name: str, folder: Path, door: StandIn, store: Mapping[str, str]) -> dict[str, str]:
    """Give what a station finds in its environment; `store`: where the store is."""
    settings = folder / f"{name}.toml"
    settings.write_text(f'[station]\nname = "{name}"\n', encoding="utf-8")
    found: dict[str, Any] = {
        "STASIUN_MO_CONFIG": str(settings),
        "ODOO_API_URL": door.url,
        "ODOO_DB": "pabrik",
        "ODOO_LOGIN": "stasiun",
        "ODOO_PASSWORD": marked("rahasia"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **store,
    }
    return found


def outside(moments: Iterable[float], blows: Iterable[float], seconds: float) -> list[float]:
    """Give the moments that do not follow one of `blows` within `seconds`."""
    struck = list(blows)
    return [one for one in moments if not any(0 <= one - blow <= seconds for blow in struck)]
