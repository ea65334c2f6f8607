"""What a station shows at which people sign in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt

from app.domain.errors import Code, Problem
from app.services.messages import SyncPhase
from app.ui.dialogs.people import PeopleCard
from tests.gui.floor import NOW
from tests.gui.reception import IT, LEADER, STORE, Desk
from tests.gui.station import Station
from tests.pictures.boards import OK, RENEWAL

K = Qt.Key
Act = Callable[[Station], None]


def _signed_in(station: Station) -> None:
    Desk(station).signed_in(LEADER)
    station.window.notifier.toast.hide()


def _renewal(station: Station) -> None:
    _signed_in(station)
    problem = Problem(Code.SESSION_EXPIRED, params={"host": "odoo.example"})
    since = NOW - timedelta(minutes=20)
    failed = replace(OK, phase=SyncPhase.FAILED, problem=problem, failing_since=since)
    station.window.on_sync_status(replace(failed, renewal=RENEWAL))


def _asked(station: Station) -> None:
    Desk(station)
    station.scan("WH/MO/00416")


def _wrong_pin(station: Station) -> None:
    Desk(station)
    station.scan("003")
    station.type("9999", K.Key_Return)
    station.wait_for(lambda: station.focused().accessibleDescription() != "")


def _wrong_role(station: Station) -> None:
    _signed_in(station)
    station.type(K.Key_F1)


def _over_a_dialog(station: Station) -> None:
    desk = Desk(station)
    desk.signed_in(STORE)
    station.window.notifier.toast.hide()
    station.later()
    station.scan("WH/MO/00416", "01024600000")
    desk.identity.sign_out()
    station.type("1300300627", K.Key_Return)


def _people(station: Station) -> None:
    desk = Desk(station)
    desk.signed_in(IT)
    station.window.notifier.toast.hide()
    station.window.menu.people_asked.emit()


def _person(station: Station) -> None:
    _people(station)
    assert isinstance(station.card, PeopleCard)
    station.card.add_button.click()
    station.later()
    for text in ("017", "Agus Salim", "5555"):
        station.type(text, K.Key_Return)
        station.later()


def _history(station: Station) -> None:
    desk = Desk(station)
    desk.signed_in(STORE)
    station.later()
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.wait_for(lambda: station.floor.entries[0].person is not None)
    desk.identity.sign_out()
    desk.signed_in(LEADER)
    station.window.flow.undo(station.floor.entries[0].operation_id)
    station.wait_for(lambda: station.floor.entries[-1].person == LEADER.label)
    station.window.notifier.toast.hide()
    station.wait_for(lambda: not station.window.table.flashing)
    station.window.histories.open_for(416)
    assert station.history is station.card


PEOPLE: Final[dict[str, Act]] = {
    "people-signed-in": _signed_in,
    "people-signed-in-session-expired": _renewal,
    "sign-in": _asked,
    "sign-in-wrong-pin": _wrong_pin,
    "sign-in-wrong-role": _wrong_role,
    "sign-in-over-dialog": _over_a_dialog,
    "people": _people,
    "person": _person,
    "history-people": _history,
}
"""By the name that its pictures have."""
