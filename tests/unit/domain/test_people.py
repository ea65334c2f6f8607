"""Who may do what, and how long somebody waits who guesses."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from app.domain.errors import Code, Problem
from app.domain.people import (
    NEEDED,
    WHOSE,
    Person,
    Program,
    Right,
    Role,
    SignedIn,
    Tries,
    needed,
    problems_of,
    refusal,
    refused_right,
)
from app.domain.plans import LogStatus
from app.domain.requests import Request, Undo

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MAY = {
    Role.WAREHOUSE: {"Register", "Unregister", "Undo"},
    Role.PRODUCTION: {"Start", "Changeover", "End", "ChangeRoll", "Correct", "Undo"},
}


def test_every_operation_needs_a_right() -> None:
    assert set(NEEDED) == set(get_args(Request))


@pytest.mark.parametrize("role", Role)
def test_what_each_role_may(role: Role) -> None:
    person = Person("003", "Budi", role)
    found = {kind.__name__ for kind, right in NEEDED.items() if person.may(right)}
    assert found == MAY.get(role, MAY[Role.WAREHOUSE] | MAY[Role.PRODUCTION])
    assert person.may(Right.SET_UP) is (role is Role.IT)


@pytest.mark.parametrize("status", LogStatus)
def test_who_may_do_it_may_take_it_back(status: LogStatus) -> None:
    registering = status in ("register", "unregister")
    assert needed(Undo(), status) is (Right.REGISTER if registering else Right.PRODUCE)


def test_a_refusal_tells_the_right() -> None:
    for right in WHOSE:
        assert refused_right(refusal(right)) is right
    assert refused_right(Problem(Code.NOT_SIGNED_IN)) is None


def test_a_refusal_names_who_may() -> None:
    assert refusal(Right.PRODUCE) == Problem(Code.NOT_ALLOWED, params={"role": "production"})


def test_who_did_it_is_badge_and_name_or_the_name_of_a_key() -> None:
    signed = SignedIn(Person("003", "Budi", Role.IT), "scrypt$geheim")
    assert signed.label == "003 Budi"
    assert "geheim" not in repr(signed)
    assert Program("papan gudang").label == "papan gudang"


def after(wrong: int) -> Tries:
    tries, now = Tries(), NOW
    for _ in range(wrong):
        tries = tries.after_wrong(now)
    return tries


@pytest.mark.parametrize(("wrong", "left"), [(1, 4), (2, 3), (4, 1), (6, 4), (14, 1)])
def test_tries_are_left(wrong: int, left: int) -> None:
    assert after(wrong).blocked(NOW) is None
    assert after(wrong).problem(NOW) == Problem(Code.WRONG_PIN, "pin", {"count": left})


@pytest.mark.parametrize(
    ("wrong", "minutes"), [(5, 1), (10, 2), (15, 4), (30, 32), (35, 60), (40, 60), (5000, 60)]
)
def test_every_five_cost_twice_as_long_up_to_an_hour(wrong: int, minutes: int) -> None:
    tries = Tries(wrong - 1).after_wrong(NOW)
    assert tries.blocked_until == NOW + timedelta(minutes=minutes)
    assert tries.problem(NOW) == Problem(Code.PIN_BLOCKED, "pin", {"count": minutes})
    almost = NOW + timedelta(minutes=minutes, seconds=-1)
    assert tries.blocked(almost) == Problem(Code.PIN_BLOCKED, "pin", {"count": 1})
    assert tries.blocked(NOW + timedelta(minutes=minutes)) is None


def test_a_block_by_a_clock_that_was_wrong_counts_for_nothing() -> None:
    tries = after(5)
    assert tries.blocked(NOW - timedelta(days=400)) is None


@pytest.mark.parametrize(
    ("badge", "name", "pin", "wrong"),
    [
        ("003", "Budi", "0815", {}),
        ("A-1/2.3", "Siti Nurhaliza", "123456789012", {}),
        ("", "Budi", "0815", {"badge": Code.REQUIRED}),
        ("00 3", "Budi", "0815", {"badge": Code.BADGE_FORMAT}),
        ("$SIMPAN", "Budi", "0815", {"badge": Code.BADGE_FORMAT}),
        ("0" * 21, "Budi", "0815", {"badge": Code.BADGE_FORMAT}),
        ("003", "  ", "0815", {"name": Code.REQUIRED}),
        ("003", "B" * 41, "0815", {"name": Code.NAME_FORMAT}),
        ("003", "Budi\nSari", "0815", {"name": Code.NAME_FORMAT}),
        ("003", "Budi", "123", {"pin": Code.PIN_FORMAT}),
        ("003", "Budi", "1" * 13, {"pin": Code.PIN_FORMAT}),
        ("003", "Budi", "٠١٢٣", {"pin": Code.PIN_FORMAT}),
        ("0030", "Budi", "0030", {"pin": Code.PIN_IS_BADGE}),
        ("", "", "", {"badge": Code.REQUIRED, "name": Code.REQUIRED, "pin": Code.PIN_FORMAT}),
    ],
)
def test_who_can_be_added(badge: str, name: str, pin: str, wrong: dict[str, Code]) -> None:
    found = problems_of(Person(badge, name, Role.IT), pin)
    assert {problem.field: problem.code for problem in found} == wrong
