"""The address of Odoo, as a person may write it into the configuration."""

from urllib.parse import urlsplit


def checked(text: str) -> str:
    """Give the address as it is used.

    Raises:
        ValueError: it is none, or has more than scheme, host, port and path: a password, for one.
    """
    address = text.rstrip("/")
    parts = urlsplit(address)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain or parts.port == 0:
        raise ValueError(text)
    return address
