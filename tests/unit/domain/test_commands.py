"""The command barcodes: read whatever the case, never taken for anything else."""

import pytest

from app.domain.codes import CODE_LENGTH, AuthenticityCode, is_plain
from app.domain.commands import Command, command
from app.domain.errors import Code
from app.domain.requests import ChangeRoll, End, Register, Start
from tests.plant import MemoryFacts, codes, order, plan, ready, running


@pytest.mark.parametrize("told", Command)
def test_a_command_is_read_whatever_the_case(told: Command) -> None:
    assert command(told) is told
    assert command(f" {told.value.lower()}\r") is told
    assert command(told.value.swapcase()) is told


@pytest.mark.parametrize("text", ["", "SIMPAN", "$", "$SIMPANAN", "$$SIMPAN", "WH/MO/00001", "003"])
def test_other_texts_are_no_commands(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize("told", Command)
def test_no_command_is_a_code_a_roll_or_a_leader(told: Command) -> None:
    assert AuthenticityCode.read(told) is None
    assert not is_plain(told, CODE_LENGTH)
    facts = MemoryFacts.of(order(1), ready(2, "A1", "R1"), running(3, "B1", "R2"))
    for request, refusals in (
        (Register(1, told, told), [Code.CODE_FORMAT, Code.ROLL_FORMAT]),
        (Start(2, told), [Code.OTHER_RUNNING, Code.LEADER_FORMAT]),
        (End(3, told), [Code.CODE_FORMAT]),
        (ChangeRoll(3, told, told, told), [Code.ROLL_FORMAT, Code.CODE_FORMAT, Code.CODE_FORMAT]),
    ):
        assert codes(plan(request, facts).problems) == refusals
