"""Numbers, times and durations in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import texts
from app.texts import formats

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 4, 17, 5, 0, tzinfo=UTC)  # 12:00 in Jakarta


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (None, "–", "–"),
        (0, "0", "0"),
        (10073, "10.073", "10,073"),
        (1234567, "1.234.567", "1,234,567"),
        (12.5, "12,5", "12.5"),
        (1000.125, "1.000,125", "1,000.125"),
        (100.0, "100", "100"),
        (-12.0, "-12", "-12"),
        (0.0004, "0", "0"),
    ],
)
def test_numbers_are_written_as_people_here_write_them(
    value: float | None, indonesian: str, english: str
) -> None:
    assert formats.number(value) == english
    texts.use("id")
    assert formats.number(value) == indonesian


@given(st.integers(-(10**9), 10**9), st.sampled_from(texts.LANGUAGES))
def test_no_digit_of_a_number_is_lost(value: int, language: str) -> None:
    texts.use(language)
    assert int(formats.number(value).replace(",", "").replace(".", "")) == value


@pytest.mark.parametrize(
    ("value", "text"), [(73, "+73"), (-12, "−12"), (0, "±0"), (None, "–"), (1073.5, "+1,073.5")]
)
def test_a_difference_carries_its_sign(value: float | None, text: str) -> None:
    assert formats.signed(value) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, "–"),
        (datetime(2026, 4, 17, 7, 2, tzinfo=UTC), "14:02"),
        (datetime(2026, 4, 16, 17, 0, tzinfo=UTC), "00:00"),
        (datetime(2026, 4, 16, 16, 59, 59, tzinfo=UTC), "16 Apr 23:59"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2 Jan 10:04"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "31 Dec 2025 23:00"),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), "1 Jan 00:00"),
    ],
)
def test_a_time_is_the_stations_with_the_date_when_it_is_not_today(
    moment: datetime | None, text: str
) -> None:
    assert formats.clock(moment, JAKARTA, NOON) == text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_month_has_a_name(language: str) -> None:
    texts.use(language)
    names = [formats.month(number) for number in range(1, 13)]
    assert len(set(names)) == 12
    assert all(names)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (59.9, "0 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 00 min"),
        (25440, "7 h 04 min"),
        (90000, "25 h 00 min"),
        (-5, "0 min"),
    ],
)
def test_a_duration_is_hours_and_minutes(seconds: float, text: str) -> None:
    assert formats.elapsed(seconds) == text


def test_bounds_are_written_like_numbers() -> None:
    texts.use("id")
    assert formats.in_words("0.5 – 3") == "0,5 – 3"
    assert formats.in_words("1 – 36500") == "1 – 36500"
    assert formats.in_words("4 – 12 digits in quotes") == "4 – 12 digits in quotes"
    texts.use("en")
    assert formats.in_words("0.5 – 3") == "0.5 – 3"
