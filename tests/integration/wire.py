"""A wire to a PostgreSQL server that can be cut at the worst moment: around a commit."""

import socket
import threading
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Self

COMMIT = b"COMMIT\0"


class Cut(Enum):
    """What happens to what goes over the wire."""

    NOT = auto()
    ANSWER = auto()
    """The next commit arrives and is done, its answer does not come back; then `DOWN`."""
    COMMIT = auto()
    """The next commit does not arrive; then `DOWN`."""
    DOWN = auto()
    """Nobody answers."""


class Wire:
    """Passes TCP connections on to the socket of a server; a context manager. Any thread."""

    def __init__(self, folder: Path) -> None:
        self._target = str(folder / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cut = Cut.NOT
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()
        for thread in self._threads:
            thread.join()

    def _start(self, work: object, *given: object) -> None:
        thread = threading.Thread(target=work, args=given)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.cut is Cut.DOWN:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            self._open += [near, far]
            self._start(self._pass, near, far, True)
            self._start(self._pass, far, near, False)

    def _pass(self, one: socket.socket, other: socket.socket, forth: bool) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                commits = forth and data.endswith(COMMIT)
                if commits and self.cut is Cut.COMMIT:
                    break
                if not forth and self.cut is Cut.DOWN:
                    break  # it is done, and its answer goes nowhere
                if commits and self.cut is Cut.ANSWER:
                    self.cut = Cut.DOWN
                other.sendall(data)
        if self.cut is Cut.COMMIT:
            self.cut = Cut.DOWN
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
