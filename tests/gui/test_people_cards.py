"""IT looks after people: adds, gives new PINs, removes; nobody else gets in."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.people import Person, Role
from app.ui.buttons import Button
from app.ui.dialogs.confirm import ConfirmCard
from app.ui.dialogs.people import PeopleCard
from app.ui.dialogs.person import PersonCard
from app.ui.dialogs.sign_in import SignInCard
from tests.gui.conftest import Station
from tests.gui.floor import NOW, finished, new
from tests.gui.reception import IT, LEADER, STORE, Desk

Open = Callable[..., Station]
K = Qt.Key


@pytest.fixture
def station(open_station: Open) -> Station:
    return open_station(new(416))


def click(button: Button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def listed(station: Station) -> PeopleCard:
    station.wait_for(lambda: isinstance(station.window.overlay.card, PeopleCard))
    card = station.card
    assert isinstance(card, PeopleCard)
    return card


def form(station: Station) -> PersonCard:
    card = station.card
    assert isinstance(card, PersonCard)
    return card


def fill(station: Station, badge: str, name: str, pin: str, again: str = "") -> PersonCard:
    card = form(station)
    station.later()
    for text in (badge, name, pin, again or pin):
        station.type(text, K.Key_Return)
        station.later()
    return card


def opened(station: Station) -> Desk:
    """Open the list as IT."""
    desk = Desk(station)
    desk.signed_in(IT)
    station.window.menu.people_asked.emit()
    return desk


def test_the_first_one_is_of_it_and_from_then_on_everybody_signs_in(station: Station) -> None:
    desk = Desk(station, ())
    station.window.menu.people_asked.emit()
    click(listed(station).add_button)
    card = form(station)
    assert list(card.role.buttons) == ["it"]
    fill(station, "900", "Rina", "4711")
    station.wait_for(lambda: desk.people == [IT])
    assert station.toast == "Ditambahkan: 900 Rina"
    station.wait_for(lambda: isinstance(station.window.overlay.card, SignInCard))
    station.scan("900")
    station.type("4711", K.Key_Return)
    assert len(listed(station).pin_buttons) == 1


def test_only_it_sees_the_list(station: Station) -> None:
    desk = Desk(station)
    desk.signed_in(LEADER)
    station.window.menu.people_asked.emit()
    assert isinstance(station.card, SignInCard)
    assert station.card.accessibleDescription().startswith("Ini hanya untuk IT.")


def test_somebody_is_added_by_keyboard_alone(station: Station) -> None:
    desk = opened(station)
    listed(station)
    station.later()
    station.type(K.Key_Space)
    assert form(station).badge.edit.hasFocus()
    fill(station, "017", "Agus Salim", "5555")
    agus = Person("017", "Agus Salim", Role.PRODUCTION)
    station.wait_for(lambda: agus in desk.people)
    assert len(listed(station).pin_buttons) == 4


def test_a_role_is_chosen(station: Station) -> None:
    desk = opened(station)
    click(listed(station).add_button)
    card = form(station)
    assert card.role.value == "production"
    click(card.role.buttons["warehouse"])
    card.badge.take_focus()
    fill(station, "g-7", "Dewi", "5555")
    station.wait_for(lambda: Person("G-7", "Dewi", Role.WAREHOUSE) in desk.people)


def test_two_pins_that_differ_are_entered_again(station: Station) -> None:
    desk = opened(station)
    click(listed(station).add_button)
    card = fill(station, "017", "Agus", "5555", "5556")
    assert card.again.error == "Kedua PIN tidak sama. Ketik lagi keduanya."
    assert not card.saving
    assert len(desk.people) == 3


def test_what_is_missing_is_said_beside_its_field(station: Station) -> None:
    opened(station)
    click(listed(station).add_button)
    card = form(station)
    click(card.save_button)
    assert card.badge.error == card.name.error == "Ini belum diisi."
    assert card.pin.error == "PIN terdiri dari 4 sampai 12 angka."
    assert card.badge.edit.hasFocus()


def test_a_badge_that_somebody_has_keeps_what_is_typed(station: Station) -> None:
    opened(station)
    click(listed(station).add_button)
    card = fill(station, "003", "Agus", "5555")
    station.wait_for(lambda: bool(card.badge.error))
    assert card.badge.error == "Kartu 003 sudah milik Budi."
    assert (card.name.text, card.saving) == ("Agus", False)


def test_another_pin(station: Station) -> None:
    desk = opened(station)
    click(listed(station).pin_buttons[0])
    card = form(station)
    assert card.accessibleName() == "PIN baru untuk 003 Budi Santoso"
    assert not card.badge.isVisible()
    station.later()
    station.type("5555", K.Key_Return, "5555", K.Key_Return)
    station.wait_for(lambda: desk.pins["003"] == "5555")
    assert station.toast == "003 Budi Santoso sekarang punya PIN baru."


def test_somebody_leaves_after_a_question(station: Station) -> None:
    desk = opened(station)
    click(listed(station).remove_buttons[2])
    card = station.card
    assert isinstance(card, ConfirmCard)
    assert card.accessibleName() == "Hapus G-1 Sari"
    station.type(K.Key_Escape)
    assert STORE in desk.people
    station.window.menu.people_asked.emit()
    click(listed(station).remove_buttons[2])
    card = station.card
    assert isinstance(card, ConfirmCard)
    click(card.yes_button)
    station.wait_for(lambda: STORE not in desk.people)
    assert station.toast == "Dihapus: G-1 Sari"


def test_who_is_removed_is_signed_out(station: Station) -> None:
    desk = opened(station)
    station.type(K.Key_Escape)
    desk.people = [LEADER]
    desk.tell()
    assert desk.identity.person is None


def test_over_another_card_it_does_not_open(station: Station) -> None:
    Desk(station, ())
    station.type(K.Key_F1)
    station.window.menu.people_asked.emit()
    assert station.toast == "Simpan atau batalkan yang ini dulu."


def test_the_history_says_who_where_it_is_known(open_station: Open) -> None:
    done = finished(411, "0100", "0199", "R1", NOW, NOW)
    station = open_station(done, new(416))
    desk = Desk(station)
    desk.signed_in(STORE)
    station.later()
    station.scan("WH/MO/00416", "01024600000", "1300300627")
    station.wait_closed()
    station.wait_for(lambda: bool(station.floor.entries and station.floor.entries[0].person))
    station.window.histories.open_for(416)
    assert [row[-1] for row in station.history.table.texts()] == ["G-1 Sari"]
    headers = station.history.table.model()
    assert headers.headerData(6, Qt.Orientation.Horizontal) == "Oleh"
    station.type(K.Key_Escape)
    station.window.histories.open_for(411)
    assert station.history.table.model().columnCount() == 6


@pytest.mark.parametrize("barcode", [False, True])
def test_what_is_typed_about_somebody_is_not_discarded_unasked(
    station: Station, *, barcode: bool
) -> None:
    def cancel() -> None:
        if barcode:
            station.scan("$BATAL")
        else:
            station.type(K.Key_Escape)
        station.later()

    opened(station)
    click(listed(station).add_button)
    card = form(station)
    station.later()
    station.type("017", K.Key_Return)
    station.later()
    cancel()
    assert form(station) is card
    assert card.cancel_button.text() == "Buang perubahan"
    assert "Belum disimpan" in card.troubles
    station.type("A")
    assert card.cancel_button.text() == "Batal"
    assert not card.troubles
    station.later()
    cancel()
    cancel()
    station.wait_for(lambda: station.window.overlay.card is not card)


@pytest.mark.parametrize("barcode", [False, True])
def test_a_person_that_is_being_saved_stays(station: Station, *, barcode: bool) -> None:
    desk = opened(station)
    click(listed(station).add_button)
    card = form(station)
    desk.office.person_wanted.disconnect(desk.keep)
    fill(station, "017", "Agus", "5555")
    assert card.saving
    station.scan("$BATAL") if barcode else station.type(K.Key_Escape)
    assert form(station) is card
