"""What is particular to the page of the HTTP API: a switch, and how it is with it."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.api import ApiState, ApiStatus
from app.domain.errors import Code, Problem
from app.texts import mark, tr
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.dialogs.setting_fields import ChoiceSetting, Setting
from app.ui.labels import label
from app.ui.symbols import Symbol, SymbolView

_ON, _OFF = "on", "off"


class SwitchSetting(ChoiceSetting):
    """On or off."""

    def __init__(self, key: str, title: str, *, hint: str = "") -> None:
        """Begin with neither."""
        super().__init__(key, title, ((_OFF, tr("Off")), (_ON, tr("On"))), hint=hint)

    @property
    def value(self) -> Any:
        """True: on."""
        return {_ON: True, _OFF: False}.get(super().value)

    def fill(self, value: Any) -> None:
        """Switch."""
        super().fill(_ON if value else _OFF)

    def take_focus(self) -> None:
        """Put the focus on what is chosen."""
        self.buttons[_ON if self.value else _OFF].setFocus()


_WORDS: dict[ApiState, tuple[Symbol, str, str]] = {
    ApiState.OFF: ("cross", "muted", mark("The API is off.")),
    ApiState.STARTING: ("refresh", "muted", mark("The API is starting…")),
    ApiState.ANSWERS: ("check", "good", mark("The API answers at {url}")),
    ApiState.STOPPED: (
        "warning",
        "bad",
        mark("The API has stopped and is started again soon. The log says why."),
    ),
}
"""Symbol, tone and words of each state."""


class ApiLine(QWidget):
    """Says by symbol and words how it is with the API."""

    def __init__(self, switch: Setting) -> None:
        """Begin with nothing; `switch` is blocked where there is nothing to switch."""
        super().__init__()
        self._switch = switch
        self._symbol = SymbolView("circle", round(theme.sizes().text * 1.2), "muted")
        self._text = label("body", "semibold", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(8), 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self._symbol)
        row.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_status(self, status: ApiStatus) -> None:
        """Say a status."""
        self.setVisible(status.state is not ApiState.NOT_INSTALLED)
        if status.state is ApiState.NOT_INSTALLED:
            self._switch.block(sentence(Problem(Code.API_NOT_INSTALLED)))
            return
        symbol, tone, words = _WORDS[status.state]
        text = status.reason or tr(words, url=status.url)
        self._symbol.show_symbol(symbol, tone)
        self._text.setText(text)
