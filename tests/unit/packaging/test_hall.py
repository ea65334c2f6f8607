"""What tries a hall's installation: against a program that answers, one that does not, a server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from app.demo.server import StandIn
from bundle import hall, postgres
from bundle.hall import HallError
from flavours import HALL, KIOSK
from wine.checks import Checks
from wine.hall import HallChecks
from wine.machine import Machine

CheckKind = TypeVar("CheckKind", bound=Checks)

PROGRAM = """
import json, os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers.get("Authorization") == "Bearer kunci" or {open}
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(json.dumps({{"total": {total}}}).encode())
    def log_message(self, *arguments): pass

server = HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
assert "--until-stdin-ends" in sys.argv
sys.stdin.read()
sys.exit({code})
"""


class Started:
    """Starts a program in place of the frozen one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", self.text, *arguments],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.processes.append(process)
        return process

    def try_it(self) -> str:
        return hall.answered(self, "kunci")


def program(*, total: int = 7, open_to_all: bool = False, code: int = 0) -> Started:
    return Started(PROGRAM.format(total=total, open=open_to_all, code=code))


class TestApi:
    def test_one_that_answers_who_has_the_key_and_ends(self) -> None:
        started = program()
        assert "7 MOs" in started.try_it()
        assert started.processes[0].returncode == 0

    @pytest.mark.parametrize(
        ("started", "complaint"),
        [
            (program(total=0), "the API answers 200"),
            (program(open_to_all=True), "without a key the API answers 200"),
            (program(code=3), "ends with exit 3"),
            (Started("import sys; sys.exit('no such command')"), "at once: no such command"),
        ],
    )
    def test_one_that_does_not(self, started: Started, complaint: str) -> None:
        with pytest.raises(HallError, match=complaint):
            started.try_it()


@pytest.mark.skipif(postgres.programs() is None, reason="PostgreSQL is not installed")
class TestServer:
    def test_it_lets_its_administrator_in_until_it_is_left_and_leaves_nothing(self) -> None:
        with postgres.Server() as server:
            where = f"host=127.0.0.1 port={server.port} dbname=postgres"
            with psycopg.connect(f"{where} user={postgres.ADMIN}") as connection:
                (row,) = connection.execute("SHOW data_directory").fetchall()
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"{where} user=somebody")
        assert not Path(row[0]).parent.exists()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"{where} user={postgres.ADMIN}")


def test_a_store_on_a_server_is_one_more_section_and_holds_no_secret() -> None:
    settings, secret = hall.store_of_a_server(5432)
    assert "[store]" in settings
    assert ":5432/" in settings
    assert hall.STORE_PASSWORD not in settings
    assert hall.STORE_PASSWORD in secret.values()


class TestChecks:
    @pytest.fixture
    def odoo(self) -> Iterator[StandIn]:
        with StandIn([]) as found:
            yield found

    def checks(self, kind: type[CheckKind], folder: Path, odoo: StandIn) -> CheckKind:
        installer = folder / HALL.installer("1.2.3")
        return kind(Machine(folder), installer, "1.2.3", odoo, "python", None)

    def test_a_hall_goes_through_all_of_a_kiosk_and_then_its_own(
        self, tmp_path: Path, odoo: StandIn
    ) -> None:
        kiosk, of_hall = (
            [step.__name__ for step in self.checks(kind, tmp_path, odoo).steps()]
            for kind in (Checks, HallChecks)
        )
        assert of_hall[: len(kiosk)] == kiosk
        assert len(of_hall) == len(set(of_hall)) > len(kiosk)
        assert "purge" in kiosk[-1]
        assert "purge" in of_hall[-1]

    def test_the_kiosk_that_becomes_a_hall_is_the_installer_beside_it(
        self, tmp_path: Path, odoo: StandIn
    ) -> None:
        beside = tmp_path / KIOSK.installer("1.2.3")
        beside.touch()
        assert self.checks(HallChecks, tmp_path, odoo).kiosk() == beside
