"""The PIN: kept as a salted hash, compared, and not guessed for long."""

import pytest

from app.domain.pin import TRIES, WAIT_SECONDS, PinGuard, is_kept, is_pin, keep, matches


@pytest.mark.parametrize("text", ["0815", "123456789012"])
def test_four_to_twelve_digits_are_a_pin(text: str) -> None:
    assert is_pin(text)
    assert is_kept(text)


@pytest.mark.parametrize("text", ["", "123", "1234567890123", "12a4", "12 4", "１２３４", "-123"])
def test_nothing_else_is(text: str) -> None:
    assert not is_pin(text)
    assert not is_kept(text)
    with pytest.raises(ValueError, match="4 to 12 digits"):
        keep(text)


def test_what_is_kept_says_how_it_was_made_and_not_what_it_is() -> None:
    kept = keep("0815")
    assert kept.startswith("scrypt$16384$8$1$")
    assert kept.count("$") == 5
    assert "0815" not in kept
    assert is_kept(kept)


def test_the_same_pin_is_kept_differently_each_time() -> None:
    assert keep("0815") != keep("0815")
    assert keep("0815", b"salt") == keep("0815", b"salt")


def test_only_the_pin_itself_matches() -> None:
    kept = keep("0815")
    assert matches("0815", kept)
    assert not any(matches(wrong, kept) for wrong in ("0816", "815", "", "08150", kept))


def test_digits_in_the_file_match_too() -> None:
    assert matches("0815", "0815")
    assert not matches("08150", "0815")
    assert not matches("０８１５", "0815")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "scrypt",
        "scrypt$16384$8$1$c2FsdA==",
        "scrypt$16384$8$1$c2FsdA==$c2hvcnQ=",
        "scrypt$16384$8$1$$" + keep("0815").rsplit("$", 1)[1],
        "scrypt$x$8$1$c2FsdA==$" + keep("0815").rsplit("$", 1)[1],
        "scrypt$1000$8$1$c2FsdA==$" + keep("0815").rsplit("$", 1)[1],
        "scrypt$1073741824$8$1$c2FsdA==$" + keep("0815").rsplit("$", 1)[1],
        "bcrypt$16384$8$1$c2FsdA==$" + keep("0815").rsplit("$", 1)[1],
        "scrypt$16384$8$1$?$" + keep("0815").rsplit("$", 1)[1],
    ],
)
def test_what_is_not_well_formed_opens_nothing(kept: str) -> None:
    assert not is_kept(kept)
    assert not matches("0815", kept)
    assert not matches("", kept)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_five_wrong_ones_are_followed_by_a_minute_in_which_even_the_right_one_is_not() -> None:
    clock = Seconds()
    guard = PinGuard("0815", clock)
    for left in range(TRIES, 0, -1):
        assert guard.tries_left == left
        assert guard.wait == 0
        assert not guard.opens("9999")
    assert guard.wait == WAIT_SECONDS == 60
    assert not guard.opens("0815")
    clock.now += 59.5
    assert guard.wait == 0.5
    assert not guard.opens("0815")
    clock.now += 0.5
    assert guard.tries_left == TRIES
    assert guard.opens("0815")


def test_what_is_tried_during_the_wait_does_not_lengthen_it() -> None:
    clock = Seconds()
    guard = PinGuard("0815", clock)
    for _ in range(TRIES + 20):
        guard.opens("9999")
    clock.now += WAIT_SECONDS
    assert guard.tries_left == TRIES
    assert guard.opens("0815")


def test_the_right_one_forgets_the_wrong_ones() -> None:
    guard = PinGuard("0815", Seconds())
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert not guard.opens("9999")
        assert guard.opens("0815")


def test_without_a_pin_none_is_needed_and_none_opens() -> None:
    guard = PinGuard("", Seconds())
    assert not guard.needed
    assert not guard.opens("")
    assert PinGuard("0815").needed
