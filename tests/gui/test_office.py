"""First page, log viewer, list of backups, about: by keys."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.errors import Code, Problem
from app.domain.plans import Rules
from app.services.log_lines import LogLine, LogRead
from app.services.messages import BackupFile, BackupList, BoardChange
from app.ui.buttons import Button
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.info import InfoCard
from app.ui.dialogs.log import LogCard
from app.ui.dialogs.welcome import WelcomeCard
from app.ui.main_window import MainWindow
from tests.gui.conftest import Station
from tests.gui.floor import NOW, ZONE, Floor, running

Open = Callable[..., Station]
K = Qt.Key
LOG = LogRead(
    (
        LogLine("14:00 INFO sync: a pass", "INFO"),
        LogLine("14:01 WARNING sync: pass failed: no_network", "WARNING"),
        LogLine("14:02 ERROR crash: not caught", "ERROR"),
        LogLine("Traceback (most recent call last):", "ERROR"),
    ),
    Path("logs"),
)


def texts_of(station: Station) -> list[str]:
    return [label.text() for label in station.card.findChildren(QLabel)]


# ---------------------------------------------------------------------- first page


def test_the_first_page_offers_two_ways(open_station: Open) -> None:
    station = open_station()
    office = station.window.office
    training, settings = QSignalSpy(office.training_wanted), QSignalSpy(office.settings_wanted)
    office.welcome()
    card = station.card
    assert isinstance(card, WelcomeCard)
    assert card.training_button.hasFocus()
    station.type(K.Key_Space)
    assert (training.count(), settings.count()) == (1, 0)
    assert station.window.overlay.card is None


def test_the_first_page_speaks_the_other_language_too(open_station: Open) -> None:
    station = open_station()
    window = station.window
    window.office.language_wanted.connect(window.choose_language)
    window.office.welcome()
    card = station.card
    assert isinstance(card, WelcomeCard)
    assert card.language_button.text() == "English"
    card.language_button.click()
    assert (card.accessibleName(), card.language_button.text()) == ("Welcome", "Bahasa Indonesia")
    assert "Connect to Odoo" in [button.text() for button in card.findChildren(Button)]
    card.language_button.click()
    assert card.accessibleName() == "Selamat datang"


def test_it_leads_to_the_settings_of_odoo(open_station: Open) -> None:
    station = open_station()
    settings = QSignalSpy(station.window.office.settings_wanted)
    station.window.office.welcome()
    station.type(K.Key_Tab, K.Key_Space)
    assert settings.count() == 1


def test_settings_that_are_asked_for_come_in_its_place(open_station: Open) -> None:
    station = open_station()
    settings = QSignalSpy(station.window.office.settings_wanted)
    station.window.office.welcome()
    station.window.office.open_settings()
    assert settings.count() == 1
    assert station.window.overlay.card is None


def test_an_enter_on_its_way_chooses_nothing(open_station: Open) -> None:
    station = open_station()
    station.window.office.welcome()
    station.type(K.Key_Return)
    assert isinstance(station.card, WelcomeCard)


def test_esc_leaves_a_station_that_works(open_station: Open) -> None:
    station = open_station()
    station.window.office.welcome()
    station.type(K.Key_Escape)
    assert station.window.overlay.card is None
    assert station.window.scan_field.hasFocus()


# ---------------------------------------------------------------------- log


def log_card(station: Station) -> LogCard:
    wanted = QSignalSpy(station.window.office.log_wanted)
    action = next(a for a in station.window.menu.actions() if a.text() == "Log…")
    action.trigger()
    assert wanted.count() == 1
    station.window.office.on_log_read(LOG)
    card = station.card
    assert isinstance(card, LogCard)
    return card


def test_the_newest_line_stands_at_the_bottom(open_station: Open) -> None:
    station = open_station()
    card = log_card(station)
    long = LogRead(tuple(LogLine(f"line {i}", "INFO") for i in range(2000)), LOG.folder)
    station.window.office.on_log_read(long)
    assert card.view.toPlainText().endswith("line 1999")
    bar = card.view.verticalScrollBar()
    assert bar.maximum() > 1000
    assert bar.value() == bar.maximum()
    assert card.view.isReadOnly()


def test_the_log_is_filtered_by_text_and_level(open_station: Open) -> None:
    station = open_station()
    card = log_card(station)
    assert card.search.edit.hasFocus()
    station.type("SYNC")
    assert card.view.toPlainText().splitlines() == [LOG.lines[0].text, LOG.lines[1].text]
    card.level.buttons["warnings"].click()
    assert card.view.toPlainText() == LOG.lines[1].text
    assert "1 baris" in {label.text() for label in card.findChildren(QLabel)}
    card.level.buttons["errors"].click()
    assert card.view.toPlainText() == ""
    card.search.set_text("")
    assert card.view.toPlainText().splitlines() == [line.text for line in LOG.lines[2:]]
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == card.view.toPlainText()


def test_the_log_is_read_again(open_station: Open) -> None:
    station = open_station()
    card = log_card(station)
    wanted = QSignalSpy(station.window.office.log_wanted)
    station.type("crash")
    card.again_button.click()
    assert wanted.count() == 1
    more = LogRead((*LOG.lines, LogLine("14:03 ERROR crash: again", "ERROR")), LOG.folder)
    station.window.office.on_log_read(more)
    assert station.card is card
    assert card.view.toPlainText().splitlines()[-1] == "14:03 ERROR crash: again"
    assert card.search.text == "crash"


def test_in_a_full_screen_there_are_no_folders_to_open(open_station: Open) -> None:
    station = open_station()
    station.window.showFullScreen()
    card = log_card(station)
    assert card.folder_button.isHidden()
    station.type(K.Key_Escape)
    station.window.showNormal()
    assert not log_card(station).folder_button.isHidden()


# ---------------------------------------------------------------------- backups


def backup(hours: int, *, good: bool | None = True) -> BackupFile:
    return BackupFile(Path(f"b{hours}.db"), NOW - timedelta(hours=hours), 1_230_000, good)


def backups_card(station: Station, listed: BackupList) -> BackupsCard:
    station.window.office.open_backups()
    station.window.office.on_backups_listed(listed)
    card = station.card
    assert isinstance(card, BackupsCard)
    return card


def test_backups_are_listed_in_the_time_of_the_station(open_station: Open) -> None:
    station = open_station()
    files = (backup(1, good=None), backup(25), backup(49, good=False))
    card = backups_card(station, BackupList(files, Path("backups")))
    said = texts_of(station)
    assert [t for t in said if t.startswith(("23 ", "22 ", "21 "))] == [
        "23 Nov 13:02",
        "22 Nov 13:02",
        "21 Nov 13:02",
    ]
    assert {"1,2 MB", "sedang diperiksa…", "diperiksa, baik", "rusak"} <= set(said)
    assert [button.isEnabled() for button in card.restore_buttons] == [True, True, False]
    assert card.restore_buttons[0].accessibleName() == "Pulihkan cadangan 23 Nov 13:02"


def test_the_focus_stays_when_more_is_known(open_station: Open) -> None:
    station = open_station()
    files = (backup(1, good=None), backup(25, good=None))
    card = backups_card(station, BackupList(files, Path("backups")))
    card.restore_buttons[1].setFocus()
    station.window.office.on_backups_listed(
        BackupList((backup(0), backup(1), backup(25)), Path("backups"))
    )
    assert station.card is card
    assert card.restore_buttons[2].hasFocus()


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (BackupList((), Path("b")), "Tidak ada folder kedua. Bisa ditentukan di pengaturan."),
        (BackupList((), Path("b"), Path("nas")), "Folder kedua nas: sedang diperiksa…"),
        (
            BackupList((), Path("b"), Path("nas"), second_known=True),
            "Folder kedua nas sedang tidak terjangkau.",
        ),
        (
            BackupList((), Path("b"), Path("nas"), second_known=True, second_count=3),
            "Folder kedua nas: 3 salinan.",
        ),
    ],
)
def test_the_second_folder(open_station: Open, listed: BackupList, said: str) -> None:
    station = open_station()
    backups_card(station, listed)
    assert said in texts_of(station)
    assert "Belum ada cadangan." in texts_of(station)


def test_a_restore_is_asked_once_more(open_station: Open) -> None:
    station = open_station()
    wanted = QSignalSpy(station.window.safekeeping.restore_wanted)
    card = backups_card(station, BackupList((backup(1), backup(25)), Path("backups")))
    card.restore_buttons[1].click()
    question = station.card
    assert isinstance(question, ConfirmCard)
    assert "22 Nov 13:02" in question.accessibleDescription()
    assert "Data yang sekarang tetap ada di daftar cadangan." in question.accessibleDescription()
    station.type(K.Key_Escape)
    assert wanted.count() == 0
    card = backups_card(station, BackupList((backup(1), backup(25)), Path("backups")))
    card.restore_buttons[1].click()
    station.type(K.Key_Tab, K.Key_Space)
    assert wanted.at(0) == [Path("b25.db")]


# ---------------------------------------------------------------------- about


def test_about_says_what_it_support_asks_for(open_station: Open) -> None:
    station = open_station()
    station.window.facts = (("Store", "C:/toko.db"), ("Built with", "Python 3 · Qt 6 · SQLite 3"))
    station.window.show_about()
    assert isinstance(station.card, InfoCard)
    said = texts_of(station)
    assert {"File data", "C:/toko.db", "Dibuat dengan", "Lisensi"} <= set(said)


def test_every_key_that_is_bound_is_in_the_list(open_station: Open) -> None:
    station = open_station(running(412, "01024585539", "1300300624"))
    station.window.show_shortcuts()
    said = " ".join(texts_of(station))
    keys = [bound.key().toString() for bound in station.window.findChildren(QShortcut)]
    assert len(keys) >= 10
    for key in keys:
        assert key in said, key


def test_a_store_that_cannot_be_read_is_not_awaited(qtbot: QtBot) -> None:
    clock = Floor(()).clock
    window = MainWindow("Lini 2", ZONE, clock, Rules(zone=ZONE), "0.1.0")
    qtbot.addWidget(window)
    assert window.table.empty_texts() == ("Sebentar…", "MO sedang dibaca.")
    window.on_store_problem(Problem(Code.STORE_IS_FOLDER, params={"file": "data"}))
    assert window.table.empty_texts()[0] == "MO tidak bisa dibaca."
    assert window.notifier.banner.accessibleName().startswith("data adalah folder.")
    window.on_board_changed(BoardChange(()))
    qtbot.waitUntil(lambda: window.table.empty_texts()[0] == "Belum ada MO di sini.")
