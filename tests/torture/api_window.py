"""Requests in parallel, answered beside an open window; how long the window has no turn.

python -m tests.torture.api_window --requests 1000

The window runs the API as it does at a station, in a process of its own; a third process asks,
half of it to read and half to register, all at once. Exit 0: every answer was a 200. The gaps are
those of the GUI thread, of a machine that does all three; those before anybody asks stand beside.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Final

import requests
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QSignalSpy

from app.bootstrap import Setup, api
from app.bootstrap.station import Station, application
from app.config import Config
from app.domain.api import ApiSettings, ApiState, Scope
from tests.bench.window import heartbeat
from tests.engines import run_sql

PATIENCE: Final = 120.0
FRAME: Final = 0.016


def ask(url: str, count: int) -> None:
    """Ask all at once, with the key that comes by standard input; print what was answered."""
    headers = {"Authorization": f"Bearer {sys.stdin.readline().strip()}"}
    together = threading.Barrier(count)

    def one(number: int) -> int:
        together.wait()
        if number % 2:
            return requests.get(
                f"{url}/api/ready-mo", headers=headers, timeout=PATIENCE
            ).status_code
        body = {"mo_name": f"WH/MO/{number // 2:05}", "run_mid_production": True}
        path = f"{url}/api/register-mo"
        return requests.post(path, json=body, headers=headers, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(count) as pool:
        print(json.dumps(Counter(pool.map(one, range(count)))))


def wait(condition: Callable[[], bool]) -> None:
    """Let the window go on until something is so."""
    loop, began = QEventLoop(), perf_counter()
    while not condition():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if perf_counter() - began > PATIENCE:
            raise TimeoutError


def measure(folder: Path, count: int) -> bool:
    """Open the window, let all be asked, print what came of it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings = ApiSettings(enabled=True, port=free.getsockname()[1])
    file = folder / "config.toml"
    file.write_text(f"[api]\nenabled = true\nport = {settings.port}\n")
    config = Config(store_path=folder / "store.db", api=settings)
    setup = Setup(config, environment={"STASIUN_MO_CONFIG": str(file)})
    with api.keys(setup) as keys:
        key = keys.create("beban", list(Scope))
    for number in range(count // 2):
        run_sql(
            config.store_path,
            "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, create_date, created_at) "
            "VALUES (?, ?, 'confirmed', 100, '2026-04-17 00:00:00', '2026-04-17 00:00:00')",
            (number, f"WH/MO/{number:05}"),
        )
    application(config)
    station = Station(setup, with_sync=False)
    spy = QSignalSpy(station.backstage.api.status_changed)
    try:
        station.window.resize(1366, 768)
        station.window.show()
        station.start()
        wait(lambda: station.window.table.rows.rowCount() == count // 2)
        wait(lambda: spy.at(spy.count() - 1)[0].state is ApiState.ANSWERS)
        station.on_started_up()
        with heartbeat() as before:
            wait(lambda: len(before) > 1000)
        with heartbeat() as beats:
            answered = _asked(spy.at(spy.count() - 1)[0].url, key, count)
    finally:
        station.stop()
    print("answers:", answered, "| nobody asks:", _gaps(before), "| asked:", _gaps(beats))
    return answered == {"200": count}


def _asked(url: str, key: str, count: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.torture.api_window", "--ask", url]
    with subprocess.Popen(
        [*command, "--requests", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        asking.stdin.write(f"{key}\n")
        asking.stdin.close()
        wait(lambda: asking.poll() is not None)
        return dict(json.loads(asking.stdout.read()))


def _gaps(beats: list[float]) -> str:
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    over = sum(gap > FRAME for gap in gaps)
    return f"longest gap {max(gaps) * 1000:.1f} ms, {over} of {len(gaps)} over 16 ms"


def main() -> int:
    """Measure, or be the one who asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--ask", metavar="URL", default="")
    given = parser.parse_args()
    if given.ask:
        ask(given.ask, given.requests)
        return 0
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), given.requests) else 1


if __name__ == "__main__":
    sys.exit(main())
