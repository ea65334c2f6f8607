"""The HTTP API on a PostgreSQL server that goes away and comes back."""

from pathlib import Path

import pytest

from environment import postgresql_programs
from tests import postgres_server
from tests.integration.api_rig import ApiRig
from tests.integration.test_api import ok, problem

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")


def test_a_server_that_is_away_is_a_matter_of_waiting(tmp_path: Path) -> None:
    with postgres_server.another() as server:
        store = postgres_server.set_up_on(server)
        with ApiRig(tmp_path, store=store) as rig:
            name = rig.add_mo(1)
            body = {"mo_name": name, "auth_first": "A0001", "roll_number": "R1"}
            ok(rig.post("/api/register-mo", body, "once"))
            server.stop("immediate")
            try:
                for answer in (
                    rig.get("/api/ready-mo"),
                    rig.post("/api/register-mo", body, "once"),
                    rig.post("/api/register-mo", body, "other"),
                ):
                    found = problem(answer, 503, "store-offline")
                    assert int(answer.headers["Retry-After"]) > 0
                    assert server.host not in found["detail"]
            finally:
                server.start()
            assert ok(rig.get("/api/ready-mo"))["total"] == 1
            again = rig.post("/api/register-mo", body, "once")
            assert ok(again)["changes"]
            assert again.headers["Idempotent-Replayed"] == "true"
            assert len(rig.log()) == 1
