from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from app.api.times import Moment

READ = TypeAdapter[datetime | None](Moment).validate_python


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T07:00:00Z", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("2026-11-23t07:00:00z", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("2026-11-23T07:00:00.999+07:00", datetime(2026, 11, 23, 0, tzinfo=UTC)),
        ("2026-11-23T00:00:00-00:30", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+00:01", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-00:01", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_with_its_distance_from_utc_is_read(text: str, moment: datetime) -> None:
    assert READ(text) == moment


def test_none_is_none() -> None:
    assert READ(None) is None


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-23", "2026-11-23T07:00:00", "2026-11-23 07:00:00Z", "2026-11-23T07:00Z",
     "2026-02-30T07:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T07:00:00+24:00", "0", "1763881200",
     "٢٠٢٦-11-23T07:00:00Z", "2026-11-23T07:00:00Z\n", 1763881200, True],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        READ(text)
