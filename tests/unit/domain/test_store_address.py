"""Addresses of stores: what is read, what is refused, what is shown."""

from pathlib import Path

import pytest

from app.domain import store_address
from app.domain.store_address import ServerAddress

VERIFIED = ServerAddress("db", "toko", ssl="verify-full")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://db.pabrik.lan/toko", ServerAddress("db.pabrik.lan", "toko")),
        ("postgresql://10.0.0.7:5433/toko", ServerAddress("10.0.0.7", "toko", 5433)),
        ("postgresql://hall_2@db/toko", ServerAddress("db", "toko", user="hall_2")),
        ("postgresql://[::1]:5433/toko", ServerAddress("::1", "toko", 5433)),
        (
            "postgresql://db/toko?sslmode=verify-full",
            ServerAddress("db", "toko", ssl="verify-full"),
        ),
        ("postgresql://%2Ftmp%2FSoket/toko", ServerAddress("/tmp/Soket", "toko")),
    ],
)
def test_an_address_is_read_and_shown_as_it_was_written(text: str, expected: ServerAddress) -> None:
    assert store_address.of_text(text) == expected
    assert str(expected) == text


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://",
        "postgresql://db",
        "postgresql://db/",
        "postgresql:///toko",
        "postgresql://stasiun:rahasia@db/toko",
        "postgresql://:rahasia@db/toko",
        "postgresql://db:0/toko",
        "postgresql://db:x/toko",
        "postgresql://db/to ko",
        'postgresql://db/to"ko',
        "postgresql://db/toko/lain",
        "postgresql://db/toko#x",
        "postgresql://db/toko?sslmode=sometimes",
        "postgresql://db/toko?sslmode=require&sslmode=disable",
        "postgresql://db/toko?password=rahasia",
        "postgresql://db/" + "x" * 60,
        "PostgreSQL://us er@db/toko",
        "postgres://stasiun:rahasia@db/toko",
        "sqlite:///toko.db",
        "://toko",
    ],
)
def test_what_is_no_address_or_has_a_password_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        store_address.of_text(text)


def test_everything_else_is_a_path() -> None:
    assert store_address.of_text("/srv/toko.db") == Path("/srv/toko.db")
    assert store_address.of_text("~/toko.db") == Path.home() / "toko.db"


def test_the_password_is_shown_nowhere() -> None:
    address = ServerAddress("db", "toko", password="rahasia", ssl="require")
    assert "rahasia" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    ("host", "asked", "mode"),
    [
        ("localhost", "", "prefer"),
        ("127.0.0.1", "", "prefer"),
        ("::1", "", "prefer"),
        ("/run/postgresql", "", "prefer"),
        ("db.pabrik.lan", "", "require"),
        ("10.0.0.7", "", "require"),
        ("db.pabrik.lan", "verify-full", "verify-full"),
        ("localhost", "require", "require"),
    ],
)
def test_tls_is_asked_for_outside_of_this_machine(host: str, asked: str, mode: str) -> None:
    assert ServerAddress(host, "toko", ssl=asked).ssl_mode == mode


def test_the_sync_has_a_role_of_its_own() -> None:
    assert ServerAddress("db", "toko").sync_user == "stasiun_mo_sync"
