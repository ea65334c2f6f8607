"""What stands before a door: without people with PINs, nothing."""

from collections.abc import Callable
from typing import Protocol

from app.domain.people import Right


class Admit(Protocol):
    """Lets somebody with a right go on, now or as soon as there is one."""

    def __call__(
        self,
        right: Right,
        go_on: Callable[[], None],
        give_up: Callable[[], None] | None = None,
        /,
    ) -> None:
        """Call `go_on` for who has `right`; `give_up` when nobody comes who has."""


def everybody(
    _right: Right, go_on: Callable[[], None], _give_up: Callable[[], None] | None = None, /
) -> None:
    """Let everybody go on."""
    go_on()
