"""Requests in parallel, answered beside an open window; how long the window has no turn.

python -m tests.torture.api_window --requests 1000

The window runs the API as it does at a station, in a process of its own; a third process asks,
half of it to read and half to register, all at once. The gaps are those of the GUI thread, of a
machine that does all three; those before anybody asks stand beside. Where the system tells (Linux),
the time is taken off in which it had no processor for the thread: what is left is what the window
itself was busy or waiting with. Exit 0: every answer was a 200, and none of that was over 16 ms.
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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Final

import requests
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QSignalSpy

from app.bootstrap import Setup, api
from app.bootstrap.station import Station, application
from app.config import Config
from app.domain.api import ApiSettings, ApiState, ApiStatus, Scope
from tests.engines import run_sql

PATIENCE: Final = 120.0
FRAME: Final = 0.016
SCHEDULED: Final = Path("/proc/thread-self/schedstat")
"""How long a thread ran, and how long it was ready to and had no processor, in nanoseconds."""

Beat = tuple[float, float]
"""When the GUI thread had a turn, and how long it had waited for a processor until then."""


def ask(url: str, count: int) -> None:
    """Ask all at once, with the key that comes by standard input; print what was answered."""
    if sys.platform != "win32":
        os.nice(19)  # it stands for other computers, which take no processor from the window
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
        wait(lambda: _newest(spy).state is ApiState.ANSWERS)
        station.on_started_up()
        with beating() as before:
            wait(lambda: len(before) > 1000)
        with beating() as beats:
            answered = _asked(_newest(spy).url, key, count)
    finally:
        station.stop()
    print("answers:", answered, "| nobody asks:", _gaps(before), "| asked:", _gaps(beats))
    return answered == {"200": count} and max(_own(beats)) <= FRAME


def _newest(spy: QSignalSpy) -> ApiStatus:
    """Give what was said last; nothing is, before the API's process starts behind the window."""
    found = spy.at(spy.count() - 1)[0] if spy.count() else ApiStatus()
    assert isinstance(found, ApiStatus)
    return found


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


@contextmanager
def beating() -> Iterator[list[Beat]]:
    """Note every millisecond in which the GUI thread has a turn."""
    beats: list[Beat] = []
    with ExitStack() as stack:
        told = stack.enter_context(SCHEDULED.open()) if SCHEDULED.exists() else None

        def beat() -> None:
            kept_waiting = 0.0
            if told is not None:
                told.seek(0)
                kept_waiting = int(told.read().split()[1]) / 1e9
            beats.append((perf_counter(), kept_waiting))

        heart = QTimer()
        heart.setTimerType(Qt.TimerType.PreciseTimer)
        heart.setInterval(1)
        heart.timeout.connect(beat)
        heart.start()
        yield beats
        heart.stop()


def _gaps(beats: list[Beat]) -> str:
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(beats)]
    return f"{_worst(gaps)}, by the window itself {_worst(_own(beats))}"


def _own(beats: list[Beat]) -> list[float]:
    return [b[0] - a[0] - (b[1] - a[1]) for a, b in pairwise(beats)]


def _worst(gaps: list[float]) -> str:
    over = sum(gap > FRAME for gap in gaps)
    return f"longest {max(gaps) * 1000:.1f} ms, {over} of {len(gaps)} over 16 ms"


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
