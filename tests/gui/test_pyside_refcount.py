"""Qt's Python binding must not lose references to None: 6.12.0 does before Python 3.12."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CALLS = 1000
NOISE = 50  # what the interpreter itself takes and gives back meanwhile


def test_calls_that_return_nothing_give_up_no_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    texts = [str(number) for number in range(CALLS)]
    before = sys.getrefcount(None)
    for text in texts:
        label.setText(text)
        label.setObjectName(text)
    lost = before - sys.getrefcount(None)
    assert lost < NOISE
