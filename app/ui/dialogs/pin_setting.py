"""The field that sets the PIN of the kiosk."""

from typing import Any, Final

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator

from app.domain.pin import LONGEST, SHORTEST
from app.texts import tr
from app.ui.dialogs.setting_fields import TextSetting

NONE: Final = "0"
"""What is typed to do without a PIN."""


class PinSetting(TextSetting):
    """Digits, shown while they are typed; the PIN that there is stays hidden.

    Its value is what is kept as long as nothing is typed, "" for no PIN, else the digits: who
    saves them keeps their hash only.
    """

    def __init__(self, key: str) -> None:
        """Begin without one."""
        super().__init__(key, tr("PIN to leave the full screen"), empty="")
        self._kept = ""
        digits = QRegularExpression(f"[0-9]{{0,{LONGEST}}}")
        self.edit.setValidator(QRegularExpressionValidator(digits, self.edit))

    @property
    def value(self) -> Any:
        """What is to be kept."""
        typed = self.text.strip()
        if not typed:
            return self._kept
        return "" if typed == NONE else typed

    def fill(self, value: Any) -> None:
        """Say whether there is one."""
        self._kept = str(value or "")
        self.set_text("")
        self.set_hint(
            tr("There is one. Empty: it stays. {none}: no PIN any more.", none=NONE)
            if self._kept
            else self._allowed()
        )

    def show_error(self, text: str) -> None:
        """Say what a PIN is, whatever is wrong with it."""
        super().show_error(self._allowed() if text else "")

    def _allowed(self) -> str:
        return tr("{least} to {most} digits. Empty: no PIN.", least=SHORTEST, most=LONGEST)
