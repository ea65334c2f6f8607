"""What can be set on the screen: the pages of the settings with their fields."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.settings import SECRET
from app.texts import joined, mark, tr
from app.ui import theme
from app.ui.dialogs.api_fields import SwitchSetting
from app.ui.dialogs.pin_setting import PinSetting
from app.ui.dialogs.scrolled import Scrolled
from app.ui.dialogs.setting_fields import (
    ChoiceSetting,
    LinesSetting,
    SecretSetting,
    Setting,
    TextSetting,
    number,
    whole,
    wholes,
)
from app.ui.main_menu import LANGUAGE_NAMES

PAGES: dict[str, str] = {
    "station": mark("Station"),
    "odoo": mark("Odoo"),
    "sync": mark("Sync"),
    "production": mark("Production"),
    "scanner": mark("Scanner"),
    "store": mark("Backups"),
    "api": mark("HTTP API"),
}
"""Name of each page, by the section of the configuration that it sets."""

SECRET_OF = {"session": "session_id", "password": "password", "api_key": "api_key"}
"""Which secret each way into Odoo needs."""

TITLES: dict[str, str] = {
    "odoo.url": mark("Address of Odoo"),
    "odoo.database": mark("Database"),
    "odoo.login": mark("Login"),
    "odoo.session_id": mark("Session id"),
    "odoo.password": mark("Password"),
    "odoo.api_key": mark("API key"),
}
"""How people call what an error names by its key."""


class Page(Scrolled):
    """The fields of one section, in two columns; it scrolls where the screen is too low.

    Attributes:
        fields: in the order in which Tab goes through them.
        grid: for what belongs to the page besides.
    """

    def __init__(self, placed: Iterable[tuple[Setting, int, int, int]]) -> None:
        """Place fields: row, column, columns that each takes."""
        super().__init__()
        inside = QWidget()
        self.grid = QGridLayout(inside)
        self.grid.setContentsMargins(0, 0, 0, theme.px(2))
        self.grid.setHorizontalSpacing(theme.px(20))
        self.grid.setVerticalSpacing(theme.px(14))
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        self.fields: list[Setting] = []
        for field, row, column, columns in placed:
            self.grid.addWidget(field, row, column, 1, columns, Qt.AlignmentFlag.AlignTop)
            self.fields.append(field)
        self.grid.setRowStretch(self.grid.rowCount(), 1)
        self.setWidget(inside)


def make_pages() -> dict[str, Page]:
    """Make every page, in the language in use."""
    makers = (_station, _odoo, _sync, _production, _scanner, _store, _api)
    return {name: Page(make()) for name, make in zip(PAGES, makers, strict=True)}


Placed = list[tuple[Setting, int, int, int]]


def _later() -> str:
    return tr("Takes effect when the program is opened again.")


def _station() -> Placed:
    zones = "Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT)"
    return [
        (TextSetting("station.name", tr("Name of the station"), hint=_later()), 0, 0, 1),
        (
            TextSetting("station.timezone", tr("Time zone"), hint=joined(f"{zones}.", _later())),
            0,
            1,
            1,
        ),
        (
            ChoiceSetting("station.language", tr("Language"), tuple(LANGUAGE_NAMES.items())),
            1,
            0,
            1,
        ),
        (
            ChoiceSetting(
                "station.theme",
                tr("Theme"),
                (("light", tr("Light")), ("dark", tr("Dark"))),
            ),
            1,
            1,
            1,
        ),
        (
            TextSetting(
                "station.scale",
                tr("Size of everything on the screen"),
                hint=joined(
                    tr("1 is the usual size, 1.25 a quarter more, as far as the screen has room."),
                    _later(),
                ),
                read=number,
            ),
            2,
            0,
            1,
        ),
        (PinSetting("kiosk.pin"), 2, 1, 1),
    ]


def _odoo() -> Placed:
    ways = (("password", tr("Password")), ("session", tr("Session id")), ("api_key", tr("API key")))
    secrets = {name: tr(TITLES[f"odoo.{name}"]) for name in SECRET_OF.values()}
    return [
        (
            TextSetting(
                "odoo.url",
                tr(TITLES["odoo.url"]),
                hint=tr("For instance {url}", url="https://odoo.pabrik.id"),
            ),
            0,
            0,
            1,
        ),
        (TextSetting("odoo.database", tr(TITLES["odoo.database"])), 1, 0, 1),
        (ChoiceSetting("odoo.auth", tr("Log in with"), ways), 2, 0, 1),
        (TextSetting("odoo.login", tr(TITLES["odoo.login"])), 3, 0, 1),
        *(
            (SecretSetting(SECRET + name, title), row, 0, 1)
            for row, (name, title) in enumerate(secrets.items(), 4)
        ),
    ]


def _sync() -> Placed:
    return [
        (
            TextSetting("sync.interval_minutes", tr("Minutes between two syncs"), read=number),
            0,
            0,
            1,
        ),
        (TextSetting("sync.days", tr("Days of MOs to fetch"), read=whole), 0, 1, 1),
        (
            LinesSetting(
                "sync.note_contains",
                tr("Only MOs whose note has one of these texts"),
                hint=tr("One text per line, for instance TEAM LIQUID - SHIFT 1. Empty: all MOs."),
            ),
            1,
            0,
            2,
        ),
        (
            TextSetting(
                "sync.group_worker_ids",
                tr("Only MOs of these group worker ids"),
                hint=tr("Numbers with commas between. Empty: all group workers."),
                read=wholes,
                empty=[],
            ),
            2,
            0,
            2,
        ),
    ]


def _production() -> Placed:
    ends = (
        ("last_used", tr("The last label used")),
        ("next_unused", tr("The next label, not used")),
    )
    return [
        (
            ChoiceSetting("production.end_code", tr("What is scanned at End Production"), ends),
            0,
            0,
            2,
        ),
        (
            TextSetting(
                "production.used_over_percent",
                tr("Ask when the labels used exceed the target by more than (%)"),
                read=number,
            ),
            1,
            0,
            1,
        ),
    ]


def _scanner() -> Placed:
    return [
        (
            TextSetting(
                "scanner.prefix",
                tr("Characters that the scanner sends first"),
                hint=joined(tr("Empty: none."), _later()),
                empty="",
            ),
            0,
            0,
            1,
        ),
        (
            TextSetting(
                "scanner.max_interval_ms",
                tr("Longest pause between two characters of a scan (ms)"),
                hint=_later(),
                read=whole,
            ),
            0,
            1,
            1,
        ),
    ]


def _store() -> Placed:
    return [
        (
            TextSetting(
                "store.backup_dir",
                tr("Second folder for backups"),
                hint=tr("Gets a copy of each backup, a network share for instance. Empty: none."),
            ),
            0,
            0,
            2,
        ),
        (
            TextSetting("store.backup_keep", tr("How many backups are kept"), read=whole),
            1,
            0,
            1,
        ),
    ]


def _api() -> Placed:
    hint = tr(
        "From this computer only, at http://127.0.0.1. "
        "Each program needs a key: “stasiun-mo api-key create”."
    )
    port = TextSetting("api.port", tr("Port"), read=whole)
    switch = SwitchSetting("api.enabled", tr("HTTP API for other programs"), hint=hint)
    return [(switch, 0, 0, 2), (port, 1, 0, 1)]
