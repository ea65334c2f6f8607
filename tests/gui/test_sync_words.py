"""What the top bar says about the sync: symbol, words and colour, in both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLabel

from app import texts
from app.domain.errors import Code, Problem
from app.services.messages import Renewal, SyncCounts, SyncPhase, SyncStatus
from app.ui import theme
from app.ui.sync_words import SyncWords, sync_words
from tests.gui.conftest import Station
from tests.gui.floor import NOW, ZONE
from tests.plant import order

OK = SyncStatus(SyncPhase.OK, last_success=NOW, next_run=NOW + timedelta(minutes=5))
RENEWAL = Renewal("session_id", "odoo.example", "https://odoo.example", "kiosk")


def failed(code: Code, renewal: Renewal | None = None, **params: Any) -> SyncStatus:
    since = NOW - timedelta(minutes=20)
    problem = Problem(code, params={"host": "odoo.example", **params})
    return replace(
        OK, phase=SyncPhase.FAILED, problem=problem, failing_since=since, renewal=renewal
    )


STATES: dict[str, tuple[SyncStatus, str, str, str, str]] = {
    "not yet": (SyncStatus(), "circle", "ink", "Belum tersinkron", "Not synchronised yet"),
    "the first one runs": (
        SyncStatus(SyncPhase.RUNNING),
        "refresh",
        "accent",
        "Sync pertama sedang berjalan…",
        "First sync is running…",
    ),
    "running": (
        replace(OK, phase=SyncPhase.RUNNING),
        "refresh",
        "accent",
        "Sedang sync…",
        "Synchronising…",
    ),
    "good": (
        OK,
        "check",
        "ink",
        "Tersinkron 14:02 | 7 MO · berikutnya 14:07",
        "Synchronised 14:02 | 7 MOs · next 14:07",
    ),
    "good, clock ahead": (
        replace(OK, clock_off=420.0),
        "warning",
        "warn",
        "Tersinkron 14:02 | Jam komputer ini 7 menit lebih cepat dari Odoo. Perbaiki jamnya.",
        "Synchronised 14:02 | This computer's clock is 7 minutes ahead of Odoo's. Set it right.",
    ),
    "good, clock behind": (
        replace(OK, clock_off=-7 * 3600.0),
        "warning",
        "warn",
        "Tersinkron 14:02 | Jam komputer ini 7 jam lebih lambat dari Odoo. Perbaiki jamnya.",
        "Synchronised 14:02 | This computer's clock is 7 hours behind Odoo's. Set it right.",
    ),
    "good, clock a little off": (
        replace(OK, clock_off=119.0),
        "check",
        "ink",
        "Tersinkron 14:02 | 7 MO · berikutnya 14:07",
        "Synchronised 14:02 | 7 MOs · next 14:07",
    ),
    "good, names taken twice": (
        replace(OK, counts=SyncCounts(clashed=2, skipped=1)),
        "warning",
        "warn",
        "Tersinkron 14:02 | 2 MO tidak masuk: namanya ganda. Lapor ke IT.",
        "Synchronised 14:02 | 2 MOs left out: duplicate names. Tell IT.",
    ),
    "good, a name taken twice": (
        replace(OK, counts=SyncCounts(clashed=1)),
        "warning",
        "warn",
        "Tersinkron 14:02 | 1 MO tidak masuk: namanya ganda. Lapor ke IT.",
        "Synchronised 14:02 | 1 MO left out: duplicate name. Tell IT.",
    ),
    "good, a record unreadable": (
        replace(OK, counts=SyncCounts(skipped=1)),
        "warning",
        "warn",
        "Tersinkron 14:02 | 1 MO tidak terbaca. Lapor ke IT.",
        "Synchronised 14:02 | 1 MO unreadable. Tell IT.",
    ),
    "good, records unreadable": (
        replace(OK, counts=SyncCounts(skipped=37)),
        "warning",
        "warn",
        "Tersinkron 14:02 | 37 MO tidak terbaca. Lapor ke IT.",
        "Synchronised 14:02 | 37 MOs unreadable. Tell IT.",
    ),
    "offline": (
        failed(Code.HOST_UNKNOWN),
        "offline",
        "warn",
        "Luring sejak 13:42 | Pekerjaan jalan terus.",
        "Offline since 13:42 | Work goes on.",
    ),
    "session ended": (
        failed(Code.SESSION_EXPIRED, RENEWAL),
        "key",
        "bad",
        "Sesi Odoo berakhir | Sejak 13:42. Pekerjaan jalan terus.",
        "The Odoo session has ended | Since 13:42. Work goes on.",
    ),
    "password refused": (
        failed(Code.WRONG_LOGIN, RENEWAL),
        "key",
        "bad",
        "Odoo menolak kata sandi | Sejak 13:42. Pekerjaan jalan terus.",
        "Odoo refuses the password | Since 13:42. Work goes on.",
    ),
    "key refused": (
        failed(Code.WRONG_KEY, RENEWAL),
        "key",
        "bad",
        "Odoo menolak kunci API | Sejak 13:42. Pekerjaan jalan terus.",
        "Odoo refuses the API key | Since 13:42. Work goes on.",
    ),
    "two factors": (
        failed(Code.TWO_FACTOR, RENEWAL),
        "key",
        "bad",
        "Odoo minta login dua langkah | Sejak 13:42. Pekerjaan jalan terus.",
        "Odoo asks for two-factor login | Since 13:42. Work goes on.",
    ),
    "two factors, and a password is wanted": (
        failed(Code.TWO_FACTOR),
        "warning",
        "bad",
        "Gagal sejak 13:42 | Pekerjaan jalan terus.",
        "Failed since 13:42 | Work goes on.",
    ),
    "not configured": (
        replace(failed(Code.NOT_CONFIGURED, key="odoo.url"), last_success=None),
        "offline",
        "warn",
        "Odoo belum tersambung | Alamat Odoo belum diisi.",
        "Odoo is not connected yet | The address of Odoo is missing.",
    ),
    "not configured, a secret is missing": (
        failed(Code.NOT_CONFIGURED, RENEWAL, key="odoo.password"),
        "offline",
        "warn",
        "Odoo tidak tersambung | Kata sandi belum diisi.",
        "Odoo is not connected | The password is missing.",
    ),
    "failed otherwise": (
        failed(Code.ODOO_DOWN, status=503),
        "warning",
        "bad",
        "Gagal sejak 13:42 | Pekerjaan jalan terus.",
        "Failed since 13:42 | Work goes on.",
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_each_state_has_its_symbol_words_and_colour(name: str) -> None:
    status, symbol, tone, indonesian, english = STATES[name]
    for language, expected in (("id", indonesian), ("en", english)):
        texts.use(language)
        words = sync_words(status, 0 if name == "the first one runs" else 7, ZONE, NOW)
        title, _, detail = expected.partition(" | ")
        ground = "card" if tone in ("ink", "accent") else f"{tone}_ground"
        assert words == SyncWords(symbol, title, detail, tone, ground)  # type: ignore[arg-type]


def test_where_there_are_mos_the_first_sync_since_the_start_is_a_sync() -> None:
    texts.use("en")
    assert sync_words(SyncStatus(SyncPhase.RUNNING), 7, ZONE, NOW).title == "Synchronising…"


@pytest.mark.parametrize(
    ("language", "read", "said"),
    [
        ("en", 0, ""),
        ("en", 1, "1 MO read so far"),
        ("en", 2000, "2,000 MOs read so far"),
        ("id", 2000, "2.000 MO sudah dibaca"),
    ],
)
def test_a_running_sync_says_how_far_it_is(language: str, read: int, said: str) -> None:
    texts.use(language)
    for mos in (0, 7):
        status = SyncStatus(SyncPhase.RUNNING, read=read)
        assert sync_words(status, mos, ZONE, NOW).detail == said


def test_the_button_for_new_access_is_there_as_long_as_it_helps_and_large_enough(
    open_station: Callable[..., Station],
) -> None:
    station = open_station(order(1))
    window, button = station.window, station.window.top_bar.renew_button
    assert not button.isVisible()
    ended = failed(Code.SESSION_EXPIRED, RENEWAL)
    for status in (ended, replace(ended, phase=SyncPhase.RUNNING)):
        window.on_sync_status(status)
        assert button.isVisible()
        assert button.accessibleName() == "Perbarui akses…"
    for width in (1280, 1920):
        window.resize(width, 720)
        station.wait_for(lambda width=width: window.top_bar.width() == width)  # type: ignore[misc]
        assert button.height() >= theme.sizes().target >= 12 * 96 / 25.4
        assert button.width() >= button.minimumSizeHint().width()
    window.on_sync_status(failed(Code.SESSION_EXPIRED))
    assert not button.isVisible()
    window.on_sync_status(OK)
    assert not button.isVisible()


def test_a_station_that_is_not_connected_offers_the_way_and_promises_no_sync(
    open_station: Callable[..., Station],
) -> None:
    station = open_station()
    window, bar = station.window, station.window.top_bar
    opened = QSignalSpy(window.office.settings_wanted)
    window.on_sync_status(failed(Code.NOT_CONFIGURED, key="odoo.url"))
    assert bar.connect_button.isVisible()
    assert not bar.sync_button.isVisible()
    title, hint = window.table.empty_texts()
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    station.type(Qt.Key.Key_F1)
    said += [title, hint, station.toast, bar.state.accessibleName()]
    assert title == "Odoo belum tersambung"
    assert not [text for text in said if "Sync" in text], "nothing sends to a sync that cannot be"
    bar.connect_button.click()
    assert opened.count() == 1
    window.on_sync_status(OK)
    assert not bar.connect_button.isVisible()
    assert bar.sync_button.isVisible()
    assert "sync berikutnya" in window.table.empty_texts()[1]


def test_where_the_sync_fails_nothing_sends_to_it(open_station: Callable[..., Station]) -> None:
    station = open_station()
    window = station.window
    window.on_sync_status(failed(Code.WRONG_LOGIN))
    texts_ = [label.text() for label in window.card.findChildren(QLabel) if label.isVisible()]
    said = [window.table.empty_texts()[1], *texts_]
    assert [text for text in said if text.endswith("lihat baris paling bawah.")] == [
        said[0],
        said[-1],
    ]
    assert not [text for text in said if "Sync sekarang untuk" in text]
    window.on_sync_status(OK)
    assert not window.table.empty_texts()[1].endswith("lihat baris paling bawah.")
