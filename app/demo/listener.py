"""The listening socket of the stand-in and the HTTP on its connections."""

import selectors
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from app.demo.exchange import Manner, Reply, Request

LOOPBACK: Final = "127.0.0.1"
_JOIN_SECONDS: Final = 2.0


class Listener(ThreadingHTTPServer):
    """The listening socket; remembers its connections so that a stop can close them."""

    daemon_threads = True
    request_queue_size = 64
    # Else two servers could share a port on Windows.
    allow_reuse_address = False
    timeout = 0

    def __init__(
        self, answer: Callable[[Request], Reply | None], tls: ssl.SSLContext | None = None
    ) -> None:
        """Listen on a free port; ``answer`` runs in a thread per connection, None hangs up."""
        self.answer = answer
        self.closing = threading.Event()
        self._tls = tls
        self._guard = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._workers: list[threading.Thread] = []
        self._bell, self._alarm = socket.socketpair()
        super().__init__((LOOPBACK, 0), _Handler)
        # A client may be gone again before it is accepted: that must not block the loop.
        self.socket.setblocking(False)

    def serve(self, stopping: threading.Event) -> None:
        """Accept connections until ``stopping`` is set and ``wake`` was called; no polling."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while not stopping.is_set():
                if any(key.fileobj is self.socket for key, _ in selector.select()):
                    self.handle_request()

    def wake(self) -> None:
        """Make ``serve`` look whether it should stop; to be called from another thread."""
        self.closing.set()
        self._bell.send(b"!")

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept one connection."""
        request, address = super().get_request()
        # On Windows a connection takes over that the listening socket does not block.
        request.setblocking(True)
        if self._tls is not None:  # the handshake waits for the thread of the connection
            request = self._tls.wrap_socket(
                request, server_side=True, do_handshake_on_connect=False
            )
        return request, address

    def server_close(self) -> None:
        """Close the listening socket and what wakes it."""
        self._bell.close()
        self._alarm.close()
        super().server_close()

    def server_bind(self) -> None:
        """Take a free port."""
        # Not HTTPServer's: that one asks the name service for our name, which can take seconds.
        self.socket.bind(self.server_address)
        host, port = cast(tuple[str, int], self.socket.getsockname())
        self.server_address = (host, port)
        self.server_name, self.server_port = host, port

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own."""
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="stand-in-request",
            daemon=True,
        )
        with self._guard:
            self._connections.add(request)
            self._workers = [old for old in self._workers if old.is_alive()] + [thread]
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that was served."""
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is none of our business, and stderr is not ours."""

    def close_connections(self) -> None:
        """Shut every open connection and wait for the threads that served them."""
        with self._guard:
            threads = list(self._workers)
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        for thread in threads:
            thread.join(_JOIN_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after the other from a connection and sends the answers."""

    protocol_version = "HTTP/1.1"
    server_version = "Werkzeug/2.0.2"
    sys_version = ""
    # One packet for an answer, sent at once: else the client waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        request = self._read()
        reply = cast(Listener, self.server).answer(request)
        if reply is None:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        self.send_header("Server", self.version_string())
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.manner == Manner():
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)
            self.wfile.flush()
        else:
            self._send_badly(reply)

    def _send_badly(self, reply: Reply) -> None:
        manner = reply.manner
        head = b"".join(self._headers_buffer) + b"\r\n"
        self._headers_buffer: list[bytes] = []
        sent = (head + reply.body)[: manner.cut]
        self.wfile.write(sent if not manner.drip else sent[: len(head)])
        self.wfile.flush()
        for byte in sent[len(head) :] if manner.drip else b"":
            if cast(Listener, self.server).closing.wait(manner.drip):
                break
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
        self.close_connection = True
        if manner.reset:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            socket.close(self.connection.detach())  # at once: a shutdown would come before it

    do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815 (named by the base class)

    def _read(self) -> Request:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        target = urlsplit(self.path)
        return Request(
            self.command,
            unquote(target.path),
            dict(parse_qsl(target.query)),
            {name.lower(): value for name, value in self.headers.items()},
            body,
            _session_id(self.headers.get("Cookie", "")),
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: the base class would write to stderr."""


def _session_id(cookie: str) -> str | None:
    try:
        morsel = SimpleCookie(cookie).get("session_id")
    except CookieError:
        return None
    return None if morsel is None else morsel.value
