"""Every state that the window can be in: how a person or a thread brings it there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt

from app.domain.errors import Code, Problem
from app.domain.orders import Stage
from app.domain.pin import TRIES, PinGuard
from app.domain.plans import Rules
from app.domain.requests import Register, Start
from app.services.messages import Damage, SyncCounts, SyncPhase, SyncStatus
from app.ui.kiosk import Kiosk
from app.ui.mode_switch import ModeSwitch
from tests.gui.cards import board as long_names
from tests.gui.floor import NOW, ZONE, new, running
from tests.gui.station import Station
from tests.pictures.boards import HOUR, OK, RENEWAL, RUNNING, do, usual, waiting
from tests.pictures.cards import CARDS
from tests.pictures.people import PEOPLE

K = Qt.Key
Open = Callable[..., Station]
State = Callable[[Open], Station]
MANY: Final = 5000


def shift(then: Callable[[Station], None] = lambda _station: None) -> State:
    """Make a state that begins with the board of a shift."""

    def open_(opener: Open) -> Station:
        station = opener(*usual())
        station.window.on_sync_status(OK)
        then(station)
        return station

    return open_


def _sync(status: SyncStatus) -> State:
    return shift(lambda station: station.window.on_sync_status(status))


def _failed(code: Code, key: str = "", **more: object) -> SyncStatus:
    problem = Problem(code, params={"host": "odoo.example", "key": key})
    since = NOW - timedelta(minutes=20)
    status = replace(OK, phase=SyncPhase.FAILED, problem=problem, failing_since=since)
    return replace(status, **more)  # type: ignore[arg-type]


def _empty(opener: Open) -> Station:
    station = opener()
    station.window.on_sync_status(SyncStatus(SyncPhase.RUNNING))
    return station


def _empty_synced(opener: Open) -> Station:
    station = opener()
    station.window.on_sync_status(replace(OK, counts=SyncCounts(requests=2)))
    return station


def _unconnected(opener: Open) -> Station:
    station = opener()
    unknown = _failed(Code.NOT_CONFIGURED, key="odoo.url")
    station.window.on_sync_status(replace(unknown, last_success=None))
    return station


def _welcome(opener: Open) -> Station:
    station = _unconnected(opener)
    station.window.office.welcome()
    return station


def _one(opener: Open) -> Station:
    station = opener(RUNNING)
    station.window.on_sync_status(OK)
    return station


def _nothing_running(opener: Open) -> Station:
    station = opener(*waiting())
    station.window.on_sync_status(OK)
    return station


def _many(opener: Open) -> Station:
    station = opener(*usual())
    station.window.on_sync_status(replace(OK, counts=SyncCounts(requests=12, fetched=MANY)))
    station.board(*(new(i) for i in range(1000, 1000 + MANY)))
    rows = station.window.table.rows
    station.qtbot.waitUntil(lambda: rows.rowCount() == MANY + len(usual()), timeout=60_000)
    table = station.window.table
    station.qtbot.waitUntil(lambda: not table.flashing, timeout=10_000)
    return station


def _long(opener: Open) -> Station:
    station = opener(*long_names())
    station.window.on_sync_status(OK)
    return station


def _search(text: str, rows: int) -> Callable[[Station], None]:
    def search(station: Station) -> None:
        station.type(text)
        station.wait_for(lambda: station.window.table.shown.rowCount() == rows)

    return search


def _choose(stage: Stage | None) -> Callable[[Station], None]:
    return lambda station: station.window.stage_filter.choose(stage)


def _toast(station: Station) -> None:
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.wait_for(lambda: not station.window.table.flashing)


def _refused(station: Station) -> None:
    station.scan("WH/MO/99999")
    station.wait_for(station.window.notifier.toast.isVisible)


def _found(station: Station) -> None:
    station.scan("01034597001")
    station.wait_for(station.window.notifier.toast.isVisible)


def _damaged(station: Station) -> None:
    damage = Damage(
        Problem(Code.STORE_DAMAGED, params={"file": "warehouse_integrations.db"}),
        Path("backup.db"),
        NOW - 7 * HOUR,
    )
    station.window.safekeeping.on_damaged(damage)


def _restore(station: Station) -> None:
    _damaged(station)
    station.window.notifier.banner.restore_button.click()


def _menu(station: Station) -> None:
    station.window.top_bar.menu_button.click()
    station.wait_for(station.window.menu.isVisible)


def _row_menu(order_id: int) -> Callable[[Station], None]:
    def open_(station: Station) -> None:
        station.window.table.select(order_id)
        station.window.table.setFocus()
        station.type(K.Key_Menu)

    return open_


def _training(opener: Open) -> Station:
    station = opener(*usual(), training=True)
    station.window.on_sync_status(OK)
    return station


def _practice(key: K) -> State:
    def open_(opener: Open) -> Station:
        station = _training(opener)
        station.type(key)
        return station

    return open_


def _mode(training: bool) -> State:
    def open_(opener: Open) -> Station:
        station = opener(*usual(), training=training)
        ModeSwitch(station.window, training=training).ask()
        return station

    return open_


def _end_next_unused(opener: Open) -> Station:
    station = opener(*usual(), rules=Rules(zone=ZONE, end_code="next_unused"))
    station.window.on_sync_status(OK)
    station.type(K.Key_F4, "01024595612")
    station.settle()
    return station


def _stations(then: Callable[[Station], None] = lambda _station: None) -> State:
    """Make a state in a hall with three lines on one store."""

    def open_(opener: Open) -> Station:
        others = (
            running(430, "01024990001", "1300300700", station="Lini 1", leader_id="004"),
            running(431, "01024890001", "1300300701", station="Filling Utara 3", leader_id="011"),
        )
        station = opener(*usual(), *others, rules=Rules(zone=ZONE, shared=True))
        station.window.on_sync_status(OK)
        then(station)
        return station

    return open_


def _elsewhere(station: Station) -> None:
    station.floor.station = "Lini 3"
    do(station, Register(419, "01024980001", "1300300702"), Start(419, "005"))
    station.floor.station = "Lini 2"
    station.wait_for(lambda: not station.window.table.flashing)
    station.scan("WH/MO/00419")
    station.wait_for(lambda: station.window.overlay.card is not None)


def _same_name(station: Station) -> None:
    problem = Problem(Code.STATION_TWICE, params={"station": "Lini 2"})
    station.window.notifier.reminded(problem)


def _store_lost(station: Station) -> None:
    station.window.top_bar.on_store_lost(Problem(Code.STORE_OFFLINE))


def _store_lost_in_dialog(station: Station) -> None:
    station.scan("WH/MO/00416", "01024600000")
    station.settle()
    _store_lost(station)
    station.dialog.show_problems((Problem(Code.STORE_OFFLINE),))


def _pin(station: Station) -> None:
    Kiosk(station.window, PinGuard("0815"))
    station.window.close()
    station.type("08")


def _pin_wrong(station: Station) -> None:
    Kiosk(station.window, PinGuard("0815"))
    station.window.close()
    station.type("0816", K.Key_Return)


def _pin_locked(station: Station) -> None:
    guard = PinGuard("0815", lambda: 0.0)  # the wait stands still, as the clock does
    Kiosk(station.window, guard)
    station.window.close()
    for _ in range(TRIES):
        station.type("0816", K.Key_Return)
    assert guard.wait


def _disk_full(station: Station) -> None:
    station.window.on_store_problem(Problem(Code.DISK_FULL))


def _leaving(station: Station) -> None:
    Kiosk(station.window, PinGuard(""))
    station.window.close()


def _closing(station: Station) -> None:
    station.scan("WH/MO/00416", "01024600000")
    station.window.close()


STATES: Final[dict[str, State]] = {
    "board": shift(),
    "board-empty-first-sync": _empty,
    "board-empty-synced": _empty_synced,
    "board-one-mo": _one,
    "board-nothing-running": _nothing_running,
    "board-5000-mos": _many,
    "board-long-names": _long,
    "board-training": _training,
    "practice-register": _practice(K.Key_F1),
    "practice-changeover": _practice(K.Key_F3),
    "mode-to-training": _mode(training=False),
    "mode-to-work": _mode(training=True),
    "search-one-match": shift(_search("01034597001", 1)),
    "search-no-match": shift(_search("strobery", 0)),
    **{f"filter-{stage}": shift(_choose(stage)) for stage in Stage},
    "sync-not-connected": _unconnected,
    "sync-not-yet": _sync(SyncStatus()),
    "sync-first-running": _sync(SyncStatus(SyncPhase.RUNNING)),
    "sync-running": _sync(replace(OK, phase=SyncPhase.RUNNING)),
    "sync-clock-wrong": _sync(replace(OK, clock_off=420.0)),
    "sync-many-clashes": _sync(replace(OK, counts=SyncCounts(fetched=80, clashed=37))),
    "sync-offline": _sync(_failed(Code.HOST_UNKNOWN)),
    "sync-session-expired": _sync(_failed(Code.SESSION_EXPIRED, renewal=RENEWAL)),
    "sync-password-refused": _sync(
        _failed(Code.WRONG_LOGIN, renewal=replace(RENEWAL, secret="password"))
    ),
    "stations": _stations(),
    "stations-mo-elsewhere": _stations(_elsewhere),
    "stations-same-name": _stations(_same_name),
    "store-lost": _stations(_store_lost),
    "store-lost-in-dialog": _stations(_store_lost_in_dialog),
    **{name: shift(open_card) for name, open_card in {**CARDS, **PEOPLE}.items()},
    "end-next-unused": _end_next_unused,
    "welcome": _welcome,
    "toast-undo": shift(_toast),
    "toast-refused": shift(_refused),
    "toast-code-found": shift(_found),
    "banner-disk-full": shift(_disk_full),
    "banner-damaged": shift(_damaged),
    "restore-confirm": shift(_restore),
    "menu": shift(_menu),
    "row-menu": shift(_row_menu(413)),
    "row-menu-running": shift(_row_menu(412)),
    "pin": shift(_pin),
    "pin-wrong": shift(_pin_wrong),
    "pin-locked": shift(_pin_locked),
    "leave-kiosk": shift(_leaving),
    "closing-with-input": shift(_closing),
}
"""By the name that its pictures have."""
