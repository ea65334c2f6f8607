"""A burst of keys is told from typing by time alone."""

import pytest

from app.ui.key_burst import KeyBurst, Verdict


def send(burst: KeyBurst, text: str, start: float = 0.0, apart: float = 10.0) -> float:
    """Send keys `apart` ms from each other; give the time behind the last one."""
    for place, letter in enumerate(text):
        burst.key(letter, start + place * apart)
    return start + len(text) * apart


@pytest.mark.parametrize(
    ("text", "apart", "scanned"),
    [
        ("01024585539", 10, "01024585539"),
        ("01024585539", 50, "01024585539"),
        ("01024585539", 51, None),
        ("01024585539", 180, None),
        ("7", 10, None),
        ("R1", 10, "R1"),
    ],
)
def test_what_is_a_scan(text: str, apart: float, scanned: str | None) -> None:
    burst = KeyBurst(max_interval_ms=50)
    assert burst.end(send(burst, text, apart=apart)) == scanned


def test_a_late_enter_is_a_persons() -> None:
    burst = KeyBurst()
    assert burst.end(send(burst, "01024585539") + 200) is None


def test_what_was_typed_before_a_scan_is_not_part_of_it() -> None:
    burst = KeyBurst()
    later = send(burst, "12", apart=300) + 300
    assert burst.end(send(burst, "01024585539", later)) == "01024585539"


def test_an_interval_of_the_station() -> None:
    slow = KeyBurst(max_interval_ms=120)
    assert slow.end(send(slow, "A0001", apart=100)) == "A0001"


@pytest.mark.parametrize(
    ("prefix", "sent", "scanned"),
    [
        ("~", "~A0001", "A0001"),
        ("q#", "Q#A0001", "A0001"),
        ("Q#", "q#a0001", "a0001"),
        ("~", "A0001", "A0001"),
        ("~", "~$SIMPAN", "$SIMPAN"),
        ("~", "A~0001", "A~0001"),
    ],
)
def test_the_prefix_comes_off_whatever_its_case(prefix: str, sent: str, scanned: str) -> None:
    burst = KeyBurst(prefix=prefix)
    assert burst.end(send(burst, sent)) == scanned


def test_what_may_be_a_command_or_a_prefix_is_held_back() -> None:
    burst = KeyBurst(prefix="~")
    assert burst.key("$", 0) is Verdict.HELD
    assert burst.key("S", 10) is Verdict.HELD
    assert burst.take_held() == "$S"
    assert burst.key("~", 500) is Verdict.HELD
    assert burst.take_held() == "~"
    assert burst.key("A", 1000) is Verdict.TYPED
    assert burst.key("~", 1010) is Verdict.TYPED


def test_the_same_again_counts_once_for_a_second() -> None:
    burst = KeyBurst()
    assert not burst.is_double("A0001", 0)
    assert burst.is_double("a0001 ", 400)
    assert burst.is_double("A0001", 1000)
    assert not burst.is_double("A0001", 1001)
    assert not burst.is_double("A0002", 1100)
    burst.forget()
    assert not burst.is_double("A0002", 1150)
