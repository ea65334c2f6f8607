"""Cards that only tell: about the program, and its shortcuts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView


class InfoCard(Card):
    """A title, lines of two columns, and a button that closes it."""

    def __init__(self, title: str, lines: tuple[tuple[str, str], ...], intro: str = "") -> None:
        """Show `lines`: what, and about it; below a sentence or two, if there is an `intro`."""
        super().__init__()
        self.setAccessibleName(title)
        heading = label("title", "bold")
        heading.setText(title)
        top = QHBoxLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(SymbolView("info", round(theme.sizes().text * 1.4), "ink"))
        top.addWidget(heading, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(28))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(lines):
            left, right = label("large", "semibold"), label("large", wrap=True)
            left.setText(name)
            right.setText(text)
            grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, row, 1)
        self.close_button = Button("cross")
        self.close_button.set_label(tr("Close"), "Esc")
        self.close_button.clicked.connect(self.closed)
        footer = QHBoxLayout()
        footer.addStretch(1)
        footer.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(22), theme.px(26), theme.px(22))
        column.setSpacing(theme.px(18))
        column.addLayout(top)
        if intro:
            first = label("large", wrap=True)
            first.setText(intro)
            column.addWidget(first)
        column.addLayout(grid)
        column.addStretch(1)
        column.addLayout(footer)

    def wanted_width(self) -> int:
        """Ask for a readable line."""
        return round(theme.sizes().text * 42)

    def wanted_height(self, width: int) -> int:
        """Ask for the height of all lines."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self.sizeHint().height()
        return layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Put the focus on the button."""
        self.close_button.setFocus()


def shortcuts_card() -> InfoCard:
    """Say how to work, and every shortcut."""
    return InfoCard(
        tr("Help"),
        (
            ("F1", tr("Register MO")),
            ("F2", tr("Start Production")),
            ("F3", tr("Changeover")),
            ("F4", tr("End Production")),
            ("F5", tr("Sync now")),
            ("F6", tr("Change roll")),
            ("F7", tr("History of the selected MO, and corrections")),
            ("F8", tr("Undo the last operation")),
            (tr("/ or Ctrl+F"), tr("Scan or search")),
            (tr("Ctrl+,"), tr("Settings")),
            ("Enter", tr("Open the MO; in a dialog: on to the next field")),
            (tr("Menu or Shift+F10"), tr("What can be done with the selected MO")),
            (tr("Alt+Left, Alt+Right"), tr("Sort by another column; Alt+Down: other way round")),
            ("Esc", tr("Clear the search; in a dialog: cancel")),
            ("?", tr("This list")),
            ("Ctrl+Q", tr("Quit")),
        ),
        tr(
            "Scan the number of an MO: what comes next for it opens. Scan what it asks for; "
            "the last Enter saves. Or touch the MO twice."
        ),
    )


def about_card(version: str, station: str, facts: tuple[tuple[str, str], ...] = ()) -> InfoCard:
    """Say what the program is; `facts` say more about this station, each with its name."""
    return InfoCard(
        tr("About Stasiun MO"),
        (
            (tr("Version"), version),
            (tr("Station"), station),
            (tr("Purpose"), tr("Records what happens on the line to the MOs of Odoo.")),
            *((tr(name), text) for name, text in facts),
            (tr("Font"), "Inter · SIL Open Font License 1.1"),
            (tr("Toolkit"), "Qt · PySide6 · LGPL 3"),
            (
                tr("Licences"),
                tr(
                    "The texts of all licences are in the folder “licences” beside the program. "
                    "Qt may be replaced by another version of it."
                ),
            ),
        ),
    )
