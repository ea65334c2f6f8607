"""The card that asks for the PIN before a kiosk is left."""

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.pin import PinGuard
from app.texts import tr
from app.texts.formats import number
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.pin_pad import PinEdit, PinPad
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView


class PinCard(Card):
    """Takes a PIN by pad or keyboard; the guard behind it counts, this card only asks.

    Attributes:
        keys: the buttons of the pad, by "0" to "9" and "back".

    Signals:
        unlocked: the PIN was right; the card has closed.
    """

    unlocked = Signal()

    def __init__(self, guard: PinGuard, *, leaving: bool = True) -> None:
        """Ask for the PIN of `guard`, to leave the kiosk or else to open its settings."""
        super().__init__()
        self._leaving = leaving
        self._guard = guard
        self._wrong = False
        self._title, self._about = label("title", "bold"), label("large", wrap=True)
        self._said = label("body", "semibold", tone="bad", wrap=True)
        self.edit = PinEdit()
        self.edit.textEdited.connect(self._on_edited)
        self.edit.entered.connect(self.submit)
        self.cancel_button = Button("cross", height=theme.sizes().field)
        self.leave_button = Button("check", kind="primary", height=theme.sizes().field)
        self.cancel_button.clicked.connect(self.closed)
        self.leave_button.clicked.connect(self.submit)
        self.pad = PinPad()
        self.pad.pressed.connect(self._on_key)
        self.keys = self.pad.keys
        self._lay_out()
        self._poll = QTimer(self)
        self._poll.setInterval(250)
        self._poll.timeout.connect(self._show_state)
        self.retranslate()

    def _lay_out(self) -> None:
        top, footer, gap = QHBoxLayout(), QHBoxLayout(), theme.sizes().gap
        top.setSpacing(theme.px(10))
        top.addWidget(SymbolView("key", round(theme.sizes().text * 1.4), "ink"))
        top.addWidget(self._title, 1)
        footer.setSpacing(gap)
        footer.addStretch(1)
        footer.addWidget(self.cancel_button)
        footer.addWidget(self.leave_button)
        self._said.setMinimumHeight(self._said.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(gap)
        column.addLayout(top)
        column.addWidget(self._about)
        column.addWidget(self.edit)
        column.addWidget(self._said)
        column.addWidget(self.pad)
        column.addSpacing(theme.px(8))
        column.addStretch(1)
        column.addLayout(footer)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        leaving = self._leaving
        title = tr("Leave the kiosk") if leaving else tr("For IT only")
        self.setAccessibleName(title)
        self._title.setText(title)
        gone = tr("Enter the PIN. Production continues; saved data is kept.")
        self._about.setText(gone if leaving else tr("Enter the PIN of this kiosk."))
        self.edit.setAccessibleName(tr("PIN"))
        self.pad.retranslate()
        self.cancel_button.set_label(tr("Cancel"), "Esc")
        self.leave_button.set_label(tr("Leave") if leaving else tr("Continue"), "Enter")
        self._show_state()

    def wanted_width(self) -> int:
        """Ask for a pad that one hand covers."""
        return round(max(theme.sizes().text * 30, theme.sizes().operation * 5))

    def wanted_height(self, width: int) -> int:
        """Ask for the height of everything."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin in the field."""
        self.leave_button.hold()
        self.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Enter, close on Esc; digits count wherever the focus is."""
        key, text = event.key(), event.text()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.submit()
        elif text.isascii() and text.isdigit():
            self._type(text)
        event.accept()

    @Slot()
    def submit(self) -> None:
        """Try what is typed."""
        typed = self.edit.text()
        if not typed or self._guard.wait:
            return
        if self._guard.opens(typed):
            self.closed.emit()
            self.unlocked.emit()
            return
        self._wrong = True
        self.edit.clear()
        self._show_state()

    def _type(self, digit: str) -> None:
        if not self.edit.isReadOnly():
            self.edit.insert(digit)
            self._on_edited()

    @Slot(str)
    def _on_key(self, key: str) -> None:
        if key == "back":
            self.edit.backspace()
        else:
            self._type(key)

    @Slot()
    def _on_edited(self) -> None:
        self._wrong = False
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        wait = self._guard.wait
        text = ""
        if wait:
            seconds = number(math.ceil(wait))
            text = tr("Too many wrong PINs. Wait {seconds} seconds.", seconds=seconds)
            self._wrong = False
            self._poll.start()
        else:
            self._poll.stop()
            if self._wrong:
                left = number(self._guard.tries_left)
                text = tr("Wrong PIN. Tries left: {count}.", count=left)
        self._said.setText(text)
        self.edit.setAccessibleDescription(text)
        for control in (self.leave_button, *self.keys.values()):
            control.setEnabled(not wait)
        self.edit.setReadOnly(bool(wait))
        self.resized.emit()
