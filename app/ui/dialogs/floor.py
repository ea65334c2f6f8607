"""What every operation dialog needs to know about its station."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from app.domain.clock import Clock
from app.domain.frozen import dataclass
from app.domain.orders import Order
from app.domain.plans import Rules


@dataclass(frozen=True, slots=True)
class Floor:
    """What every dialog needs to know about this station.

    Attributes:
        practice: gives the MOs from which examples are made up; None: this is no training.
    """

    zone: tzinfo
    clock: Clock
    rules: Rules
    practice: Callable[[], Sequence[Order]] | None = None
