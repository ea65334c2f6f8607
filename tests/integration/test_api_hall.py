"""The HTTP API on a store that stations share: what is others', and a server that goes away."""

from pathlib import Path

import pytest

from app.domain.plans import Rules
from app.domain.requests import Start
from app.services.production import Production
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.api_rig import ApiRig
from tests.integration.test_api import ok, problem

pytestmark = pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")


def test_what_another_station_has_taken_is_refused_with_its_name(tmp_path: Path) -> None:
    with ApiRig(tmp_path, store=postgres_server.emptied()) as rig:
        one, two = rig.add_mo(1), rig.add_mo(2)
        ok(rig.register(one, "A0001"))
        ok(rig.register(two, "A0500"))
        ok(rig.start(one))
        with Production(rig.path, Rules(shared=True), "Lini 9", rig.clock) as there:
            there.execute(Start(there.find(two).id, "007"), "op-1")
        before = rig.log()
        changeover = {"current_mo": one, "next_mo": two, "new_auth": "A0101"}
        for path, body, field in (
            ("/api/changeover", changeover, "next_mo"),
            ("/api/start-production", {"mo_name": two, "leader_id": "003"}, "mo_name"),
            ("/api/end-production", {"mo_name": two, "authenticity": "A0600"}, "mo_name"),
        ):
            found = problem(rig.post(path, body), 409, "runs-elsewhere")
            assert [why["field"] for why in found["problems"]] == [field]
            assert found["detail"] == f"{two} belongs to station Lini 9. Work on it there."
        assert rig.log() == before
        running = ok(rig.get("/api/running-mo"))["running"]
        assert (running["mo_name"], running["stage"]) == (one, "running")


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
