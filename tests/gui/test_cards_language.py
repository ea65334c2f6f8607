"""An open card follows a change of language: it says then what it says when opened in it."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app import texts
from tests.gui.conftest import Station
from tests.pictures.boards import OK, usual
from tests.pictures.cards import CARDS

Open = Callable[..., Station]
OPEN = ("settings-station", "settings-odoo", "log", "renew-access", "about", "shortcuts")


def said(card: QWidget) -> list[tuple[str, str, str]]:
    """Give every text of a card, also those for a screen reader alone."""
    found = []
    for part in (card, *card.findChildren(QWidget)):
        text = part.text() if isinstance(part, QLabel | QAbstractButton) else ""
        found.append((text, part.accessibleName(), part.accessibleDescription()))
    return found


@pytest.mark.parametrize("name", OPEN)
def test_an_open_card_follows(open_station: Open, name: str) -> None:
    changed, fresh = open_station(*usual()), open_station(*usual())
    for station in (changed, fresh):
        station.window.on_sync_status(OK)
    CARDS[name](changed)
    changed.window.choose_language("en")
    texts.use("en")
    CARDS[name](fresh)
    assert said(changed.card) == said(fresh.card)
