"""A station with an Odoo of its own, its store on either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.store_address import StoreAddress
from tests.engines import ENGINES, new_store
from tests.plant import Plant


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(engine: str, tmp_path: Path) -> Iterator[StoreAddress]:
    with new_store(engine, tmp_path) as found:
        yield found


@pytest.fixture
def plant(tmp_path: Path, path: StoreAddress) -> Iterator[Plant]:
    with Plant(tmp_path, store=path) as found:
        yield found
