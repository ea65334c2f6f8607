"""Times as Odoo and the store write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import from_text, to_text, utc_now

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  # naive is what the strategy takes
    max_value=datetime(2999, 12, 30),  # noqa: DTZ001
    timezones=ZONES,
)


@given(TIMES)
def test_a_time_of_any_zone_comes_back_as_the_same_second_in_utc(moment: datetime) -> None:
    back = from_text(to_text(moment))
    assert back == moment.replace(microsecond=0)
    assert back.utcoffset() == timedelta(0)


def test_the_text_is_naive_utc() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert to_text(datetime(2026, 4, 17, 1, 2, 3, 999, jakarta)) == "2026-04-16 18:02:03"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-04-17",
        "2026-04-17T01:02:03",
        "2026-04-17 01:02:03Z",
        "2026-04-17 01:02",
        "2026-13-17 01:02:03",
        "2026-04-31 01:02:03",
        "2026-04-17 25:02:03",
        "2026-04-17 01:02:03.5",
        "17/04/2026 01:02:03",
        "nineteen characters",
    ],
)
def test_any_other_form_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


@pytest.mark.parametrize("text", ["2026-01-01 00:00+07", "2026-W01-1 00:00:00"])
def test_a_form_of_the_same_length_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


def test_the_present_is_utc_to_the_second() -> None:
    now = utc_now()
    assert now.microsecond == 0
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
