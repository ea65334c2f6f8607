"""Whose an MO is, where several stations share one store."""

from app.domain.errors import Code
from app.domain.orders import Order, Stage
from app.domain.plans import Draft, Rules

_TAKEN = frozenset({Stage.RUNNING, Stage.FINISHED})


def is_elsewhere(order: Order, station: str, rules: Rules) -> bool:
    """Tell whether an MO runs, or ran, on another station than `station`.

    What is not started yet belongs to nobody, nor does an MO of which the station is not known.
    On a store of its own a station has every MO, whatever it was called when it ran.
    """
    taken = rules.shared and order.stage in _TAKEN
    return taken and order.station not in (None, station)


def refuse_elsewhere(draft: Draft, order: Order, field: str | None) -> bool:
    """Refuse on `field` what another station has taken; tell whether it was."""
    facts = draft.facts
    if not is_elsewhere(order, facts.station, facts.rules):
        return False
    where = order.station or ""
    draft.refuse(Code.RUNS_ELSEWHERE, field, mo_name=order.mo_name, station=where)
    return True
