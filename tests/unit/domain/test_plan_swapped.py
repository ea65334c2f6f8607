"""Code and roll that look swapped are asked about, not refused; a code in use is said at once."""

import pytest

from app.domain.errors import Code, Problem
from app.domain.requests import Changeover, ChangeRoll, Register, Request, Start
from tests.plant import MemoryFacts, finished, order, plan, ready, running

DONE = finished(9, "01024575400", "01024585538", "1300300623")


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (Register(1, "1300300623", "01099000000"), "auth_first"),
        (Register(1, "0777", "0777"), "auth_first"),
        (Changeover(3, 2, "1300300623", "R9", old_last="B5"), "new_auth"),
        (ChangeRoll(3, "B5", "R9", "1300300623"), "new_first"),
    ],
)
def test_a_code_that_is_known_as_a_roll_is_asked_about(request_: Request, field: str) -> None:
    facts = MemoryFacts.of(order(1), ready(2, None, None), running(3, "B1", "R3"), DONE)
    found = plan(request_, facts)
    assert found.problems == ()
    (question,) = found.questions
    assert (question.code, question.field) == (Code.ASK_CODE_IS_ROLL, field)


@pytest.mark.parametrize("roll", ["01024575400", "01024580000", "01024585538"])
def test_a_roll_that_is_a_label_of_an_mo_is_asked_about(roll: str) -> None:
    found = plan(Register(1, "01099000000", roll), MemoryFacts.of(order(1), DONE))
    assert found.problems == ()
    assert found.questions == (
        Problem(Code.ASK_ROLL_IS_CODE, "roll_number", {"text": roll, "mo_name": DONE.mo_name}),
    )


@pytest.mark.parametrize("roll", ["1300300623", "1300300624", "01024585539", "R-9"])
def test_a_usual_roll_is_not_asked_about(roll: str) -> None:
    found = plan(Register(1, "01099000000", roll), MemoryFacts.of(order(1), DONE))
    assert (found.problems, found.questions) == ((), ())


def test_a_code_in_use_is_said_before_the_roll_is_there() -> None:
    found = plan(Register(1, "01024580000"), MemoryFacts.of(order(1), DONE))
    assert {(p.code, p.field) for p in found.problems} == {
        (Code.REQUIRED, "roll_number"),
        (Code.OVERLAP, "auth_first"),
    }


def test_a_code_in_use_is_said_before_the_last_code_of_the_old_roll_is_there() -> None:
    facts = MemoryFacts.of(ready(2, "A9", "R9"), running(3, "B1", "R3"), DONE)
    found = plan(Changeover(3, 2, "01024580000"), facts)
    assert {(p.code, p.field) for p in found.problems} == {
        (Code.OLD_LAST_REQUIRED, "old_last"),
        (Code.OVERLAP, "new_auth"),
    }


def test_the_next_mos_own_code_is_not_in_its_way() -> None:
    facts = MemoryFacts.of(ready(2, "A9", "R9"), running(3, "B1", "R3"))
    found = plan(Changeover(3, 2, "A9"), facts)
    assert [p.code for p in found.problems] == [Code.OLD_LAST_REQUIRED]


def test_both_are_asked_about_at_once_when_both_are_known() -> None:
    found = plan(Register(1, "1300300623", "01024580000"), MemoryFacts.of(order(1), DONE))
    assert [(q.code, q.field) for q in found.questions] == [(Code.ASK_SWAPPED, "auth_first")]


def test_where_nothing_runs_two_that_nobody_knows_are_told_by_what_there_was() -> None:
    facts = MemoryFacts.of(order(1), DONE)
    swapped = plan(Register(1, "1300300699", "01099000000"), facts)
    assert [(q.code, q.field) for q in swapped.questions] == [(Code.ASK_SWAPPED, "auth_first")]
    assert plan(Register(1, "01099000000", "1300300699"), facts).questions == ()


@pytest.mark.parametrize("leader", ["01034597001", "1300300625", "01024580000", "1300300623"])
def test_a_leader_that_is_a_label_or_a_roll_is_asked_about(leader: str) -> None:
    facts = MemoryFacts.of(ready(2, "01034597001", "1300300625"), DONE)
    (question,) = plan(Start(2, leader), facts).questions
    assert (question.code, question.field) == (Code.ASK_LEADER_IS_LABEL, "leader_id")
    assert plan(Start(2, "003"), facts).questions == ()


def test_a_code_that_goes_on_on_the_running_roll_is_asked_about_where_another_is_assumed() -> None:
    facts = MemoryFacts.of(ready(2, "A100", "R9"), running(3, "B100", "R3"))
    (question,) = plan(Changeover(3, 2, "B150", old_last="B149"), facts).questions
    assert (question.code, question.field) == (Code.ASK_ROLL_GOES_ON, "roll_number")
    assert question.params == {"text": "B150", "before": "R3", "roll": "R9"}
    for fine in (
        Changeover(3, 2, "B151", old_last="B149"),
        Changeover(3, 2, "B150", "R9", old_last="B149"),  # somebody says so
        Changeover(3, 2, "B150", "R3"),
    ):
        found = plan(fine, facts)
        assert (found.problems, found.questions) == ((), ())


def test_two_that_nobody_knows_are_told_by_what_runs() -> None:
    facts = MemoryFacts.of(order(1), running(3, "01024585539", "1300300624"))
    swapped = plan(Register(1, "1300300699", "01099000000"), facts)
    assert [(q.code, q.field) for q in swapped.questions] == [(Code.ASK_SWAPPED, "auth_first")]
    for right in (Register(1, "01099000000", "1300300699"), Register(1, "01099000000", "R-9")):
        assert plan(right, facts).questions == ()
    known = MemoryFacts.of(order(1), running(3, "01024585539", "1300300624"), DONE)
    for roll in ("01099000000", "01024575400"):  # a new label, one that is used up
        both = plan(Register(1, "1300300623", roll), known)
        assert [q.code for q in both.questions] == [Code.ASK_SWAPPED]
    alike = MemoryFacts.of(order(1), running(3, "1300300001", "1300300624"))
    assert plan(Register(1, "1300300699", "1300300700"), alike).questions == ()
