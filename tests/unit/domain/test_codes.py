"""Authenticity codes, rolls and leaders: what is accepted and how labels are counted."""

import string
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import (
    CODE_LENGTH,
    LEADER_LENGTH,
    ROLL_LENGTH,
    AuthenticityCode,
    CodeRange,
    clean,
    is_plain,
)
from app.domain.errors import Code, RefusedError
from tests.plant import labels, printed

PREFIXES = st.text("ABZ019./-", max_size=12).filter(lambda text: text[-1:] not in string.digits)
DIGITS = st.text(string.digits, min_size=1, max_size=28)
CODES = st.builds(AuthenticityCode, PREFIXES, DIGITS)


def parse(text: str) -> AuthenticityCode:
    return AuthenticityCode.parse(text)


def refusal(text: str) -> Code:
    with pytest.raises(RefusedError) as caught:
        AuthenticityCode.parse(text)
    return caught.value.problem.code


# ---------------------------------------------------------------------- what is a code


@pytest.mark.parametrize(
    ("text", "prefix", "digits"),
    [
        ("01024585539", "", "01024585539"),
        ("A0012345", "A", "0012345"),
        ("0", "", "0"),
        ("A1B2", "A1B", "2"),
        ("12-34", "12-", "34"),
        ("./-007", "./-", "007"),
        ("2026/A.10", "2026/A.", "10"),
    ],
)
def test_prefix_is_all_before_the_last_run_of_digits(text: str, prefix: str, digits: str) -> None:
    assert parse(text) == AuthenticityCode(prefix, digits)
    assert str(parse(text)) == text


@given(CODES)
def test_every_code_is_read_back_as_it_is_written(code: AuthenticityCode) -> None:
    assert parse(str(code)) == code
    assert parse(f"\x02 {str(code).lower()}\r\n") == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "123A",
        "12 34",
        "A_1",
        "A#1",
        "+12",
        "A,1",
        "A:1",
        "12\u00a034",
        "12.5,",
        "A1\u2010",
    ],
)
def test_what_does_not_end_in_digits_or_has_other_characters_is_refused(text: str) -> None:
    assert refusal(text) is Code.CODE_FORMAT


@pytest.mark.parametrize(
    "text",
    [
        "A１２３",
        "Ａ123",
        "ß123",
        "STRAẞE1",
        "ı123",
        "İ123",
        "A١٢٣",
        "ſ123",
        "\u212a123",
        "A²",
        "é1",
    ],
    ids=[
        "fullwidth digits",
        "fullwidth letter",
        "sharp s",
        "capital sharp s",
        "dotless i",
        "dotted I",
        "Arabic digits",
        "long s",
        "Kelvin sign",
        "superscript",
        "accent",
    ],
)
def test_what_only_looks_like_ascii_is_refused_not_translated(text: str) -> None:
    assert refusal(text) is Code.CODE_FORMAT
    assert not is_plain(clean(text), CODE_LENGTH)


def test_forty_characters_are_the_limit() -> None:
    assert str(parse("A" * 20 + "1" * 20)) == "A" * 20 + "1" * 20
    assert str(parse("1" * 40)) == "1" * 40
    assert refusal("A" * 21 + "1" * 20) is Code.CODE_FORMAT
    assert refusal("1" * 41) is Code.CODE_FORMAT


@pytest.mark.parametrize(
    ("text", "told"),
    [("x" * 500, "X" * 23 + "…"), ("x" * 25, "X" * 23 + "…"), ("x" * 24, "X" * 24), ("x", "X")],
)
def test_the_refused_text_is_told_shortened_when_it_is_long(text: str, told: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse(text)
    assert caught.value.problem.params == {"text": told}


@pytest.mark.parametrize("stored", [None, "", "no code", "A"])
def test_a_stored_value_that_is_no_code_reads_as_none(stored: str | None) -> None:
    assert AuthenticityCode.read(stored) is None


def test_a_stored_code_reads_as_that_code() -> None:
    assert AuthenticityCode.read("A007") == AuthenticityCode("A", "007")


# ---------------------------------------------------------------------- cleaning


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  a12 ", "A12"),
        ("\x02A12\x03\r\n", "A12"),
        ("A1\x1d2", "A12"),
        ("\x1bA12\x7f\x85", "A12"),
        ("\ta12\t", "A12"),
        ("\u00a0a12\u2003", "A12"),
        ("wh/mo/00048-001", "WH/MO/00048-001"),
        ("ß", "ß"),
        ("ı", "ı"),
        (" \r\n", ""),
    ],
)
def test_cleaning_trims_raises_case_and_drops_control_characters(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(string.ascii_letters + string.digits + "./-", max_size=30))
def test_cleaning_plain_text_only_raises_its_case(text: str) -> None:
    assert clean(text) == text.upper()


