"""Every card that the window can show, opened as a person would come to it.

A card that no opener here opens is not looked at by the tests of accessibility, themes, languages
and layout: `test_accessibility.py` fails until it has one.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt

import app.ui
from app import config
from app.config import Config
from app.domain.errors import Code, Problem
from app.domain.orders import Order
from app.domain.people import Person, Role
from app.domain.pin import PinGuard
from app.services.log_lines import LogLine, LogRead
from app.services.messages import (
    BackupFile,
    BackupList,
    Damage,
    Renewal,
    SyncPhase,
    SyncStatus,
)
from app.services.settings import SettingsRead
from app.ui.dialogs.people import PeopleCard
from app.ui.dialogs.settings_pages import PAGES
from app.ui.kiosk import Kiosk
from app.ui.overlay import Card
from tests.gui.floor import NOW, finished, new, ready, running
from tests.gui.reception import IT, Desk
from tests.gui.station import Station

K = Qt.Key
Open = Callable[..., Station]
LONG: Final = (
    "[LQ-031] Liquid Strawberry Cheesecake Extra Creamy Limited Edition 60 ml botol kaca, "
    "dus isi 24, cukai 2026"
)
MUCH: Final = 123_456_789_012.0


def board() -> tuple[Order, ...]:
    """Give MOs of every stage, with a long name and a quantity of 12 digits among them."""
    return (
        running(412, "01024585539", "1300300624", product_name=LONG, product_qty=MUCH),
        ready(413, "01034597001", "1300300625", product_name=LONG),
        ready(414, None, None),
        finished(411, "01024580000", "01024585538", "1300300624", NOW, NOW),
        new(416, product_name=LONG, product_qty=MUCH),
        *(new(i) for i in range(1000, 1020)),
    )


def _key(key: Qt.Key) -> Callable[[Station], None]:
    def press(station: Station) -> None:
        station.type(key)

    return press


def _undo(station: Station) -> None:
    station.type(K.Key_F6)
    station.scan("01024590000", "R2", "0500")
    station.wait_closed()
    station.type(K.Key_F8)
    station.settle()


def _restore(station: Station) -> None:
    station.window.safekeeping.on_damaged(Damage(Problem(Code.BUG), Path("b.db"), NOW))
    station.window.notifier.banner.restore_button.click()


def _pin(station: Station) -> None:
    Kiosk(station.window, PinGuard("0815"))
    station.window.close()


def _confirm_leaving(station: Station) -> None:
    Kiosk(station.window, PinGuard(""))
    station.window.close()


def _history(station: Station) -> None:
    station.window.histories.open_for(413)
    assert station.history is station.card


def _settings(section: str) -> Callable[[Station], None]:
    def open_(station: Station) -> None:
        office = station.window.office
        office.open_settings(section)
        read = SettingsRead(config.values(Config()), {}, frozenset(), Path("config.toml"))
        office.on_settings_read(read)

    return open_


def _log(station: Station) -> None:
    station.window.office.open_log()
    lines = tuple(LogLine(f"14:{i:02} INFO sync: a pass", "INFO") for i in range(50))
    station.window.office.on_log_read(LogRead(lines, Path("logs")))


def _backups(station: Station) -> None:
    station.window.office.open_backups()
    files = tuple(BackupFile(Path(f"{i}.db"), NOW, 1, good=bool(i % 3)) for i in range(14))
    station.window.office.on_backups_listed(BackupList(files, Path("backups")))


def _renewal(station: Station) -> None:
    problem = Problem(Code.SESSION_EXPIRED, params={"host": "odoo.example"})
    renewal = Renewal("session_id", "odoo.example", "https://odoo.example")
    status = SyncStatus(SyncPhase.FAILED, problem, renewal, failing_since=NOW, passes=4)
    station.window.on_sync_status(status)
    station.window.top_bar.renew_button.click()


def _sign_in(station: Station) -> None:
    Desk(station)
    station.window.top_bar.person_button.click()


def _people(station: Station) -> None:
    many = tuple(
        Person(f"{number:03}", "Siti Nurhaliza Putri Wulandari", role)
        for number, role in enumerate([*Role] * 5)
    )
    desk = Desk(station, many)
    desk.identity.on_signed_in(many[2])
    station.window.menu.people_asked.emit()


def _person(station: Station) -> None:
    desk = Desk(station)
    desk.identity.on_signed_in(IT)
    station.window.menu.people_asked.emit()
    assert isinstance(station.card, PeopleCard)
    station.card.add_button.click()


def _new_pin(station: Station) -> None:
    desk = Desk(station)
    desk.identity.on_signed_in(IT)
    station.window.menu.people_asked.emit()
    assert isinstance(station.card, PeopleCard)
    station.card.pin_buttons[0].click()


OPENERS: Final[dict[str, Callable[[Station], None]]] = {
    "RegisterDialog": _key(K.Key_F1),
    "StartDialog": _key(K.Key_F2),
    "ChangeoverDialog": _key(K.Key_F3),
    "EndDialog": _key(K.Key_F4),
    "ChangeRollDialog": _key(K.Key_F6),
    "UndoDialog": _undo,
    "CorrectDialog": lambda s: s.window.operations.open_correct(s.floor.orders[413]),
    "UnregisterDialog": lambda s: s.window.operations.open_unregister(s.floor.orders[413]),
    "HistoryCard": _history,
    "ConfirmCard": _restore,
    "ConfirmCard, leaving": _confirm_leaving,
    "InfoCard": lambda s: s.window.show_shortcuts(),
    "InfoCard, about": lambda s: s.window.show_about(),
    "PinCard": _pin,
    **{f"SettingsCard, {section}": _settings(section) for section in PAGES},
    "WelcomeCard": lambda s: s.window.office.welcome(),
    "LogCard": _log,
    "BackupsCard": _backups,
    "RenewAccessCard": _renewal,
    "SignInCard": _sign_in,
    "PeopleCard": _people,
    "PersonCard": _person,
    "PersonCard, new PIN": _new_pin,
}
"""By the name of the class; behind a comma, which one of several."""


def open_card(name: str, open_station: Open) -> Station:
    """Open the window with a card."""
    orders = board()
    station = open_station(*(orders[1:] if name == "StartDialog" else orders), training=True)
    OPENERS[name](station)
    assert type(station.card).__name__ == name.split(",")[0]
    if station.window.flow.dialog is not None and station.dialog.request() is not None:
        station.settle()
    return station


def kinds() -> Iterator[type[Card]]:
    """Give every kind of card that the program has, but for those that others are made from."""
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        importlib.import_module(module.name)
    waiting: list[type[Card]] = [Card]
    while waiting:
        kind = waiting.pop()
        below = [each for each in kind.__subclasses__() if each.__module__.startswith("app.")]
        waiting.extend(below)
        if not below:
            yield kind
