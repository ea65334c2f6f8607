import pytest

from app.api.language import chosen


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("in", "id"),
        ("in-ID", "id"),
        ("de, fr;q=0.9", "id"),
        ("de, en;q=0.2", "en"),
        ("id;q=0.3, en;q=0.4", "en"),
        ("en;q=0.3,id;q=0.4", "id"),
        ("en;q=0", "id"),
        ("*", "id"),
        ("*;q=0.5, en;q=0.6", "en"),
        ("en;q=2", "id"),
        ("en; q=0.5", "en"),
        ("en;q=x, ;;,,", "id"),
        ("a" * 10_000 + ",en", "id"),
    ],
)
def test_the_language_that_is_preferred_is_chosen(accept: str, language: str) -> None:
    assert chosen(accept, "id") == language


def test_the_default_is_the_stations() -> None:
    assert chosen("de", "en") == chosen("*", "en") == "en"
