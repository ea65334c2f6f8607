"""The command barcodes: what a scanner sends to press a button."""

from enum import StrEnum
from typing import Final

from app.domain.codes import clean

MARK: Final = "$"
"""Begins every command. Neither code, roll nor leader may have it, and no MO is called so; on the
keyboards that scanners imitate it is Shift+4, whatever the language and Caps Lock."""


class Command(StrEnum):
    """What a command barcode holds; the same in every language, because it is printed."""

    SAVE = "$SIMPAN"
    YES = "$YA"
    CANCEL = "$BATAL"
    SYNC = "$SYNC"

    @property
    def word(self) -> str:
        """What stands under the bars in large letters."""
        return self.value.removeprefix(MARK)


def command(text: str) -> Command | None:
    """Give the command that typed or scanned text is, case does not matter; None: it is none."""
    cleaned = clean(text)
    return Command(cleaned) if cleaned in set(Command) else None
