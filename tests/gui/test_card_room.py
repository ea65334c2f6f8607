"""A dialog with all that can be said in it at once still shows its last field as a whole."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.dialogs.preview import ROWS_KEPT
from app.ui.dialogs.register import RegisterDialog
from tests.gui.cards import board
from tests.gui.conftest import Station

Open = Callable[..., Station]
K = Qt.Key


def test_two_errors_and_an_earlier_input_cut_nothing(
    open_station: Open, qapp: QApplication
) -> None:
    theme.dress(qapp, theme.LIGHT, theme.Sizes.of(1366, 768, 112.0))
    orders = board()
    station = open_station(*orders)
    fresh = max(
        (order for order in orders if order.stage == "unregistered"),
        key=lambda order: len(order.product_name or ""),
    )
    used = next(order for order in orders if order.auth_first)
    station.type(K.Key_F1)
    station.scan(fresh.mo_name, used.auth_first or "")
    station.type(K.Key_Escape, K.Key_F1)
    dialog = station.dialog
    assert isinstance(dialog, RegisterDialog)
    # A window in which the empty dialog just does not go to three columns.
    high = dialog.wanted_height(dialog.width())
    dialog.preview.keep_room(ROWS_KEPT)
    room = dialog.wanted_height(dialog.width()) + 3 * theme.sizes().text + 2 * theme.sizes().gap
    station.window.resize(1366, room)
    station.wait_for(lambda: station.window.overlay.height() == room)
    station.scan(fresh.mo_name)
    station.wait_for(dialog.draft_bar.isVisible)
    dialog.code.fill_in("01024585539*01024585539*")
    dialog.roll.fill_in("1300300624*1300300624*01")
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
