"""JSON-2 of 19: a key, real statuses, nothing of a session."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo import faults
from app.domain.errors import Code, OdooError
from app.odoo import http as http_module
from app.odoo.access import Access
from app.odoo.transport import connect
from app.services.sync import Sync
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, Plant
from tests.unit.odoo.wire import PAGE, Wire, http, result

KEY = marked("0123456789abcdef0123456789ab")


@pytest.fixture(params=[1, 2])
def plant(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plant]:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    with Plant(tmp_path, version=19, databases=request.param) as found, found.production:
        found.add_mo("A", note="SHIFT 1", origin="SO1")
        found.add_mo("B")
        found.add_picking("A")
        found.add_picking("SO1, B")
        yield found


def code(sync: Sync) -> Code:
    with pytest.raises(OdooError) as caught:
        sync.run()
    return caught.value.problem.code


def test_mos_and_transfers_are_the_same_as_by_a_session(plant: Plant) -> None:
    counts = plant.make_sync(plant.key_access()).run()
    assert (counts.requests, counts.inserted) == (3, 2)
    rows = plant.tables()
    assert plant.make_sync().run().unchanged == 2
    assert plant.tables() == rows
    assert (plant.row("A")["transfer_id"], plant.row("B")["transfer_id"]) == (1, 2)


@pytest.mark.parametrize("revoked", [False, True])
def test_a_key_of_nobody_is_told_and_not_tried_again(plant: Plant, revoked: bool) -> None:
    access = plant.key_access() if revoked else plant.key_access(api_key=KEY)
    plant.odoo.revoke_api_key(access.api_key)
    sync = plant.make_sync(access)
    assert [code(sync), code(sync)] == [Code.WRONG_KEY] * 2
    assert len(plant.server.requests) == 1


def test_a_key_without_rights_is_told(plant: Plant) -> None:
    plant.odoo.add_user("tamu", PASSWORD, may_read_mos=False)
    key = plant.odoo.add_api_key("tamu")
    assert code(plant.make_sync(plant.key_access(api_key=key))) is Code.NO_RIGHTS


def test_a_database_that_is_not_there_is_told(plant: Plant) -> None:
    sync = plant.make_sync(plant.key_access(database="tidak-ada"))
    assert code(sync) is Code.WRONG_DATABASE


@pytest.mark.parametrize("version", [17, 18])
@pytest.mark.parametrize("databases", [1, 2])
def test_an_odoo_without_json2_is_told_from_one_without_the_database(
    tmp_path: Path, version: int, databases: int
) -> None:
    with Plant(tmp_path, version=version, databases=databases) as old, old.production:
        sync = old.make_sync(old.key_access())
        assert code(sync) is Code.NO_JSON2
        asked = old.server.requests
        assert [seen.path for seen in asked][1:] == ["/web/webclient/version_info"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"server_version_info": [17, 0, 0, "final", 0, ""]}, Code.NO_JSON2),
        ({"server_version_info": ["saas~18", 3, 0, "final", 0, ""]}, Code.NO_JSON2),
        ({"server_version_info": ["saas~19", 1, 0, "final", 0, "e"]}, Code.WRONG_DATABASE),
        ({"server_version_info": ["?"]}, Code.WRONG_DATABASE),
        ({"server_version_info": []}, Code.LOGIN_PAGE),
        (None, Code.LOGIN_PAGE),
    ],
    ids=repr,
)
def test_a_page_in_the_place_of_json2_is_asked_which_odoo_it_is_of(
    told: object, expected: Code
) -> None:
    seen: list[str] = []

    def answer(path: str, _body: object) -> bytes:
        seen.append(path)
        return http(PAGE, 404, "text/html") if path.startswith("/json/2") else result(told)

    with Wire(answer) as wire:
        transport: Any = connect(Access(wire.url, api_key=KEY))
        with pytest.raises(OdooError) as caught:
            transport.call("mrp.production", "search_count", {})
        transport.close()
    assert caught.value.problem.code is expected
    assert len(seen) == 2


def test_a_field_that_has_gone_is_odoos_own_word_and_asked_for_again(plant: Plant) -> None:
    transport = connect(plant.key_access())
    with pytest.raises(OdooError) as caught:
        transport.call("mrp.production", "search_read", {"fields": ["no_such"]})
    transport.close()
    assert caught.value.problem.code is Code.ODOO_REFUSED
    assert caught.value.problem.params["name"] == "builtins.ValueError"
    assert len(plant.server.requests) == 1  # 500, and yet not tried again


def test_no_cookie_is_kept_and_no_login_of_the_machine_put_in_the_place_of_the_key(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_module, "_LOOPBACK", frozenset())  # as a server far away
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    home = Path.home()
    home.mkdir(parents=True, exist_ok=True)
    for name in (".netrc", "_netrc"):
        (home / name).write_text(f"machine 127.0.0.1 login {LOGIN} password x\n")
        (home / name).chmod(0o600)
    plant.server.faults.add(faults.web_page(session_id=marked("C" * 72)))
    sync = plant.make_sync(plant.key_access(allow_http=True))
    assert code(sync) is Code.LOGIN_PAGE
    assert sync.run().inserted == 2
    assert not [seen for seen in plant.server.requests if seen.cookie]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http(b"<html>", 401, "text/html"), Code.LOGIN_PAGE),
        (http(b'{"message": "no"}', 401), Code.BAD_ANSWER),
        (http(b'{"name": "psycopg2.OperationalError"}', 500), Code.ODOO_DOWN),
        (http(b'{"name": 5}', 500), Code.ODOO_DOWN),
        (http(b'{"name": "werkzeug.exceptions.NotFound"}', 404), Code.ODOO_REFUSED),
    ],
    ids=repr,
)
def test_what_stands_before_odoo_is_not_taken_for_it(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, expected: Code
) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    with Wire(answer) as wire:
        transport: Any = connect(Access(wire.url, api_key=KEY))
        with pytest.raises(OdooError) as caught:
            transport.call("mrp.production", "search_count", {})
        transport.close()
    assert caught.value.problem.code is expected
