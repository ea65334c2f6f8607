"""A store on either engine and its two kinds of connection."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.store_address import StoreAddress
from app.store import backup
from app.store import engine as engines
from app.store.connection import Connection
from app.store.mirror import Mirror
from tests.engines import ENGINES, new_store
from tests.plant import open_people


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(engine: str, tmp_path: Path) -> Iterator[StoreAddress]:
    with new_store(engine, tmp_path) as found:
        yield found


@pytest.fixture
def people(path: StoreAddress) -> Iterator[APSWDatabase]:
    """The connection of people's operations; makes the store."""
    with closing(open_people(path)) as db:
        yield db


@pytest.fixture
def guarded(people: APSWDatabase, path: StoreAddress) -> Iterator[Connection]:
    """The connection of the sync, with its guard."""
    with closing(engines.open_mirror(path)) as store:
        yield store.db


@pytest.fixture
def mirror(people: APSWDatabase, path: StoreAddress) -> Iterator[Mirror]:
    with closing(Mirror(path)) as found:
        yield found


@pytest.fixture
def store(path: Path) -> Path:
    """A store of some hundred pages, in WAL mode and tidy."""
    with closing(open_people(path)) as db, db.atomic("IMMEDIATE"):
        for number in range(300):
            db.execute_sql(
                "INSERT INTO recent_mo (mo_name, note, created_at) VALUES (?, ?, ?)",
                (f"WH/MO/{number}", "x" * 500, "2026-04-17 02:30:00"),
            )
    return path


@pytest.fixture
def made(store: Path, tmp_path: Path) -> Path:
    made = tmp_path / "made.db"
    backup.copy(store, made)
    return made
