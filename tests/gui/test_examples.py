"""Training: a shift by taps on what is offered, without a label, a roll or a manual at hand."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.domain.orders import Stage
from app.ui import theme
from app.ui.dialogs.examples import ExampleButton
from tests.gui.conftest import Station
from tests.gui.floor import new, ready, running

Open = Callable[..., Station]
K = Qt.Key


def offered(station: Station) -> dict[str, ExampleButton]:
    """Give the buttons that can be tapped now, by the field beside them."""
    return {
        field.name: button
        for field in station.dialog.inputs
        for button in field.findChildren(ExampleButton)
        if button.isVisible()
    }


def take_all(station: Station) -> list[str]:
    """Tap what is offered until nothing is, then save."""
    taken = []
    while buttons := offered(station):
        name, button = next(iter(buttons.items()))
        button.click()
        taken.append(f"{name} {button.text()}")
    station.settle()
    station.dialog.save_button.click()
    return taken


def test_a_shift_without_a_label_at_hand(open_station: Open) -> None:
    station = open_station(new(1), new(2), training=True)
    station.scan("WH/MO/00001")
    assert take_all(station) == [
        "auth_first Contoh 01024585539",
        "roll_number Contoh 1300300624",
    ]
    station.wait_closed()
    station.scan("WH/MO/00002")
    assert take_all(station)[0] == "auth_first Contoh 01024595539"
    station.wait_closed()
    station.scan("WH/MO/00001")
    assert take_all(station) == ["leader_id Contoh 003"]
    station.wait_closed()
    station.type(K.Key_F6)
    assert len(take_all(station)) == 3
    station.wait_closed()
    station.type(K.Key_F3)
    assert [text.split()[0] for text in take_all(station)] == ["new_auth", "old_last"]
    station.wait_closed()
    station.type(K.Key_F4)
    assert len(take_all(station)) == 1
    station.wait_closed()
    assert station.floor.orders[1].used == station.floor.orders[2].used == 10_000
    assert {order.stage for order in station.floor.orders.values()} == {Stage.FINISHED}


def test_a_tap_fills_and_goes_on_but_saves_nothing(open_station: Open) -> None:
    station = open_station(ready(1, "01024585539", "1300300624"), training=True)
    station.type(K.Key_F2)
    button = offered(station)["leader_id"]
    assert button.height() >= theme.sizes().target
    button.click()
    assert station.dialog.fields["leader_id"].text == "003"
    assert not button.isVisible()
    assert station.dialog.save_button.hasFocus()
    assert station.worker.submits == []


def test_what_takes_over_a_running_roll_can_be_ended_too(open_station: Open) -> None:
    station = open_station(
        running(1, None, "1300300624"), ready(2, "01024585539", "1300300624"), training=True
    )
    station.type(K.Key_F4)
    assert len(take_all(station)) == 1
    station.wait_closed()
    assert station.stage(1) is Stage.FINISHED


def test_work_is_offered_nothing(open_station: Open) -> None:
    station = open_station(new(1))
    station.scan("WH/MO/00001")
    assert not station.dialog.findChildren(ExampleButton)
