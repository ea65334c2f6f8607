"""The README's table of the configuration says what the program does."""

import re
from pathlib import Path
from typing import Any

from app import config
from app.config import Config

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"^\| `([a-z_]+\.[a-z_]+)` \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall(README.read_text(encoding="utf-8"))}


def written(value: Any) -> str:
    """Write a default as the file would have it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value!r}`".replace("'", '"')


def test_every_key_has_its_row_in_the_order_of_the_program() -> None:
    assert list(ROWS) == list(config._KEYS)
    assert all(meaning.strip() for _default, _allowed, meaning in ROWS.values())


def test_the_defaults_are_those_of_the_program() -> None:
    values = config.values(Config())
    del values["store.path"]  # depends on the person
    assert {key: ROWS[key][0] for key in values} == {k: written(v) for k, v in values.items()}


def test_the_bounds_of_numbers_are_those_of_the_program() -> None:
    bounds = {key: allowed for key, (allowed, _check) in config._KEYS.items() if " – " in allowed}
    del bounds["kiosk.pin"]  # in words
    assert {key: ROWS[key][1] for key in bounds} == bounds
