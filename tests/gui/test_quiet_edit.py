"""The touch keyboard comes when a finger asks for it, and never by a scan or by the program."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.gui.conftest import Station
from tests.gui.floor import ready, running

Open = Callable[..., Station]
K = Qt.Key
ENABLED = Qt.InputMethodQuery.ImEnabled


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(running(412, "01024585539", "1300300624"), ready(413, "0100", "R"))


def wants_keyboard() -> bool:
    """Ask as the system's input context does: what has the focus, about itself."""
    from PySide6.QtGui import QInputMethodQueryEvent

    event = QInputMethodQueryEvent(ENABLED)
    QApplication.sendEvent(QApplication.focusObject(), event)
    return bool(event.value(ENABLED))


def test_focus_by_the_program_or_by_a_scan_wants_none(station: Station) -> None:
    assert station.window.scan_field.hasFocus()
    assert not wants_keyboard()
    station.type(K.Key_F4)
    assert isinstance(station.focused(), QLineEdit)
    assert not wants_keyboard()
    station.type("0102", K.Key_Tab)
    assert not wants_keyboard()


def test_a_tap_wants_one_until_the_focus_goes(station: Station) -> None:
    field = station.window.scan_field
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert wants_keyboard()
    station.type("abc")
    assert wants_keyboard()
    station.type(K.Key_Escape, K.Key_Tab)
    field.setFocus()
    assert not wants_keyboard()


def test_no_line_has_the_menu_of_qt(station: Station) -> None:
    station.type(K.Key_F3)
    edits = station.window.findChildren(QLineEdit)
    assert len(edits) > 4
    for edit in edits:
        assert edit.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
