"""Sessions that Odoo replaces, across passes, restarts and processes, with a keyring in a file."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from app import config
from app.bootstrap import Setup
from app.config import Config
from app.demo import faults
from app.domain.errors import Code, OdooError
from app.domain.requests import Register
from app.odoo import http as http_module
from app.secrets import Secrets
from app.services.sync import Sync
from tests.integration.file_keyring import VARIABLE, FileKeyring
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, Plant


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring.json"))
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    with Plant(tmp_path, version=19) as found, found.production:
        found.add_mo("A")
        yield found
    keyring.set_keyring(before)


def station(plant: Plant, *, given: str = "", url: str = "", **secrets: str) -> Sync:
    """Make the passes of a program that has just been started."""
    odoo = config.Odoo(url or plant.server.url, "pabrik", LOGIN)
    settings = Config(store_path=plant.file, odoo=odoo)
    return Setup(settings, lambda: Secrets(**secrets), plant.clock).sync(given)


def rotate(plant: Plant) -> None:
    """Let the next answer replace the session, and the one before it be dead by now."""
    plant.clock.advance(seconds=121)
    plant.server.rotate_next()


def logins(plant: Plant) -> int:
    return len([seen for seen in plant.server.requests if seen.step == "authenticate"])


def test_replaced_sessions_are_survived_across_passes_and_restarts(plant: Plant) -> None:
    for _start in range(3):
        sync = station(plant, password=PASSWORD)
        for _pass in range(3):
            rotate(plant)
            sync.run()
        sync.close()
        plant.clock.advance(seconds=121)
    assert logins(plant) == 1


def test_a_pasted_session_outlives_its_own_id(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    for _start in range(3):
        sync = station(plant, session_id=sid)
        rotate(plant)
        sync.run()
        sync.close()
        plant.clock.advance(seconds=121)
    assert plant.server.sessions.find(sid) is None
    assert logins(plant) == 0


def test_a_session_replaced_by_another_process_is_found(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    window, command = station(plant, session_id=sid), station(plant, session_id=sid)
    window.run()
    for one, other in [(window, command), (command, window)] * 2:
        rotate(plant)
        one.run()
        plant.clock.advance(seconds=121)
        other.run()
    window.close()
    command.close()


def test_an_id_from_standard_input_makes_the_station_forget_nothing(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    for _ in range(2):
        rotate(plant)
        sync = station(plant, session_id=sid)
        sync.run()
        sync.close()
        rotate(plant)
        command = station(plant, session_id=sid, given=plant.server.open_session("pabrik", LOGIN))
        command.run()
        command.close()
        plant.clock.advance(seconds=121)


def test_a_replaced_session_is_not_lost_with_its_answer(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_module, "ATTEMPTS", 1)
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = station(plant, session_id=sid)
    sync.run()
    rotate(plant)
    plant.server.faults.add(faults.cut(-1))
    with pytest.raises(OdooError):
        sync.run()
    plant.clock.advance(seconds=121)  # only the id of the answer that was cut is alive
    sync.run()
    sync.close()
    plant.clock.advance(seconds=121)
    again = station(plant, session_id=sid)
    again.run()
    again.close()


def test_a_portal_that_sets_a_cookie_of_this_name_does_not_log_out(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = station(plant, session_id=sid)
    for step in ("fields_get", "mrp.production", "stock.picking"):
        plant.server.faults.add(faults.web_page(session_id=marked("B" * 72)), on=step)
        with pytest.raises(OdooError) as caught:
            sync.run()
        assert caught.value.problem.code is Code.LOGIN_PAGE
        sync.run()
        sync.run()
    sync.close()
    assert not (plant.file.parent / "keyring.json").exists()  # nothing to remember came


def test_a_remembered_session_is_sent_to_no_other_server_or_login(
    plant: Plant, tmp_path: Path
) -> None:
    first = station(plant, password=PASSWORD)
    first.run()
    first.close()
    (tmp_path / "other").mkdir()
    with Plant(tmp_path / "other", version=19) as other:
        elsewhere = station(plant, url=other.server.url, password=PASSWORD)
        elsewhere.run()
        elsewhere.close()
        assert not other.server.requests[0].cookie
    plant.odoo.add_user("lain", PASSWORD)
    plant.server.clear_requests()
    odoo = config.Odoo(plant.server.url, "pabrik", "lain")
    settings = Config(store_path=plant.file, odoo=odoo)
    sync = Setup(settings, lambda: Secrets(password=PASSWORD), plant.clock).sync()
    sync.run()
    sync.close()
    assert not plant.server.requests[0].cookie
    assert logins(plant) == 1


def test_a_pasted_session_that_dies_is_told_and_the_station_goes_on(plant: Plant) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = station(plant, session_id=sid)
    sync.run()
    plant.server.expire_sessions()
    plant.server.clear_requests()
    for _ in range(3):
        with pytest.raises(OdooError) as caught:
            sync.run()
        assert caught.value.problem.code is Code.SESSION_EXPIRED
    assert len(plant.server.requests) == 3
    plant.production.execute(Register(plant.order("A").id, "A100", "R1"), "op-1")
    sync.close()
    fresh = station(plant, session_id=plant.server.open_session("pabrik", LOGIN))
    assert fresh.run().unchanged == 1
    fresh.close()
    assert plant.people("A")["auth_first"] == "A100"
