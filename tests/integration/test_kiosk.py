"""A whole station as a kiosk: full screen, kept awake by what the store says, left by its PIN."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import texts
from app.background import awake
from app.bootstrap.station import application
from app.ui.dialogs.pin import PinCard
from tests.integration.floor import TestClock, factory, serve
from tests.integration.rig import Rig, setup_for


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


class Cup:
    """Notes what was asked of the system."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def hold(self) -> None:
        self.asked.append("hold")

    def release(self) -> None:
        self.asked.append("release")


@pytest.fixture
def cup(monkeypatch: pytest.MonkeyPatch) -> Cup:
    found = Cup()
    monkeypatch.setattr(awake, "of_this_system", lambda: found)
    return found


@pytest.fixture
def rig(cup: Cup, qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    texts.use("id")
    clock = TestClock()
    database = factory(clock)
    with serve(database) as server:
        rig = Rig(setup_for(server.url, database.name, tmp_path, clock), qtbot)
        try:
            rig.start()
            rig.first_pass(5)
            yield rig
        finally:
            rig.station.stop()


def test_it_fills_the_screen_and_stays_on_top_of_nothing(rig: Rig) -> None:
    rig.station.show_kiosk("0815")
    assert rig.window.isFullScreen()
    assert rig.window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert not rig.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not rig.window.close()
    assert isinstance(rig.window.overlay.card, PinCard)


def test_an_update_needs_no_pin_even_while_it_is_asked_for(rig: Rig) -> None:
    rig.station.show_kiosk("0815")
    assert not rig.window.close()
    rig.station.on_quit_wanted()
    assert rig.window.close()


def test_it_is_awake_while_an_mo_runs(rig: Rig, cup: Cup) -> None:
    assert cup.asked == []
    one = "WH/MO/00001"
    rig.scan(one)
    rig.type("01024585539")
    rig.type("1300300624")
    rig.closed()
    rig.scan(one)
    rig.type("003")
    rig.closed()
    rig.wait(lambda: bool(cup.asked))
    rig.sync()
    assert cup.asked == ["hold"]
    rig.station.stop()
    assert cup.asked == ["hold", "release"]
