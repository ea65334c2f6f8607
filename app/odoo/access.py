"""How a station reaches Odoo. Apart from the transport, so that nobody imports HTTP to say it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Access:
    """How this station reaches Odoo: a session id, or login and password. Timeouts in seconds."""

    url: str
    database: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    session_id: str = field(default="", repr=False)
    allow_http: bool = False
    ca_file: str | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
