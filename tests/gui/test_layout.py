"""Nothing is cut off and nothing overlaps: every screen, both languages, odd boards, all cards."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.errors import Code, Problem
from app.domain.people import Person, Role
from app.services.messages import Renewal, SyncPhase, SyncStatus
from app.texts import tr
from app.ui import theme
from app.ui.order_cells import HEADERS, Column
from app.ui.theme import LIGHT, Sizes
from tests.gui.cards import LONG, OPENERS, board, open_card
from tests.gui.conftest import Station
from tests.gui.floor import NOW, new, running
from tests.gui.reception import Desk
from tests.gui.seeing import cut, overlaps

Open = Callable[..., Station]

SCREENS: Final = [
    (1280, 720, 96.0),
    (1366, 768, 96.0),
    (1366, 768, 112.0),  # 14 inches
    (1920, 1080, 96.0),  # 23 inches
    (1920, 1080, 141.0),  # 15.6 inches
    (3840, 2160, 163.0),  # 27 inches, not scaled by the system
    (3840, 2160, 102.0),  # 43 inches
]
BOARDS: Final[dict[str, Callable[[], tuple[object, ...]]]] = {
    "all kinds": board,
    "empty": lambda: (),
    "one": lambda: (running(412, "01024585539", "1300300624"),),
}
STATES: Final = [
    SyncStatus(),
    SyncStatus(SyncPhase.RUNNING),
    SyncStatus(SyncPhase.OK, last_success=NOW, next_run=NOW),
    SyncStatus(SyncPhase.FAILED, failing_since=NOW, problem=Problem(Code.SESSION_EXPIRED)),
]


FEW: Final = [SCREENS[place] for place in (0, 2, 4, 5)]
"""The smallest one, two that are narrow for their millimetres, the largest."""


@pytest.fixture(params=SCREENS, ids=lambda s: f"{s[0]}x{s[1]}@{s[2]:g}")
def screen(request: pytest.FixtureRequest, qapp: QApplication) -> tuple[int, int]:
    width, height, dpi = request.param
    theme.dress(qapp, LIGHT, Sizes.of(width, height, dpi))
    return width, height


def settle() -> None:
    """Let the layouts do what they have put off."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def lay_out(station: Station, screen: tuple[int, int], language: str) -> None:
    station.window.resize(*screen)
    station.window.choose_language(language)
    settle()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", BOARDS)
def test_the_window(open_station: Open, screen: tuple[int, int], name: str, language: str) -> None:
    station = open_station(*BOARDS[name](), training=True)
    lay_out(station, screen, language)
    for status in STATES:
        station.window.on_sync_status(status)
        settle()
        failed = status.phase is SyncPhase.FAILED  # its sentence ends in …, the tooltip has it
        line = station.window.status_line.findChildren(type(station.window.card._line))
        assert [
            each
            for each in cut(station.window, may_be_long=LONG)
            if not (failed and any(label.text() in each for label in line))
        ] == []
        assert overlaps(station.window) == []
    assert (station.window.width(), station.window.height()) == screen
    assert_columns_hold_their_texts(station)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_menu_covers_neither_its_button_nor_the_clock(
    open_station: Open, qapp: QApplication, language: str
) -> None:
    width, height, dpi = SCREENS[0]
    theme.dress(qapp, LIGHT, Sizes.of(width, height, dpi))
    station = open_station(*board())
    lay_out(station, (width, height), language)
    button, menu = station.window.top_bar.menu_button, station.window.menu
    below = button.mapTo(station.window, button.rect().bottomLeft()).y() + theme.px(4)
    assert below + menu.sizeHint().height() < height


def test_the_running_product_takes_two_lines_before_it_is_cut(
    open_station: Open, screen: tuple[int, int]
) -> None:
    name = "[LQ-031] Liquid Strawberry Cheesecake Extra Creamy 60 ml"
    station = open_station(running(412, "01024585539", "1300300624", product_name=name))
    for language in ("id", "en"):
        lay_out(station, screen, language)
        settle()  # the values beside it first ask for their own room
        assert cut(station.window.card) == []
        assert overlaps(station.window.card) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_top_bar_with_all_that_it_can_have(
    open_station: Open, screen: tuple[int, int], language: str
) -> None:
    station = open_station(*board())  # no session ends in training mode
    person = Person("1234567890", "Siti Nurhaliza Putri Wulandari", Role.WAREHOUSE)
    desk = Desk(station, (person,))
    renewal = Renewal("session_id", "odoo.example", "https://odoo.example")
    station.window.on_sync_status(replace(STATES[3], renewal=renewal))
    for signed_in in (False, True):
        if signed_in:
            desk.identity.on_signed_in(person)
        lay_out(station, screen, language)
        assert station.window.top_bar.person_button.isVisible()
        assert station.window.top_bar.renew_button.isVisible()
        assert cut(station.window.top_bar) == []
        assert overlaps(station.window.top_bar) == []
    assert (station.window.width(), station.window.height()) == screen


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_window_with_5000_mos(open_station: Open, qapp: QApplication, language: str) -> None:
    theme.dress(qapp, LIGHT, Sizes.of(1280, 720, 96.0))
    station = open_station(new(0))
    station.board(*(new(i) for i in range(5000)))
    counted = station.window.stage_filter.segments[None]
    station.qtbot.waitUntil(lambda: "5" in counted.accessibleName(), timeout=60_000)
    station.window.on_sync_status(STATES[2])
    lay_out(station, (1280, 720), language)
    assert cut(station.window) == []
    assert overlaps(station.window) == []
    assert_columns_hold_their_texts(station)


