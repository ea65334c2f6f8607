"""The settings by keys: pages, errors beside their fields, what is given away, what is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from app import config
from app.bootstrap import Setup
from app.bootstrap.settings import Settings
from app.config import Config, Odoo
from app.domain.errors import Code, Problem
from app.domain.plans import Rules
from app.secrets import Secrets
from app.services.connection_test import ConnectionReport, Finding, Mark, Point
from app.services.settings import SettingsRead, SettingsSaved, SettingsWanted
from app.ui.dialogs.connection_panel import words
from app.ui.dialogs.pin_setting import PinSetting
from app.ui.dialogs.setting_fields import (
    ChoiceSetting,
    LinesSetting,
    SecretSetting,
    TextSetting,
    number,
    whole,
    wholes,
)
from app.ui.dialogs.settings import SettingsCard
from app.ui.dialogs.settings_pages import PAGES
from tests.gui.conftest import Station
from tests.gui.floor import new

Open = Callable[..., Station]
K = Qt.Key
CONFIG = Config(odoo=Odoo("https://odoo.pabrik", "pabrik", "kiosk"))
CHECK = Settings(Setup(CONFIG, Secrets)).check
GOOD = ConnectionReport(
    (
        Finding(Point.SERVER, params={"host": "odoo.pabrik"}),
        Finding(Point.ORDERS, params={"count": 1234}),
    )
)


def read(
    settings: Config = CONFIG,
    overridden: dict[str, str] | None = None,
    kept: frozenset[str] = frozenset(),
    *,
    training: bool = False,
) -> SettingsRead:
    file = Path("config.toml")
    return SettingsRead(config.values(settings), overridden or {}, kept, file, training)


class Desk:
    """A station whose settings are open."""

    def __init__(self, station: Station, given: SettingsRead, section: str) -> None:
        self.station = station
        self.office = station.window.office
        self.office.check_with(CHECK)
        self.saves = QSignalSpy(self.office.save_wanted)
        self.tests = QSignalSpy(self.office.test_wanted)
        self.expected = QSignalSpy(self.office.test_expected)
        self.office.open_settings(section)
        self.office.on_settings_read(given)

    @property
    def card(self) -> SettingsCard:
        card = self.station.card
        assert isinstance(card, SettingsCard)
        return card

    def text(self, key: str) -> TextSetting:
        field = self.card.fields[key]
        assert isinstance(field, TextSetting)
        return field

    def put(self, key: str, text: str) -> None:
        """Type over what is in a field."""
        self.text(key).take_focus()
        self.station.type(text)

    def choose(self, key: str, value: str) -> None:
        field = self.card.fields[key]
        assert isinstance(field, ChoiceSetting)
        field.buttons[value].click()

    @property
    def wanted(self) -> SettingsWanted:
        wanted = self.saves.at(self.saves.count() - 1)[0]
        assert isinstance(wanted, SettingsWanted)
        return wanted


@pytest.fixture
def open_desk(open_station: Open) -> Callable[..., Desk]:
    def open_(given: SettingsRead | None = None, section: str = "station") -> Desk:
        return Desk(open_station(new(1)), given or read(), section)

    return open_


OpenDesk = Callable[..., Desk]


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5.0), ("0,5", 0.5), ("1.25", 1.25), ("lima", "lima"), ("-1", "-1")]
)
def test_numbers(text: str, value: object) -> None:
    assert number(text) == value


def test_whole_numbers() -> None:
    assert (whole(" 14 "), whole("1,5"), whole("x")) == (14, "1,5", "x")
    assert wholes("3, 5;7  9") == [3, 5, 7, 9]
    assert wholes("3, a") == [3, "a"]


def test_ctrl_comma_opens_them(open_station: Open) -> None:
    station = open_station(new(1))
    wanted = QSignalSpy(station.window.office.settings_wanted)
    QTest.keyClick(station.focused(), K.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert wanted.count() == 1
    station.window.office.on_settings_read(read())
    assert isinstance(station.card, SettingsCard)


def test_an_answer_that_nobody_waits_for_opens_nothing(open_station: Open) -> None:
    station = open_station(new(1))
    station.window.office.on_settings_read(read())
    assert station.window.overlay.card is None


def test_under_an_open_dialog_they_wait(open_station: Open) -> None:
    station = open_station(new(1))
    station.type(K.Key_F1)
    wanted = QSignalSpy(station.window.office.settings_wanted)
    station.window.menu.settings_asked.emit()
    assert wanted.count() == 0
    assert station.toast == "Simpan atau batalkan yang ini dulu."


def test_they_show_what_is_set(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert desk.text("station.name").text == "Lini 1"
    assert desk.text("odoo.url").text == "https://odoo.pabrik"
    assert desk.text("sync.interval_minutes").text == "5"
    assert desk.card.fields["station.language"].value == "id"
    assert not desk.card.changed
    assert desk.text("station.name").edit.hasFocus()


def test_every_section_has_its_page(open_desk: OpenDesk) -> None:
    desk = open_desk()
    for section, button in desk.card.buttons.items():
        button.click()
        assert desk.card.stack.currentWidget() is desk.card.pages[section]
        for field in desk.card.pages[section].fields:
            assert field.isVisible() or isinstance(field, SecretSetting)
    assert list(desk.card.buttons) == list(PAGES)


def test_only_what_was_changed_is_given_away(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.name", "Lini 7")
    desk.card.buttons["sync"].click()
    desk.put("sync.interval_minutes", "2,5")
    notes = desk.card.fields["sync.note_contains"]
    assert isinstance(notes, LinesSetting)
    notes.take_focus()
    desk.station.type("SHIFT 1", K.Key_Return, K.Key_Return, " SHIFT 2 ")
    desk.put("sync.group_worker_ids", "3, 5")
    desk.card.buttons["production"].click()
    desk.choose("production.end_code", "next_unused")
    desk.card.save_button.click()
    assert desk.wanted.values == {
        "station.name": "Lini 7",
        "sync.interval_minutes": 2.5,
        "sync.note_contains": ["SHIFT 1", "SHIFT 2"],
        "sync.group_worker_ids": [3, 5],
        "production.end_code": "next_unused",
    }
    assert desk.wanted.secrets == {}
    assert not desk.card.save_button.isEnabled()
    assert desk.card.message == "Menyimpan…"


def test_a_pin_is_set_kept_and_taken_away(open_desk: OpenDesk) -> None:
    desk = open_desk()
    pin = desk.card.fields["kiosk.pin"]
    assert isinstance(pin, PinSetting)
    assert pin.hint == "4 sampai 12 angka. Kosong: tanpa PIN."
    desk.put("kiosk.pin", "12")
    desk.card.save_button.click()
    assert desk.saves.count() == 0
    assert pin.error == "4 sampai 12 angka. Kosong: tanpa PIN."
    desk.put("kiosk.pin", "08ab15")
    assert pin.text == "0815"
    pin.fill("scrypt$kept")
    assert (pin.text, pin.value) == ("", "scrypt$kept")
    desk.put("kiosk.pin", "0")
    assert pin.value == ""


def test_a_scan_in_a_field_saves_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.name", "01024585539")
    desk.station.type(K.Key_Return)
    assert desk.saves.count() == 0
    assert desk.card.isVisible()


def test_an_emptied_field_is_the_default_again(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.text("odoo.login").take_focus()
    desk.station.type(K.Key_Delete)
    desk.card.save_button.click()
    assert desk.wanted.values == {"odoo.login": None}


def test_errors_stand_beside_their_fields(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.timezone", "Asia/Nowhere")
    desk.card.buttons["sync"].click()
    desk.put("sync.days", "x")
    desk.card.save_button.click()
    assert desk.saves.count() == 0
    zone, days = desk.text("station.timezone"), desk.text("sync.days")
    assert zone.error == "Belum benar. Yang boleh: zona waktu seperti Asia/Jakarta."
    assert days.error == "Belum benar. Yang boleh: 1 – 3650."
    assert zone.edit.hasFocus(), "the first one, on its page"
    assert days.text == "x"
    assert desk.card.message == "Belum disimpan: ada yang belum benar."
    zone.set_text("Asia/Makassar")
    days.set_text("3")
    desk.card.save_button.click()
    assert (zone.error, days.error) == ("", "")
    assert desk.wanted.values == {"station.timezone": "Asia/Makassar", "sync.days": 3}


def test_saved_closes_them_and_says_what_waits(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.name", "Lini 7")
    desk.card.save_button.click()
    saved = QSignalSpy(desk.office.saved)
    desk.office.on_settings_saved(
        SettingsSaved(frozenset({"station.name"}), Rules(), "id", "light", 5.0)
    )
    assert saved.count() == 1
    assert desk.station.window.overlay.card is None
    assert desk.station.toast == (
        "Pengaturan tersimpan. Sebagian berlaku setelah program dibuka ulang."
    )


def test_a_language_from_the_menu_closes_no_settings(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.name", "Lini 7")
    saved = SettingsSaved(frozenset({"station.language"}), Rules(), "en", "light", 5.0)
    desk.office.on_settings_saved(saved)
    assert desk.text("station.name").text == "Lini 7"


def test_a_file_that_cannot_be_written_loses_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.put("station.name", "Lini 7")
    desk.card.save_button.click()
    problem = Problem(Code.CONFIG_UNWRITABLE, params={"file": "config.toml"})
    desk.office.on_settings_refused((problem,))
    assert desk.card.message.startswith("config.toml tidak bisa ditulis.")
    assert desk.text("station.name").text == "Lini 7"
    desk.card.save_button.click()
    assert desk.saves.count() == 2


def test_without_a_keyring_the_field_says_so(open_desk: OpenDesk) -> None:
    keyless = replace(read(), unkept={"secret.password": "ODOO_PASSWORD"})
    desk = open_desk(keyless, section="odoo")
    hint = desk.text("secret.password").hint
    assert "ODOO_PASSWORD" in hint
    assert "Disimpan" not in hint
    desk.put("secret.password", "rahasia")
    assert desk.card.buttons["station"].isVisible()
    desk.card.buttons["station"].click()
    desk.card.save_button.click()
    assert desk.wanted.secrets == {"password": "rahasia"}
    assert desk.wanted.values == {"odoo.auth": "password"}
    problem = Problem(Code.NO_KEYRING, "secret.password", {"variable": "ODOO_PASSWORD"})
    desk.office.on_settings_refused((problem,))
    field = desk.text("secret.password")
    assert "ODOO_PASSWORD" in field.error
    assert field.edit.hasFocus()
    assert field.text == "rahasia"


def test_esc_asks_before_it_discards(open_desk: OpenDesk) -> None:
    desk = open_desk()
    card = desk.card
    desk.put("station.name", "Lini 7")
    desk.station.type(K.Key_Escape)
    assert card.isVisible()
    assert card.cancel_button.text() == "Buang perubahan"
    desk.station.type("8")
    assert card.cancel_button.text() == "Tutup"
    desk.station.type(K.Key_Escape, K.Key_Escape)
    assert desk.station.window.overlay.card is None
    assert desk.saves.count() == 0


def test_esc_closes_what_is_as_it_was(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.station.type(K.Key_Escape)
    assert desk.station.window.overlay.card is None


def test_what_the_environment_says_cannot_be_changed(open_desk: OpenDesk) -> None:
    overridden = {"odoo.url": "ODOO_API_URL", "secret.password": "ODOO_PASSWORD"}
    desk = open_desk(read(overridden=overridden), "odoo")
    url = desk.text("odoo.url")
    assert not url.edit.isEnabled()
    assert url.hint == "Ditentukan oleh ODOO_API_URL."
    assert not desk.text("secret.password").edit.isEnabled()
    assert desk.text("odoo.database").edit.hasFocus()


def test_in_training_they_can_be_looked_at(open_desk: OpenDesk) -> None:
    desk = open_desk(read(training=True))
    assert not desk.card.save_button.isEnabled()
    assert desk.card.message == (
        "Dalam mode latihan pengaturan hanya bisa dilihat, tidak bisa disimpan."
    )
    desk.put("station.name", "Lini 7")
    desk.station.type(K.Key_Escape)
    assert desk.station.window.overlay.card is None
    assert desk.saves.count() == 0


# ---------------------------------------------------------------------- the way in


@pytest.mark.parametrize(
    ("auth", "kept", "way"),
    [
        ("", (), "password"),
        ("", ("session_id",), "session"),
        ("", ("session_id", "api_key"), "api_key"),
        ("password", ("session_id",), "password"),
    ],
)
def test_the_way_in_that_is_in_use(
    open_desk: OpenDesk, auth: str, kept: tuple[str, ...], way: str
) -> None:
    settings = Config(odoo=Odoo("https://odoo.pabrik", auth=auth))
    desk = open_desk(read(settings, kept=frozenset(kept)), "odoo")
    assert desk.card.fields["odoo.auth"].value == way
    assert not desk.card.changed


def test_each_way_in_has_its_secret(open_desk: OpenDesk) -> None:
    desk = open_desk(read(kept=frozenset({"password"})), "odoo")
    shown = {"password": "password", "session": "session_id", "api_key": "api_key"}
    for way, secret in shown.items():
        desk.choose("odoo.auth", way)
        for name in shown.values():
            field = desk.text(f"secret.{name}")
            assert field.isVisible() is (name == secret)
            assert field.edit.displayText() == ""
    assert desk.text("secret.password").hint.startswith("Tersimpan di keyring")
    assert desk.text("secret.api_key").hint.startswith("Disimpan di keyring")


def test_a_secret_is_not_shown(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.put("secret.password", "rahasia")
    edit = desk.text("secret.password").edit
    assert "rahasia" not in edit.displayText()
    assert len(edit.displayText()) == 7


# ---------------------------------------------------------------------- Tes koneksi


def test_what_is_typed_is_tried_before_it_is_saved(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.put("odoo.url", "https://lain.pabrik")
    desk.put("secret.password", "rahasia")
    panel = desk.card.panel
    panel.button.click()
    assert desk.tests.count() == 1
    ticket, wanted = desk.tests.at(0)
    assert wanted.values == {"odoo.url": "https://lain.pabrik", "odoo.auth": "password"}
    assert wanted.secrets == {"password": "rahasia"}
    assert desk.expected.at(desk.expected.count() - 1) == [ticket]
    assert panel.texts == ["Sedang dicoba…"]
    assert not panel.button.isEnabled()
    desk.office.on_tested(ticket, GOOD)
    assert panel.texts == [
        "Koneksi berhasil.",
        "odoo.pabrik menjawab.",
        "MO boleh dibaca; filter memilih 1.234.",
    ]
    assert panel.button.isEnabled()
    assert desk.saves.count() == 0


def test_after_a_test_by_keyboard_the_next_key_saves(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.put("odoo.url", "https://lain.pabrik")
    desk.card.panel.button.setFocus()
    desk.station.type(K.Key_Space)
    ticket, _wanted = desk.tests.at(0)
    desk.office.on_tested(ticket, GOOD)
    assert desk.card.save_button.hasFocus()
    desk.station.type(K.Key_Space)
    assert desk.saves.count() == 1


def test_a_wrong_address_is_not_tried(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.put("odoo.url", "odoo")
    desk.card.panel.button.click()
    assert desk.tests.count() == 0
    assert desk.text("odoo.url").error == "Belum benar. Yang boleh: https://…"
    assert desk.card.message == "Belum dicoba: ada yang belum benar."
    desk.put("odoo.url", "https://odoo.pabrik")
    assert desk.card.message == ""


def test_a_change_while_it_is_tried_gives_it_up(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    panel = desk.card.panel
    panel.button.click()
    ticket = desk.tests.at(0)[0]
    desk.put("odoo.url", "https://lain")
    assert desk.expected.at(desk.expected.count() - 1) == [0]
    assert panel.button.isEnabled()
    panel.button.click()
    desk.office.on_tested(ticket, GOOD)
    assert panel.texts == ["Sedang dicoba…"], "that was about the address before"


def test_closing_gives_it_up(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.card.panel.button.click()
    ticket = desk.tests.at(0)[0]
    desk.station.type(K.Key_Escape)
    assert desk.station.window.overlay.card is None
    assert desk.expected.at(desk.expected.count() - 1) == [0]
    desk.office.on_tested(ticket, GOOD)
    assert desk.station.window.overlay.card is None


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(Point.VERSION, params={"version": "17.0"}), "Odoo 17.0"),
        (
            Finding(Point.VERSION, Mark.ODD, {"version": "16.0"}),
            "Odoo 16.0 lebih lama dari yang sudah dicoba (17 ke atas).",
        ),
        (
            Finding(Point.VERSION, Mark.BAD, {"version": "17.0", "keys": 1}),
            "Odoo 17.0 tidak menerima kunci API; perlu versi 19 ke atas.",
        ),
        (Finding(Point.CLOCK, params={"seconds": 3}), "Jam komputer ini cocok dengan jam Odoo."),
        (
            Finding(Point.CLOCK, Mark.ODD, {"seconds": 600}),
            "Jam komputer ini 10 menit lebih cepat dari jam Odoo.",
        ),
        (
            Finding(Point.CLOCK, Mark.ODD, {"seconds": -600}),
            "Jam komputer ini 10 menit lebih lambat dari jam Odoo.",
        ),
        (
            Finding(Point.USER, params={"login": "kiosk", "database": "pabrik"}),
            "Login sebagai kiosk, database pabrik.",
        ),
        (
            Finding(Point.USER, params={"login": "", "database": "pabrik"}),
            "Kunci API diterima, database pabrik.",
        ),
        (Finding(Point.USER, params={"login": "", "database": ""}), "Kunci API diterima."),
        (
            Finding(Point.ORDERS, Mark.ODD, {"count": 0}),
            "MO boleh dibaca, tetapi filter sync tidak memilih satu pun.",
        ),
        (Finding(Point.TRANSFERS), "Transfer boleh dibaca."),
        (Finding(Point.FIELDS, params={"fields": ""}), "Field tambahan tersedia."),
        (
            Finding(Point.FIELDS, Mark.ODD, {"fields": "note"}),
            "Kolom yang tidak ada di Odoo ini: note. Dibiarkan kosong.",
        ),
        (
            Finding(
                Point.USER,
                Mark.BAD,
                problem=Problem(Code.NOT_CONFIGURED, params={"key": "odoo.password"}),
            ),
            "Odoo belum diatur: Kata sandi belum diisi.",
        ),
    ],
)
def test_what_is_said_of_a_finding(open_station: Open, finding: Finding, said: str) -> None:
    open_station(new(1))
    assert words(finding) == said


def test_a_test_that_found_something_bad(open_desk: OpenDesk) -> None:
    desk = open_desk(section="odoo")
    desk.card.panel.button.click()
    bad = Finding(Point.USER, Mark.BAD, problem=Problem(Code.WRONG_LOGIN))
    desk.office.on_tested(desk.tests.at(0)[0], ConnectionReport((bad,)))
    assert desk.card.panel.texts[0] == "Sync belum bisa berjalan."
    assert desk.card.panel.texts[1].startswith("Odoo menolak login")
