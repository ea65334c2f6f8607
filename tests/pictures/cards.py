"""Every card, opened over the board of a shift as a person or a thread would open it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt

from app import config, texts
from app.bootstrap import Setup
from app.bootstrap.settings import Settings
from app.config import Config, Odoo
from app.domain.errors import Code, Problem
from app.domain.requests import ChangeRoll, Correct, End, Register, Start
from app.secrets import Secrets
from app.services.connection_test import ConnectionReport, Finding, Mark, Point
from app.services.log_lines import LogLine, LogRead
from app.services.messages import BackupFile, BackupList, SyncPhase
from app.services.settings import SettingsRead
from app.ui import theme
from app.ui.dialogs.backups import BackupsCard
from app.ui.dialogs.log import LogCard
from app.ui.dialogs.setting_fields import TextSetting
from app.ui.dialogs.settings import SettingsCard
from app.ui.dialogs.settings_pages import PAGES
from tests.gui.floor import NOW
from tests.gui.station import Station
from tests.pictures.boards import HOUR, OK, RENEWAL, do

K = Qt.Key
Act = Callable[[Station], None]
Step = str | Qt.Key

CONFIG: Final = Config(
    station="Lini 2",
    store_path=Path("/data/warehouse_integrations.db"),
    odoo=Odoo("https://odoo.example", "pabrik", "kiosk@odoo.example"),
)
WORKING: Final = ConnectionReport(
    (
        Finding(Point.SERVER, params={"host": "odoo.example"}),
        Finding(Point.VERSION, params={"version": "18.0"}),
        Finding(Point.CLOCK, params={"seconds": 1}),
        Finding(Point.USER, params={"login": "kiosk@odoo.example", "database": "pabrik"}),
        Finding(Point.ORDERS, params={"count": 18}),
        Finding(Point.TRANSFERS),
        Finding(Point.FIELDS, Mark.ODD, {"fields": "group_worker_id, note"}),
    )
)
FAILING: Final = ConnectionReport(
    (
        Finding(Point.SERVER, params={"host": "odoo.example"}),
        Finding(Point.VERSION, params={"version": "18.0"}),
        Finding(Point.CLOCK, Mark.ODD, {"seconds": 420}),
        Finding(Point.USER, Mark.BAD, problem=Problem(Code.WRONG_LOGIN)),
    )
)


def typed(*steps: Step) -> Act:
    """Press keys and type, then wait for the preview where a dialog shows one."""

    def act(station: Station) -> None:
        station.type(*steps)
        if station.window.flow.dialog is not None and station.dialog.request() is not None:
            station.settle()

    return act


def _other_roll(station: Station) -> None:
    typed(K.Key_F3, "WH/MO/00413", K.Key_Return, "01034597001")(station)
    station.dialog.fields["old_last"].take_focus()
    typed("01024595611")(station)


def _wasted(station: Station) -> None:
    station.scan("WH/MO/00414")
    station.type("01024595612")
    station.dialog.fields["old_last"].take_focus()
    typed("01024595609")(station)


def _over_target(station: Station) -> None:
    station.type(K.Key_F4, "01024605611", K.Key_Return, K.Key_Return)
    station.wait_for(station.dialog.question.isVisible)
    station.settle()


def _nothing_filled(station: Station) -> None:
    station.scan("WH/MO/00416")
    station.type(K.Key_Return, K.Key_Return)
    field = station.dialog.fields["auth_first"]
    station.wait_for(lambda: bool(field.error))


def _swapped(station: Station) -> None:
    station.scan("WH/MO/00416", "1300300625", "01024600000")
    station.wait_for(station.dialog.question.isVisible)
    station.settle()


def _overlap(station: Station) -> None:
    station.scan("WH/MO/00416", "01024580000", "1300300627")
    field = station.dialog.fields["auth_first"]
    station.wait_for(lambda: bool(field.error))


def _start(station: Station) -> None:
    do(station, End(412, "01024595611"))
    station.later()
    station.wait_for(lambda: not station.window.table.flashing)
    station.scan("WH/MO/00413")
    typed("003")(station)


def _undo(station: Station) -> None:
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.window.notifier.toast.hide()
    station.type(K.Key_F8)
    station.settle()


def _draft(station: Station) -> None:
    station.scan("WH/MO/00416", "01024600000")
    station.type("13003", K.Key_Escape)
    station.wait_closed()
    station.scan("WH/MO/00416")
    station.settle()


def _history(station: Station) -> None:
    do(
        station,
        End(412, "01024595611"),
        Register(417, "01034700000", "1300300627"),
        Start(417, "003"),
        ChangeRoll(417, "01034702399", "1300300628", "01050000000"),
        ChangeRoll(417, "01050001999", "1300300629", "01060000000"),
        End(417, "01060000499"),
        Correct(417, "leader_id", "007", "salah pindai kartu"),
    )
    station.wait_for(lambda: not station.window.table.flashing)
    station.window.histories.open_for(417)
    assert station.history is station.card


def _correct(station: Station) -> None:
    station.window.operations.open_correct(station.floor.orders[411])
    station.scan("01024585538")
    typed("01024585530", K.Key_Return, "label terakhir rusak")(station)


def _saving(station: Station) -> None:
    station.worker.held = []
    station.scan("WH/MO/00416", "01024600000")
    typed("1300300627")(station)
    station.type(K.Key_Return)
    said = texts.tr("Saving…")
    station.wait_for(lambda: station.dialog.save_button.text() == said)
    station.wait_for(station.window.updatesEnabled)  # what is quick is not drawn


def _history_of_nothing(station: Station) -> None:
    station.window.histories.open_for(418)
    assert station.history is station.card


def _unregister(station: Station) -> None:
    station.window.operations.open_unregister(station.floor.orders[413])
    typed("salah roll")(station)


def _renewal(station: Station) -> None:
    problem = Problem(Code.SESSION_EXPIRED, params={"host": "odoo.example"})
    since = NOW - timedelta(minutes=20)
    failed = replace(OK, phase=SyncPhase.FAILED, problem=problem, failing_since=since)
    station.window.on_sync_status(replace(failed, renewal=RENEWAL))
    station.window.top_bar.renew_button.click()


def _log(station: Station) -> None:
    station.window.office.open_log()
    lines = []
    for minute in range(0, 60, 5):
        text = f"2026-11-23 13:{minute:02}:37.120+07:00"
        lines.append(LogLine(f"{text} INFO sync: pass done, 18 MOs, 0 new, 1 changed", "INFO"))
        if minute == 35:
            lines.append(LogLine(f"{text} WARNING sync: pass failed: host_unknown", "WARNING"))
        if minute == 50:
            lines.append(LogLine(f"{text} ERROR store: backup: disk_full", "ERROR"))
    station.window.office.on_log_read(LogRead(tuple(lines), Path("/data/logs")))


def _log_filtered(station: Station) -> None:
    _log(station)
    assert isinstance(station.card, LogCard)
    station.card.level.buttons["errors"].click()
    station.type("disk_full")


def _log_nothing_found(station: Station) -> None:
    _log(station)
    station.type("odoo-rahasia")


def _backups(station: Station) -> None:
    station.window.office.open_backups()
    files = tuple(
        BackupFile(Path(f"{day}.db"), NOW - day * 24 * HOUR, 4_800_000, good=day != 3)
        for day in range(14)
    )
    replaced = BackupFile(Path("r.db"), NOW - HOUR, 4_800_000, replaced=True, good=True, missing=0)
    listed = BackupList(
        (files[0], replaced, *files[1:]), Path("/data/backups"), Path("/mnt/copies"), True, 14
    )
    station.window.office.on_backups_listed(listed)


def _restore(station: Station) -> None:
    mos = tuple(f"WH/MO/0041{digit}" for digit in (7, 6, 4, 3))
    file = BackupFile(
        Path("0.db"), NOW - 3 * HOUR, 4_800_000, good=True, missing=11, missing_mos=mos
    )
    station.window.office.open_backups()
    station.window.office.on_backups_listed(BackupList((file,), Path("/data/backups")))
    assert isinstance(station.card, BackupsCard)
    station.card.restore_buttons[0].click()


def settings(section: str, then: Callable[[SettingsCard], None] = lambda _card: None) -> Act:
    """Open a section of the settings, and go on in it."""

    def act(station: Station) -> None:
        office = station.window.office
        office.check_with(Settings(Setup(CONFIG, Secrets)).check)
        office.open_settings(section)
        worn = next(name for name, found in theme.COLORS.items() if found is theme.colors())
        values = {**config.values(CONFIG), "station.language": texts.language()}
        values["station.theme"] = worn
        kept = frozenset({"password"})
        office.on_settings_read(SettingsRead(values, {}, kept, Path("/data/config.toml")))
        card = station.card
        assert isinstance(card, SettingsCard)

        def begin(theme_name: str) -> None:
            card.fields["station.theme"].fill(theme_name)
            then(card)  # what it says goes with the first change

        station.window.theme_chosen.connect(begin)
        then(card)

    return act


def _wrong(card: SettingsCard) -> None:
    for key, text in (("sync.interval_minutes", "lima"), ("sync.days", "0")):
        field = card.fields[key]
        assert isinstance(field, TextSetting)
        field.set_text(text)
    card.save_button.click()


def _runs(card: SettingsCard) -> None:
    field = card.fields["station.name"]
    assert isinstance(field, TextSetting)
    field.edit.setText("Lini 5")
    params = {"mo_name": "WH/MO/00412"}
    card.show_problems((Problem(Code.STATION_RUNS, "station.name", params),))


def _testing(card: SettingsCard) -> None:
    card.panel.button.click()


def _saving_settings(card: SettingsCard) -> None:
    field = card.fields["station.name"]
    assert isinstance(field, TextSetting)
    card.show_problems(())  # of the theme before
    field.edit.setText("Lini 5")
    card.save_button.click()


def _tested(report: ConnectionReport) -> Callable[[SettingsCard], None]:
    return lambda card: card.show_report(report)


CARDS: Final[dict[str, Act]] = {
    "register-empty": typed(K.Key_F1),
    "register-picker": typed(K.Key_F1, "0042"),
    "register-filled": typed(
        K.Key_F1, "WH/MO/00416", K.Key_Return, "01024600000", K.Key_Return, "1300300627"
    ),
    "register-error": _nothing_filled,
    "register-overlap": _overlap,
    "register-swapped": _swapped,
    "start": _start,
    "changeover-same-roll": typed(K.Key_F3, "WH/MO/00414", K.Key_Return, "01024595612"),
    "changeover-other-roll": _other_roll,
    "changeover-last-code": typed(K.Key_F3, "WH/MO/00413", K.Key_Return, "01034597001"),
    "changeover-wasted": _wasted,
    "end": typed(K.Key_F4, "01024595611"),
    "end-over-target": _over_target,
    "change-roll": typed(
        K.Key_F6, "01024590000", K.Key_Return, "1300300630", K.Key_Return, "01070000000"
    ),
    "correct": _correct,
    "unregister": _unregister,
    "undo": _undo,
    "history": _history,
    "history-of-nothing": _history_of_nothing,
    "saving": _saving,
    "draft-restored": _draft,
    "renew-access": _renewal,
    "shortcuts": lambda s: s.window.show_shortcuts(),
    "about": lambda s: s.window.show_about(),
    "log": _log,
    "log-filtered": _log_filtered,
    "log-nothing-found": _log_nothing_found,
    "backups": _backups,
    "backups-restore": _restore,
    **{f"settings-{section}": settings(section) for section in PAGES},
    "settings-error": settings("sync", _wrong),
    "settings-mo-runs": settings("station", _runs),
    "settings-saving": settings("station", _saving_settings),
    "settings-testing": settings("odoo", _testing),
    "settings-tested": settings("odoo", _tested(WORKING)),
    "settings-test-failed": settings("odoo", _tested(FAILING)),
}
"""By the name that its pictures have."""
