"""Fields of the settings: each holds one value of the configuration, by its key."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.texts import again, joined, tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import Edit, FormField
from app.ui.labels import label
from app.ui.symbols import SymbolView

MAX_TEXT = 500
"""Longer than any address or path that makes sense."""


def as_text(value: Any) -> str:
    """Write a value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def number(text: str) -> float | str:
    """Read a number, with a comma or a point; what is none stays as it is, and is refused."""
    text = text.strip().replace(",", ".")
    return float(text) if re.fullmatch(r"\d+(\.\d*)?", text) else text


def whole(text: str) -> int | str:
    """Read a whole number; what is none stays as it is, and is refused."""
    text = text.strip()
    return int(text) if re.fullmatch(r"\d{1,9}", text) else text


def wholes(text: str) -> list[int | str]:
    """Read whole numbers with commas or blanks between."""
    return [whole(part) for part in re.split(r"[,;\s]+", text) if part]


class _Line(Edit):
    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font("large"))
        self.setMaxLength(MAX_TEXT)


class TextSetting(FormField):
    """A line of text, or what is read from one.

    Attributes:
        key: of the configuration.
    """

    says = ""

    def __init__(
        self,
        key: str,
        title: str,
        *,
        hint: str = "",
        read: Callable[[str], Any] = str.strip,
        empty: Any = None,
    ) -> None:
        """Begin empty; `empty` is the value of an empty line."""
        super().__init__(key, title, hint=hint, edit=_Line())
        self.key, self._read, self._empty = key, read, empty

    @property
    def value(self) -> Any:
        """What is typed, read."""
        text = self.text.strip()
        return self._read(text) if text else self._empty

    def fill(self, value: Any) -> None:
        """Show a value."""
        self.set_text(as_text(value))
        self.edit.setCursorPosition(0)

    def show_error(self, text: str) -> None:
        """Say what is wrong."""
        self.show_finding(error=text, now=True)

    def block(self, reason: str) -> None:
        """Allow no change."""
        self.set_hint(reason)
        self.edit.setEnabled(False)


class SecretSetting(TextSetting):
    """A line that shows nobody what is typed; empty leaves the secret as it is."""

    def __init__(self, key: str, title: str) -> None:
        """Begin empty."""
        super().__init__(key, title)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def say_kept(self, *, kept: bool, instead: str) -> None:
        """Say whether there is one already, or which variable is for it `instead` of a keyring."""
        if instead:
            self.set_hint(
                tr(
                    "There is no keyring here: leave this empty, and set {variable} instead.",
                    variable=instead,
                )
            )
        elif kept:
            self.set_hint(
                tr("Stored in this computer's keyring. Leave empty to leave it unchanged.")
            )
        else:
            self.set_hint(tr("Is stored in this computer's keyring."))


class _Composed(QWidget):
    """A title above what is set, a hint or an error below."""

    changed = Signal()

    def __init__(self, key: str, title: str, hint: str) -> None:
        super().__init__()
        self.key, self._hint = key, hint
        self._title = label("body", "semibold")
        self._title.setText(title)
        self._below = label("body", tone="muted", wrap=True)
        line = self._below.fontMetrics().lineSpacing()
        side = round(line * 0.7)
        self._mark = SymbolView("cross", side, "bad")
        beside = QVBoxLayout()
        beside.setContentsMargins(0, (line - side) // 2, 0, 0)
        beside.addWidget(self._mark)
        beside.addStretch(1)
        self._under = QHBoxLayout()
        self._under.setSpacing(theme.px(6))
        self._under.addLayout(beside)
        self._under.addWidget(self._below, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(4))
        self.column.addWidget(self._title)

    def retranslate(self) -> None:
        """Say the same in the language in use; its labels do so themselves."""
        self._hint = again(self._hint)

    def close_column(self) -> None:
        self.column.addLayout(self._under)
        self.column.addStretch(1)
        self.show_error("")

    @property
    def error(self) -> str:
        """What is wrong with it."""
        return self._below.text() if self._below.property("tone") == "bad" else ""

    def show_error(self, text: str) -> None:
        """Say what is wrong."""
        self._below.setText(text or self._hint)
        self._below.setVisible(bool(text or self._hint))
        self._mark.setVisible(bool(text))
        self._below.setProperty("tone", "bad" if text else "muted")
        self._below.style().unpolish(self._below)
        self._below.style().polish(self._below)
        self._below.setFont(theme.font("body", "semibold" if text else "regular"))

    def say(self, hint: str) -> None:
        self._hint = hint
        self.show_error("")


class ChoiceSetting(_Composed):
    """One of a few values, each a large button; the arrow keys go through them."""

    def __init__(
        self,
        key: str,
        title: str,
        choices: tuple[tuple[str, str], ...],
        *,
        hint: str = "",
        height: int | None = None,
    ) -> None:
        """Offer `choices`: value and text; each `height` high, else as high as any button."""
        super().__init__(key, title, hint)
        self.buttons: dict[str, Button] = {}
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for value, text in choices:
            button = Button("circle", height=height)
            button.set_label(text, name=joined(title, text, between=": "))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.toggled.connect(self._on_toggled)
            self.buttons[value] = button
            row.addWidget(button)
        row.addStretch(1)
        self.column.addWidget(holder)
        self.close_column()

    @property
    def value(self) -> Any:
        """The one that is chosen."""
        return next((v for v, button in self.buttons.items() if button.isChecked()), None)

    def fill(self, value: Any) -> None:
        """Choose a value."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)

    def block(self, reason: str) -> None:
        """Allow no change."""
        for button in self.buttons.values():
            button.setEnabled(False)
        self.say(reason)

    def take_focus(self) -> None:
        """Put the focus on what is chosen."""
        (self.buttons.get(self.value) or next(iter(self.buttons.values()))).setFocus()

    @Slot()
    def _on_toggled(self) -> None:
        for button in self.buttons.values():
            button.set_symbol("check" if button.isChecked() else "circle")
        self.changed.emit()


class LinesSetting(_Composed):
    """Texts, one per line; Tab leaves it."""

    def __init__(self, key: str, title: str, *, hint: str = "", lines: int = 4) -> None:
        """Begin empty, `lines` high."""
        super().__init__(key, title, hint)
        self._said = title
        self.edit = QPlainTextEdit()
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # it is in English
        self.edit.setFont(theme.font("large"))
        self.edit.setAccessibleName(title)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + theme.px(24))
        self.edit.textChanged.connect(self.changed)
        self.column.addWidget(self.edit)
        self.close_column()

    def retranslate(self) -> None:
        """Say the same in the language in use."""
        super().retranslate()
        self.edit.setAccessibleName(again(self._said))

    @property
    def value(self) -> Any:
        """The lines that are not empty."""
        return [line.strip() for line in self.edit.toPlainText().splitlines() if line.strip()]

    def fill(self, value: Any) -> None:
        """Show texts."""
        self.edit.setPlainText("\n".join(value or ()))

    def block(self, reason: str) -> None:
        """Allow no change."""
        self.edit.setEnabled(False)
        self.say(reason)

    def take_focus(self) -> None:
        """Put the cursor into it."""
        self.edit.setFocus()


Setting = TextSetting | ChoiceSetting | LinesSetting
"""Any field: has `key`, `value`, `changed`, `fill`, `show_error`, `block`, `take_focus`."""
