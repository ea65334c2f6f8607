"""The screen stays on while an MO runs, and only then."""

import sys
from collections.abc import Callable

import pytest

from app.background import awake
from app.background.awake import Awake
from tests.gui.conftest import Station
from tests.gui.floor import NOW, finished, ready, running

Open = Callable[..., Station]


class Cup:
    """Notes what was asked of the system."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def hold(self) -> None:
        self.asked.append("hold")

    def release(self) -> None:
        self.asked.append("release")


def follow(station: Station, cup: Cup) -> Awake:
    window = station.window
    found = Awake(lambda: window.operations.running() is not None, window, cup)
    window.feed.shown.connect(found.on_board_shown)
    return found


def test_it_follows_the_running_mo(open_station: Open) -> None:
    station = open_station(ready(412, "0100", "R"), ready(413, "0500", "R"))
    cup = Cup()
    follow(station, cup)
    station.board(ready(414, "0900", "R"))
    station.wait_for(lambda: station.window.table.rows.rowCount() == 3)
    assert cup.asked == []
    station.board(running(412, "0100", "R"))
    station.wait_for(lambda: bool(cup.asked))
    station.board(running(412, "0100", "R", product_qty=5.0), ready(413, "0501", "R"))
    station.wait_for(lambda: station.window.table.rows.orders()[0].product_qty == 5.0)
    assert cup.asked == ["hold"]
    station.board(finished(412, "0100", "0200", "R", NOW, NOW))
    station.wait_for(lambda: len(cup.asked) > 1)
    assert cup.asked == ["hold", "release"]


def test_what_was_running_before_counts_from_the_first_board(open_station: Open) -> None:
    cup = Cup()
    station = open_station(running(412, "0100", "R"))
    found = follow(station, cup)
    found.on_board_shown()
    assert cup.asked == ["hold"]
    found.stop()
    found.stop()
    assert cup.asked == ["hold", "release"]


@pytest.mark.skipif(sys.platform == "win32", reason="has one")
def test_a_system_without_a_way_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtDBus", None)
    caplog.set_level("INFO")
    found = awake.of_this_system()
    for _ in range(3):
        found.hold()
        found.release()
    assert caplog.text.count("no way to keep the screen on") == 1
