"""Asks for the session id, password or API key that Odoo takes in the place of a refused one."""

import re
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.services.messages import AccessGiven, Renewal, Secret
from app.texts import mark, tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import Edit, FormField
from app.ui.dialogs.tick import Tick
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView

LONGEST: Final = 4096
"""Characters of a secret; a session id has 84."""

_TITLES: Final[dict[Secret, str]] = {
    "session_id": mark("New session id for Odoo"),
    "password": mark("New password for Odoo"),
    "api_key": mark("New API key for Odoo"),
}
_FIELDS: Final[dict[Secret, str]] = {
    "session_id": mark("Session id"),
    "password": mark("Password of {login}"),
    "api_key": mark("API key"),
}
_STEPS: Final[dict[Secret, tuple[str, ...]]] = {
    "session_id": (
        mark("1. In a browser, on any computer, open {url} and log in."),
        mark("2. Press F12, choose Application (Firefox: Storage), then Cookies."),
        mark("3. Copy the value of session_id and paste it here."),
    ),
    "password": (mark("It is for Odoo at {host}."),),
    "api_key": (
        mark("1. In Odoo at {host}, open your name at the top right, then Preferences, Security."),
        mark("2. Make a new API key, copy it and paste it here."),
    ),
}


class SecretEdit(Edit):
    """A line that hides what is typed until it is told to show it."""

    def __init__(self) -> None:
        """Begin empty and hidden."""
        super().__init__()
        self.setMaxLength(LONGEST)
        self.show_text(shown=False)

    @Slot(bool)
    def show_text(self, shown: bool) -> None:  # a signal's argument
        """Show what is typed, or hide it."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        # A screen keyboard learns nothing from it, and changes no letter, either way.
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )


class RenewAccessCard(Card):
    """One field for a secret, how to come by it, and what Odoo said to it.

    Signals:
        submitted: an `AccessGiven`; the card stays until it is told what came of it.
    """

    submitted = Signal(object)

    def __init__(self, renewal: Renewal, reason: str) -> None:
        """Ask for what `renewal` says; `reason` is the sentence of what happened."""
        super().__init__()
        self._renewal = renewal
        self._checking = self._over = False
        named = {"url": renewal.url, "host": renewal.host, "login": renewal.login or "?"}
        title = tr(_TITLES[renewal.secret])
        self.setAccessibleName(title)
        self.setAccessibleDescription(reason)
        self._reason = label("large", "semibold", tone="bad", wrap=True)
        self._reason.setText(reason)
        self._steps = [label("large", wrap=True) for _ in _STEPS[renewal.secret]]
        for line, text in zip(self._steps, _STEPS[renewal.secret], strict=True):
            line.setText(tr(text, **named))
        self._edit = SecretEdit()
        self.field = FormField("value", tr(_FIELDS[renewal.secret], **named), edit=self._edit)
        self.field.entered.connect(self.save)
        self.field.reshaped.connect(self.resized)
        self.show_tick = Tick(tr("Show what is typed"))
        self.show_tick.toggled.connect(self._edit.show_text)
        self.show_tick.entered.connect(self.save)
        self._told = label("large", "semibold", tone="warn", wrap=True)
        self._told.hide()
        self.cancel_button, self.save_button = Button("cross"), Button("check", kind="primary")
        self.cancel_button.set_label(tr("Cancel"), "Esc")
        self.save_button.set_label(tr("Save"), "Enter")
        self.cancel_button.clicked.connect(self.closed)
        self.save_button.clicked.connect(self.save)
        self._lay_out(title)

    def _lay_out(self, title: str) -> None:
        heading = label("title", "bold")
        heading.setText(title)
        top, footer = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.px(12))
        size = round(theme.sizes().text * 1.6)
        top.addWidget(SymbolView("key", size, "accent"))
        top.addWidget(heading, 1)
        self._calm = label("large", wrap=True)
        self._calm.setText(tr("The station goes on working meanwhile."))
        footer.setSpacing(theme.px(12))
        footer.addWidget(self.show_tick)
        footer.addStretch(1)
        footer.addWidget(self.cancel_button)
        footer.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(22), theme.px(26), theme.px(22))
        column.setSpacing(theme.px(10))
        column.addLayout(top)
        for words in (self._reason, self._calm, *self._steps):
            column.addWidget(words)
        column.addSpacing(theme.px(6))
        column.addWidget(self.field)
        column.addWidget(self._told)
        column.addStretch(1)
        column.addLayout(footer)

    @property
    def told(self) -> str:
        """What stands below the field about the saving; empty: nothing."""
        return "" if self._told.isHidden() else self._told.text()

    def wanted_width(self) -> int:
        """Ask for a readable line."""
        return round(theme.sizes().text * 52)

    def wanted_height(self, width: int) -> int:
        """Ask for the height of all lines."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin in the field."""
        self.field.take_focus()

    @Slot()
    def save(self) -> None:
        """Give what is typed; nothing while one is being checked."""
        if self._over:
            self.closed.emit()
            return
        value = cleaned(self._renewal.secret, self.field.text)
        if self._checking:
            return
        if not value:
            self.field.show_finding(error=tr("This is still missing."), now=True)
            self.field.take_focus()
            return
        self._set_checking(checking=True)
        self._tell(self._told, tr("Odoo is being asked…"))
        self.submitted.emit(AccessGiven(self._renewal.secret, value))

    def show_refused(self, sentence: str) -> None:
        """Say why it does not open Odoo; what was typed stays to be put right."""
        self._set_checking(checking=False)
        self._told.hide()
        self._reason.hide()  # it was about what the station had before
        self.field.show_finding(error=sentence, now=True)
        self.field.take_focus()
        self.resized.emit()

    def show_end(self, sentence: str) -> None:
        """Say what is to be known although it went well; all that is left is to close."""
        self._over = True
        parts = (self._reason, self._calm, *self._steps, self.field, self.show_tick)
        for part in (*parts, self.cancel_button):
            part.hide()
        self.save_button.setEnabled(True)
        self.save_button.set_label(tr("Close"), "Esc")
        self.save_button.hold()
        self.save_button.setFocus()
        self._tell(self._told, sentence)

    def _set_checking(self, *, checking: bool) -> None:
        self._checking = checking
        self.field.set_locked(locked=checking)
        self.save_button.setEnabled(not checking)

    def _tell(self, words: QLabel, text: str) -> None:
        words.setText(text)
        words.show()
        self.resized.emit()


def cleaned(secret: Secret, text: str) -> str:
    """Take what a copy brings along from around a secret: blanks, the name and end of a cookie."""
    found = re.search(r"session_id\s*[=:]\s*[\"']?([^\s;,\"']+)", text)
    return found[1] if found and secret == "session_id" else text.strip()  # noqa: S105  # its name
