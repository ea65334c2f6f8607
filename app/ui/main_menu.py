"""The menu behind the button with the three lines."""

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app import texts
from app.texts import tr
from app.ui import theme
from app.ui.icon_menu import IconMenu

LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
"""Every language in its own words, whatever language is in use."""


class MainMenu(IconMenu):
    """History, undo, backups, log, settings, language, theme, training, shortcuts, about, quit.

    Signals:
        language_chosen: one of `texts.LANGUAGES`.
        theme_chosen: one of `theme.COLORS`.
        mode_asked: into training mode, or out of it.
        history_asked, undo_asked, backups_asked, log_asked, settings_asked, people_asked,
            sheet_asked, shortcuts_asked, about_asked, quit_asked: the other entries.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    history_asked = Signal()
    undo_asked = Signal()
    backups_asked = Signal()
    log_asked = Signal()
    settings_asked = Signal()
    people_asked = Signal()
    sheet_asked = Signal()
    mode_asked = Signal()
    shortcuts_asked = Signal()
    about_asked = Signal()
    quit_asked = Signal()

    def __init__(self, parent: QWidget, *, training: bool) -> None:
        """Make the entries; `retranslate` names them."""
        super().__init__(parent)
        self._training = training
        self._history = self.entry("clock")
        self._history.triggered.connect(self.history_asked)
        self._undo = self.entry("undo")
        self._undo.triggered.connect(self.undo_asked)
        self._backups = self.entry("box")
        self._backups.triggered.connect(self.backups_asked)
        self._log = self.entry("lines")
        self._log.triggered.connect(self.log_asked)
        self._settings = self.entry("sliders")
        self._settings.triggered.connect(self.settings_asked)
        self._people = self.entry("person")
        self._people.triggered.connect(self.people_asked)
        self._sheet = self.entry("barcode")
        self._sheet.triggered.connect(self.sheet_asked)
        self.addSeparator()
        self._languages: dict[str, QAction] = {}
        for language in texts.LANGUAGES:
            action = self.entry()
            action.setText(LANGUAGE_NAMES[language])
            action.setData(language)
            action.triggered.connect(self._on_language)
            self._languages[language] = action
        self._theme = self.entry("half")
        self._theme.triggered.connect(self._on_theme)
        self._mode = self.entry("cap")
        self._mode.triggered.connect(self.mode_asked)
        self.addSeparator()
        self._shortcuts = self.entry("question")
        self._shortcuts.triggered.connect(self.shortcuts_asked)
        self._about = self.entry("info")
        self._about.triggered.connect(self.about_asked)
        self._quit = self.entry("cross")
        self._quit.triggered.connect(self.quit_asked)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(tr("Menu"))
        for language, action in self._languages.items():
            self.set_symbol(action, "check" if language == texts.language() else None)
        self._history.setText(tr("History of the selected MO (F7)"))
        self._undo.setText(tr("Undo the last operation (F8)"))
        self._name_theme()
        self._backups.setText(tr("Backups…"))
        self._log.setText(tr("Log…"))
        self._settings.setText(tr("Settings… (Ctrl+,)"))
        self._people.setText(tr("People and PINs…"))
        self._sheet.setText(tr("Sheet of command barcodes…"))
        self._mode.setText(tr("Back to work…") if self._training else tr("Training mode…"))
        self._shortcuts.setText(tr("Help and shortcuts (?)"))
        self._about.setText(tr("About Stasiun MO"))
        self._quit.setText(tr("Quit (Ctrl+Q)"))

    def changeEvent(self, event: QEvent) -> None:
        """Offer the other theme, wherever the one in use was chosen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._name_theme()

    def show_below(self, widget: QWidget) -> None:
        """Open under `widget`, right edges in line."""
        self.draw_icons()
        right = widget.mapToGlobal(QPoint(widget.width(), widget.height() + theme.px(4)))
        self.popup(QPoint(right.x() - self.sizeHint().width(), right.y()))

    def _name_theme(self) -> None:
        dark = theme.in_use() == "dark"
        self._theme.setText(tr("Use the light theme") if dark else tr("Use the dark theme"))

    @Slot()
    def _on_theme(self) -> None:
        self.theme_chosen.emit("light" if theme.in_use() == "dark" else "dark")
        self._name_theme()

    @Slot()
    def _on_language(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.language_chosen.emit(action.data())
