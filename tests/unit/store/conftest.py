"""A store file and its two kinds of connection."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.store import database
from app.store.mirror import Mirror
from tests.plant import open_people


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def people(path: Path) -> Iterator[APSWDatabase]:
    """The connection of people's operations; makes the store."""
    with closing(open_people(path)) as db:
        yield db


@pytest.fixture
def guarded(people: APSWDatabase, path: Path) -> Iterator[APSWDatabase]:
    """The connection of the sync, with its guard."""
    with closing(database.open_mirror(path)) as db:
        yield db


@pytest.fixture
def mirror(people: APSWDatabase, path: Path) -> Iterator[Mirror]:
    with closing(Mirror(path)) as found:
        yield found
