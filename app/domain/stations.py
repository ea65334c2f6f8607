"""Whose an MO is, where several stations share one store."""

from app.domain.errors import Code
from app.domain.orders import Order, Stage
from app.domain.plans import Draft

_TAKEN = frozenset({Stage.RUNNING, Stage.FINISHED})


def is_elsewhere(order: Order, home: str | None) -> bool:
    """Tell whether an MO runs, or ran, on another station than `home` (see `Rules.home`).

    What is not started yet belongs to nobody, nor does an MO of which the station is not known.
    """
    return home is not None and order.stage in _TAKEN and order.station not in (None, home)


def refuse_elsewhere(draft: Draft, order: Order, field: str | None) -> bool:
    """Refuse on `field` what another station has taken; tell whether it was."""
    facts = draft.facts
    if not is_elsewhere(order, facts.rules.home(facts.station)):
        return False
    where = order.station or ""
    draft.refuse(Code.RUNS_ELSEWHERE, field, mo_name=order.mo_name, station=where)
    return True
