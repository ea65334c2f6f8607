"""What scrolls in a card: its right edge is that of the buttons below, until there is a bar."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.people import Person, Role
from app.services.messages import BackupFile, BackupList
from app.ui import theme
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.people import PeopleCard
from app.ui.dialogs.scrolled import AWAY, Scrolled
from app.ui.dialogs.settings import SettingsCard
from tests.gui.floor import NOW, ZONE
from tests.gui.station import Station
from tests.pictures.cards import settings

Open = Callable[..., Station]


def right(widget: QWidget) -> int:
    """Give where it ends in its window."""
    return widget.mapTo(widget.window(), QPoint(widget.width(), 0)).x()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def many(count: int) -> tuple[Person, ...]:
    return tuple(Person(f"{place:03}", "Budi Santoso", Role.PRODUCTION) for place in range(count))


@pytest.mark.parametrize("count", [3, 40])
def test_the_list_of_people(open_station: Open, count: int) -> None:
    station = open_station()
    card = PeopleCard(many(count))
    station.window.overlay.show_card(card)
    settle()
    gone = right(card.close_button) - right(card.remove_buttons[0])
    bar = card.findChildren(Scrolled)[0].verticalScrollBar()
    scrolls = count > 10
    assert bar.isVisible() is scrolls
    assert gone == (bar.width() + theme.px(AWAY) if scrolls else 0)


def test_a_list_of_backups_that_is_made_anew_keeps_away_from_its_bar(open_station: Open) -> None:
    station = open_station()
    file = BackupFile(Path("backup.db"), NOW - timedelta(hours=1), 1_000_000, good=True)
    for count in (2, 60, 60, 2):
        card = BackupsCard(BackupList((file,), Path("backups")), ZONE)
        station.window.overlay.show_card(card)
        card.show_list(BackupList((file,) * 60, Path("backups")))
        settle()
        card.show_list(BackupList((file,) * count, Path("backups")))
        settle()
        bar = card.findChildren(Scrolled)[0].verticalScrollBar()
        gone = right(card.close_button) - right(card.restore_buttons[0])
        assert gone == (bar.width() + theme.px(AWAY) if count > 10 else 0)
        card.leave()
        settle()


def test_the_settings(open_station: Open) -> None:
    station = open_station()
    settings("odoo")(station)
    card = station.card
    assert isinstance(card, SettingsCard)
    settle()
    assert not card.pages["odoo"].verticalScrollBar().isVisible()
    assert right(card.panel) == right(card.save_button)
