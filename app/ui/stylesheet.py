"""The style sheet, written from the colours and sizes of the theme.

Only what Qt draws by itself is styled here; widgets of our own draw themselves with the theme.
"""

import re
from string import Template
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.ui.theme import Colors, Sizes

_TEMPLATE: Final = Template("""
QToolTip { background: $ink; color: $card; border: 0; padding: 6px 8px; }
QWidget#window { background: $ground; }
QFrame#topBar { background: $bar; border: 0; border-bottom: 1px solid $line; }
QFrame#statusLine { background: $bar; border: 0; border-top: 1px solid $line; }
QFrame#panel { background: $head; border: 1px solid $line; border-radius: ${radius}px; }
QFrame#sheet { background: $card; border: 1px solid $edge; border-radius: ${sheet_radius}px; }
QFrame#banner { background: $bad_ground; border: 0; border-bottom: 2px solid $bad; }
QFrame#question { background: $warn_ground; border: 2px solid $warn;
    border-radius: ${radius}px; }
QLabel { color: $ink; background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="toast"] { color: $on_toast; }
QLabel[tone="badge"] { color: $warn_ground; background: $warn; border: 0;
    border-radius: 11px; padding: 2px 12px; }
QLineEdit { background: $card; color: $ink; border: 1px solid $edge;
    border-radius: ${radius}px; padding: 0 ${pad}px; min-height: ${field_inner}px;
    selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $muted; }
QLineEdit:focus { border: ${ring}px solid $accent; padding: 0 ${pad_focus}px;
    min-height: ${field_focus}px; }
QLineEdit[wrong="true"] { border: 1px solid $bad; }
QLineEdit[wrong="true"]:focus { border: ${ring}px solid $bad; }
QLineEdit:read-only, QLineEdit:disabled { background: $readonly; color: $ink; }
QPlainTextEdit { background: $card; color: $ink; border: 1px solid $edge;
    border-radius: ${radius}px; padding: 4px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit:focus { border: 3px solid $accent; padding: 2px 6px; }
QPlainTextEdit[wrong="true"] { border: 1px solid $bad; }
QPlainTextEdit[wrong="true"]:focus { border: 3px solid $bad; }
QPlainTextEdit:disabled { background: $readonly; color: $ink; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QTableView { background: $card; color: $ink; border: 2px solid $line; gridline-color: $line;
    selection-background-color: $selected; selection-color: $ink; }
QTableView:focus { border: 2px solid $accent; }
QHeaderView { background: $head; border: 0; }
QHeaderView::section { background: $head; color: $muted; border: 0;
    border-bottom: 1px solid $edge; padding: 0 ${cell}px;
    font: 600 ${text}px "Inter"; }
QTableCornerButton::section { background: $head; }
QListView { background: $card; color: $ink; border: 2px solid $accent; outline: 0; }
QListView::item { padding: 0 ${pad}px; min-height: ${target}px; border-bottom: 1px solid $line; }
QListView::item:selected { background: $selected; color: $ink; }
QScrollBar:vertical { background: $head; width: ${bar_width}px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; min-height: ${target}px;
    border: 4px solid $head; border-radius: 8px; }
QScrollBar:horizontal { background: $head; height: ${bar_width}px; margin: 0; }
QScrollBar::handle:horizontal { background: $edge; min-width: ${target}px;
    border: 4px solid $head; border-radius: 8px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $card; color: $ink; border: 1px solid $edge; padding: 6px;
    icon-size: ${icon}px; }
QMenu::item { padding: ${menu_padding}px 24px ${menu_padding}px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selected; color: $ink; }
QMenu::icon { padding-left: 10px; }
QMenu::separator { height: 1px; background: $line; margin: 6px 4px; }
""")
_LENGTH: Final = re.compile(r"\b([1-9]\d*)px")
"""Of the template's own: beside a text of 16 px."""


def stylesheet(colors: "Colors", sizes: "Sizes") -> str:
    """Give the application's style sheet for these colours and sizes."""
    unit = sizes.text / 16
    ring, pad, line = round(3 * unit), round(14 * unit), round(unit)
    values = {name: getattr(colors, name) for name in colors.__dataclass_fields__}
    lengths = _LENGTH.sub(lambda found: f"{round(int(found[1]) * unit)}px", _TEMPLATE.template)
    return Template(lengths).substitute(
        values,
        radius=sizes.radius,
        sheet_radius=sizes.radius + round(4 * unit),
        target=sizes.target,
        field_inner=sizes.field - 2 * line,
        field_focus=sizes.field - 2 * ring,
        ring=ring,
        pad=pad,
        pad_focus=pad - ring + line,
        cell=sizes.cell,
        bar_width=round(18 * unit),
        icon=round(sizes.text * 1.2),
        text=sizes.text,  # a header asks Windows for its font unless it is told here
        menu_padding=max(8, -(-(sizes.target - sizes.text - 4) // 2)),
    )
