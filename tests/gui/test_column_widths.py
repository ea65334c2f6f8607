"""How the MO table's columns share its width."""

from app.ui.column_widths import shared
from app.ui.order_cells import Column

ONE = dict.fromkeys(Column, 100) | {Column.PRODUCT: 250, Column.CODES: 220, Column.TIME: 160}
TWO = dict.fromkeys(Column, 100) | {Column.PRODUCT: 250, Column.CODES: 120, Column.TIME: 110}
NEED = sum(ONE.values())


def widths(room: int) -> dict[Column, int]:
    found = shared(room, ONE, TWO, likes=210, least=90)
    assert sum(found.values()) == room
    return found


def test_the_product_takes_a_third_of_what_nobody_needs_the_target_is_near() -> None:
    found = widths(NEED + 270)
    assert found[Column.PRODUCT] == 250 + 90
    assert all(found[c] == ONE[c] + 20 for c in Column if c is not Column.PRODUCT)


def test_as_long_as_the_product_has_what_it_likes_all_stays_in_one_line() -> None:
    found = widths(NEED - 40)
    assert found == {**ONE, Column.PRODUCT: 210}


def test_codes_go_to_two_lines_before_times_do() -> None:
    found = widths(NEED - 100)
    assert found[Column.TIME] == ONE[Column.TIME]
    assert found[Column.CODES] == TWO[Column.CODES]
    assert found[Column.PRODUCT] >= 210


def test_times_get_back_what_is_left_although_it_is_not_enough_for_the_longest() -> None:
    found = widths(NEED - 40 - 100 - 20)
    assert found[Column.TIME] == ONE[Column.TIME] - 20
    assert found[Column.PRODUCT] == 210


def test_where_there_is_too_little_the_product_keeps_something() -> None:
    found = shared(600, ONE, TWO, likes=210, least=90)
    assert found[Column.PRODUCT] == 90
    assert found[Column.TIME] == TWO[Column.TIME]
