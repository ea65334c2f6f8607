"""Where the store is: a file of this machine, or a database of a PostgreSQL server."""

import re
from dataclasses import field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from app.domain.frozen import dataclass

SCHEME: Final = "postgresql://"
DEFAULT_PORT: Final = 5432
DEFAULT_USER: Final = "stasiun_mo"
SSL_MODES: Final = ("disable", "prefer", "require", "verify-ca", "verify-full")

ALLOWED: Final = (
    "a path | postgresql://[user@]host[:port]/database (its password: set-secret store-password)"
)
"""What the configuration may have."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,50}")
"""What a database or role may be called: short enough for the sync's role of that name."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database of a PostgreSQL server, as the stations reach it; `str` has no password.

    Attributes:
        host: name or address of the server; one that begins with "/" is a folder with its socket.
        user: the role of people's operations; the sync has one of its own, `sync_user`.
        password: of both roles; empty: the server lets this system's user in without.
        ssl: what is asked of TLS; empty: none is needed within this machine, but elsewhere it is.
    """

    host: str
    database: str
    port: int = DEFAULT_PORT
    user: str = DEFAULT_USER
    password: str = field(default="", repr=False)
    ssl: str = ""

    @property
    def sync_user(self) -> str:
        """The role of the sync."""
        return f"{self.user}_sync"

    @property
    def ssl_mode(self) -> str:
        """What is asked of TLS, `libpq`'s word for it."""
        local = self.host.startswith(("/", "127.")) or self.host in ("localhost", "::1")
        return self.ssl or ("prefer" if local else "require")

    def __str__(self) -> str:
        user = "" if self.user == DEFAULT_USER else f"{self.user}@"
        host = quote(self.host, safe="") if self.host.startswith("/") else self.host
        host = f"[{host}]" if ":" in host else host
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        ssl = f"?sslmode={self.ssl}" if self.ssl else ""
        return f"{SCHEME}{user}{host}{port}/{self.database}{ssl}"


StoreAddress = Path | ServerAddress


@dataclass(frozen=True, slots=True)
class ServerMade:
    """What `setup-db` has made on a server.

    Attributes:
        database: it is new.
        roles: those that are new.
        before: schema version before; 0: none.
        now: schema version now.
    """

    database: bool
    roles: tuple[str, ...]
    before: int
    now: int


def of_text(text: str) -> StoreAddress:
    """Read what the configuration has: a path, or the address of a server.

    Raises:
        ValueError: it is meant as an address and is none.
    """
    # An address of any other kind too: as a path it would be shown, with the password in it.
    return parse(text) if "://" in text else Path(text).expanduser()


def parse(text: str) -> ServerAddress:
    """Read ``postgresql://[user@]host[:port]/database[?sslmode=…]``.

    Raises:
        ValueError: it is not one; also with a password, which does not belong into a file.
    """
    parts = urlsplit(text)
    if parts.scheme != "postgresql":
        raise ValueError("an address of another kind")
    options = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    ssl = options.pop("sslmode", [""])
    database, user = parts.path.removeprefix("/"), parts.username or DEFAULT_USER
    host = parts.hostname or ""  # in lower case, as names of servers may be, but not folders
    if host.lower().startswith("%2f"):
        host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    if parts.password is not None or parts.fragment or options or len(ssl) != 1:
        raise ValueError("a password, or an unknown option")
    if not host or parts.port == 0 or ssl[0] not in ("", *SSL_MODES):
        raise ValueError("no host, port or mode")
    if not _NAME.fullmatch(database) or not _NAME.fullmatch(user):
        raise ValueError("no name of a database or role")
    return ServerAddress(host, database, parts.port or DEFAULT_PORT, user, ssl=ssl[0])
