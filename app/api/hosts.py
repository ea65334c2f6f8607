"""By which names this computer is called, so that no web page can lead a browser here by another.

A page whose name is made to point to 127.0.0.1 (DNS rebinding) sends its own name as Host.
"""

import ipaddress
import socket
from typing import Final

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Tell whether only this computer can reach what listens at `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Hosts:
    """The names under which requests are taken."""

    def __init__(self, bound: str) -> None:
        """Take those of this computer when it listens at `bound`."""
        self._names = {*_LOOPBACK, bound.lower()}
        self._any_address = False
        if not is_loopback(bound):
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
            # An address in numbers is nobody's name, and cannot be made to point here.
            self._any_address = bound in ("0.0.0.0", "::")  # noqa: S104  # compared, not bound

    def allow(self, header: str) -> bool:
        """Tell whether a Host header (name, perhaps with a port) means this computer."""
        name, separator, port = header.strip().lower().rpartition(":")
        if not separator or (name.count(":") and not name.endswith("]")):
            name, port = header.strip().lower(), "0"
        if not port.isascii() or not port.isdigit():
            return False
        name = name[1:-1] if name.startswith("[") and name.endswith("]") else name
        return name in self._names or (self._any_address and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
