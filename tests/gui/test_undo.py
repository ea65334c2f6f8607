"""Urungkan: from the toast, and by F8 after a question; what it says and what it refuses."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.domain.orders import Stage
from app.domain.plans import LogStatus
from app.domain.requests import Register, Undo
from app.services.messages import Submitted
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key
RUNNING = running(412, "01024585539", "1300300624")
READY = ready(413, None, None)


def changeover(station: Station) -> None:
    station.scan("WH/MO/00413")
    station.scan("01024595612", "")
    station.wait_closed()


def test_the_toast_takes_a_changeover_back(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    button = station.window.notifier.toast.action_button
    assert (button.isVisible(), button.text()) == (True, "Urungkan")
    button.click()
    station.wait_for(lambda: station.stage(412) is Stage.RUNNING)
    assert (station.floor.orders[412], station.floor.orders[413]) == (RUNNING, READY)
    assert station.toast == "WH/MO/00412 berjalan lagi · WH/MO/00413 siap lagi"
    assert not button.isVisible(), "an undo cannot be undone"


def test_a_double_press_undoes_once(open_station: Open) -> None:
    station = open_station(new(1), new(2))
    station.scan("WH/MO/00001")
    station.scan("0100", "R1")
    station.wait_closed()
    station.scan("WH/MO/00002")
    station.scan("0200", "R2")
    station.wait_closed()
    button = station.window.notifier.toast.action_button
    button.click()
    button.click()
    station.wait_for(lambda: "tidak terdaftar lagi" in station.toast)
    assert (station.stage(1), station.stage(2)) == (Stage.READY, Stage.UNREGISTERED)
    undone = [s for s in station.worker.submits if isinstance(s.request, Undo)]
    assert len({s.operation_id for s in undone}) == len(undone)
    assert not {s.operation_id for s in undone} & {
        s.operation_id for s in station.worker.submits if s not in undone
    }


def test_something_older_is_refused_in_words(open_station: Open) -> None:
    station = open_station(RUNNING, READY, new(1))
    changeover(station)
    older = station.worker.submits[-1].operation_id
    station.scan("WH/MO/00001")
    station.scan("0100", "R1")
    station.wait_closed()
    station.window.flow.undo(older)
    station.wait_for(lambda: "Sudah ada pekerjaan yang lebih baru" in station.toast)
    assert station.stage(412) is Stage.FINISHED


def test_what_was_corrected_since_says_so(open_station: Open) -> None:
    station = open_station(RUNNING)
    station.type(K.Key_F6)
    station.scan("01024590000", "R2", "0500")
    station.wait_closed()
    station.window.notifier.toast.action_button.click()
    station.wait_for(lambda: "dikembalikan" in station.toast)
    assert station.toast == (
        "WH/MO/00412 dikembalikan · Kode akhir · roll 1300300624: 01024590000 → –, "
        "Roll R2: 0500 – … → –"
    )


def test_f8_names_what_it_puts_back_and_asks(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    station.type(K.Key_F8)
    station.settle()
    shown = station.dialog.preview.text()
    assert "WH/MO/00412 berjalan lagi" in shown
    assert "Kode akhir: 01024595611 → –" in shown
    assert "WH/MO/00413 siap lagi" in shown
    assert station.stage(413) is Stage.RUNNING
    assert station.dialog.save_button.hasFocus()
    station.type(K.Key_Space)
    station.wait_closed()
    assert station.stage(412) is Stage.RUNNING
    assert station.toast == "WH/MO/00412 berjalan lagi · WH/MO/00413 siap lagi"


def test_f8_is_answered_by_scanner(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    station.type(K.Key_F8)
    station.settle()
    station.later()
    station.scan("01024595612")
    assert station.toast == "Tidak ada yang diisi di sini: pindai YA atau BATAL."
    station.later()
    station.scan("$YA")
    station.wait_closed()
    assert station.stage(412) is Stage.RUNNING


def test_f8_is_answered_while_a_sync_has_it_shown_anew(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    station.type(K.Key_F8)
    station.settle()
    station.later()
    station.type("$YA")
    station.board(station.floor.orders[413])
    assert not station.dialog.planned
    station.type(K.Key_Return)
    station.wait_closed()
    assert station.stage(412) is Stage.RUNNING


def test_f8_takes_back_what_it_showed_and_nothing_newer(open_station: Open) -> None:
    station = open_station(RUNNING, READY, new(1))
    changeover(station)
    station.type(K.Key_F8)
    station.settle()
    station.worker.submit(Submitted("from elsewhere", Register(1, "0100", "R1")))
    station.wait_for(lambda: bool(station.dialog.troubles))
    assert "Sudah ada pekerjaan yang lebih baru" in station.dialog.troubles[0]
    assert not station.dialog.save_button.isEnabled()
    assert station.stage(412) is Stage.FINISHED
    assert station.stage(1) is Stage.READY


def test_f8_with_nothing_to_undo(open_station: Open) -> None:
    station = open_station(RUNNING)
    station.type(K.Key_F8)
    station.settle()
    assert station.dialog.troubles == ("Tidak ada yang bisa diurungkan.",)
    assert not station.dialog.save_button.isEnabled()
    assert station.dialog.cancel_button.hasFocus()
    station.type(K.Key_Escape)
    assert station.open_dialog() is None


def test_escape_undoes_nothing(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    before = len(station.worker.submits)
    station.type(K.Key_F8)
    station.settle()
    station.type(K.Key_Escape)
    assert len(station.worker.submits) == before


def test_a_note_is_repeated_in_the_toast(open_station: Open) -> None:
    station = open_station(READY)
    station.type(K.Key_F2)
    station.scan("003")
    station.wait_closed()
    assert "mulai tanpa kode awal" in station.toast


def test_the_history_keeps_both(open_station: Open) -> None:
    station = open_station(RUNNING, READY)
    changeover(station)
    station.window.notifier.toast.action_button.click()
    station.wait_for(lambda: station.stage(412) is Stage.RUNNING)
    assert [entry.status for entry in station.floor.entries] == [
        LogStatus.CHANGEOVER_END,
        LogStatus.CHANGEOVER_START,
        LogStatus.UNDO,
        LogStatus.UNDO,
    ]
