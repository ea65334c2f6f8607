"""Cadangan: the backups that there are, a new one, and the way back to an old one."""

from datetime import tzinfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Code, Problem
from app.services.messages import BackupFile, BackupList
from app.texts import tr
from app.texts.formats import dated, number
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.scrolled import Scrolled
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import Symbol, SymbolView

_MEGA = 1_000_000

_BETWEEN = 8
"""Between two backups, for `theme.px`."""

_NAMED = 3
"""MOs that are named before a restore; there may be many."""


class BackupsCard(Card):
    """Lists the backups. GUI thread.

    Signals:
        backup_asked: a person wants one now.
        restore_asked: the `Path` of the one that is to replace the store, and in words when it
            was made and what is missing in it; the card has closed.
    """

    backup_asked = Signal()
    restore_asked = Signal(object, str, str)

    def __init__(self, listed: BackupList, zone: tzinfo) -> None:
        """Show what is known, times in `zone`."""
        super().__init__()
        self.setAccessibleName(tr("Backups"))
        self._zone = zone
        self._listed = listed
        self.restore_buttons: list[Button] = []
        self._second = label("body", tone="muted", wrap=True)
        self._area = Scrolled()
        self.backup_button, self.close_button = Button("box", kind="primary"), Button("cross")
        self.backup_button.set_label(tr("Back up now"))
        self.close_button.set_label(tr("Close"), "Esc")
        self.backup_button.clicked.connect(self._on_backup)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.show_list(listed)

    def _lay_out(self) -> None:
        title, where = label("title", "bold"), label("body", tone="muted", wrap=True)
        title.setText(tr("Backups"))
        if self._listed.at_server:
            where.setText(sentence(Problem(Code.STORE_AT_SERVER)))
            self.backup_button.hide()
            self._second.hide()
        else:
            where.setText(tr("One is made every day, in {folder}.", folder=self._listed.folder))
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        size = round(theme.sizes().text * 1.4)
        top.addWidget(SymbolView("box", size, "ink"))
        top.addWidget(title, 1)
        footer = QHBoxLayout()
        footer.setSpacing(theme.px(12))
        footer.addWidget(self.backup_button)
        footer.addStretch(1)
        footer.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(theme.sizes().gap)
        column.addLayout(top)
        column.addWidget(where)
        column.addWidget(self._second)
        column.addWidget(self._area, 1)
        column.addLayout(footer)

    def show_list(self, listed: BackupList) -> None:
        """Show more, or other ones; the focus stays at its row."""
        focused = next((b.property("path") for b in self.restore_buttons if b.hasFocus()), None)
        self._listed = listed
        self.restore_buttons = []
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(_BETWEEN))
        grid.setColumnStretch(2, 1)
        for row, file in enumerate(listed.files):
            self._add_row(grid, row, file)
        if not listed.files and not listed.at_server:
            nothing = label("large", tone="muted")
            nothing.setText(tr("There is no backup yet."))
            grid.addWidget(nothing, 0, 0)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(inside)
        self._second.setText(_second(listed))
        for button in self.restore_buttons:
            if button.property("path") == focused:
                button.setFocus()
        self.backup_button.setEnabled(True)
        self.resized.emit()

    def _add_row(self, grid: QGridLayout, row: int, file: BackupFile) -> None:
        made = dated(file.made_at, self._zone)
        time, size = label("large", "semibold", figures="numbers"), label(figures="numbers")
        time.setText(made)
        size.setText(tr("{size} MB", size=number(round(file.size / _MEGA, 1))))
        symbol, tone, text = _state(file)
        state = QWidget()
        line = QHBoxLayout(state)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        said = label("body", "semibold" if file.good is False else "regular")
        said.setText(text)
        line.addWidget(SymbolView(symbol, theme.sizes().text, tone))
        line.addWidget(said, 1)
        button = Button("undo")
        button.set_label(tr("Restore…"), name=tr("Restore the backup of {time}", time=made))
        button.setProperty("path", file.path)
        button.setProperty("words", (made, _missing(file)))
        button.setEnabled(file.good is not False)
        button.clicked.connect(self._on_restore)
        self.restore_buttons.append(button)
        for column, widget in enumerate((time, size, state, button)):
            grid.addWidget(widget, row, column)

    @Slot()
    def _on_backup(self) -> None:
        self.backup_button.setEnabled(False)
        self.backup_asked.emit()

    @Slot()
    def _on_restore(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            path, words = button.property("path"), button.property("words")
            self.closed.emit()
            self.restore_asked.emit(path, *words)

    def wanted_width(self) -> int:
        """Ask for a readable line."""
        return round(theme.sizes().text * 54)

    def wanted_height(self, _width: int) -> int:
        """Ask for all of them; where that is more than the screen has, they scroll."""
        rows = max(4, len(self._listed.files))
        row = theme.sizes().target + theme.px(_BETWEEN)
        return round(theme.sizes().text * 13) + rows * row

    def take_focus(self) -> None:
        """Begin where nothing is replaced."""
        self.backup_button.setFocus()


def _state(file: BackupFile) -> tuple[Symbol, str, str]:
    if file.good is None:
        return "clock", "muted", tr("is being checked…")
    if not file.good:
        return "cross", "bad", tr("damaged")
    if file.replaced:
        return "check", "good", tr("what a restore replaced, good")
    return "check", "good", tr("checked, good")


def _missing(file: BackupFile) -> str:
    if file.missing is None:
        return ""
    if not file.missing:
        return tr("No operation is missing in it.")
    names = ", ".join(file.missing_mos[:_NAMED])
    if len(file.missing_mos) > _NAMED:
        names += "\u00a0…"
    count = number(file.missing)
    return tr("Operations that will be lost: {count} ({mos}).", count=count, mos=names)


def _second(listed: BackupList) -> str:
    if listed.second is None:
        return tr("There is no second folder. It can be set in the settings.")
    if not listed.second_known:
        return tr("Second folder {folder}: is being looked at…", folder=listed.second)
    if listed.second_count is None:
        return tr("Second folder {folder} cannot be reached now.", folder=listed.second)
    count = number(listed.second_count)
    return tr("Second folder {folder}: {count} copies.", folder=listed.second, count=count)
