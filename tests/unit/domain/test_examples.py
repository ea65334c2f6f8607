"""Labels for practice."""

from app.domain import examples
from tests.gui.floor import new, ready, running


def test_without_any_label_it_begins_somewhere() -> None:
    assert examples.next_labels([new(1)]) == ("01024585539", "1300300624")
    assert examples.new_roll([new(1)]) == ("1300300624", "01024605539")


def test_it_goes_on_behind_what_the_others_will_need() -> None:
    orders = [ready(1, "A0000100", "R-7"), running(2, "A0020001", "R-8", product_qty=50.0)]
    assert examples.next_labels(orders) == ("A0020051", "R-8")
    assert examples.new_roll(orders)[0] == "R-9"


def test_a_series_that_is_used_up_gives_its_last_label() -> None:
    assert examples.next_labels([ready(1, "99", "R-7")])[0] == "99"
    assert examples.after("99") == "99"


def test_the_target_decides_where_a_running_one_ends() -> None:
    order = running(1, "A0000101", "R-7", product_qty=100.0)
    assert examples.last_label(order) == "A0000200"
    assert examples.last_label(order, 0.5) == "A0000150"
    assert examples.last_label(running(2, None, "R-7")) == ""
    assert examples.after("") == ""
