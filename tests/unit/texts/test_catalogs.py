"""The catalogs are in step with the source: nothing untranslated, stale, fuzzy or not compiled."""

import pytest

import texts as catalogs  # packaging/texts.py
from app import texts
from app.texts import formats, tr


def test_nothing_is_out_of_step() -> None:
    assert catalogs.complaints() == []


def test_placeholders_are_compared() -> None:
    assert catalogs.placeholders("{a} of {b}") == {"a", "b"}
    assert catalogs.placeholders("no names") == set()


@pytest.mark.parametrize(
    ("source", "translation", "complaint"),
    [
        ("Ready", "", "not translated"),
        ("{count} new", "{jumlah} baru", "other placeholders"),
        ("{count} new", "{count} baru", None),
    ],
)
def test_what_is_complained_about(source: str, translation: str, complaint: str | None) -> None:
    found = catalogs._about(source, translation)
    assert (complaint is None and not found) or (complaint or "") in found[0]


def test_the_compiled_catalog_is_used() -> None:
    texts.use("id")
    try:
        assert tr("What will be stored") == "Yang akan disimpan"
        assert formats.month(8) == "Agu"
    finally:
        texts.use("en")
    assert tr("What will be stored") == "What will be stored"
