"""A server that sends exactly the bytes a test wants: what no Odoo would, but networks do."""

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

PAGE: Final = b"<!doctype html><title>Login</title><h1>Login</h1>"

Answer = Callable[[str, Mapping[str, Any]], bytes]
"""Gives the raw answer for a path and a parsed body; empty: hang up."""


def http(
    body: bytes, status: int = 200, kind: str = "application/json", *headers: str, length: int = -1
) -> bytes:
    """Write an HTTP answer; `length`: what it claims, when that is not the truth."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if length < 0 else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def result(value: object) -> bytes:
    return http(json.dumps({"jsonrpc": "2.0", "id": 1, "result": value}).encode())


def error(name: object, code: object = 200, **values: object) -> bytes:
    told = {"code": code, "message": "Odoo Server Error", "data": {"name": name}, **values}
    return http(json.dumps({"jsonrpc": "2.0", "id": None, "error": told}).encode())


class Wire:
    """Listens on loopback while its context lasts.

    Attributes:
        seen: path and body of each request, in order.
    """

    def __init__(self, answer: Answer | bytes, *, hold: bool = False) -> None:
        """With `hold` a connection stays open after its answer, until the end."""
        self.seen: list[tuple[str, Mapping[str, Any]]] = []
        self._release = threading.Event()
        wire = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                parsed = json.loads(body)
                wire.seen.append((self.path, parsed))
                self.close_connection = True
                self.wfile.write(answer if isinstance(answer, bytes) else answer(self.path, parsed))
                if hold:
                    wire._release.wait(30)

            do_GET = do_POST  # noqa: N815 (named by the base class)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._release.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
