import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api import strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)  # fmt: skip


@given(VALUES)
def test_what_is_json_is_taken(value: object) -> None:
    strict_json.check(json.dumps(value).encode())


@given(st.binary(max_size=40))
def test_whatever_comes_is_taken_or_refused(body: bytes) -> None:
    try:
        strict_json.check(body)
    except ValueError:
        return
    json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{'a': 1}",
        b"NaN",
        b"[-Infinity]",
        b'{"a": 1, "a": 1}',
        b'[{"b": {"a": 1, "a": 2}}]',
        b'"\\ud800"',
        b'{"\\ud800": 1}',
        b'"\xff"',
        b"\xff\xfe1\x00",
        b"1" * 5000,
        b"[" * 50_000 + b"]" * 50_000,
    ],
)
def test_what_could_be_read_in_two_ways_or_not_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of several kinds
        strict_json.check(body)
