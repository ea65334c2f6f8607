"""Every operation by scanner alone, from the main window to the store, while passes run below.

What each costs is counted and printed (`pytest -s`): touches of the screen, labels scanned, and the
keys that a person would have pressed on a keyboard instead.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import texts
from app.bootstrap.station import application
from app.domain.orders import Stage
from app.ui.dialogs.operation_dialog import OperationDialog
from app.ui.dialogs.register import RegisterDialog
from app.ui.row_menu import Offer
from tests.integration.floor import ORDER, TestClock, factory, serve
from tests.integration.rig import Rig, setup_for

ONE, TWO = "WH/MO/00001", "WH/MO/00002"
K = Qt.Key
TERMINATORS: Final = pytest.mark.parametrize("end", [K.Key_Return, K.Key_Enter, K.Key_Tab])
"""What a scanner may send behind a label, as it is set up."""


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
    """A person with a scanner and a keyboard; there is no way to touch the screen here.

    Keys come as the system sends them: to the window, Shift by itself before every capital.
    """

    rig: Rig
    end: Qt.Key = K.Key_Return
    done: list[Counted] = field(default_factory=list)

    def begin(self, name: str) -> None:
        self.done.append(Counted(name))

    def scan(self, *labels: str) -> None:
        """Scan with whatever has the focus, as fast as a scanner sends."""
        for label in labels:
            self.done[-1].scans.append(label)
            for letter in label:
                self._send(letter)
            self._send(self.end)

    def press(self, *keys: Qt.Key | str) -> None:
        """Press keys of the keyboard, and type."""
        for key in keys:
            for each in key if isinstance(key, str) else (key,):
                self.done[-1].keyboard += 1
                self._send(each)

    def _send(self, key: Qt.Key | str) -> None:
        shift = isinstance(key, str) and (key.isupper() or key == "$")
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        code = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
        QTest.keyClick(self.rig.window.windowHandle(), code, held)

    def opened(self) -> OperationDialog:
        """Wait until a dialog is there, as a person who looks at it does."""
        flow = self.rig.window.flow
        self.rig.wait(lambda: flow.dialog is not None)
        assert flow.dialog is not None
        return flow.dialog

    def choose(self, offer: Offer) -> None:
        """Open the menu of the row that is marked and go up to an entry."""
        menu = self.rig.window.row_menu
        self.press(K.Key_Menu)
        assert menu.isVisible()
        for _ in Offer:
            if menu.activeAction() is not menu.entries[offer]:
                self.press(K.Key_Up)
        self.press(K.Key_Return)

    def marked(self, name: str) -> None:
        """Wait until the row of an MO is marked: a label of it was scanned."""
        table = self.rig.window.table
        self.rig.wait(lambda: (order := table.current()) is not None and order.mo_name == name)

    def asked_for(self, name: str) -> None:
        """Wait until the dialog wants this field, as a person who reads it does."""
        self.rig.wait(self.opened().fields[name].edit.hasFocus)

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
        # Keys go through the event loop here: a machine with other work takes them late.
        rig.window.scanner.configure("", 300)
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


@TERMINATORS
def test_every_operation_by_scanner_alone(
    hands: Hands, end: Qt.Key, capsys: pytest.CaptureFixture[str]
) -> None:
    rig, hands.end = hands.rig, end
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
    hands.press(K.Key_F6)
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


@TERMINATORS
def test_a_changeover_on_the_same_roll(hands: Hands, end: Qt.Key) -> None:
    hands.end = end
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


@TERMINATORS
def test_a_question_is_answered_by_scanner(hands: Hands, end: Qt.Key) -> None:
    hands.end = end
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


@TERMINATORS
@pytest.mark.qt_log_ignore("This plugin does not support")  # a menu's popup, offscreen
def test_what_is_rare_by_scanner_and_keys(
    hands: Hands, end: Qt.Key, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing has to be touched; what no label says is typed."""
    rig, hands.end = hands.rig, end
    hands.begin("Mid")
    hands.scan(ONE)
    dialog = hands.opened()
    hands.press(K.Key_Tab, K.Key_Tab, K.Key_Space)
    assert isinstance(dialog, RegisterDialog)
    assert dialog.mid.isChecked()
    hands.scan("$SIMPAN")
    hands.saved()
    rig.wait(lambda: rig.orders()[ONE].mid_production)
    hands.begin("Urungkan")
    hands.press(K.Key_F8)
    undo = hands.opened()
    rig.wait(lambda: undo.planned and undo.save_button.isEnabled())
    hands.scan("$YA")
    hands.saved()
    rig.wait(lambda: rig.orders()[ONE].stage is Stage.UNREGISTERED)
    hands.begin("Daftarkan")
    hands.scan(TWO, "01024600000", "1300300625")
    hands.saved()
    hands.begin("Koreksi")
    hands.scan("01024600000")  # marks its row
    hands.marked(TWO)
    hands.choose(Offer.CORRECT)
    hands.opened()
    hands.scan("1300300625", "1300300626")
    hands.asked_for("reason")
    hands.press("salah roll", K.Key_Return)
    hands.saved()
    rig.wait(lambda: rig.orders()[TWO].roll_number == "1300300626")
    hands.begin("Cabut")
    hands.scan("01024600000")
    hands.marked(TWO)
    hands.choose(Offer.UNREGISTER)
    hands.asked_for("reason")
    hands.press("salah mo", K.Key_Return)
    hands.saved()
    rig.wait(lambda: rig.orders()[TWO].stage is Stage.UNREGISTERED)
    with capsys.disabled():
        print("", *(counted.line for counted in hands.done), sep="\n")
    assert [c.touches for c in hands.done] == [0] * 5
    assert [c.keyboard for c in hands.done] == [3, 1, 0, 5 + 11, 4 + 9]
    assert [len(c.scans) for c in hands.done] == [2, 1, 3, 3, 1]
