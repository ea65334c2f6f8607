"""How the columns of the MO table share its width."""

from collections.abc import Mapping
from typing import Final

from app.ui.order_cells import Column

_STACKABLE: Final = (Column.TIME, Column.CODES, Column.ROLL, Column.STAGE)
"""What can go to two lines; the first ones are the first to stay in one where there is room."""


def shared(
    room: int,
    one_line: Mapping[Column, int],
    two_lines: Mapping[Column, int],
    *,
    likes: int,
    least: int,
) -> dict[Column, int]:
    """Give every column what its texts need; together they fill `room`, where it is enough.

    Where the product would have less than it `likes`, codes, times and the like go to two lines,
    no more of them than have to. Of what is left over, the product takes a third beyond its
    widest text and the others the rest: the target is not far from the product it belongs to.

    Args:
        room: for all columns.
        one_line: what each column needs.
        two_lines: what it needs where its cells may go to two lines.
        likes: what the product has before others go to two lines, unless it needs less.
        least: what the product has, whatever the others need.
    """
    widths = dict(one_line)
    product = widths.pop(Column.PRODUCT)
    rest = room - sum(widths.values())
    needed = min(likes, product)
    if rest < needed:
        for column in _STACKABLE:
            widths[column] = two_lines[column]
        rest = room - sum(widths.values())
        for column in _STACKABLE:
            more = one_line[column] - widths[column]
            if column is Column.TIME:  # most times are shorter than the widest one
                more = min(more, max(0, rest - needed))
            if rest - more >= needed:
                widths[column] += more
                rest -= more
    spare = max(0, rest - product)
    share = spare * 2 // 3 // len(widths)
    for column in widths:
        widths[column] += share
    widths[Column.PRODUCT] = max(rest - share * len(widths), least)
    return widths
