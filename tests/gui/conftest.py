"""The window under test: real widgets, the project's font, a floor in memory behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import texts
from app.domain.orders import Order
from app.domain.plans import Rules
from app.ui import theme
from tests.gui.station import Station as Station
from tests.gui.station import build, show

FONTS = Path(__file__).parents[2] / "resources" / "fonts"


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Start Qt as the program does."""
    return list(theme.ARGUMENTS)


@pytest.fixture(autouse=True)
def _look_and_language(qapp: QApplication) -> Iterator[None]:
    """Begin every test in Indonesian with the sizes of a common kiosk."""
    if theme.FAMILY not in theme.loaded():
        theme.load_fonts(FONTS)
    theme.dress(qapp, theme.LIGHT, theme.Sizes.of(1366, 768, 96.0))
    texts.use("id")
    yield
    texts.use("en")


@pytest.fixture
def open_station(qtbot: QtBot) -> Callable[..., Station]:
    """Give a function that opens the window over the given MOs."""

    def open_(*orders: Order, rules: Rules | None = None, training: bool = False) -> Station:
        station = build(orders, qtbot, rules, training)
        window = station.window
        qtbot.addWidget(window, before_close_func=lambda _: window.leaving.let_go())
        show(station, 1366, 768)
        return station

    return open_
