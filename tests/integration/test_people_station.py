"""Signing in at a whole station: window, threads and store, driven by keys and scans."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import config, texts
from app.bootstrap import Setup
from app.bootstrap.station import application
from app.domain.people import Person, Role
from app.domain.plans import Rules
from app.secrets import Secrets
from app.services.production import Production
from app.ui.dialogs.person import PersonCard
from app.ui.dialogs.register import RegisterDialog
from app.ui.dialogs.sign_in import SignInCard
from tests.integration.floor import TestClock
from tests.integration.rig import Rig
from tests.plant import rows, run_sql

IT = Person("900", "Rina", Role.IT)
STORE = Person("G-1", "Sari", Role.WAREHOUSE)
MO = "WH/MO/00001"
K = Qt.Key


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    settings = config.Config(store_path=tmp_path / "toko.db")
    clock = TestClock()
    Production(settings.store_path, Rules(), "Lini 1", clock).close()
    run_sql(
        settings.store_path,
        "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, create_date, created_at) "
        "VALUES (1, ?, 'confirmed', 100, '2026-11-23 02:30:00', '2026-11-23 02:30:00')",
        (MO,),
    )
    return Setup(settings, Secrets, clock)


@pytest.fixture
def staffed(setup: Setup) -> Setup:
    with setup.production() as production:
        production.people.add(IT, "4711")
        by = production.people.sign_in("900", "4711")
        production.people.add(STORE, "2468", by)
    return setup


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[[Setup], Rig]]:
    """Start stations; all of them are stopped, whatever the test came to."""
    texts.use("id")
    with ExitStack() as stack:

        def start_(setup: Setup) -> Rig:
            rig = Rig(setup, qtbot)
            stack.callback(rig.station.stop)
            rig.start()
            rig.wait(lambda: len(rig.orders()) == 1)
            return rig

        yield start_


def keys(rig: Rig, *given: str | Qt.Key) -> None:
    for key in given:
        focused = QApplication.focusWidget() or rig.window
        if isinstance(key, str):
            QTest.keyClicks(focused, key)
        else:
            QTest.keyClick(focused, key)


def scan(rig: Rig, text: str) -> None:
    keys(rig, text, K.Key_Return)


def later(rig: Rig) -> None:
    rig.window.scanner.burst.forget()


def asks(rig: Rig) -> bool:
    return isinstance(rig.window.scanner.top_card, SignInCard)


def test_a_registration_by_scanner_with_badge_and_pin(
    staffed: Setup, start: Callable[[Setup], Rig]
) -> None:
    rig = start(staffed)
    rig.wait(rig.window.top_bar.person_button.isVisible)
    scan(rig, MO)
    assert asks(rig)
    later(rig)
    scan(rig, "G-1")
    keys(rig, "9999", K.Key_Return)
    card = rig.window.scanner.top_card
    assert isinstance(card, SignInCard)
    rig.wait(lambda: bool(card.pin.error))
    assert card.pin.error == "Kartu atau PIN salah. Sisa percobaan: 4."
    assert [row["wrong"] for row in rows(rig.store, "person")] == [0, 1]
    later(rig)
    keys(rig, "2468", K.Key_Return)
    rig.wait(lambda: isinstance(rig.window.flow.dialog, RegisterDialog))
    later(rig)
    scan(rig, "01024585539")
    later(rig)
    scan(rig, "1300300624")
    rig.closed()
    (entry,) = rows(rig.store, "production_log")
    assert (entry["status"], entry["person"]) == ("register", "G-1 Sari")
    assert [row["wrong"] for row in rows(rig.store, "person")] == [0, 0]


def test_who_is_removed_meanwhile_signs_in_anew_and_nothing_is_lost(
    staffed: Setup, start: Callable[[Setup], Rig]
) -> None:
    rig = start(staffed)
    rig.wait(rig.window.top_bar.person_button.isVisible)
    scan(rig, "G-1")
    keys(rig, "2468", K.Key_Return)
    rig.wait(lambda: rig.station.reception.identity.person == STORE)
    later(rig)
    scan(rig, MO)
    later(rig)
    scan(rig, "01024585539")
    with staffed.production() as elsewhere:
        elsewhere.people.end("G-1", elsewhere.people.sign_in("900", "4711"))
    later(rig)
    scan(rig, "1300300624")
    rig.wait(lambda: asks(rig))
    assert rows(rig.store, "production_log") == []
    later(rig)
    scan(rig, "900")
    keys(rig, "4711", K.Key_Return)
    rig.closed()
    (entry,) = rows(rig.store, "production_log")
    assert (entry["status"], entry["person"]) == ("register", "900 Rina")


def test_the_first_person_is_added_in_the_window(
    setup: Setup, start: Callable[[Setup], Rig]
) -> None:
    rig = start(setup)
    assert not rig.window.top_bar.person_button.isVisible()
    rig.window.menu.people_asked.emit()
    card: Any = rig.window.overlay.card
    card.add_button.click()
    assert isinstance(rig.window.overlay.card, PersonCard)
    for text in ("900", "Rina", "4711", "4711"):
        later(rig)
        scan(rig, text)
    rig.wait(lambda: asks(rig))
    assert rig.window.top_bar.person_button.isVisible()
    (row,) = rows(rig.store, "person")
    assert (row["badge"], row["role"]) == ("900", "it")
    assert "4711" not in row["pin"]


def test_without_people_a_shift_begins_as_ever(setup: Setup, start: Callable[[Setup], Rig]) -> None:
    rig = start(setup)
    scan(rig, MO)
    rig.wait(lambda: isinstance(rig.window.flow.dialog, RegisterDialog))
    later(rig)
    scan(rig, "01024585539")
    later(rig)
    scan(rig, "1300300624")
    rig.closed()
    (entry,) = rows(rig.store, "production_log")
    assert entry["person"] is None


def test_the_window_is_not_held_up_by_a_pin(
    staffed: Setup, start: Callable[[Setup], Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is worked out in the thread of the operations."""
    import threading

    from app.domain import pin

    threads: list[str] = []
    matches = pin.matches

    def noted(typed: str, kept: str) -> bool:
        threads.append(threading.current_thread().name)
        return matches(typed, kept)

    monkeypatch.setattr(pin, "matches", noted)
    rig = start(staffed)
    rig.wait(rig.window.top_bar.person_button.isVisible)
    scan(rig, "G-1")
    keys(rig, "2468", K.Key_Return)
    rig.wait(lambda: rig.station.reception.identity.person == STORE)
    assert threads
    assert threading.main_thread().name not in threads


def test_who_comes_and_goes_elsewhere_is_known_here_without_anything_else_happening(
    setup: Setup, start: Callable[[Setup], Rig]
) -> None:
    rig = start(setup)
    identity = rig.station.reception.identity
    assert not rig.window.top_bar.person_button.isVisible()
    with setup.production() as elsewhere:
        elsewhere.people.add(IT, "4711")
        by = elsewhere.people.sign_in("900", "4711")
        elsewhere.people.add(STORE, "2468", by)
        rig.wait(rig.window.top_bar.person_button.isVisible)
        rig.wait(lambda: STORE in identity._people)
        scan(rig, "G-1")
        keys(rig, "2468", K.Key_Return)
        rig.wait(lambda: identity.person == STORE)
        elsewhere.people.end("G-1", by)
        rig.wait(lambda: identity.person is None)
