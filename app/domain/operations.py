"""Every operation by its request: the one entrance to the rules."""

from app.domain import corrections, production
from app.domain.plans import Facts, Plan
from app.domain.requests import (
    Changeover,
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)


def plan(request: Request, facts: Facts) -> Plan:
    """Work out what `request` would store at this moment.

    Raises:
        RefusedError: `Code.MO_NOT_FOUND`, there is no such MO.
    """
    match request:
        case Register():
            return production.plan_register(request, facts)
        case Start():
            return production.plan_start(request, facts)
        case Changeover():
            return production.plan_changeover(request, facts)
        case End():
            return production.plan_end(request, facts)
        case ChangeRoll():
            return production.plan_change_roll(request, facts)
        case Unregister():
            return corrections.plan_unregister(request, facts)
        case Correct():
            return corrections.plan_correct(request, facts)
        case Undo():
            return corrections.plan_undo(request, facts)
