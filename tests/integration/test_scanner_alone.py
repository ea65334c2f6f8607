"""Every operation by scanner alone, from the main window to the store, while passes run below.

What each costs is counted and printed (`pytest -s`): touches of the screen, labels scanned, and the
keys that a person would have pressed on a keyboard instead.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import texts
from app.bootstrap.station import application
from app.domain.orders import Stage
from tests.integration.floor import ORDER, TestClock, factory, serve
from tests.integration.rig import Rig, setup_for

ONE, TWO = "WH/MO/00001", "WH/MO/00002"


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@dataclass
class Counted:
    """What one operation took."""

    name: str
    scans: list[str] = field(default_factory=list)
    touches: int = 0
    keyboard: int = 0

    @property
    def line(self) -> str:
        keys = sum(len(text) + 1 for text in self.scans)
        scans = f"{len(self.scans):2} scans ({keys:3} keys of the scanner)"
        return f"{self.name:11} {self.touches} touches  {self.keyboard} keystrokes  {scans}"


@dataclass
class Hands:
    """A person with a scanner, and one key at most; there is no way to touch the screen here."""

    rig: Rig
    done: list[Counted] = field(default_factory=list)

    def begin(self, name: str) -> None:
        self.done.append(Counted(name))

    def scan(self, *labels: str) -> None:
        """Scan with whatever has the focus, as fast as a scanner sends."""
        window = self.rig.window
        for label in labels:
            self.done[-1].scans.append(label)
            for letter in label:
                QTest.keyClicks(QApplication.focusWidget() or window, letter)
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        self.done[-1].keyboard += 1
        QTest.keyClick(QApplication.focusWidget() or self.rig.window, key)

    def asked_for(self, name: str) -> None:
        """Wait until the dialog wants this field, as a person who reads it does."""
        dialog = self.rig.window.flow.dialog
        assert dialog is not None
        self.rig.wait(dialog.fields[name].edit.hasFocus)

    def saved(self) -> None:
        self.rig.closed()


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    texts.use("id")
    clock = TestClock()
    database = factory(clock)
    with ExitStack() as stack:
        server = stack.enter_context(serve(database))
        rig = Rig(setup_for(server.url, database.name, tmp_path, clock), qtbot)
        stack.callback(rig.station.stop)
        rig.start()
        rig.first_pass(5)
        rig.window.activateWindow()
        rig.wait(lambda: QApplication.focusWidget() is not None)
        ids = [int(str(record["id"])) for record in database.records(ORDER)]
        passes = QTimer(rig.window)
        turn = 0

        def pass_() -> None:
            nonlocal turn
            turn += 1
            database.write(ORDER, ids, {"product_qty": 1000.0 + turn})
            rig.window.sync_wanted.emit()

        passes.timeout.connect(pass_)
        passes.start(20)
        yield Hands(rig)
        assert rig.passes() >= 2, "a sync ran below"


def test_every_operation_by_scanner_alone(hands: Hands, capsys: pytest.CaptureFixture[str]) -> None:
    rig = hands.rig
    hands.begin("Daftarkan")
    hands.scan(ONE, "01024585539", "1300300624")
    hands.saved()
    hands.begin("Daftarkan")
    hands.scan(TWO, "01024600000", "1300300625")
    hands.saved()
    hands.begin("Start")
    hands.scan(ONE, "003")
    hands.saved()
    hands.begin("Changeover")
    hands.scan(TWO, "01024600000")
    hands.asked_for("old_last")  # the next MO is registered with another roll
    hands.scan("01024585650")
    hands.saved()
    hands.begin("Ganti Roll")
    hands.press(Qt.Key.Key_F6)
    hands.scan("01024600050", "1300300626", "01024700000")
    hands.saved()
    hands.begin("End")
    hands.scan(TWO, "01024700049")
    hands.saved()
    with capsys.disabled():
        print("", *(counted.line for counted in hands.done), sep="\n")
    assert [c.touches for c in hands.done] == [0] * 6
    assert [c.keyboard for c in hands.done] == [0, 0, 0, 0, 1, 0]
    assert [len(c.scans) for c in hands.done] == [3, 3, 2, 3, 3, 2]
    # Not with another SQLite from outside: passes still run on the file.
    one, two = rig.orders()[ONE], rig.orders()[TWO]
    assert (one.auth_first, one.auth_last) == ("01024585539", "01024585650")
    assert (two.auth_first, two.auth_last, two.roll_number) == (
        "01024600000",
        "01024700049",
        "1300300626",
    )
    assert two.stage is Stage.FINISHED


def test_a_changeover_on_the_same_roll(hands: Hands) -> None:
    hands.begin("Daftarkan")
    hands.scan(ONE, "01024585539", "1300300624")
    hands.saved()
    hands.begin("Start")
    hands.scan(ONE, "003")
    hands.saved()
    hands.begin("Daftarkan")
    hands.scan(TWO, "01024585700", "1300300624")
    hands.saved()
    hands.begin("Changeover")
    hands.scan(TWO, "01024585700")
    hands.saved()
    assert (hands.done[-1].touches, hands.done[-1].keyboard) == (0, 0)
    assert hands.rig.orders()[ONE].auth_last == "01024585699"


def test_a_question_is_answered_by_scanner(hands: Hands) -> None:
    hands.begin("Daftarkan")
    hands.scan(ONE, "0100", "R1")
    hands.saved()
    hands.begin("Start")
    hands.scan(ONE, "003")
    hands.saved()
    hands.begin("End")
    hands.scan(ONE, "9999")
    dialog = hands.rig.window.flow.dialog
    assert dialog is not None
    hands.rig.wait(dialog.question.isVisible)
    hands.scan("$YA")
    hands.saved()
    assert hands.rig.orders()[ONE].auth_last == "9999"
