"""Stand-ins of every version, with one visible database and with two."""

from collections.abc import Iterator

import pytest

from app.demo.factory import TRAINING_LOGIN
from app.demo.records import Database
from app.demo.server import StandIn
from tests.unit.demo.client import Client, factory


@pytest.fixture(params=[17, 18, 19])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def one(version: int) -> Iterator[StandIn]:
    with StandIn([factory()], version=version) as server:
        yield server


@pytest.fixture
def two(version: int) -> Iterator[StandIn]:
    with StandIn([factory(), Database("lain")], version=version) as server:
        yield server


@pytest.fixture
def client(one: StandIn) -> Iterator[Client]:
    with Client(one, one.open_session("pabrik", TRAINING_LOGIN)) as client:
        yield client
