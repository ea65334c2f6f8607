"""Every control has a name, can be reached by keyboard and is large enough for a glove."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from app.domain.errors import Code, Problem
from app.ui import theme
from app.ui.theme import COLORS
from tests.gui.cards import OPENERS, kinds, open_card
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key
MM = 96 / 25.4


def controls(root: QWidget) -> Iterable[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and isinstance(
            widget,
            QAbstractButton
            | QLineEdit
            | QPlainTextEdit
            | QComboBox
            | QAbstractSpinBox
            | QAbstractItemView,
        ):
            # The table's header is part of it, and so is the scroll bar.
            inside = isinstance(
                widget.parentWidget(), QAbstractItemView | QAbstractSlider | QAbstractSpinBox
            )
            if not inside:
                yield widget


def check(root: QWidget) -> None:
    found = list(controls(root))
    assert found
    for widget in found:
        about = f"{type(widget).__name__} {widget.accessibleName()!r}"
        assert widget.accessibleName().strip(), about
        assert widget.height() >= 12 * MM, about
        assert widget.width() >= 12 * MM, about
        reachable = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        assert reachable or widget not in usable(root), about


def is_list_of_a_picker(view: QAbstractItemView) -> bool:
    """Tell whether the arrows of a line edit walk through it: alone it takes no focus."""
    return view.focusPolicy() is Qt.FocusPolicy.NoFocus and isinstance(view, QListView)


def usable(root: QWidget) -> set[QWidget]:
    """Give what can be used now: pressed, typed in or walked through."""
    return {
        widget
        for widget in controls(root)
        if widget.isEnabled()
        and not (isinstance(widget, QLineEdit) and widget.isReadOnly())
        and not (isinstance(widget, QAbstractItemView) and is_list_of_a_picker(widget))
    }


def reach(station: Station, root: QWidget) -> None:
    """Go through everything that Tab reaches; all that can be used below `root` is among it."""
    reached = set()
    for _ in range(40):
        found = station.focused()
        if isinstance(found, QAbstractButton) and found.autoExclusive() and found not in reached:
            # One stop for all of them; the arrows go from one to the next.
            for arrow in [K.Key_Left] * 6 + [K.Key_Right] * 6:
                station.type(arrow)
                reached.add(station.focused())
        reached.add(station.focused())
        station.type(K.Key_Tab)
    wanted = usable(root)
    assert wanted
    assert wanted <= reached


def see_focus(root: QWidget) -> None:
    """Give the focus to everything in turn: each looks different with it."""
    for widget in usable(root):
        others = [other for other in usable(root) if other is not widget]
        if others:
            others[0].setFocus()
        else:
            widget.clearFocus()
        if isinstance(widget, QLineEdit):
            widget.deselect()  # nor is a selected text what shows the focus
        assert not widget.hasFocus()
        without = _still(widget)
        widget.setFocus()
        assert widget.hasFocus()
        if isinstance(widget, QLineEdit):
            widget.deselect()
        about = f"{type(widget).__name__} {widget.accessibleName()!r}"
        assert differing(without, _still(widget)) > 2 * widget.width(), about


def _still(widget: QWidget) -> QImage:
    """Give its picture without a blinking cursor, which is too little to show a focus."""
    if isinstance(widget, QLineEdit):
        widget.setReadOnly(True)
    image = widget.grab().toImage()
    if isinstance(widget, QLineEdit):
        widget.setReadOnly(False)
    return image


def differing(one: QImage, other: QImage) -> int:
    """Count the pixels in which two pictures of one size differ."""
    assert one.size() == other.size()
    pixels = (memoryview(image.constBits()).cast("B").cast("I") for image in (one, other))
    return sum(here != there for here, there in zip(*pixels, strict=True))


@pytest.fixture(params=COLORS)
def colors(request: pytest.FixtureRequest) -> str:
    """Walk in both themes."""
    theme.use(request.param)
    return str(request.param)


def test_no_card_is_left_out() -> None:
    """A new card needs an opener in `cards.py`, so that what follows looks at it."""
    assert {kind.__name__ for kind in kinds()} == {name.split(",")[0] for name in OPENERS}


@pytest.mark.usefixtures("colors")
@pytest.mark.parametrize("name", OPENERS)
def test_every_card(open_station: Open, name: str) -> None:
    station = open_card(name, open_station)
    card = station.card
    assert card.accessibleName().strip()
    check(card)
    see_focus(card)
    card.take_focus()
    assert station.window.overlay.isAncestorOf(station.focused())
    reach(station, card)
    assert station.card is card


@pytest.mark.usefixtures("colors")
def test_the_whole_window(station: Station) -> None:
    window = station.window
    window.on_store_problem(Problem(Code.DISK_FULL))
    window.notifier.done("Tersimpan.", action="Urungkan", act=lambda: None)
    station.qtbot.waitUntil(window.notifier.banner.isVisible)
    check(window)
    see_focus(window)
    window.scan_field.setFocus()
    reach(station, window)
    for button in (window.card.changeover_button, window.card.end_button, window.register_button):
        assert button.height() >= 15 * MM


@pytest.mark.usefixtures("colors")
def test_the_menu_by_keyboard(station: Station, qapp: QApplication) -> None:
    menu = station.window.menu
    for action in menu.actions():
        if not action.isSeparator():
            assert action.text().strip()
            assert menu.actionGeometry(action).height() >= 12 * MM
    assert menu.accessibleName()
    entries = [action for action in menu.actions() if not action.isSeparator()]
    menu.resize(menu.sizeHint())
    pictures = []
    for action in entries:
        menu.setActiveAction(action)
        pictures.append(menu.grab().toImage())
    assert all(differing(one, two) > 100 for one, two in pairwise(pictures))


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(
        running(412, "01024585539", "1300300624"), ready(413, None, None), new(416), training=True
    )


def test_the_window(station: Station) -> None:
    station.window.on_store_problem(Problem(Code.DISK_FULL))
    station.qtbot.waitUntil(station.window.notifier.banner.isVisible)
    check(station.window)
    assert station.window.card.changeover_button.height() == theme.sizes().operation
    assert station.window.register_button.height() >= 15 * MM


def test_the_window_while_nothing_runs(open_station: Open) -> None:
    station = open_station(ready(413, None, None))
    check(station.window)
    assert station.window.card.start_button.height() >= 15 * MM


@pytest.mark.parametrize("key", [K.Key_F1, K.Key_F3, K.Key_F4, K.Key_F6, K.Key_F8])
def test_the_dialogs(station: Station, key: Qt.Key) -> None:
    station.type(key)
    station.qtbot.waitUntil(station.dialog.save_button.isVisible)
    check(station.window.overlay)
    assert station.dialog.accessibleName()


def test_the_toast_with_its_button(station: Station) -> None:
    station.type(K.Key_F6)
    station.scan("01024590000", "R2", "0500")
    station.wait_closed()
    check(station.window)
    reach(station, station.window)


@pytest.mark.qt_log_ignore("This plugin does not support grabbing")
def test_the_menu_of_a_row_is_high_enough(station: Station) -> None:
    menu = station.window.row_menu
    menu.show_for(413, QPoint(10, 10))
    assert menu.accessibleName()
    shown = [a for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    assert len(shown) > 2
    for action in shown:
        assert menu.actionGeometry(action).height() >= 12 * MM
    menu.close()


def test_start(open_station: Open) -> None:
    station = open_station(ready(413, "0100", "R"))
    station.type(K.Key_F2)
    check(station.window.overlay)


def test_the_question(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624", product_qty=1.0))
    station.type(K.Key_F4, "01024595611", K.Key_Return, K.Key_Return)
    station.wait_for(station.dialog.question.isVisible)
    check(station.window.overlay)


def test_the_list_of_the_picker(station: Station) -> None:
    station.type(K.Key_F1, "WH/MO")
    view = station.dialog.picker.list  # type: ignore[attr-defined]
    assert view.isVisible()
    assert view.accessibleName()
    assert view.sizeHintForRow(0) >= 12 * MM


def test_rows_and_header_are_high_enough(station: Station) -> None:
    table = station.window.table
    assert table.rowHeight(0) >= 12 * MM
    assert table.horizontalHeader().height() >= 12 * MM


def test_tab_reaches_every_control(station: Station) -> None:
    reach(station, station.window)


def test_the_menu_is_high_enough(station: Station) -> None:
    menu = station.window.menu
    for action in menu.actions():
        if not action.isSeparator():
            assert menu.actionGeometry(action).height() >= 12 * MM
