"""How a station reaches Odoo. Apart from the transport, so that nobody imports HTTP to say it."""

from dataclasses import dataclass, field


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