def assert_columns_hold_their_texts(station: Station) -> None:
    table = station.window.table
    header = QFontMetrics(theme.font("small", "semibold"))
    assert sum(table.columnWidth(c) for c in Column) <= table.viewport().width()
    for column in Column:
        width = table.columnWidth(column)
        assert header.horizontalAdvance(tr(HEADERS[column])) + 2 * theme.sizes().cell <= width
        if column is Column.PRODUCT:
            continue
        for row in range(min(table.rows.rowCount(), 40)):
            cell = table.rows.cell(row, column)
            needed = table._look.width_of(cell, column, stacked=True)
            assert needed <= width, (column, cell.line)


@pytest.mark.parametrize("screen", FEW, indirect=True, ids=lambda s: f"{s[0]}x{s[1]}@{s[2]:g}")
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", OPENERS)
def test_every_card(open_station: Open, screen: tuple[int, int], name: str, language: str) -> None:
    from app import texts

    texts.use(language)
    station = open_card(name, open_station)
    lay_out(station, screen, language)
    overlay = station.window.overlay
    station.wait_for(lambda: overlay.geometry() == station.window.rect())
    settle()
    assert cut(station.card, may_be_long=LONG) == []
    assert overlaps(station.card) == []
    assert overlay.rect().contains(station.card.geometry())


@pytest.mark.parametrize("scale", [0.5, 1.25, 1.5, 3.0])
@pytest.mark.parametrize("size", SCREENS, ids=lambda s: f"{s[0]}x{s[1]}@{s[2]:g}")
def test_no_scale_makes_the_window_larger_than_its_screen(
    open_station: Open, qapp: QApplication, size: tuple[int, int, float], scale: float
) -> None:
    width, height, dpi = size
    theme.dress(qapp, LIGHT, Sizes.of(width, height, dpi, scale=scale))
    station = open_station(*board(), training=True)
    station.window.on_sync_status(STATES[2])
    lay_out(station, (width, height), "id")
    hint = station.window.minimumSizeHint()
    assert hint.width() <= width
    assert hint.height() <= height
    assert cut(station.window, may_be_long=LONG) == []
    assert theme.sizes().text >= 16


def test_a_scale_multiplies_every_length_where_there_is_room() -> None:
    plain, large = Sizes.of(3840, 2160, 96.0), Sizes.of(3840, 2160, 96.0, scale=2.0)
    for name in ("operation", "target", "row", "field", "text", "gap", "radius", "cell"):
        ratio = getattr(large, name) / getattr(plain, name)
        assert ratio == pytest.approx(2.0, rel=0.06), name
    small = Sizes.of(3840, 2160, 163.0, scale=0.8)
    assert small.target == pytest.approx(Sizes.of(3840, 2160, 163.0).target * 0.8, abs=1)


def test_what_surrounds_a_text_grows_with_it(open_station: Open, qapp: QApplication) -> None:
    seen = []
    for size in ((1920, 1080, 96.0), (3840, 2160, 163.0)):
        theme.dress(qapp, LIGHT, Sizes.of(*size))
        station = open_station(*BOARDS["one"]())
        lay_out(station, size[:2], "id")
        bar = station.window.table.verticalScrollBar().sizeHint().width()
        station.type(Qt.Key.Key_F4)
        settle()
        edit = station.dialog.findChildren(QLineEdit)[0]
        side = edit.mapTo(station.dialog, QPoint(0, 0)).x()
        text = theme.sizes().text
        seen.append([length / text for length in (bar, side, theme.sizes().cell, theme.px(3))])
    assert seen[1] == pytest.approx(seen[0], rel=0.1)


def test_a_screen_without_room_keeps_its_lengths() -> None:
    assert Sizes.of(1280, 720, 96.0, scale=3.0) == Sizes.of(1280, 720, 96.0)
