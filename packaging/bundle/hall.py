"""What a hall's installation has beyond a kiosk's, tried from outside: its API, its store's server.

The same for the bundle on Linux and for what is installed on Windows or under Wine.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

SECONDS = 60.0
STORE_PASSWORD = "sandi-toko-uji"  # noqa: S105 - of a server that lives for one check


class HallError(Exception):
    """What a hall has more does not work; the text says what."""


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def ask(port: int, path: str, key: str | None) -> tuple[int, Any]:
    """Ask the API on this machine: the status, and the document that it answers with.

    Raises:
        OSError: nobody answers.
        HallError: it is no API that answers.
    """
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, body = error.code, error.read()
    try:
        return status, json.loads(body)
    except ValueError as error:
        raise HallError(f"{path} answers {status}: {body[:200]!r}") from error


def answered(start: Callable[..., subprocess.Popen[bytes]], key: str) -> str:
    """Start `serve`, ask it with the key and without, stop it; return a sentence for people.

    `start` gets the arguments and gives a program whose standard input and error are pipes.

    Raises:
        HallError: it does not answer, answers something else, or does not end.
    """
    port = free_port()
    with start("serve", "--port", str(port), "--until-stdin-ends") as process:
        try:
            _wait_until_it_answers(process, port)
            status, document = ask(port, "/api/mo-options", key)
            if status != 200 or not document.get("total"):
                raise HallError(f"the API answers {status}: {document}")
            refused, _ = ask(port, "/api/mo-options", None)
            if refused != 401:
                raise HallError(f"without a key the API answers {refused}")
            if process.stdin is not None:
                process.stdin.close()
            code = process.wait(SECONDS)
            if code != 0:
                raise HallError(f"serve ends with exit {code}: {_complaint(process)}")
        finally:
            process.kill()
    return f"the API shows {document['total']} MOs to who has a key, and nothing to who has none"


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            ask(port, "/openapi.json", None)
        except OSError as error:
            if process.poll() is not None:
                raise HallError(f"serve ended at once: {_complaint(process)}") from error
            if time.monotonic() > end:
                raise HallError(f"serve does not answer: {error}") from error
            time.sleep(0.1)
        else:
            return


def _complaint(process: subprocess.Popen[bytes]) -> str:
    parts: list[bytes] = []
    pipe = process.stderr
    if pipe is not None:
        # Not to the end of the pipe: under Wine its desktop may hold it open.
        reader = threading.Thread(target=lambda: parts.append(os.read(pipe.fileno(), 65536)))
        reader.daemon = True
        reader.start()
        reader.join(1)
    return b"".join(parts).decode("utf-8", "replace").strip() or "without a word"


def store_of_a_server(port: int) -> tuple[str, dict[str, str]]:
    """Return what the configuration says of a store on this machine's server, and its secret."""
    settings = f'\n[store]\npath = "postgresql://127.0.0.1:{port}/pabrik"\n'
    # The driver that is shipped, and not one that finds a library of the system.
    return settings, {"STASIUN_MO_STORE_PASSWORD": STORE_PASSWORD, "PSYCOPG_IMPL": "binary"}
