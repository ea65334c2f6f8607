"""Certificates for real: an authority of the test's own, a stand-in that speaks https."""

import shutil
import socket
import ssl
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import certifi
import pytest

from app.domain.errors import Code, EnvironmentFaultError, OdooError
from app.odoo import http as http_module
from app.odoo.access import Access
from app.odoo.transport import connect
from app.texts.sentences import sentences
from tests.integration.certificates import Authority
from tests.marks import marked
from tests.plant import Plant

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="no openssl program here to make certificates with"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("ca") / "it")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


def outcome(folder: Path, tls: ssl.SSLContext, **values: Any) -> str:
    """Make a pass over https; give the code of what went wrong, or the number of new MOs."""
    with Plant(folder, tls=tls) as plant, plant.production:
        plant.add_mo("A")
        sync = plant.make_sync(plant.access(**values))
        try:
            counts = sync.run()
        except OdooError as error:
            problem = error
        else:
            return str(counts.inserted)
        assert "127.0.0.1" in sentences(problem)
        assert plant.server.requests == []  # no password went where no trust is
        return str(problem.problem.code)


def test_the_right_authority_in_a_file_is_enough(tmp_path: Path, authority: Authority) -> None:
    tls = authority.server("right")
    assert outcome(tmp_path, tls, ca_file=str(authority.file)) == "1"


def test_an_authority_that_nobody_trusts_is_told(tmp_path: Path, authority: Authority) -> None:
    assert outcome(tmp_path, authority.server("unknown")) == Code.CERTIFICATE


def test_only_the_file_counts_where_one_is_named(tmp_path: Path, authority: Authority) -> None:
    other = Authority.make(tmp_path / "other")
    tls = authority.server("other")
    assert outcome(tmp_path, tls, ca_file=str(other.file)) == Code.CERTIFICATE


def test_no_bundle_of_a_library_or_the_environment_is_trusted_as_well(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    monkeypatch.setattr(http_module, "_LOOPBACK", frozenset())  # as a server far away
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(authority.file))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    tls = authority.server("bundle")
    assert outcome(tmp_path, tls, ca_file=certifi.where()) == Code.CERTIFICATE


@pytest.mark.parametrize(
    "dates",
    [("20200101000000Z", "20200201000000Z"), ("20990101000000Z", "20990201000000Z")],
    ids=["expired", "not yet valid"],
)
def test_a_certificate_out_of_date_is_told(
    tmp_path: Path, authority: Authority, dates: tuple[str, str]
) -> None:
    tls = authority.server("dated", dates=dates)
    assert outcome(tmp_path, tls, ca_file=str(authority.file)) == Code.CERTIFICATE_EXPIRED


@pytest.mark.parametrize("alternative", ["DNS:odoo.example", "IP:127.0.0.2"])
def test_a_certificate_of_another_host_is_told(
    tmp_path: Path, authority: Authority, alternative: str
) -> None:
    tls = authority.server("host", alternative=f"subjectAltName={alternative}")
    assert outcome(tmp_path, tls, ca_file=str(authority.file)) == Code.CERTIFICATE_HOST


def test_a_port_that_speaks_no_tls_is_told(tmp_path: Path) -> None:
    with Plant(tmp_path) as plant, plant.production:
        url = plant.server.url.replace("http:", "https:")
        with pytest.raises(OdooError) as caught:
            plant.make_sync(plant.access(url=url)).run()
        assert caught.value.problem.code is Code.NOT_TLS
        assert plant.server.requests == []


def test_a_port_that_hangs_up_in_the_handshake_is_a_lost_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        access = Access(f"https://127.0.0.1:{port}", session_id=marked("x" * 28))

        def hang_up() -> None:
            for _ in range(http_module.ATTEMPTS):
                connection, _address = listening.accept()
                connection.recv(1)
                connection.close()

        server = threading.Thread(target=hang_up)
        server.start()
        with closing(connect(access)) as transport, pytest.raises(OdooError) as caught:
            transport.call("mrp.production", "search_count", {})
        server.join()
    assert caught.value.problem.code is Code.CONNECTION_LOST


def test_a_silent_port_times_out_in_the_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        access = Access(f"https://127.0.0.1:{port}", session_id=marked("x" * 28))
        access = replace(access, connect_timeout=0.1, read_timeout=0.1)
        with closing(connect(access)) as transport, pytest.raises(OdooError) as caught:
            transport.call("mrp.production", "search_count", {})
    assert caught.value.problem.code is Code.TIMED_OUT


@pytest.mark.parametrize("content", [None, "", "not a certificate"])
def test_a_file_of_certificates_that_is_none_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(EnvironmentFaultError) as caught:
        connect(Access("https://odoo.example", session_id=marked("x" * 28), ca_file=str(file)))
    assert caught.value.problem.code is Code.CONFIG_INVALID
    assert str(file) in sentences(caught.value)
    assert "odoo.ca_file" in sentences(caught.value)
