"""Two stations as programs of their own on one PostgreSQL: one syncs, and the other takes over."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from app.demo.records import Database
from app.demo.server import StandIn
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.processes import started
from tests.plant import LOGIN, PASSWORD

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")
MINUTES: Final = 0.1
"""Between two passes: the shortest that the configuration takes."""
SLACK: Final = 4.0
"""Seconds for a busy machine, and to notice that the connection is gone."""


@pytest.fixture
def odoo() -> Iterator[StandIn]:
    database = Database("pabrik")
    database.add_user(LOGIN, PASSWORD)
    database.create("mrp.production", {"name": "A", "state": "confirmed"})
    with StandIn([database]) as server:
        yield server


def test_another_station_syncs_within_one_interval(odoo: StandIn, tmp_path: Path) -> None:
    store = postgres_server.emptied()
    given = {
        "ODOO_API_URL": odoo.url,
        "ODOO_DB": "pabrik",
        "ODOO_LOGIN": LOGIN,
        "ODOO_PASSWORD": PASSWORD,
        "SQLITE_PATH": str(store),
        "STASIUN_MO_STORE_PASSWORD": store.password,
        "SYNC_INTERVAL_MINUTES": str(MINUTES),
    }
    places = []
    for name in ("Lini 1", "Lini 2"):
        places.append(str(tmp_path / f"{name}.toml"))
        Path(places[-1]).write_text(f'[station]\nname = "{name}"\n', encoding="utf-8")
    with (
        started("scheduler", STASIUN_MO_CONFIG=places[0], **given) as first,
        started("scheduler", STASIUN_MO_CONFIG=places[1], **given) as second,
    ):
        assert first.stdout is not None
        assert second.stdout is not None
        said = {first: first.stdout.readline(), second: second.stdout.readline()}
        (elected,) = [one for one, line in said.items() if " 1 MO" in line]
        (other,) = {first, second} - {elected}
        elected.kill()
        elected.wait()
        began = monotonic()
        assert other.stdout is not None
        assert " 1 MO" in other.stdout.readline()
        assert monotonic() - began < MINUTES * 60 + SLACK
