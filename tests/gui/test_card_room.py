"""A dialog with all that can be said in it at once still shows its last field as a whole."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.dialogs.register import RegisterDialog
from tests.gui.cards import board
from tests.gui.conftest import Station

Open = Callable[..., Station]
K = Qt.Key


@pytest.mark.parametrize(
    ("width", "height", "dpi"), [(1280, 720, 96.0), (1366, 768, 96.0), (1366, 768, 112.0)]
)
def test_two_errors_and_an_earlier_input_cut_nothing(
    open_station: Open, qapp: QApplication, width: int, height: int, dpi: float
) -> None:
    theme.dress(qapp, theme.LIGHT, theme.Sizes.of(width, height, dpi))
    orders = board()
    station = open_station(*orders)
    station.window.resize(width, height)
    fresh = next(order for order in orders if order.stage == "unregistered")
    used = next(order for order in orders if order.auth_first)
    station.type(K.Key_F1)
    station.scan(fresh.mo_name, used.auth_first or "")
    station.type(K.Key_Escape, K.Key_F1)
    station.scan(fresh.mo_name)
    dialog = station.dialog
    assert isinstance(dialog, RegisterDialog)
    high = dialog.height()
    station.wait_for(dialog.draft_bar.isVisible)
    dialog.roll.fill_in(used.mo_name)
    station.settle()
    dialog.save()
    station.wait_for(lambda: bool(dialog.code.error and dialog.roll.error))
    tick = dialog.mid
    whole = QRect(0, 0, tick.width(), tick.height())
    station.wait_for(lambda: tick.visibleRegion().boundingRect() == whole)
    assert station.window.rect().contains(dialog.geometry())
    # Room that was taken from the preview comes back.
    dialog.code.fill_in("01099000000")
    dialog.roll.fill_in("R-77")
    station.settle()
    station.wait_for(lambda: dialog.height() >= high)
