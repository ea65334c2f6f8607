"""A station with an Odoo of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plant import Plant


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    with Plant(tmp_path) as found:
        yield found
