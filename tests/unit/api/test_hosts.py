import socket

import pytest

from app.api.hosts import Hosts, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.4", "kiosk", "localhost.example", "", "127.0.0.1.example"]
)
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "header", ["localhost", "localhost:80", "127.0.0.1:8321", "[::1]", "[::1]:8321", " LocalHost "]
)
def test_this_computer_is_known_by_its_names(header: str) -> None:
    assert Hosts("127.0.0.1").allow(header)


@pytest.mark.parametrize(
    "header",
    ["", ":", ":80", "localhost:", "localhost:x", "localhost:80:80", "a@localhost", "[::1", "::1]",
     "jahat.example", "jahat.example:8321", "127.0.0.2", "10.0.0.1", "localhost:８０"],
)  # fmt: skip
def test_other_names_are_not_this_computers(header: str) -> None:
    assert not Hosts("127.0.0.1").allow(header)


def test_where_it_listens_everywhere_it_is_known_by_name_and_by_any_address() -> None:
    hosts = Hosts("0.0.0.0")
    assert hosts.allow(socket.gethostname())
    assert hosts.allow("192.168.1.4:8321")
    assert hosts.allow("[fe80::1]:8321")
    assert not hosts.allow("jahat.example")


def test_where_it_listens_at_one_address_it_is_known_by_that() -> None:
    hosts = Hosts("192.168.1.4")
    assert hosts.allow("192.168.1.4:8321")
    assert not hosts.allow("192.168.1.5:8321")
