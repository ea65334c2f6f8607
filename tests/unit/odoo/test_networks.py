"""Names that nobody knows, proxies, and redirections for every way in: no secret goes astray."""

import socket
import traceback
from contextlib import closing
from typing import Any

import pytest

from app.domain.errors import Code, OdooError, Problem
from app.odoo import http as http_module
from app.odoo.access import Access
from app.odoo.transport import connect
from tests.marks import MARK, marked
from tests.unit.odoo.wire import PAGE, Wire, http, result

SESSION = marked("0123456789abcdef0123456789ab")
WAYS: dict[str, dict[str, Any]] = {
    "session id": {"session_id": SESSION},
    "password": {"database": "pabrik", "login": "stasiun", "password": marked("r4hasia")},
    "API key": {"api_key": marked("fedcba9876543210fedcba987654")},
}


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing, and know no proxy of the machine."""
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def refusal(url: str, way: str, **values: Any) -> Problem:
    """Make one call that fails; no secret may be told."""
    access = Access(url, **WAYS[way], **values)
    with pytest.raises(OdooError) as caught, closing(connect(access)) as transport:
        transport.call("mrp.production", "search_count", {"domain": []})
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.problem)
    assert MARK not in told
    return caught.value.problem


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("reason", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_name_that_no_resolver_knows_is_told(
    monkeypatch: pytest.MonkeyPatch, way: str, reason: int
) -> None:
    asked: list[object] = []

    def nobody(host: object, *_rest: object, **_values: object) -> object:
        asked.append(host)
        raise socket.gaierror(reason, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    found = refusal("https://odoo.tidak-ada.invalid", way)
    assert (found.code, found.params["host"]) == (Code.HOST_UNKNOWN, "odoo.tidak-ada.invalid")
    assert asked == ["odoo.tidak-ada.invalid"] * 3


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_secret_follows_a_redirection(way: str, status: int) -> None:
    with Wire(result({"uid": 2})) as elsewhere:
        answer = http(b"", status, "text/html", f"Location: {elsewhere.url}/")
        with Wire(answer) as wire:
            assert refusal(wire.url, way).code is Code.REDIRECTED
            assert len(wire.seen) == 1
        assert elsewhere.seen == []


@pytest.mark.parametrize("way", WAYS)
def test_a_proxy_that_wants_a_login_is_told_as_a_page(
    monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    with Wire(http(PAGE, 407, "text/html")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert refusal("http://odoo.example", way, allow_http=True).code is Code.LOGIN_PAGE
        assert proxy.seen


@pytest.mark.parametrize("way", WAYS)
def test_a_proxy_that_is_not_there_is_no_network(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    found = refusal("https://odoo.example", way)
    assert (found.code, found.params["host"]) == (Code.NO_NETWORK, "odoo.example")
