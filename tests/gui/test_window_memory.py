"""The window comes back where it was; a state that makes no sense is forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from app.ui.order_cells import Column
from app.ui.window_memory import WindowMemory
from tests.gui.conftest import Station
from tests.gui.floor import new

Open = Callable[..., Station]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "window.ini"


@pytest.fixture
def large_screen(qapp: QApplication) -> QRect:
    """The screen of these tests is small; what fits it is worked out from it."""
    return qapp.primaryScreen().availableGeometry()


@pytest.fixture
def opened(open_station: Open, file: Path) -> Callable[[], Station]:
    def open_() -> Station:
        station = open_station(new(1), new(2), new(3))
        station.window.setMinimumSize(400, 300)  # the screen of a test is smaller than a kiosk's
        WindowMemory(station.window, file).show()
        return station

    return open_


def test_place_and_sort_come_back(opened: Callable[[], Station], file: Path) -> None:
    station = opened()
    station.window.setGeometry(30, 40, 500, 400)
    station.window.table.sortByColumn(int(Column.PRODUCT), Qt.SortOrder.DescendingOrder)
    station.window.close()
    assert "[window]" in file.read_text(encoding="utf-8")
    station = opened()
    assert station.window.geometry() == QRect(30, 40, 500, 400)
    header = station.window.table.horizontalHeader()
    assert header.sortIndicatorSection() == int(Column.PRODUCT)
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_a_maximised_window_comes_back_maximised(opened: Callable[[], Station]) -> None:
    station = opened()
    station.window.showMaximized()
    station.window.close()
    assert opened().window.isMaximized()


def test_without_a_state_it_is_nearly_as_large_as_the_screen(
    opened: Callable[[], Station], large_screen: QRect
) -> None:
    window = opened().window
    assert window.size() == large_screen.size() * 0.95
    assert window.table.horizontalHeader().sortIndicatorSection() == -1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\x00\xff rubbish [[[",
        "[window]\nx=30\n",
        "[window]\nx=30\ny=40\nw=abc\nh=400\n",
        "[window]\nx=-9000\ny=40\nw=500\nh=400\n",
        "[window]\nx=30\ny=9000\nw=500\nh=400\n",
        "[window]\nx=30\ny=-100\nw=500\nh=400\n",
        "[window]\nx=30\ny=40\nw=5\nh=4\n",
        "[window]\nx=30\ny=40\nw=99999999999999999999\nh=400\n",
        "[window]\nx=@Invalid()\ny=1, 2\nw=500\nh=400\n\n[table]\nsorted_by=77\n",
    ],
)
def test_what_makes_no_sense_is_forgotten(
    opened: Callable[[], Station], file: Path, large_screen: QRect, content: str
) -> None:
    file.parent.mkdir()
    file.write_bytes(content.encode("latin-1"))
    window = opened().window
    assert window.size() == large_screen.size() * 0.95
    assert window.table.horizontalHeader().sortIndicatorSection() == -1


def test_what_hangs_over_the_edge_comes_back_into_the_screen(
    opened: Callable[[], Station], file: Path, large_screen: QRect
) -> None:
    file.parent.mkdir()
    file.write_text("[window]\nx=200\ny=40\nw=5000\nh=4000\n", encoding="utf-8")
    assert large_screen.contains(opened().window.geometry())


def test_a_file_that_cannot_be_written_costs_nothing(
    opened: Callable[[], Station], file: Path
) -> None:
    file.mkdir(parents=True)
    assert opened().window.close()
