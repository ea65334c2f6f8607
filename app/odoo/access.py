"""How a station reaches Odoo. Apart from the transport, so that nobody imports HTTP to say it."""

from dataclasses import field
from typing import Final, Literal

from app.domain.frozen import dataclass

SECRET_OF: Final[dict[str, Literal["session_id", "password", "api_key"]]] = {
    "session": "session_id",
    "password": "password",
    "api_key": "api_key",
}
"""The secret that opens each way in."""


@dataclass(frozen=True, slots=True)
class Access:
    """How this station reaches Odoo: a session id, login and password, or a key.

    Timeouts in seconds.

    Attributes:
        auth: "session", "password" or "api_key"; empty: the first one for which all is there.
    """

    url: str
    database: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    session_id: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    auth: str = ""
    allow_http: bool = False
    ca_file: str | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0

    @property
    def way(self) -> str:
        """The way in that `auth` names, else the first one whose secret is there."""
        return self.auth or (
            "api_key" if self.api_key else "session" if self.session_id else "password"
        )
