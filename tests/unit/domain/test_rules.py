"""The floor's settings where nothing is configured, and how they narrow what people enter."""

from datetime import UTC

import pytest

from app.domain.errors import Code
from app.domain.plans import Rules
from app.domain.requests import End
from tests.plant import MemoryFacts, after, plan, running


def test_by_default_the_last_label_used_is_given_and_more_than_20_percent_over_is_asked() -> None:
    assert Rules() == Rules(
        zone=UTC,
        end_code="last_used",
        used_over_percent=20.0,
        code_pattern=None,
        roll_pattern=None,
        leader_pattern=None,
        shared=False,
    )


def test_a_pattern_is_held_against_the_code_as_it_is_meant_not_as_it_was_scanned() -> None:
    facts = MemoryFacts.of(running(1, "A0100", "R1"), rules=Rules(code_pattern="A[0-9]{4}"))
    assert after(plan(End(1, " a0199\r"), facts)).auth_last == "A0199"
    (problem,) = plan(End(1, "b0199"), facts).problems
    assert (problem.code, problem.params) == (Code.CODE_FORMAT, {"text": "B0199"})


@pytest.mark.parametrize("nothing", [" ", "\r\n", "\x02\x03"])
def test_blanks_and_control_characters_are_no_code(nothing: str) -> None:
    found = plan(End(1, nothing), MemoryFacts.of(running(1, "A0100", "R1")))
    assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "auth")]
