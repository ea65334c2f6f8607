"""Every visible text is of the language in use, and follows it while a card is open."""

import gettext
import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from app import texts
from app.domain.errors import Code, Problem
from app.services.messages import SyncPhase, SyncStatus
from app.texts import again, tr
from app.ui.dialogs.preview import PreviewTable
from tests.gui.cards import OPENERS, board, open_card
from tests.gui.conftest import Station
from tests.gui.floor import NOW
from tests.gui.seeing import shown

Open = Callable[..., Station]


def said(root: QWidget) -> Iterator[str]:
    """Give everything that a person reads below `root`, and what a screen reader says."""
    for widget in (root, *shown(root)):
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, PreviewTable):
            yield from widget.text().split("\n")
        elif isinstance(widget, QTableView):
            yield from _cells(widget)
    for menu in root.findChildren(QMenu):
        yield menu.accessibleName()
        yield from (action.text() for action in menu.actions())


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(), 30)):
            index = model.index(row, column)
            yield str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def _pairs() -> list[tuple[str, str]]:
    """Give what differs between the languages, in English and Indonesian."""
    catalog = gettext.translation(texts.DOMAIN, texts.CATALOGS, ["id"])
    found = catalog._catalog.items()  # type: ignore[attr-defined] # there is no other way to list
    return [(one, other) for one, other in found if one and one != other]


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", message))))


def foreign(found: set[str], language: str) -> list[str]:
    """Give what is of the other language, and not a text of this one as well."""
    place = 0 if language == "id" else 1
    pairs = [pair for pair in _pairs() if len(re.sub(r"\{\w+\}|\W", "", pair[place])) > 2]
    theirs = [_pattern(pair[place]) for pair in pairs]
    ours = [_pattern(pair[1 - place]) for pair in pairs]
    return [
        text
        for text in found
        if any(each.fullmatch(text) for each in theirs)
        and not any(each.fullmatch(text) for each in ours)
    ]


DATA: Final = re.compile(
    "|".join(
        (
            r"[\W\d_]*",  # codes, times, signs
            r"WH/MO/\d+",
            r"(\[LQ-\d+\] )?Liquid .*",
            r"\d+ (Nov \d\d:\d\d|MB)",
            r"Roll R2: [\d –…→]+",
            r"Siti Nurhaliza Putri Wulandari|Lini 2",
            r"(Ctrl\+)?(F\d|[Q,?]|Enter|Esc)",
            r"Bahasa Indonesia|English|config\.toml|logs",
            r"Inter · SIL Open Font License 1\.1|Qt · PySide6 · LGPL 3|(Stasiun MO )?0\.1\.0",
        )
    )
)
"""What is the same in every language: what the tests have put there, keys, names of things."""


def unspoken(indonesian: set[str], english: set[str]) -> set[str]:
    """Give what is said alike in both languages, though no catalog says that it is."""
    catalog = gettext.translation(texts.DOMAIN, texts.CATALOGS, ["id"])
    alike = {one for one, other in catalog._catalog.items() if one == other}  # type: ignore[attr-defined]
    known = [_pattern(text) for text in alike if len(re.sub(r"\{\w+\}|\W", "", text)) > 1]
    return {
        text
        for text in indonesian & english
        if not DATA.fullmatch(text) and not any(each.fullmatch(text) for each in known)
    }


def test_a_text_that_is_in_no_catalog_is_found() -> None:
    assert unspoken(
        {"Simpan", "Leader", "Ready?", "0100"}, {"Save", "Leader", "Ready?", "0100"}
    ) == {"Ready?"}


def test_a_text_of_the_other_language_is_found() -> None:
    mixed = {"Save", "Simpan", "MO (2 available)", "MO (bisa dipilih: 2)", "pcs"}
    assert set(foreign(mixed, "id")) == {"Save", "MO (2 available)"}
    assert set(foreign(mixed, "en")) == {"Simpan", "MO (bisa dipilih: 2)"}


