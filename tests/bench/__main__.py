"""Prints the table of `README.md` beside this file: `python3 packaging/dev.py bench`.

`--small` takes a hundredth of everything, to see that it runs; `--json FILE` writes the figures;
names choose some of the measurements.
"""

import argparse
import gc
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from app.domain.plans import Rules
from app.services.production import Production
from tests.bench import history, passes
from tests.bench.figures import NOW, Figure, ms, percentile, ratio, table
from tests.bench.odoo import ROOT, Odoo, running

FRAME: Final = 16.0


class Run:
    """One run of the benchmarks in a temporary folder."""

    def __init__(self, folder: Path, small: bool) -> None:
        self._folder = folder
        self._rounds = 1 if small else 7
        self.few, self.many = (20, 100) if small else (500, 5_000)
        self.years = 1_000 if small else 100_000
        self.passes = 40 if small else 2_000
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            # An installed program is compiled, and one from source is after its first start.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        self._timed("app", "--smoke-test")  # compiles

    def requests(self) -> Iterator[Figure]:
        """Requests of a pass."""
        yield passes.requests_per_pass(self.few, self._folder)

    def sync(self) -> Iterator[Figure]:
        """Passes of the sync."""
        for count in (self.few, self.many):
            yield from passes.measure(count, self._folder, self._rounds)

    def storing(self) -> Iterator[Figure]:
        """Storing alone."""
        yield from passes.storing(self.many, self._folder, self._rounds)

    def start(self) -> Iterator[Figure]:
        """From the start of the process to the painted table and the end of the process."""
        ours, old = self._store(0, self.few), self._store(self.years, self.few)
        times: dict[str, list[float]] = {"bare": [], "ours": [], "old": []}
        for _ in range(2 * self._rounds + 1):
            times["bare"].append(self._timed("tests.bench.bare", str(self.few)))
            times["ours"].append(self._timed("app", "--smoke-test", store=ours))
            times["old"].append(self._timed("app", "--smoke-test", store=old))
        bare, new, aged = (min(values) for values in times.values())
        what = f"start to painted table, {self.few:,} MOs"
        yield ratio(what, bare, new, 1.6)
        yield ratio(f"{what}, {self.years:,} MOs of history", new, aged, 1.2)

    def enter(self) -> Iterator[Figure]:
        """From Enter in a dialog to the repainted row."""
        count = max(10, self.few // 4)
        found = self._window("enter", self._store(self.years, self.few), count)
        floor, ours = percentile(found["floor"], 0.99), percentile(found["ours"], 0.99)
        yield Figure(
            f"Enter to repainted row, {self.years:,} MOs, p99 on top of a durable commit",
            ms(floor),
            ms(ours),
            (ours - floor) * 1000,
            "ms",
            20,
            note=f"median {ms(percentile(found['ours'], 0.5))}",
        )

    def block(self) -> Iterator[Figure]:
        """How long the window stands still during a pass that changes all rows."""
        with self._with_odoo(self.many, "block") as (process, odoo):
            for _ in range(max(3, self._rounds)):
                odoo.change_everything()
                _tell(process, "pass")
            found = _end(process)
        gaps = found["gaps"]
        yield Figure(
            f"longest block of the GUI thread, a pass that changes {self.many:,} rows",
            f"{ms(found['idle'])} idle",
            ms(percentile(gaps, 0.5)),
            min(gaps) * 1000,
            "ms",
            FRAME,
            note="of passes: " + ", ".join(ms(gap) for gap in gaps),
        )

    def table(self) -> Iterator[Figure]:
        """Scrolling, sorting and filtering."""
        found = self._window("table", self._store(0, self.many), self.many)
        for name, share in (("scroll", 0.99), ("sort", 1.0), ("filter", 1.0)):
            value = percentile(found[name], share)
            median = ms(percentile(found[name], 0.5))
            what = f"{name}, {self.many:,} rows, painted"
            yield Figure(what, f"median {median}", ms(value), value * 1000, "ms", FRAME)

    def search(self) -> Iterator[Figure]:
        """Looking for something in years of history."""
        store = self._store(self.years, self.few)
        texts = ["WH/MO/000007", f"wh/mo/{self.years // 2:06}", "tidak ada", "R000001"]
        texts += [history.first_code(self.years // 3), history.first_code(self.years * 9)]
        with Production(store, Rules(), "Lini 1", lambda: NOW) as production:
            times = []
            for text in texts * 10:
                began = perf_counter()
                production.look_up(text)
                times.append(perf_counter() - began)
        value = percentile(times, 0.99)
        what = f"search over {self.years:,} MOs of history, p99"
        yield Figure(what, "", ms(value), value * 1000, "ms", 50)

    def memory(self) -> Iterator[Figure]:
        """Memory with many rows, and after many passes."""
        bare = float(self._printed("tests.bench.bare", str(self.few), "--memory"))
        with self._with_odoo(self.many, "memory") as (process, _odoo):
            warm = max(2, self.passes // 10)
            for count in (warm, self.passes - warm):
                _tell(process, str(count))
            found = _end(process)
        first, (warmed, last) = found["first"], found["seen"]
        what = f"memory with {self.many:,} MOs, over a bare window"
        yield Figure(what, f"{bare:.0f} MB", f"{first:.0f} MB", first - bare, "MB", 40)
        what = f"memory gained from pass {warm} to pass {self.passes:,}"
        yield Figure(what, f"{warmed:.1f} MB", f"{last:.1f} MB", last - warmed, "MB", 2)

    # ------------------------------------------------------------------ tools

    def _store(self, finished: int, still_open: int) -> Path:
        """Give a fresh copy of a store that is made once."""
        made = self._folder / f"made-{finished}-{still_open}.db"
        if not made.exists():
            history.make(made, finished, still_open)
        copy = Path(tempfile.mkdtemp(dir=self._folder)) / "store.db"
        with closing(sqlite3.connect(made)) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode = WAL")
        return copy

    def _command(self, module: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", module, *arguments]

    def _timed(self, module: str, *arguments: str, store: Path | None = None) -> float:
        environment = {**self._environment, "SQLITE_PATH": str(store or "")}
        began = perf_counter()
        subprocess.run(
            self._command(module, *arguments),
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        return perf_counter() - began

    def _printed(self, module: str, *arguments: str) -> str:
        command = self._command(module, *arguments)
        done = subprocess.run(
            command, env=self._environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout.strip().splitlines()[-1]

    def _window(self, name: str, store: Path, count: int) -> dict[str, Any]:
        found = json.loads(self._printed("tests.bench.open_window", name, str(store), str(count)))
        assert isinstance(found, dict)
        return found

    @contextmanager
    def _with_odoo(self, count: int, name: str) -> Iterator[tuple["subprocess.Popen[str]", Odoo]]:
        store = Path(tempfile.mkdtemp(dir=self._folder)) / "store.db"
        with running(count) as odoo:
            with closing(passes.make_sync(store, odoo.access)) as sync:
                sync.run(full=True)
            if name == "memory":
                odoo.touch_one()  # else all were changed within the overlap, and come every time
            command = self._command(
                "tests.bench.open_window", name, str(store), str(count), odoo.access.url
            )
            with subprocess.Popen(
                command,
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            ) as process:
                _expect_ready(process)
                yield process, odoo


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    _expect_ready(process)


def _expect_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.strip() == "ready", line


def _end(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    found = json.loads(process.stdout.read())
    assert isinstance(found, dict)
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and print it."""
    names = ("requests", "sync", "storing", "start", "enter", "block", "table", "search", "memory")
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--small", action="store_true", help="a hundredth of everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(names):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    folder = Path(tempfile.mkdtemp(prefix="stasiun-mo-bench-"))
    figures: list[Figure] = []
    try:
        run = Run(folder, given.small)
        for name in given.names or names:
            print(f"{name} …", file=sys.stderr, flush=True)
            measurement: Callable[[], Iterator[Figure]] = getattr(run, name)
            figures += measurement()
            gc.collect()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(figures))
    if given.json:
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        document = {"machine": machine, "figures": [one.as_json() for one in figures]}
        text = json.dumps(document, indent=2, ensure_ascii=False)
        given.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
