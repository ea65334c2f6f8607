"""What a plan asks about the present, and about the moment when it was stored the first time."""

from datetime import timedelta

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain import operations
from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.errors import Code, RefusedError
from app.domain.plans import Occupied, Plan, Rules
from app.domain.requests import ChangeRoll, Register, Request, Start, Undo
from app.store import history, orders
from app.store.facts import ReplayFacts, StoreFacts
from tests.plant import NOW, STATION, labels, order, running
from tests.unit.store.test_orders import put

LATER = NOW + timedelta(hours=1)
RULES = Rules(used_over_percent=5.0)


def facts(db: APSWDatabase, now: object = NOW, station: str = STATION) -> StoreFacts:
    return StoreFacts(db, now, station, RULES)  # type: ignore[arg-type]


def execute(
    db: APSWDatabase, operation_id: str, request: Request, *, station: str = STATION
) -> Plan:
    present = facts(db, station=station)
    made = operations.plan(request, present)
    assert made.problems == ()
    for change in made.changes:
        orders.write_people(db, change.after)
        history.append(db, operation_id, change, present.now, station, made.reason)
    return made


def replay(db: APSWDatabase, operation_id: str) -> ReplayFacts:
    """Give the facts of an operation, an hour later at another station."""
    first = history.of_operation(db, operation_id)[0]
    present = facts(db, LATER, "Lini 9")
    return ReplayFacts(present, history.past(db, operation_id).changes, first)


# ---------------------------------------------------------------------- the present


def test_the_present_is_read_from_the_store(people: APSWDatabase) -> None:
    put(people, order(1), order(2))
    execute(people, "op-1", Register(1, "A100", "R1"))
    execute(people, "op-2", Start(1, "003"))
    present = facts(people)
    started = present.order(1)
    assert (started.leader_id, present.running()) == ("003", started)
    taken = Occupied("WH/MO/00001", labels("A100", "A100"))
    assert present.occupied(labels("A050", "A150"), frozenset({2})) == taken
    assert present.occupied(labels("A050", "A150"), frozenset({1})) is None
    assert present.last_entry_at() == NOW
    assert [present.is_mo(text) for text in ("WH/MO/00002", "WH/MO/00003")] == [True, False]
    with pytest.raises(RefusedError) as caught:
        present.order(3)
    assert caught.value.problem.code is Code.MO_NOT_FOUND
    assert caught.value.problem.params == {"text": "#3"}


def test_the_newest_operation_is_this_stations_and_is_neither_undone_nor_an_undo(
    people: APSWDatabase,
) -> None:
    put(people, order(1), order(2), order(3))
    assert facts(people).newest_operation() is None
    first = execute(people, "op-1", Register(1, "A100", "R1"))
    execute(people, "op-2", Register(2, "A200", "R1"))
    execute(people, "op-3", Register(3, "A300", "R1"), station="Lini 2")
    for expected in ("op-2", "op-1"):
        newest = facts(people).newest_operation()
        assert newest is not None
        assert newest.operation_id == expected
        if expected == "op-1":
            assert newest.changes == first.changes
        execute(people, f"undo-{expected}", Undo())
    assert facts(people).newest_operation() is None
    elsewhere = facts(people, station="Lini 2").newest_operation()
    assert elsewhere is not None
    assert elsewhere.operation_id == "op-3"


# ---------------------------------------------------------------------- as it was


def test_a_repeated_submit_comes_to_the_same_whatever_has_happened_since(
    people: APSWDatabase,
) -> None:
    put(people, order(1), order(2))
    execute(people, "op-1", Register(1, "A100", "R1"))
    started = execute(people, "op-2", Start(1, "003"))
    rolled = execute(people, "op-3", ChangeRoll(1, "A120", "R2", "B100"))
    # Not by an operation: another one runs, and has the label with which this one began.
    put(people, running(3, "A100", "R1", station="Lini 2"))
    people.execute_sql("UPDATE recent_mo SET state = 'confirmed'")
    assert operations.plan(Start(1, "003"), replay(people, "op-2")).changes == started.changes
    again = operations.plan(ChangeRoll(1, "A120", "R2", "B100"), replay(people, "op-3"))
    assert (again.changes, again.problems, again.questions) == (rolled.changes, (), ())


def test_a_repeated_submit_with_other_input_comes_to_something_else(people: APSWDatabase) -> None:
    put(people, order(1))
    execute(people, "op-1", Register(1, "A100", "R1"))
    started = execute(people, "op-2", Start(1, "003"))
    again = operations.plan(Start(1, "004"), replay(people, "op-2"))
    assert again.changes != started.changes


def test_a_repeated_undo_takes_back_the_same_operation(people: APSWDatabase) -> None:
    put(people, order(1), order(2))
    execute(people, "op-1", Register(1, "A100", "R1"))
    undone = execute(people, "op-2", Undo())
    execute(people, "op-3", Register(2, "A200", "R1"))
    again = operations.plan(Undo(), replay(people, "op-2"))
    assert (again.changes, again.reason) == (undone.changes, "op-1")


def test_the_moment_of_a_replay_is_that_of_the_first_time(people: APSWDatabase) -> None:
    put(people, order(1), order(2))
    execute(people, "op-1", Register(1, "A100", "R1"))
    past = replay(people, "op-1")
    code = AuthenticityCode.parse("A100")
    assert (past.now, past.station, past.rules) == (NOW, STATION, RULES)
    assert past.order(1) == order(1)
    assert past.order(2) == order(2)
    assert past.running() is None
    assert past.occupied(CodeRange(code, code), frozenset()) is None
    assert past.last_entry_at() is None
    assert past.newest_operation() is None
