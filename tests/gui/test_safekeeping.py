"""Backups and damage in the window: shown, offered, asked once more, restored."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from app.domain.errors import Code, Problem
from app.services.messages import BackupList, BoardChange, Damage
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.confirm import ConfirmCard
from tests.gui.conftest import Station
from tests.gui.floor import NOW, new, ready, running

Open = Callable[..., Station]
K = Qt.Key
BROKEN = Problem(Code.STORE_DAMAGED, params={"file": "toko.db"})
BACKUP = Path("toko-20261123-060000.db")
DAMAGE = Damage(BROKEN, BACKUP, NOW - timedelta(hours=1, minutes=2))


def confirm_card(station: Station) -> ConfirmCard:
    card = station.card
    assert isinstance(card, ConfirmCard)
    return card


def test_damage_without_a_backup_offers_none(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.safekeeping.on_damaged(Damage(BROKEN))
    banner = station.window.notifier.banner
    assert banner.isVisible()
    assert banner.restore_button.isHidden()
    assert banner.accessibleName() == "toko.db rusak. Pulihkan dari cadangan."


def test_a_restore_is_asked_once_more(open_station: Open) -> None:
    station = open_station(new(1))
    window, banner = station.window, station.window.notifier.banner
    wanted = QSignalSpy(window.safekeeping.restore_wanted)
    window.safekeeping.on_damaged(DAMAGE)
    assert banner.restore_button.text() == "Pulihkan cadangan 23 Nov 13:00"
    banner.restore_button.click()
    card = confirm_card(station)
    assert "23 Nov 13:00" in card.accessibleDescription()
    assert card.no_button.hasFocus()
    station.type(K.Key_Escape)
    assert window.overlay.card is None
    assert wanted.count() == 0
    assert banner.isVisible(), "it is still broken"
    banner.restore_button.click()
    station.type(K.Key_Tab, K.Key_Space)
    assert wanted.count() == 1
    assert wanted.at(0) == [BACKUP]
    assert window.overlay.card is None


def test_an_enter_on_its_way_restores_nothing(open_station: Open) -> None:
    station = open_station(new(1))
    wanted = QSignalSpy(station.window.safekeeping.restore_wanted)
    station.window.safekeeping.on_damaged(DAMAGE)
    station.window.notifier.banner.restore_button.click()
    station.type(K.Key_Return)
    assert wanted.count() == 0
    assert confirm_card(station).isVisible()


def test_under_an_open_dialog_it_waits(open_station: Open) -> None:
    station = open_station(new(1))
    station.type(K.Key_F1)
    dialog = station.dialog
    station.window.safekeeping.on_damaged(DAMAGE)
    station.window.notifier.banner.restore_button.click()
    assert station.window.overlay.card is dialog
    assert station.toast == "Simpan atau batalkan yang ini dulu."


def test_the_restored_board_is_all_that_shows(open_station: Open) -> None:
    station = open_station(running(412, "0100", "R1"), new(1), new(2))
    window = station.window
    window.safekeeping.on_damaged(DAMAGE)
    window.on_board_changed(BoardChange(tuple(new(i) for i in range(100, 220))))
    window.safekeeping.on_restored(BACKUP)
    before = ready(412, "0100", "R1")
    window.on_board_changed(BoardChange((before, new(1))))
    station.wait_for(lambda: set(window.table.rows.orders()) == {before, new(1)})
    assert not window.notifier.banner.isVisible()
    assert station.toast == "Cadangan sudah dipulihkan. File yang rusak tetap disimpan."
    station.wait_for(window.card.start_button.isVisible)
    window.on_board_changed(BoardChange((new(3),)))
    assert window.table.rows.order(412) == before, "later changes are differences again"


def test_what_was_offered_stays_offered_when_the_restore_fails(open_station: Open) -> None:
    station = open_station(new(1))
    banner = station.window.notifier.banner
    station.window.safekeeping.on_damaged(DAMAGE)
    station.window.on_store_problem(Problem(Code.DISK_FULL))
    assert banner.accessibleName().startswith("Disk penuh.")
    assert banner.restore_button.isVisible()
    banner.clear()
    station.window.on_store_problem(Problem(Code.DISK_FULL))
    assert banner.restore_button.isHidden()


def test_a_backup_on_demand(open_station: Open) -> None:
    station = open_station(new(1))
    window = station.window
    wanted = QSignalSpy(window.safekeeping.backup_wanted)
    listed = QSignalSpy(window.office.backups_wanted)
    action = next(a for a in window.menu.actions() if a.text() == "Cadangan…")
    action.trigger()
    assert listed.count() == 1
    window.office.on_backups_listed(BackupList((), Path("backups")))
    card = station.card
    assert isinstance(card, BackupsCard)
    card.backup_button.click()
    assert not card.backup_button.isEnabled()
    assert wanted.count() == 1
    assert station.toast == "Cadangan sedang dibuat…"
    window.safekeeping.on_backed_up(NOW)
    assert station.toast == "Cadangan sudah dibuat dan diperiksa."
    assert listed.count() == 2, "the list is asked for anew"
    said = [label.text() for label in window.status_line.findChildren(QLabel)]
    assert "Cadangan terakhir 14:02" in said


def test_of_a_store_on_a_server_it_is_said_who_makes_them(open_station: Open) -> None:
    station = open_station(new(1))
    office = station.window.office
    next(a for a in station.window.menu.actions() if a.text() == "Cadangan…").trigger()
    office.on_backups_listed(BackupList((), Path("backups"), at_server=True))
    card = station.card
    assert isinstance(card, BackupsCard)
    texts = [one.text() for one in card.findChildren(QLabel) if one.isVisible()]
    assert any("administratornya" in text for text in texts)
    assert not any("Belum ada" in text or "folder kedua" in text for text in texts)
    assert card.backup_button.isHidden()
    assert card.close_button.isVisible()


def test_the_daily_backup_says_nothing_aloud(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.safekeeping.on_backed_up(NOW)
    assert station.toast == ""


@pytest.mark.parametrize("asked", [True, False])
def test_a_backup_that_fails_says_why(open_station: Open, asked: bool) -> None:
    station = open_station(new(1))
    if asked:
        station.window.safekeeping.ask_backup()
    station.window.safekeeping.on_failed(Problem(Code.DISK_FULL))
    assert station.window.notifier.banner.accessibleName().startswith("Disk penuh.")
    station.window.safekeeping.on_backed_up(NOW)
    assert station.toast != "Cadangan sudah dibuat dan diperiksa."