@pytest.mark.qt_log_ignore("This plugin does not support grabbing")
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_window(open_station: Open, language: str) -> None:
    station = open_station(*board(), training=True)
    window = station.window
    window.on_store_problem(Problem(Code.DISK_FULL))
    window.row_menu.show_for(413, window.pos())
    window.row_menu.close()
    window.choose_language(language)
    window.row_menu.show_for(413, window.pos())
    window.row_menu.close()
    for status in (
        SyncStatus(),
        SyncStatus(SyncPhase.RUNNING),
        SyncStatus(SyncPhase.OK, last_success=NOW, next_run=NOW),
        SyncStatus(SyncPhase.FAILED, failing_since=NOW, problem=Problem(Code.SESSION_EXPIRED)),
    ):
        window.on_sync_status(status)
        found = set(said(window)) - {""}
        assert len(found) > 60
        assert foreign(found, language) == []


def test_the_window_has_no_text_of_its_own(open_station: Open) -> None:
    window = open_station(*board(), training=True).window
    window.on_store_problem(Problem(Code.DISK_FULL))
    found = {}
    for language in texts.LANGUAGES:
        window.choose_language(language)
        found[language] = set(said(window))
    assert unspoken(found["id"], found["en"]) == set()


@pytest.mark.parametrize("name", OPENERS)
def test_no_card_has_a_text_of_its_own(open_station: Open, name: str) -> None:
    """One that does not go through the catalogs is the same in both languages."""
    found = {}
    for language in texts.LANGUAGES:
        texts.use(language)
        station = open_card(name, open_station)
        found[language] = set(said(station.card))
        station.window.overlay.hide()
    assert unspoken(found["id"], found["en"]) == set()


CLOSED_FIRST: Final = ("SettingsCard", "LogCard", "RenewAccessCard")
"""Cards that meet no change of language: the menu lies behind them, settings close as they save."""


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("name", OPENERS)
def test_every_card(open_station: Open, name: str, language: str) -> None:
    texts.use(language)
    station = open_card(name, open_station)
    found = set(said(station.card)) - {""}
    assert len(found) >= 4
    assert foreign(found, language) == []
    for edit in station.card.findChildren(QLineEdit) + station.card.findChildren(QPlainTextEdit):
        # Qt's own menu would be in English.
        assert edit.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu


@pytest.mark.parametrize("name", [name for name in OPENERS if not name.startswith(CLOSED_FIRST)])
def test_an_open_card_follows(open_station: Open, name: str) -> None:
    """Opened in Indonesian and changed to English, it says what one opened in English says."""
    texts.use("en")
    fresh = open_card(name, open_station)
    wanted = set(said(fresh.card))
    fresh.window.overlay.hide()
    texts.use("id")
    station = open_card(name, open_station)
    card = station.card
    indonesian = set(said(card))
    station.window.choose_language("en")
    if station.window.flow.dialog is not None and station.dialog.request() is not None:
        station.settle()
    QApplication.processEvents()
    assert station.card is card
    assert set(said(card)) == wanted
    station.window.choose_language("id")
    if station.window.flow.dialog is not None and station.dialog.request() is not None:
        station.settle()
    QApplication.processEvents()
    assert set(said(card)) == indonesian
    assert card.isAncestorOf(station.focused())


def test_what_is_typed_stays_typed(open_station: Open) -> None:
    station = open_card("EndDialog", open_station)
    station.type("01024595611")
    station.window.choose_language("en")
    assert "01024595611" in [field.text for field in station.dialog.fields.values()]
    station.settle()
    assert station.dialog.save_button.text() == "Save End Production"


def test_a_text_can_be_said_again() -> None:
    texts.use("id")
    text = tr("MO ({count} available)", count=tr("Undo"))
    assert text == "MO (bisa dipilih: Urungkan)"
    texts.use("en")
    assert again(text) == "MO (Undo available)"
    assert again("WH/MO/00412") == "WH/MO/00412"
