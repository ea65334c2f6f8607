"""Every control has a name, can be reached by keyboard and is large enough for a glove."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app import config
from app.config import Config
from app.domain.errors import Code, Problem
from app.services.log_lines import LogLine, LogRead
from app.services.messages import BackupFile, BackupList, Damage
from app.services.settings import SettingsRead
from app.ui import theme
from app.ui.dialogs.settings_pages import PAGES
from tests.gui.conftest import Station
from tests.gui.floor import NOW, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
MM = 96 / 25.4


def controls(root: QWidget) -> Iterable[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and isinstance(
            widget, QAbstractButton | QLineEdit | QPlainTextEdit | QAbstractItemView
        ):
            # The table's header is part of it, and so is the scroll bar.
            inside = isinstance(widget.parentWidget(), QAbstractItemView | QAbstractSlider)
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


def reach(station: Station, root: QWidget) -> None:
    """Go through everything that Tab reaches; all that can be used below `root` is among it."""
    reached = set()
    for _ in range(40):
        reached.add(station.focused())
        station.type(K.Key_Tab)
    wanted = {
        widget
        for widget in controls(root)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
    }
    assert wanted
    assert wanted <= reached


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


def test_the_dialogs_that_a_history_leads_to(station: Station) -> None:
    operations, orders = station.window.operations, station.floor.orders
    for opened in (operations.open_correct, operations.open_unregister):
        opened(orders[413])
        check(station.window.overlay)
        reach(station, station.window.overlay)
        station.type(K.Key_Escape)


def test_a_history(station: Station) -> None:
    station.window.histories.open_for(413)
    check(station.history)
    assert station.history.accessibleName()
    reach(station, station.history)


def test_the_question_before_a_restore(station: Station) -> None:
    station.window.safekeeping.on_damaged(Damage(Problem(Code.BUG), Path("b.db"), NOW))
    station.window.notifier.banner.restore_button.click()
    check(station.window.overlay)
    reach(station, station.window.overlay)


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
    for action in menu.actions():
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


def test_shortcuts(station: Station) -> None:
    station.window.show_shortcuts()
    check(station.window.overlay)


@pytest.mark.parametrize("section", list(PAGES))
def test_the_settings(station: Station, section: str) -> None:
    office = station.window.office
    office.open_settings(section)
    office.on_settings_read(SettingsRead(config.values(Config()), {}, frozenset(), Path("c")))
    check(station.window.overlay)
    reach(station, station.window.overlay)


def test_the_first_page(station: Station) -> None:
    station.window.office.welcome()
    check(station.window.overlay)
    reach(station, station.window.overlay)


def test_the_log(station: Station) -> None:
    station.window.office.open_log()
    lines = tuple(LogLine(f"{i} INFO", "INFO") for i in range(50))
    station.window.office.on_log_read(LogRead(lines, Path("logs")))
    check(station.window.overlay)
    reach(station, station.window.overlay)


def test_the_backups(station: Station) -> None:
    office = station.window.office
    office.open_backups()
    files = tuple(BackupFile(Path(f"{i}.db"), NOW, 1, good=bool(i % 3)) for i in range(14))
    office.on_backups_listed(BackupList(files, Path("backups")))
    check(station.window.overlay)
    reach(station, station.window.overlay)


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
