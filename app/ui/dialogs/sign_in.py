"""The card that asks who somebody is: badge and PIN."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.codes import clean
from app.domain.commands import Command
from app.domain.errors import Code, Problem
from app.domain.pin import is_pin
from app.services.people_messages import SignInAsked
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.pin_pad import PinEdit, PinPad
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView


class SignInCard(Card):
    """Takes a badge by scanner, keyboard or pad, then a PIN. GUI thread.

    Signals:
        submitted: a `SignInAsked`; `finish` or `show_refused` answers.

    Attributes:
        takes_scans: not while a PIN is typed: its digits belong to nobody else.
    """

    submitted = Signal(object)

    def __init__(self, reason: str = "", badge: str = "") -> None:
        """Say why it is asked; `badge` was scanned already."""
        super().__init__()
        self.takes_scans = True
        self._checking = False
        self.badge = FormField("badge", tr("Badge"), hint=tr("Scan it, or type its number."))
        self.pin = FormField("pin", tr("PIN"), edit=PinEdit())
        self.pin.edit.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.pin.edit.setFont(theme.font("figure", figures="codes"))  # as the badge above
        self.badge.set_text(badge)
        self.badge.entered.connect(self._on_badge_entered)
        self.pin.entered.connect(self.submit)
        self.pin.edit.installEventFilter(self)
        for field in (self.badge, self.pin):
            field.reshaped.connect(self.resized)
        self.pad = PinPad()
        self.pad.pressed.connect(self._on_key)
        height = theme.sizes().field
        self.cancel_button = Button("cross", height=height)
        self.sign_in_button = Button("check", kind="primary", height=height)
        self.cancel_button.set_label(tr("Cancel"), "Esc")
        self.cancel_button.clicked.connect(self.closed)
        self.sign_in_button.clicked.connect(self.submit)
        self._lay_out(reason or tr("Who is it? Scan the badge, then enter the PIN."))
        self.setAccessibleName(tr("Sign in"))
        self._say_button()

    def _lay_out(self, reason: str) -> None:
        title, self._reason = label("title", "bold"), label("large", wrap=True)
        title.setText(tr("Sign in"))
        self._reason.setText(reason)
        self.setAccessibleDescription(reason)
        top, middle, footer = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(SymbolView("person", round(theme.sizes().text * 1.4), "ink"))
        top.addWidget(title, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.sizes().gap)
        for part in (self._reason, self.badge, self.pin):
            left.addWidget(part)
        left.addStretch(1)
        middle.setSpacing(theme.sizes().gap * 2)
        middle.addLayout(left, 5)
        middle.addWidget(self.pad, 4)
        footer.setSpacing(theme.sizes().gap)
        footer.addStretch(1)
        footer.addWidget(self.cancel_button)
        footer.addWidget(self.sign_in_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(theme.sizes().gap)
        column.addLayout(top)
        column.addLayout(middle)
        column.addStretch(1)
        column.addLayout(footer)

    @property
    def checking(self) -> bool:
        """Tell whether an answer to `submitted` is awaited."""
        return self._checking

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        super().retranslate()
        self.setAccessibleDescription(self._reason.text())
        self._say_button()

    def wanted_width(self) -> int:
        """Ask for a field beside a pad that one hand covers; it covers an operation's card, too."""
        return round(max(theme.sizes().text * 53.75, theme.sizes().operation * 9))

    def wanted_height(self, width: int) -> int:
        """Ask for the height of everything."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin with what is missing."""
        self.sign_in_button.hold()
        (self.pin if self.badge.text.strip() else self.badge).take_focus()

    def waiting_field(self) -> QWidget | None:
        """Let a scan fill the badge while the focus is in no field."""
        return None if self._checking else self.badge

    def obey(self, told: Command) -> bool:
        """Take the barcodes SIMPAN and YA for the button."""
        if told in (Command.SAVE, Command.YES):
            self.submit()
            return True
        return super().obey(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc; digits count wherever the focus is."""
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif text.isascii() and text.isdigit():
            self._on_key(text)
        event.accept()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the scanner's reader away from a PIN."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.takes_scans = event.type() == QEvent.Type.FocusOut
        return False

    @Slot()
    def submit(self) -> None:
        """Ask whether badge and PIN belong together, once both are there."""
        badge, pin = clean(self.badge.text), self.pin.text
        if self._checking:
            return
        if not badge:
            self._refuse(self.badge, Problem(Code.REQUIRED))
        elif not pin or pin == badge:  # the badge was scanned a second time
            self.pin.set_text("")
            self.pin.take_focus()
        elif not is_pin(pin):
            self._refuse(self.pin, Problem(Code.PIN_FORMAT))
        else:
            self._set_checking(checking=True)
            self.submitted.emit(SignInAsked(badge, pin))

    def finish(self) -> None:
        """It was right: close."""
        self.closed.emit()

    def show_refused(self, problems: tuple[Problem, ...]) -> None:
        """It was not: say why, and let it be tried again."""
        self._set_checking(checking=False)
        self._refuse(self.pin, problems[0])

    def _refuse(self, field: FormField, problem: Problem) -> None:
        self.pin.set_text("")
        field.show_finding(error=sentence(problem), now=True)
        field.take_focus()

    def _set_checking(self, *, checking: bool) -> None:
        self._checking = checking
        for field in (self.badge, self.pin):
            field.set_locked(locked=checking)
        self._say_button()

    def _say_button(self) -> None:
        self.sign_in_button.set_symbol(None if self._checking else "check")
        text = tr("Checking…") if self._checking else tr("Sign in")
        self.sign_in_button.set_label(text, "Enter")

    @Slot()
    def _on_badge_entered(self) -> None:
        self.pin.take_focus()

    @Slot(str)
    def _on_key(self, key: str) -> None:
        """Type into the field that has the focus, else into the one that is missing."""
        if self._checking:
            return
        edit: QLineEdit = self.pin.edit
        if self.badge.edit.hasFocus() or not self.badge.text:
            edit = self.badge.edit
        if key == "back":
            edit.backspace()
        else:
            edit.insert(key)
        edit.setFocus()