@pytest.mark.parametrize(("length", "limit"), [(ROLL_LENGTH, 40), (LEADER_LENGTH, 20)])
def test_rolls_and_leaders_are_1_to_40_and_1_to_20_characters(length: int, limit: int) -> None:
    assert length == limit
    assert is_plain("Z" * limit, length)
    assert is_plain("0", length)
    assert not is_plain("Z" * (limit + 1), length)
    assert not is_plain("", length)
    assert not is_plain("A\n", length)


# ---------------------------------------------------------------------- counting


@pytest.mark.parametrize(
    ("text", "count", "result"),
    [
        ("01024585539", -1, "01024585538"),
        ("A0012345", 1, "A0012346"),
        ("A0", 0, "A0"),
        ("0099", 1, "0100"),
        ("0100", -1, "0099"),
        ("A9-09", 1, "A9-10"),
        ("9" * 18 + "8", 1, "9" * 19),
        ("0" * 20 + "9223372036854775807", 1, "0" * 20 + "9223372036854775808"),
    ],
)
def test_steps_keep_prefix_width_and_zeros(text: str, count: int, result: str) -> None:
    assert str(parse(text).plus(count)) == result


@pytest.mark.parametrize(
    ("text", "count"), [("00", -1), ("99", 1), ("A0", -1), ("A9-99", 1), ("5", -6), ("9" * 40, 1)]
)
def test_a_step_that_the_width_cannot_hold_is_an_error(text: str, count: int) -> None:
    with pytest.raises(RefusedError) as caught:
        parse(text).plus(count)
    assert caught.value.problem.code is Code.CODE_EXHAUSTED
    assert caught.value.problem.params == {"text": text}


@given(CODES, st.integers(-(10**6), 10**6))
def test_plus_and_minus_are_inverse(code: AuthenticityCode, count: int) -> None:
    try:
        there = code.plus(count)
    except RefusedError:
        assert not 0 <= int(code.digits) + count < 10 ** len(code.digits)
        return
    assert there.same_series(code)
    assert there.minus(code) == count
    assert code.minus(there) == -count
    assert there.plus(-count) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [("A12", "B12"), ("A12", "12"), ("A12", "A012"), ("12", "012"), ("A1-2", "A12")],
)
def test_codes_of_other_prefix_or_width_do_not_subtract(one: str, other: str) -> None:
    assert not parse(one).same_series(parse(other))
    with pytest.raises(RefusedError) as caught:
        parse(one).minus(parse(other))
    assert caught.value.problem.code is Code.CODE_OTHER_SERIES
    assert caught.value.problem.params == {"text": one, "other": other}


def test_numbers_beyond_64_bits_count_exactly() -> None:
    last, first = parse("9" * 40), parse("0" * 40)
    assert last.minus(first) == 10**40 - 1


# ---------------------------------------------------------------------- ranges


@st.composite
def short_ranges(draw: st.DrawFn) -> CodeRange:
    prefix = draw(st.sampled_from(["", "A", "B"]))
    width = draw(st.integers(1, 2))
    ends = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
    first, last = (AuthenticityCode(prefix, f"{number:0{width}}") for number in ends)
    return CodeRange(first, last)


@given(short_ranges(), short_ranges())
def test_ranges_overlap_when_one_printed_label_lies_in_both(one: CodeRange, two: CodeRange) -> None:
    assert one.overlaps(two) is bool(printed(one) & printed(two))
    assert one.overlaps(two) is two.overlaps(one)
    assert one.overlaps(one)


def test_neighbours_do_not_overlap() -> None:
    assert not labels("A100", "A199").overlaps(labels("A200", "A299"))
    assert labels("A100", "A200").overlaps(labels("A200", "A299"))


def test_ranges_beyond_64_bits_compare_as_numbers() -> None:
    base = "9" * 30
    assert not labels(f"{base}10", f"{base}19").overlaps(labels(f"{base}20", f"{base}29"))


def test_a_long_paste_is_refused_at_once() -> None:
    began = perf_counter()
    with pytest.raises(RefusedError):
        AuthenticityCode.parse("1" * 200_000 + "X")
    assert perf_counter() - began < 1.0
