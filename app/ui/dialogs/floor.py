"""What every operation dialog needs to know about its station."""

from dataclasses import dataclass
from datetime import tzinfo

from app.domain.clock import Clock
from app.domain.plans import Rules


@dataclass(frozen=True, slots=True)
class Floor:
    """What every dialog needs to know about this station."""

    zone: tzinfo
    clock: Clock
    rules: Rules
