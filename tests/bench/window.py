"""What the window costs: a program of its own for each measurement, since each fills the process.

`open_window` starts it.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import config
from app.bootstrap import Setup
from app.bootstrap.station import Station, application
from app.secrets import Secrets
from app.services.messages import SyncPhase, SyncStatus
from app.ui.order_cells import Column
from tests.bench.figures import NOW, resident

PATIENCE_MS: Final = 60_000
WAKING_MS: Final = 50
AT_REST: Final = 0.3
"""Seconds in which nothing was painted."""


class Bench(QObject):
    """A station in this thread's event loop."""

    def __init__(self, store: Path, url: str = "") -> None:
        super().__init__()
        application()
        settings = config.Config(store_path=store, odoo=config.Odoo(url, "pabrik", "latihan"))
        known = Secrets(password="latihan")
        self.setup = Setup(settings, lambda: known, lambda: NOW, training=True)
        self.station = Station(self.setup, with_sync=bool(url))
        self.window = self.station.window
        self.passes = 0  # that went well: a list of them would be memory that is measured
        self.saved_at = self.painted_at = 0.0
        self.station.sync_worker.status_changed.connect(self._on_status)
        self.window.flow.saved.connect(self._on_saved)
        self.window.table.viewport().installEventFilter(self)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.first_painted.connect(self.station.on_started_up)  # as `run` does
        self.station.start()

    @Slot(object)
    def _on_status(self, status: SyncStatus) -> None:
        self.passes += status.phase is SyncPhase.OK

    @Slot(object)
    def _on_saved(self, _done: object) -> None:
        self.saved_at = perf_counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the table was painted last; the time is that before it is painted."""
        if event.type() == QEvent.Type.Paint:
            self.painted_at = perf_counter()
        return super().eventFilter(watched, event)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the program go on until something is so."""
        loop, waking = QEventLoop(), QTimer()
        waking.start(WAKING_MS)
        began = perf_counter()
        while not condition():
            # Asleep until something happens, as the program is. With a limit of time Qt would not
            # sleep at all, and the other threads would wait for this one.
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if (perf_counter() - began) * 1000 > PATIENCE_MS:
                raise TimeoutError

    def sync(self) -> None:
        """Make a pass."""
        before = self.passes
        self.station.sync_worker.request()
        self.wait(lambda: self.passes > before)

    def rows(self) -> int:
        """Count the MOs in the table."""
        return self.window.table.rows.rowCount()


def enter(bench: Bench, store: Path, count: int) -> dict[str, Any]:
    """Measure from Enter in a dialog to the repainted row, beside a durable commit."""
    from tests.bench.history import first_code  # with the stand-in; memory is measured without

    bench.wait(lambda: bench.rows() > 0)
    plain = sqlite3.connect(f"{store}.plain", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE IF NOT EXISTS one (id INTEGER PRIMARY KEY, text TEXT)")
    ours, floor = [], []
    window = bench.window
    for key, order in enumerate(window.operations.to_register()[:count]):
        began = perf_counter()
        plain.execute("INSERT INTO one (text) VALUES (?)", (order.mo_name,))
        floor.append(perf_counter() - began)
        window.operations.open_order(order)
        dialog = window.flow.dialog
        assert dialog is not None
        fields = list(dialog.fields.values())
        fields[-2].edit.setText(first_code(900_000 + key))
        fields[-1].edit.setText("R9")
        fields[-1].edit.setFocus()
        # A person's last input is some seconds old, and what it changed is at rest.
        bench.wait(lambda: dialog.planned and not window.table.flashing)  # noqa: B023
        bench.wait(lambda: perf_counter() - bench.painted_at > AT_REST)
        bench.saved_at = bench.painted_at = 0.0
        began = perf_counter()
        QTest.keyClick(fields[-1].edit, Qt.Key.Key_Return)
        bench.wait(lambda: 0 < bench.saved_at < bench.painted_at)
        ours.append(bench.painted_at - began)
    plain.close()
    return {"ours": ours, "floor": floor}


def block(bench: Bench, _store: Path, count: int) -> dict[str, Any]:
    """Measure the longest time in which the GUI thread has no turn; lines of stdin are passes."""
    bench.wait(lambda: bench.rows() == count)
    with heartbeat() as beats:
        bench.wait(lambda: len(beats) > 500)
    idle = longest(beats)
    print("ready", flush=True)
    gaps = []
    for _line in sys.stdin:  # all has changed in Odoo
        quantity = bench.window.table.rows.at(0).product_qty
        last = bench.window.table.rows
        with heartbeat() as beats:
            bench.sync()
            bench.wait(lambda: all(last.at(row).product_qty != quantity for row in range(count)))  # noqa: B023
        gaps.append(longest(beats))
        print("ready", flush=True)
    return {"gaps": gaps, "idle": idle}


def table(bench: Bench, _store: Path, count: int) -> dict[str, Any]:
    """Measure scrolling, sorting and filtering: until it is painted."""
    bench.wait(lambda: bench.rows() == count)
    view = bench.window.table

    def painted(work: Callable[[], object]) -> float:
        began = perf_counter()
        work()
        view.viewport().repaint()
        return perf_counter() - began

    bar = view.verticalScrollBar()
    step = max(1, bar.maximum() // 200)
    scroll = [painted(partial(bar.setValue, at)) for at in range(0, bar.maximum(), step)]
    bar.setValue(0)
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    sort = [painted(partial(view.sortByColumn, c, o)) for c in Column for o in orders]
    view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    words = ("m", "mangga", "mangga 3", "wh/mo/000", "wh/mo/0001", "tidak ada", "")
    narrow = [painted(partial(view.shown.search, w)) for w in words]
    return {"scroll": scroll, "sort": sort, "filter": narrow}


def memory(bench: Bench, _store: Path, count: int) -> dict[str, Any]:
    """Measure the memory with all rows shown, and after many passes; a line of stdin is one."""
    bench.wait(lambda: bench.rows() == count)
    bench.window.table.viewport().repaint()
    at_first = resident()
    print("ready", flush=True)
    seen = []
    for line in sys.stdin:
        for _ in range(int(line)):
            bench.sync()
        seen.append(resident())
        print("ready", flush=True)
    return {"first": at_first, "seen": seen}


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """Note every millisecond in which the GUI thread has a turn."""
    beats: list[float] = []
    heart = QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.setInterval(1)
    heart.timeout.connect(lambda: beats.append(perf_counter()))
    heart.start()
    yield beats
    heart.stop()


def longest(beats: list[float]) -> float:
    """Give the longest gap in seconds."""
    return max(later - earlier for earlier, later in pairwise(beats))


MEASUREMENTS: Final = {"enter": enter, "block": block, "table": table, "memory": memory}


def main(name: str, store: Path, count: int, url: str) -> None:
    """Measure one thing and print it."""
    bench = Bench(store, url)
    try:
        found = MEASUREMENTS[name](bench, store, count)
    finally:
        bench.station.stop()
        QApplication.processEvents()
    print(json.dumps(found))
