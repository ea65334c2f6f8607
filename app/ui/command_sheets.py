"""The menu's entry that writes the sheet of command barcodes into the documents folder."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.domain.errors import EnvironmentFaultError
from app.texts import tr
from app.texts.sentences import sentences
from app.ui.notifier import Notifier


class CommandSheets(QObject):
    """Writes a new file every time and says where; milliseconds of work. GUI thread."""

    def __init__(self, notifier: Notifier, parent: QObject) -> None:
        """Tell through `notifier`."""
        super().__init__(parent)
        self._notifier = notifier

    @Slot()
    def write(self) -> None:
        """Write the sheet in the language in use; a file that is there already stays."""
        from PySide6.QtCore import QDir, QStandardPaths  # of what nobody needs at the start

        from app.ui import command_sheet

        kind = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(kind) or QDir.homePath())
        file = _free(folder / command_sheet.NAME)
        try:
            command_sheet.write(file)
        except EnvironmentFaultError as error:
            self._notifier.refused(sentences(error))
        else:
            text = tr("The sheet of command barcodes is ready to print: {file}", file=file)
            self._notifier.done(text)


def _free(file: Path) -> Path:
    """Give a name in the folder of `file` that no file has."""
    found, count = file, 1
    while found.exists():
        count += 1
        found = file.with_stem(f"{file.stem}-{count}")
    return found
