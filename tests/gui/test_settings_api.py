"""The page of the HTTP API: a switch, a port, and how it is with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy

from app import config
from app.bootstrap import Setup
from app.bootstrap.settings import Settings
from app.config import Config
from app.domain.api import ApiSettings, ApiState, ApiStatus
from app.secrets import Secrets
from app.services.settings import SettingsRead
from app.ui.dialogs.api_fields import SwitchSetting
from app.ui.dialogs.settings import SettingsCard
from tests.gui.conftest import Station
from tests.gui.floor import new

Open = Callable[..., Station]


@pytest.fixture
def card(open_station: Open) -> SettingsCard:
    return opened(open_station)


def opened(open_station: Open, status: ApiStatus | None = None) -> SettingsCard:
    station = open_station(new(1))
    office = station.window.office
    office.check_with(Settings(Setup(Config(), Secrets)).check)
    if status is not None:
        office.on_api_status(status)
    office.open_settings("api")
    values = config.values(Config(api=ApiSettings(port=8400)))
    office.on_settings_read(SettingsRead(values, {}, frozenset(), Path("config.toml")))
    assert isinstance(station.card, SettingsCard)
    return station.card


def switch(card: SettingsCard) -> SwitchSetting:
    field = card.fields["api.enabled"]
    assert isinstance(field, SwitchSetting)
    return field


def test_it_shows_what_is_set_and_gives_away_what_is_changed(card: SettingsCard) -> None:
    assert (switch(card).value, card.fields["api.port"].value) == (False, 8400)
    saves = QSignalSpy(card.save_wanted)
    switch(card).buttons["on"].click()
    assert card.wanted.values == {"api.enabled": True}
    card.save_button.click()
    assert saves.count() == 1


def test_a_port_that_is_none_is_refused(card: SettingsCard) -> None:
    card.fields["api.port"].fill(80)
    card.save_button.click()
    assert "1024 – 65535" in card.fields["api.port"].error
    assert not card.saving


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ApiStatus(), "API mati."),
        (ApiStatus(ApiState.STARTING), "API sedang dinyalakan…"),
        (
            ApiStatus(ApiState.ANSWERS, url="http://127.0.0.1:8321"),
            "API menjawab di http://127.0.0.1:8321",
        ),
        (ApiStatus(ApiState.STOPPED, reason="Port dipakai."), "Port dipakai."),
        (
            ApiStatus(ApiState.STOPPED),
            "API berhenti dan segera dinyalakan lagi. Sebabnya ada di log.",
        ),
    ],
)
def test_it_says_how_it_is_when_it_opens_and_as_it_changes(
    open_station: Open, status: ApiStatus, words: str
) -> None:
    card = opened(open_station, status)
    assert card.api_line.text == words
    card.api_line.show_status(ApiStatus(ApiState.ANSWERS, url="http://127.0.0.1:1"))
    assert card.api_line.text == "API menjawab di http://127.0.0.1:1"


def test_where_it_is_not_installed_there_is_nothing_to_switch(open_station: Open) -> None:
    card = opened(open_station, ApiStatus(ApiState.NOT_INSTALLED))
    assert not any(button.isEnabled() for button in switch(card).buttons.values())
    assert card.api_line.isHidden()
