"""A store on a server by the command line: set up, worked on, and what is said of its faults."""

import io
import itertools
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.demo.server import StandIn
from app.domain.store_address import ServerAddress
from app.store import turn
from tests import postgres_server
from tests.integration.floor import Floor, TestClock, factory, serve
from tests.postgres_server import ADMIN, PASSWORD

_numbers = itertools.count(1)

OFFLINE = "Basis data tidak terjangkau"
REFUSED = "menolak stasiun ini"


@dataclass
class ServerFloor(Floor):
    """A station whose store lies at `server`."""

    server: ServerAddress | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "SQLITE_PATH": str(self.server)}


@pytest.fixture
def odoo() -> Iterator[StandIn]:
    clock = TestClock()
    with serve(factory(clock), clock=clock) as found:
        yield found


@pytest.fixture
def floor(
    odoo: StandIn,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> ServerFloor:
    """A station whose database and roles nobody has made yet."""
    if postgres_server.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    number = next(_numbers)
    host = postgres_server.server().host
    address = ServerAddress(host, f"baru_{number}", user=f"stasiun_{number}")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 9))  # the administrator needs no password
    return ServerFloor(
        tmp_path / "toko.db",
        odoo.url,
        "pabrik",
        capsys,
        extra={"STASIUN_MO_STORE_PASSWORD": PASSWORD},
        server=address,
    )


def test_two_stations_work_on_what_setup_db_has_made(floor: ServerFloor) -> None:
    assert REFUSED in floor.refused("list")
    said = floor.ok("setup-db", "--admin", ADMIN)
    assert "versi 0 →" in said
    assert said.count("dibuat") == 3  # the database and two roles
    assert PASSWORD not in said
    assert floor.sync()["inserted"] == 5
    other = replace(floor)
    floor.ok("register", "WH/MO/00001", "--auth-first", "A100", "--roll", "R1")
    other.ok("start", "WH/MO/00001", "--leader", "003")
    assert floor.order("WH/MO/00001")["stage"] == "running"
    assert floor.sync()["unchanged"] == 5
    assert "start" in floor.ok("history", "WH/MO/00001")
    assert "menjawab" in floor.ok("check")


def test_setup_db_can_be_done_again_and_gives_the_roles_the_password_of_now(
    floor: ServerFloor,
) -> None:
    floor.ok("setup-db", "--admin", ADMIN)
    floor.sync()
    new = replace(floor, extra={"STASIUN_MO_STORE_PASSWORD": PASSWORD + "-2"})
    assert REFUSED in new.refused("list")
    assert "dibuat" not in new.ok("setup-db", "--admin", ADMIN)
    assert len(new.orders()) == 5
    assert REFUSED in floor.refused("list")


def test_setup_db_says_what_it_needs(floor: ServerFloor) -> None:
    code, out, err = floor.run("setup-db")
    assert (code, out) == (2, "")
    assert "--admin" in err
    assert "set-secret" in replace(floor, extra={}).refused("setup-db", "--admin", ADMIN)
    assert "nobody" in floor.refused("setup-db", "--admin", "nobody")


def test_an_administrator_without_the_right_is_told(floor: ServerFloor) -> None:
    server = postgres_server.server()
    server.sql("postgres", "DROP ROLE IF EXISTS lemah; CREATE ROLE lemah LOGIN")
    rules = Path(server.host, "data", "pg_hba.conf")
    before = rules.read_text(encoding="ascii")
    rules.write_text("local all lemah trust\n" + before, encoding="ascii")
    try:
        server.sql("postgres", "SELECT pg_reload_conf()")
        assert "lemah" in floor.refused("setup-db", "--admin", "lemah")
    finally:
        rules.write_text(before, encoding="ascii")
        server.sql("postgres", "SELECT pg_reload_conf()")
    assert REFUSED in floor.refused("list")


def test_an_administrator_does_not_need_to_be_the_highest_one(floor: ServerFloor) -> None:
    server = postgres_server.server()
    server.sql("postgres", "DROP ROLE IF EXISTS kepala")
    server.sql("postgres", "CREATE ROLE kepala LOGIN CREATEDB CREATEROLE PASSWORD 'sandi-kepala'")
    for said in ("versi 0", "siap"):  # again, when all is there
        sys.stdin = io.StringIO("sandi-kepala\n")
        assert said in floor.ok("setup-db", "--admin", "kepala")
    assert floor.sync()["inserted"] == 5


def test_the_role_of_an_administrator_is_not_taken_for_a_stations(floor: ServerFloor) -> None:
    assert floor.server is not None
    strong = replace(floor, server=replace(floor.server, user=ADMIN))
    assert ADMIN in strong.refused("setup-db", "--admin", ADMIN)
    found = postgres_server.server().sql("postgres", "SELECT rolsuper FROM pg_roles LIMIT 1")
    assert found


@pytest.mark.parametrize("command", [("backup",), ("restore", "copy.db")])
def test_copies_are_the_servers_business(floor: ServerFloor, command: tuple[str, ...]) -> None:
    assert "administratornya" in floor.refused(*command)


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("check",),
        ("sync",),
        ("register", "WH/MO/00001", "--auth-first", "A100", "--roll", "R1"),
        ("setup-db", "--admin", ADMIN),
    ],
)
def test_a_server_that_is_away_is_one_sentence(
    floor: ServerFloor, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert floor.server is not None
    away = replace(floor, server=replace(floor.server, host=str(tmp_path)))
    assert OFFLINE in away.refused(*command)
    assert {one.name for one in tmp_path.iterdir()} <= {"stasiun.toml"}  # no file in its place


def test_while_another_station_syncs_for_all_a_pass_is_refused_and_then_taken_over(
    floor: ServerFloor,
) -> None:
    floor.ok("setup-db", "--admin", ADMIN)
    assert floor.server is not None
    address = replace(floor.server, password=PASSWORD)
    with closing(turn.turns(address, "Lini 9")) as elected, elected.taken():
        assert "Stasiun lain" in floor.refused("sync")
        assert floor.orders() == {}
    assert floor.sync()["inserted"] == 5
