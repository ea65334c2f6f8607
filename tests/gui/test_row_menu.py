"""The menu of a row: by mouse, finger and key, with what can be done with that MO now."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from app import texts
from app.domain.orders import Order, Stage
from app.ui.dialogs.change_roll import ChangeRollDialog
from app.ui.dialogs.changeover import ChangeoverDialog
from app.ui.dialogs.correct import CorrectDialog
from app.ui.dialogs.end import EndDialog
from app.ui.dialogs.info import InfoCard
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.sign_in import SignInCard
from app.ui.dialogs.start import StartDialog
from app.ui.dialogs.undo import UndoDialog
from app.ui.dialogs.unregister import UnregisterDialog
from app.ui.icon_menu import IconMenu
from app.ui.main_menu import MainMenu
from app.ui.row_menu import Offer, RowMenu
from tests.gui.floor import NOW, finished, new, ready, running
from tests.gui.reception import Desk
from tests.gui.station import Station

Open = Callable[..., Station]
K = Qt.Key
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NEW = new(416)
READY = ready(413, "01034597001", "1300300625")
RUNS = running(412, "01024585539", "1300300624")
OVER = finished(411, "01024580000", "01024585538", "1300300623", NOW, NOW)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing")


@pytest.fixture(autouse=True)
def _close_menus() -> Iterator[None]:
    yield
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def place_of(station: Station, order_id: int) -> QPoint:
    table = station.window.table
    row = table.shown.row_of(order_id)
    assert row is not None
    return table.visualRect(table.shown.index(row, 1)).center()


def right_click(station: Station, order_id: int) -> RowMenu:
    """Click as Windows and X11 do: the buttons, and what the platform makes of them."""
    viewport, place = station.window.table.viewport(), place_of(station, order_id)
    QTest.mouseClick(viewport, RIGHT, pos=place)
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    assert station.window.row_menu.isVisible()
    return station.window.row_menu


def texts_of(menu: RowMenu) -> list[str]:
    return [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]


def choose(menu: RowMenu, offer: Offer) -> None:
    """Click an entry."""
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.entries[offer]).center())


@pytest.mark.parametrize(
    ("order", "others", "offered"),
    [
        (NEW, (RUNS,), ["Daftarkan MO… (Enter)", "Riwayat (F7)"]),
        (
            READY,
            (),
            ["Start Production… (Enter)", "Riwayat (F7)", "Koreksi…", "Cabut pendaftaran…"],
        ),
        (
            READY,
            (RUNS,),
            ["Changeover ke MO ini… (Enter)", "Riwayat (F7)", "Koreksi…", "Cabut pendaftaran…"],
        ),
        (
            RUNS,
            (READY,),
            [
                "End Production… (F4)",
                "Changeover… (F3)",
                "Ganti Roll… (F6)",
                "Riwayat (F7)",
                "Koreksi…",
            ],
        ),
        (RUNS, (), ["End Production… (F4)", "Ganti Roll… (F6)", "Riwayat (F7)", "Koreksi…"]),
        (OVER, (READY, RUNS), ["Riwayat (F7)", "Koreksi…"]),
        (replace(NEW, gone_at=NOW), (), ["Riwayat (F7)"]),
        (replace(NEW, state="cancel"), (), ["Riwayat (F7)"]),
    ],
)
def test_it_offers_what_the_stage_allows_and_nothing_disabled(
    open_station: Open, order: Order, others: tuple[Order, ...], offered: list[str]
) -> None:
    texts.use("id")
    menu = right_click(open_station(order, *others), order.id)
    assert texts_of(menu) == offered
    assert all(action.isEnabled() for action in menu.actions() if action.isVisible())


@pytest.mark.parametrize(
    ("order_id", "offer", "kind"),
    [
        (416, Offer.REGISTER, RegisterDialog),
        (413, Offer.FOLLOW, ChangeoverDialog),
        (413, Offer.CORRECT, CorrectDialog),
        (413, Offer.UNREGISTER, UnregisterDialog),
        (412, Offer.END, EndDialog),
        (412, Offer.CHANGEOVER, ChangeoverDialog),
        (412, Offer.CHANGE_ROLL, ChangeRollDialog),
        (411, Offer.CORRECT, CorrectDialog),
    ],
)
def test_an_entry_opens_its_dialog_with_that_mo(
    open_station: Open, order_id: int, offer: Offer, kind: type[OperationDialog]
) -> None:
    station = open_station(NEW, READY, RUNS, OVER)
    choose(right_click(station, order_id), offer)
    assert station.open_dialog() is kind
    assert not station.window.row_menu.isVisible()
    about = {station.dialog.base, station.dialog.subject}
    assert order_id in about


def test_a_ready_mo_is_started_from_its_row(open_station: Open) -> None:
    station = open_station(READY, ready(414, "01044597001", "1300300626"))
    choose(right_click(station, 414), Offer.START)
    assert station.open_dialog() is StartDialog
    assert station.dialog.subject == 414
    station.type("003", K.Key_Return)
    station.wait_closed()
    assert station.stage(414) is Stage.RUNNING


def test_a_registration_is_taken_back_from_its_row(open_station: Open) -> None:
    station = open_station(READY)
    choose(right_click(station, 413), Offer.UNREGISTER)
    station.type("salah roll", K.Key_Return)
    station.wait_closed()
    assert station.stage(413) is Stage.UNREGISTERED


def test_the_history_opens_for_that_row(open_station: Open) -> None:
    station = open_station(RUNS, OVER)
    choose(right_click(station, 411), Offer.HISTORY)
    assert station.history.accessibleName() == "Riwayat WH/MO/00411"


def test_the_undo_is_offered_where_the_last_operation_was(open_station: Open) -> None:
    station = open_station(NEW, new(417), RUNS)
    assert Offer.UNDO not in shown(right_click(station, 416))
    close(station)
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    assert Offer.UNDO not in shown(right_click(station, 417))
    close(station)
    choose(right_click(station, 416), Offer.UNDO)
    assert station.open_dialog() is UndoDialog
    station.settle()
    station.later()
    QTest.mouseClick(station.dialog.save_button, LEFT)
    station.wait_closed()
    assert station.stage(416) is Stage.UNREGISTERED
    assert Offer.UNDO not in shown(right_click(station, 416))  # an undo cannot be undone


def shown(menu: RowMenu) -> set[Offer]:
    return {offer for offer, action in menu.entries.items() if action.isVisible()}


def close(station: Station) -> None:
    station.type(K.Key_Escape)
    QTest.keyClick(station.window.row_menu, K.Key_Escape)
    assert not station.window.row_menu.isVisible()


def test_what_has_changed_under_the_open_menu_is_done_as_it_is_now(open_station: Open) -> None:
    station = open_station(NEW)
    menu = right_click(station, 416)
    station.board(ready(416, "01024600000", "1300300627"))
    choose(menu, Offer.REGISTER)
    assert station.open_dialog() is StartDialog


def test_who_may_is_asked_as_everywhere(open_station: Open) -> None:
    station = open_station(READY)
    Desk(station)
    choose(right_click(station, 413), Offer.CORRECT)
    assert isinstance(station.window.overlay.card, SignInCard)


KEYS: Final = pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (K.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (K.Key_F10, Qt.KeyboardModifier.ShiftModifier),
    ],
)


@KEYS
def test_by_keys_alone(open_station: Open, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    station = open_station(NEW, READY, RUNS)
    table, menu = station.window.table, station.window.row_menu
    station.type(K.Key_Down, K.Key_Down)
    current = table.current()
    assert current is not None
    assert current.id == 413
    QTest.keyClick(station.focused(), key, modifier)
    assert menu.isVisible()
    row = table.visualRect(table.currentIndex())
    top = table.viewport().mapFromGlobal(menu.pos()).y()
    assert row.top() <= top <= row.bottom()
    for _ in range(len(texts_of(menu))):  # up from the top: the last one
        if menu.activeAction() is not menu.entries[Offer.UNREGISTER]:
            QTest.keyClick(menu, K.Key_Up)
    QTest.keyClick(menu, K.Key_Return)
    assert station.open_dialog() is UnregisterDialog


@KEYS
def test_a_row_that_a_scan_has_marked_is_asked_for_out_of_the_scan_field(
    open_station: Open, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    station = open_station(NEW, READY, RUNS)
    menu = station.window.row_menu
    station.scan("01034597001")
    station.wait_for(lambda: station.window.table.current() is not None)
    assert station.window.scan_field.hasFocus()
    QTest.keyClick(station.focused(), key, modifier)
    assert Offer.UNREGISTER in shown(menu)
    assert menu.isVisible()


@KEYS
def test_it_does_not_open_over_a_dialog(
    open_station: Open, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    station = open_station(READY)
    station.window.table.select(413)
    station.type(K.Key_F2)
    QTest.keyClick(station.focused(), key, modifier)
    assert not station.window.row_menu.isVisible()
    assert station.open_dialog() is StartDialog


def test_the_key_of_the_platform_opens_it_beside_the_selected_row(open_station: Open) -> None:
    station = open_station(NEW, READY, RUNS)
    table = station.window.table
    table.select(413)
    table.setFocus()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(table, event)
    menu = station.window.row_menu
    assert menu.isVisible()
    top = table.viewport().mapFromGlobal(menu.pos()).y()
    row = table.visualRect(table.currentIndex())
    assert row.top() <= top <= row.bottom()


def test_a_finger_that_stays_opens_it_and_lifting_it_chooses_nothing(open_station: Open) -> None:
    station = open_station(NEW, READY, RUNS)
    table, menu = station.window.table, station.window.row_menu
    place = place_of(station, 413)
    table.hand.hold.setInterval(20)
    QTest.mousePress(table.viewport(), LEFT, pos=place)
    QTest.mouseMove(table.viewport(), place + QPoint(4, 3))
    station.wait_for(menu.isVisible)
    current = table.current()
    assert current is not None
    assert current.id == 413
    QTest.mouseRelease(menu, LEFT, pos=menu.actionGeometry(menu.entries[Offer.FOLLOW]).center())
    assert menu.isVisible()
    assert station.open_dialog() is None
    choose(menu, Offer.CORRECT)
    assert station.open_dialog() is CorrectDialog


@pytest.mark.parametrize("far", [False, True])
def test_a_tap_or_a_finger_that_moves_on_does_not(open_station: Open, far: bool) -> None:
    station = open_station(NEW, READY, RUNS)
    table = station.window.table
    place = place_of(station, 413)
    QTest.mousePress(table.viewport(), LEFT, pos=place)
    assert table.hand.hold.isActive()
    if far:
        QTest.mouseMove(table.viewport(), place + QPoint(200, 0))
    else:
        QTest.mouseRelease(table.viewport(), LEFT, pos=place)
    assert not table.hand.hold.isActive()
    QTest.mouseRelease(table.viewport(), LEFT, pos=place)


def test_a_double_click_still_opens_what_the_stage_calls_for(open_station: Open) -> None:
    station = open_station(READY)
    place = place_of(station, 413)
    QTest.mouseClick(station.window.table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(station.window.table.viewport(), LEFT, pos=place)
    assert station.open_dialog() is StartDialog
    assert not station.window.table.hand.hold.isActive()


def test_it_needs_a_row(open_station: Open) -> None:
    station = open_station()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(station.window.table.viewport(), event)
    station.window.table.setFocus()
    QTest.keyClick(station.window.table, K.Key_Menu)
    assert not station.window.row_menu.isVisible()


# Keys while a menu is open


def open_menu(station: Station, kind: type[IconMenu], entry: QAction) -> IconMenu:
    """Open a menu; a finger or the mouse rests on an entry."""
    window = station.window
    menu: IconMenu = window.row_menu
    if kind is MainMenu:
        menu = window.menu
        window.top_bar.menu_button.click()
    else:
        window.table.select(413)
        window.row_menu.show_for(413, window.pos())
    assert QApplication.activePopupWidget() is menu
    menu.setActiveAction(entry)
    return menu


def entries_of(station: Station) -> list[tuple[type[IconMenu], QAction]]:
    window = station.window
    return [
        (RowMenu, window.row_menu.entries[Offer.UNREGISTER]),
        (RowMenu, window.row_menu.entries[Offer.START]),
        (MainMenu, next(a for a in window.menu.actions() if a.text() == "Log…")),
    ]


@pytest.mark.parametrize("end", [K.Key_Return, K.Key_Enter, K.Key_Tab])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_scan_over_an_open_menu_is_worked_off_as_without_it(
    open_station: Open, which: int, end: Qt.Key
) -> None:
    station = open_station(READY, NEW)
    kind, entry = entries_of(station)[which]
    triggered = QSignalSpy(entry.triggered)
    menu = open_menu(station, kind, entry)
    station.press("WH/MO/00416", end)
    assert station.open_dialog() is RegisterDialog
    assert station.dialog.subject == 416
    assert not menu.isVisible()
    assert triggered.count() == 0
    station.press("01024600000", end, "R-77", end)
    station.wait_closed()
    assert station.floor.orders[416].roll_number == "R-77"


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize(("sent", "prefix"), [("$BATAL", ""), ("~$BATAL", "~")])
def test_a_command_over_an_open_menu_is_one(
    open_station: Open, which: int, sent: str, prefix: str
) -> None:
    station = open_station(READY, NEW)
    station.window.scanner.configure(prefix, 50)
    kind, entry = entries_of(station)[which]
    triggered = QSignalSpy(entry.triggered)
    open_menu(station, kind, entry)
    station.press(sent, K.Key_Return)
    assert station.toast == "BATAL: tidak ada yang terbuka di sini."
    assert triggered.count() == 0
    assert station.window.overlay.card is None


@pytest.mark.parametrize("which", [0, 2])
def test_a_menu_that_opens_under_a_scan_takes_no_enter_of_it(
    open_station: Open, which: int
) -> None:
    station = open_station(READY, NEW)
    kind, entry = entries_of(station)[which]
    triggered = QSignalSpy(entry.triggered)
    station.press("WH/MO/00416")
    open_menu(station, kind, entry)
    station.press(K.Key_Return)
    assert triggered.count() == 0
    assert station.open_dialog() is RegisterDialog


def test_a_menu_goes_by_arrows_enter_and_escape_as_ever(open_station: Open) -> None:
    station = open_station(READY, NEW)
    window = station.window
    shortcuts = next(a for a in window.menu.actions() if "(?)" in a.text())
    menu = open_menu(station, MainMenu, shortcuts)
    station.press(K.Key_Escape)
    assert not menu.isVisible()
    menu = open_menu(station, MainMenu, shortcuts)
    station.press(K.Key_Down)
    about = menu.activeAction()
    assert about is not None
    assert about is not shortcuts
    station.press(K.Key_Up, K.Key_Return)
    assert not menu.isVisible()
    assert isinstance(window.overlay.card, InfoCard)


def test_a_letter_by_hand_searches(open_station: Open) -> None:
    station = open_station(READY, NEW)
    unregister = station.window.row_menu.entries[Offer.UNREGISTER]
    menu = open_menu(station, RowMenu, unregister)
    station.press("m")
    assert not menu.isVisible()
    assert station.window.scan_field.text() == "m"
    assert station.window.overlay.card is None
