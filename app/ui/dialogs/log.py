"""The log, for who looks for a reason: its newest lines, with a filter."""

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.log_lines import LogLine, LogRead
from app.texts import tr
from app.texts.formats import number
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.setting_fields import ChoiceSetting, TextSetting
from app.ui.labels import ElidedLabel, label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView

_ERRORS = frozenset({"ERROR", "CRITICAL"})
_SHOWN: dict[str, frozenset[str]] = {
    "all": frozenset({"DEBUG", "INFO", "WARNING", *_ERRORS}),
    "warnings": frozenset({"WARNING", *_ERRORS}),
    "errors": _ERRORS,
}


class LogCard(Card):
    """Shows what was read of the log, the newest at the bottom. GUI thread.

    Signals:
        again_asked: a person wants it read anew; `show_log` takes the answer.
    """

    again_asked = Signal()

    def __init__(self, read: LogRead) -> None:
        """Show what was `read`."""
        super().__init__()
        self.setAccessibleName(tr("Log"))
        self._read = read
        self.view = QPlainTextEdit()
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # it is in English
        self.view.setReadOnly(True)
        self.view.setAccessibleName(tr("Lines of the log"))
        self.view.setTabChangesFocus(True)
        self.view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.view.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.sizes().text)
        self.view.setFont(font)
        self.search = TextSetting("text", tr("Only lines with"), empty="")
        self.level = ChoiceSetting(
            "level",
            tr("Show"),
            (("all", tr("All")), ("warnings", tr("Warnings")), ("errors", tr("Errors"))),
            height=theme.sizes().field,
        )
        self.level.fill("all")
        self.search.changed.connect(self._show)
        self.level.changed.connect(self._show)
        self._count = label("body", tone="muted")
        self._lay_out()
        self.show_log(read)

    def _lay_out(self) -> None:
        title, where = label("title", "bold"), ElidedLabel("body", tone="muted")
        title.setText(tr("Log"))
        where.setText(str(self._read.folder))
        where.setAlignment(Qt.AlignmentFlag.AlignRight)
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        size = round(theme.sizes().text * 1.4)
        top.addWidget(SymbolView("lines", size, "ink"))
        top.addWidget(title)
        top.addWidget(where, 1)
        filters = QHBoxLayout()
        filters.setSpacing(theme.px(20))
        filters.addWidget(self.search, 1)
        filters.addWidget(self.level)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(theme.sizes().gap)
        column.addLayout(top)
        column.addLayout(filters)
        column.addWidget(self.view, 1)
        column.addLayout(self._footer())

    def _footer(self) -> QHBoxLayout:
        self.again_button, self.copy_button = Button("refresh"), Button()
        self.folder_button, self.close_button = Button(), Button("cross")
        self.again_button.set_label(tr("Read again"))
        self.copy_button.set_label(tr("Copy"))
        self.folder_button.set_label(tr("Open the folder"))
        self.close_button.set_label(tr("Close"), "Esc")
        self.again_button.clicked.connect(self.again_asked)
        self.copy_button.clicked.connect(self._on_copy)
        self.folder_button.clicked.connect(self._on_folder)
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self._count, 1)
        for button in (
            self.again_button,
            self.copy_button,
            self.folder_button,
            self.close_button,
        ):
            row.addWidget(button)
        return row

    def show_log(self, read: LogRead) -> None:
        """Show what was read anew."""
        self._read = read
        self._show()

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """What is on show."""
        wanted, text = _SHOWN[self.level.value], self.search.text.strip().casefold()
        return tuple(
            line
            for line in self._read.lines
            if line.level in wanted and text in line.text.casefold()
        )

    @Slot()
    def _show(self) -> None:
        lines = self.lines
        self.view.setPlainText("\n".join(line.text for line in lines))
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._count.setText(_counted(len(lines)))

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.toPlainText())
        self._count.setText(tr("Copied."))

    @Slot()
    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._read.folder)))

    def retranslate(self) -> None:
        """Say everything in the language in use; the filter stays."""
        super().retranslate()
        self.view.setAccessibleName(tr("Lines of the log"))
        self._show()

    def wanted_width(self) -> int:
        """Ask for long lines."""
        return round(theme.sizes().text * 110)

    def wanted_height(self, _width: int) -> int:
        """Ask for all there is."""
        return round(theme.sizes().text * 60)

    def take_focus(self) -> None:
        """Begin at the filter; a full screen has no folders to open."""
        window: QWidget = self.window()
        self.folder_button.setVisible(not window.isFullScreen())
        self.search.take_focus()


def _counted(count: int) -> str:
    if count == 1:
        return tr("1 line")
    return tr("{count} lines", count=number(count)) if count else tr("No such line.")
