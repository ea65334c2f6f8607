"""How the settings are laid out: the pages, what opens each, a message, the buttons."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.api_fields import ApiLine
from app.ui.dialogs.connection_panel import ConnectionPanel
from app.ui.dialogs.setting_fields import Setting
from app.ui.dialogs.settings_pages import PAGES, make_pages
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView

SIDE = 26
"""Left and right of everything, for `theme.px`."""


class SettingsSheet(Card):
    """The look of the settings, without their behaviour.

    Attributes:
        fields: every field, by its key.
        pages, buttons: the pages and what opens each, by section.
        stack: has the pages.
        panel: Tes koneksi.
        api_line: how it is with the API.
        cancel_button, save_button: the footer.
    """

    def __init__(self, file: str) -> None:
        """Lay everything out; `file` is what they are saved in."""
        super().__init__()
        self.setAccessibleName(tr("Settings"))
        self._file = file
        self.pages = make_pages()
        self.fields: dict[str, Setting] = {
            field.key: field for page in self.pages.values() for field in page.fields
        }
        self.panel = ConnectionPanel()
        self.pages["odoo"].grid.addWidget(self.panel, 0, 1, 8, 1)
        self.api_line = ApiLine(self.fields["api.enabled"])
        self.pages["api"].grid.addWidget(self.api_line, 2, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.buttons = {name: Button() for name in PAGES}
        self._message = label("body", "semibold", tone="bad", wrap=True)
        self._mark = SymbolView("cross", round(theme.sizes().text * 1.1), "bad")
        self._mark.hide()
        self.cancel_button = Button("cross")
        self.save_button = Button("check", kind="primary")
        self._lay_out()

    def _lay_out(self) -> None:
        navigation = QVBoxLayout()
        navigation.setSpacing(theme.px(8))
        for name, button in self.buttons.items():
            button.set_label(tr(PAGES[name]))
            button.setProperty("page", name)
            button.setMinimumWidth(round(theme.sizes().text * 9))  # steady with a warning, too
            button.clicked.connect(self._on_page_chosen)
            navigation.addWidget(button)
        navigation.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(22))
        middle.addLayout(navigation)
        middle.addWidget(self.stack, 1)
        footer = QHBoxLayout()
        footer.setSpacing(theme.px(12))
        footer.addWidget(self._mark)
        footer.addWidget(self._message, 1)
        footer.addWidget(self.cancel_button)
        footer.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(SIDE), theme.px(18), theme.px(SIDE), theme.px(18))
        column.setSpacing(theme.sizes().gap + theme.px(4))
        column.addLayout(self._heading())
        column.addLayout(middle, 1)
        column.addLayout(footer)
        self.save_button.set_label(tr("Save"))
        self.name_cancel(leaving=False)

    def _heading(self) -> QHBoxLayout:
        title, where = label("title", "bold"), label("body", tone="muted")
        title.setText(tr("Settings"))
        where.setText(self._file)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        size = round(theme.sizes().text * 1.4)
        row.addWidget(SymbolView("sliders", size, "ink"))
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(where)
        return row

    def show_page(self, section: str) -> None:
        """Show a page."""
        self.stack.setCurrentWidget(self.pages[section])
        for name, button in self.buttons.items():
            button.set_kind("primary" if name == section else "plain")

    def tell(self, text: str, *, tone: str = "bad") -> None:
        """Say something beside the buttons."""
        self._message.setProperty("tone", tone)
        self._message.style().unpolish(self._message)
        self._message.style().polish(self._message)
        self._message.setFont(theme.font("body", "semibold"))
        self._message.setText(text)
        self._mark.setVisible(bool(text) and tone != "muted")
        self._mark.show_symbol("cross" if tone == "bad" else "warning", tone)

    @property
    def message(self) -> str:
        """What stands beside the buttons."""
        return self._message.text()

    def name_cancel(self, *, leaving: bool) -> None:
        """Say what Esc does."""
        self.cancel_button.set_label(tr("Discard the changes") if leaving else tr("Close"), "Esc")

    def mark_pages(self, sections: Collection[str]) -> None:
        """Mark the pages on which something is not right."""
        for name, button in self.buttons.items():
            button.set_symbol("warning" if name in sections else None)

    @Slot()
    def _on_page_chosen(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.show_page(button.property("page"))

    def wanted_width(self) -> int:
        """Ask for room for two columns beside the pages."""
        return round(theme.sizes().text * 74)

    def wanted_height(self, _width: int) -> int:
        """Ask for the height of the highest page, which scrolls where there is less."""
        return round(theme.sizes().text * 42)
