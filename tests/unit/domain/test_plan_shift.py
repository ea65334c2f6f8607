"""Whatever people enter, in whatever order: what holds after every operation that is accepted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.domain.orders import Order, Stage
from app.domain.ownership import PEOPLE_OWNED
from app.domain.plans import Plan, Rules
from app.domain.requests import Changeover, End, Register, Start
from app.texts.sentences import sentence
from tests.plant import MemoryFacts, order, plan, printed

MOS = (1, 2, 3, 4, 5)
IDS = st.sampled_from(MOS)
Operation = Register | Start | Changeover | End

GOOD_LABELS = st.integers(0, 40).map(lambda number: f"A{number:02}")
GOOD_ROLLS = st.sampled_from(["R1", "R2"])
LABELS = st.one_of(
    GOOD_LABELS,
    st.sampled_from(["B05", "B06", "05", "A005", "", " a07 ", "A", "A99", "A00"]),
)
ROLLS = st.sampled_from(["", "", "R1", "R2", "r1", "R 1"])
LEADERS = st.sampled_from(["003", "017", "", "!"])
NO_LABEL = st.just("")
ANYTHING = st.one_of(
    st.builds(Register, IDS, LABELS, ROLLS, st.booleans()),
    st.builds(Start, IDS, LEADERS),
    st.builds(Changeover, IDS, IDS, LABELS, ROLLS, LABELS, LEADERS),
    st.builds(End, IDS, LABELS, LABELS, ROLLS, LABELS, LABELS),
)
MAYBE_LABELS = st.one_of(NO_LABEL, GOOD_LABELS)
MAYBE_ROLLS = st.sampled_from(["", "R1", "R2"])


def sensible(facts: MemoryFacts) -> st.SearchStrategy[Operation]:
    """Requests for MOs whose stage calls for them, so that a shift gets somewhere."""
    by_stage = {stage: [mo for mo in MOS if facts.order(mo).stage is stage] for stage in Stage}
    wanted: list[st.SearchStrategy[Operation]] = [ANYTHING]
    if by_stage[Stage.UNREGISTERED]:
        ids = st.sampled_from(by_stage[Stage.UNREGISTERED])
        wanted.append(st.builds(Register, ids, GOOD_LABELS, GOOD_ROLLS))
    if by_stage[Stage.READY] and not by_stage[Stage.RUNNING]:
        wanted.append(st.builds(Start, st.sampled_from(by_stage[Stage.READY]), st.just("003")))
    if by_stage[Stage.READY] and by_stage[Stage.RUNNING]:
        wanted.append(
            st.builds(
                Changeover,
                st.sampled_from(by_stage[Stage.RUNNING]),
                st.sampled_from(by_stage[Stage.READY]),
                GOOD_LABELS,
                MAYBE_ROLLS,
                MAYBE_LABELS,
            )
        )
    if by_stage[Stage.RUNNING]:
        ids = st.sampled_from(by_stage[Stage.RUNNING])
        wanted.append(
            st.builds(End, ids, GOOD_LABELS, NO_LABEL, MAYBE_ROLLS, MAYBE_LABELS, MAYBE_LABELS)
        )
        wanted.append(st.builds(End, ids, GOOD_LABELS, MAYBE_LABELS))
    return st.one_of(wanted)


RULES = st.builds(
    Rules,
    end_code=st.sampled_from(["last_used", "next_unused"]),
    used_over_percent=st.sampled_from([0.0, 20.0]),
)


def check_labels_of_one_owner(facts: MemoryFacts) -> None:
    ranges = [s.labels for mo in facts.orders.values() for s in mo.segments if s.labels]
    for one, other in combinations(ranges, 2):
        assert not printed(one) & printed(other)


def check_columns_follow_segments(mo: Order) -> None:
    first = mo.segments[0].auth_first if mo.segments else None
    last = mo.segments[-1].auth_last if mo.segments else None
    assert (mo.auth_first, mo.auth_last) == (first, last)
    opened = [segment for segment in mo.segments if segment.is_open]
    if mo.stage is Stage.FINISHED:
        assert opened == []
    else:
        assert all(segment is mo.segments[-1] for segment in opened)
    if mo.stage in (Stage.RUNNING, Stage.FINISHED):
        assert mo.leader_id
        assert mo.station
    if mo.stage is Stage.RUNNING:
        assert mo.open_segment is not None
        assert mo.open_segment.roll_number == mo.roll_number


def check_only_people_owned_changed(found: Plan) -> None:
    for change in found.changes:
        people = {name: getattr(change.before, name) for name in PEOPLE_OWNED}
        back = replace(change.after, segments=change.before.segments, **people)
        assert back == change.before


def check_can_be_said(found: Plan) -> None:
    for problem in (*found.problems, *found.questions, *found.notes):
        for language in texts.LANGUAGES:
            texts.use(language)
            said = sentence(problem)
            assert said
            assert "{" not in said, said
            assert "None" not in said, said


def facts_of(rules: Rules) -> MemoryFacts:
    """A shift that has begun: one runs from A05 on R1, three are ready, one is not."""
    facts = MemoryFacts.of(*(order(key, product_qty=10.0) for key in MOS), rules=rules)
    for request in (
        Register(1, "A05", "R1"),
        Register(2, mid_production=True),
        Register(3, "A30", "R2"),
        Register(4, mid_production=True),
        Start(1, "003"),
    ):
        facts.store(plan(request, facts))
    return facts


@given(RULES, st.data())
def test_after_every_accepted_operation_each_label_has_one_owner_and_each_column_its_source(
    rules: Rules, data: st.DataObject
) -> None:
    facts = facts_of(rules)
    for _ in range(6):
        facts.now += timedelta(minutes=7)
        found = plan(data.draw(sensible(facts)), facts)
        if found.problems:
            continue
        assert found.changes
        assert [c.before for c in found.changes] == [facts.order(c.after.id) for c in found.changes]
        check_only_people_owned_changed(found)
        facts.store(found)
        check_labels_of_one_owner(facts)
        for mo in facts.orders.values():
            check_columns_follow_segments(mo)
        assert sum(mo.stage is Stage.RUNNING for mo in facts.orders.values()) <= 1


@pytest.fixture
def _language_back() -> Iterator[None]:
    yield
    texts.use("en")


@pytest.mark.usefixtures("_language_back")
@given(RULES, st.data())
def test_every_finding_can_be_said_in_both_languages_with_its_values(
    rules: Rules, data: st.DataObject
) -> None:
    facts = facts_of(rules)
    for _ in range(4):
        found = plan(data.draw(sensible(facts)), facts)
        check_can_be_said(found)
        if not found.problems:
            facts.store(found)
