"""The menu behind the button with the three lines."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from app import texts
from app.texts import tr
from app.ui import symbols, theme
from app.ui.symbols import Symbol

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
"""Every language in its own words, whatever language is in use."""


class MainMenu(QMenu):
    """History, undo, backup, language, shortcuts, about, quit.

    Signals:
        language_chosen: one of `texts.LANGUAGES`.
        history_asked, undo_asked, backup_asked, sheet_asked, shortcuts_asked, about_asked,
            quit_asked: the other entries.
    """

    language_chosen = Signal(str)
    history_asked = Signal()
    undo_asked = Signal()
    backup_asked = Signal()
    sheet_asked = Signal()
    shortcuts_asked = Signal()
    about_asked = Signal()
    quit_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Make the entries; `retranslate` names them."""
        super().__init__(parent)
        self.setFont(theme.font("large"))
        self._check = self._icon("check")
        self._history = self.addAction(self._icon("clock"), "")
        self._history.triggered.connect(self.history_asked)
        self._undo = self.addAction(self._icon("undo"), "")
        self._undo.triggered.connect(self.undo_asked)
        self._backup = self.addAction(self._icon("box"), "")
        self._backup.triggered.connect(self.backup_asked)
        self._sheet = self.addAction(self._icon("barcode"), "")
        self._sheet.triggered.connect(self.sheet_asked)
        self.addSeparator()
        self._languages: dict[str, QAction] = {}
        for language in texts.LANGUAGES:
            action = self.addAction(LANGUAGE_NAMES[language])
            action.setData(language)
            action.triggered.connect(self._on_language)
            self._languages[language] = action
        self.addSeparator()
        self._shortcuts = self.addAction(self._icon("question"), "")
        self._shortcuts.triggered.connect(self.shortcuts_asked)
        self._about = self.addAction(self._icon("info"), "")
        self._about.triggered.connect(self.about_asked)
        self.addSeparator()
        self._quit = self.addAction(self._icon("cross"), "")
        self._quit.triggered.connect(self.quit_asked)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(tr("Menu"))
        for language, action in self._languages.items():
            chosen = language == texts.language()
            action.setIcon(self._check if chosen else QIcon())
        self._history.setText(tr("History of the selected MO (F7)"))
        self._undo.setText(tr("Undo the last operation (F8)"))
        self._backup.setText(tr("Back up now"))
        self._sheet.setText(tr("Sheet of command barcodes…"))
        self._shortcuts.setText(tr("Shortcuts (?)"))
        self._about.setText(tr("About Stasiun MO"))
        self._quit.setText(tr("Quit"))

    def show_below(self, widget: QWidget) -> None:
        """Open under `widget`, right edges in line."""
        right = widget.mapToGlobal(QPoint(widget.width(), widget.height() + 4))
        self.popup(QPoint(right.x() - self.sizeHint().width(), right.y()))

    def _icon(self, symbol: Symbol) -> QIcon:
        return symbols.icon(symbol, theme.color("ink"), round(theme.sizes().text * 1.2))

    @Slot()
    def _on_language(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.language_chosen.emit(action.data())
