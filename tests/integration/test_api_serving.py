"""`serve` and `api-key` as processes; TLS, many requests at once, what the log says."""

import json
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import requests

from app.api.limits import Limits
from app.api.server import Address
from app.domain.errors import Code, EnvironmentFaultError
from tests.engines import rows
from tests.integration.api_rig import ApiRig
from tests.integration.certificates import Authority
from tests.integration.processes import ENDS, ROOT, end, environment, run, started
from tests.integration.test_api import ok

REQUESTS: Final = 200
THREADS: Final = 20


def make_key(store: Path, *arguments: str) -> str:
    done = run("api-key", "create", *arguments, SQLITE_PATH=str(store))
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"smo_[A-Za-z0-9_-]{43}\n", done.stdout)
    return done.stdout.strip()


@contextmanager
def serving(store: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start `serve` on a free port; give the process and its address."""
    with started("serve", "--port", "0", *arguments, SQLITE_PATH=str(store)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"https?://\S+", line)
        assert found is not None, line + (process.stderr.read() if process.stderr else "")
        yield process, found[0]


# ---------------------------------------------------------------------- keys


def test_a_key_is_printed_once_listed_and_revoked(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    key = make_key(store, "Layar dinding", "--scope", "read,register")
    again = run("api-key", "create", "Layar dinding", SQLITE_PATH=str(store))
    assert (again.returncode, again.stdout) == (1, "")
    assert "Layar dinding" in again.stderr
    make_key(store, "gudang")
    listed = run("api-key", "list", "--json", SQLITE_PATH=str(store))
    found = json.loads(listed.stdout)
    assert [(one["name"], one["scopes"], one["revoked_at"]) for one in found] == [
        ("Layar dinding", ["read", "register"], None),
        ("gudang", ["read"], None),
    ]
    assert key not in listed.stdout + run("api-key", "list", SQLITE_PATH=str(store)).stdout
    assert run("api-key", "revoke", "2", SQLITE_PATH=str(store)).returncode == 0
    assert run("api-key", "revoke", "Layar dinding", SQLITE_PATH=str(store)).returncode == 0
    unknown = run("api-key", "revoke", "gudang", SQLITE_PATH=str(store))
    assert (unknown.returncode, "gudang" in unknown.stderr) == (1, True)
    make_key(store, "gudang")  # the name is free again
    assert [one["revoked_at"] is None for one in rows(store, "api_key")] == [False, False, True]


@pytest.mark.parametrize(
    "arguments",
    [(), ("create",), ("create", "a", "--scope", "semua"), ("create", "a", "--scope", "")],
)
def test_wrong_arguments_are_a_matter_of_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run("api-key", *arguments, SQLITE_PATH=str(tmp_path / "store.db"))
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("name", ["", "-x", "a\nb", "x" * 41, "ключ"])
def test_a_name_that_the_history_could_not_show_is_refused(tmp_path: Path, name: str) -> None:
    store = tmp_path / "store.db"
    done = run("api-key", "create", "--scope=read", "--", name, SQLITE_PATH=str(store))
    assert (done.returncode, done.stdout) == (1, "")
    assert rows(store, "api_key") == []


# ---------------------------------------------------------------------- serve


@pytest.mark.parametrize("signal_name", ENDS)
def test_serve_answers_until_it_is_told_to_stop(tmp_path: Path, signal_name: str) -> None:
    store = tmp_path / "store.db"
    key = make_key(store, "dinding")
    with serving(store) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        answer = requests.get(
            f"{url}/api/mo-options", headers={"Authorization": f"Bearer {key}"}, timeout=10
        )
        assert ok(answer)["total"] == 0
        end(process, signal_name)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="such a signal ends a process at once there")
def test_serve_beside_a_window_ends_cleanly_by_a_signal_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--until-stdin-ends"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(SQLITE_PATH=str(tmp_path / "store.db")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"http://" in process.stdout.readline()
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr.read() == b""


def test_serve_ends_with_the_program_that_has_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--until-stdin-ends"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(SQLITE_PATH=str(tmp_path / "store.db")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert b"http://" in process.stdout.readline()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with serving(store) as (_process, url):
        port = url.rpartition(":")[2]
        done = run("serve", "--port", port, SQLITE_PATH=str(store))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"127.0.0.1:{port}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_the_extra_serve_says_what_to_install(tmp_path: Path) -> None:
    hidden = (
        "import sys; sys.modules['uvicorn'] = None; import importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda n, *a: None if n == 'uvicorn' else find(n, *a);"
        "from app.cli import main; sys.exit(main(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden],
        cwd=ROOT,
        env=environment(SQLITE_PATH=str(tmp_path / "store.db")),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert 'pip install "stasiun-mo[api]"' in done.stderr
    assert done.stderr.count("\n") == 1


# ---------------------------------------------------------------------- TLS or loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "kiosk.example", "::"])
def test_other_computers_are_answered_with_tls_only(tmp_path: Path, host: str) -> None:
    done = run("serve", "--host", host, SQLITE_PATH=str(tmp_path / "store.db"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "--tls-cert" in done.stderr
    assert host in done.stderr


def test_over_tls_other_computers_are_answered(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path / "ca")
    authority.server("kiosk")
    files = tmp_path / "ca" / "kiosk.pem", tmp_path / "ca" / "kiosk.key"
    address = Address("0.0.0.0", 0, *files)
    with ApiRig(tmp_path, address=address) as rig:
        port = rig.url.rpartition(":")[2]
        assert rig.url == f"https://0.0.0.0:{port}"
        url = f"https://127.0.0.1:{port}/api/running-mo"
        assert ok(rig.session.get(url, verify=str(authority.file), timeout=10))["running"] is None
        with pytest.raises(requests.ConnectionError):
            requests.get(url.replace("https", "http"), timeout=10)


def test_a_certificate_that_cannot_be_used_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("no certificate")
    certificate, key = tmp_path / "a.pem", tmp_path / "none.key"
    for number, files in enumerate(((certificate, key), (certificate, None), (None, key))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(EnvironmentFaultError) as refused:
            ApiRig(folder, address=Address("127.0.0.1", 0, *files))
        assert refused.value.problem.code is Code.API_TLS_FILES


def test_a_key_that_is_locked_is_not_asked_for(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path / "ca")
    authority.server("kiosk")
    plain, locked = tmp_path / "ca" / "kiosk.key", tmp_path / "ca" / "locked.key"
    lock = ["openssl", "pkey", "-aes256", "-passout", "pass:rahasia"]
    subprocess.run([*lock, "-in", plain, "-out", locked], check=True, timeout=30)
    with pytest.raises(EnvironmentFaultError) as refused:
        ApiRig(tmp_path, address=Address("127.0.0.1", 0, tmp_path / "ca" / "kiosk.pem", locked))
    assert refused.value.problem.code is Code.API_TLS_FILES


# ---------------------------------------------------------------------- many at once


def test_many_requests_at_once_are_all_answered(tmp_path: Path) -> None:
    """Half of them read, half register: each MO once, whatever comes beside it."""
    with ApiRig(tmp_path) as rig:
        names = [rig.add_mo(number) for number in range(1, REQUESTS // 2 + 1)]
        kept = threading.local()

        def ask(number: int) -> int:
            session: requests.Session = kept.__dict__.setdefault("session", requests.Session())
            headers = rig.headers(rig.key)
            if number % 2:
                answer = session.get(f"{rig.url}/api/ready-mo", headers=headers, timeout=30)
            else:
                body = {"mo_name": names[number // 2], "run_mid_production": True}
                path = f"{rig.url}/api/register-mo"
                answer = session.post(path, json=body, headers=headers, timeout=30)
            session.close()
            return answer.status_code

        with ThreadPoolExecutor(THREADS) as pool:
            statuses = Counter(pool.map(ask, range(REQUESTS)))
        assert statuses == {200: REQUESTS}
        assert ok(rig.get("/api/ready-mo"))["total"] == REQUESTS // 2
        assert len(rig.log()) == REQUESTS // 2


def test_who_comes_when_too_many_wait_is_sent_away(tmp_path: Path) -> None:
    with ApiRig(tmp_path, limits=Limits(working=1, waiting=0, body_seconds=5)) as rig:
        head = {"Content-Type": "application/json"}
        arrived, go_on = threading.Event(), threading.Event()

        def slowly() -> Iterator[bytes]:
            yield b" "
            arrived.set()
            assert go_on.wait(10)
            yield b"{}"

        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(
                rig.session.post, f"{rig.url}/api/register-mo", slowly(), headers=head, timeout=20
            )
            assert arrived.wait(10)
            statuses: set[int] = set()
            while 503 not in statuses:  # what was sent first may still be on its way
                answer = requests.get(f"{rig.url}/api/running-mo", timeout=10)
                statuses.add(answer.status_code)
            assert answer.headers["Retry-After"] == "1"
            go_on.set()
            assert slow.result().status_code == 422


# ---------------------------------------------------------------------- the log


def test_the_log_tells_who_asked_what_and_no_secret(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    key = make_key(store, "dinding")
    wrong = "smo_" + "A" * 43
    with serving(store) as (process, url):
        for asked in (key, wrong):
            requests.get(
                f"{url}/api/ready-mo-details?mo_name={wrong}",
                headers={"Authorization": f"Bearer {asked}"},
                timeout=10,
            )
        requests.get(f"{url}/{key}?key={key}", timeout=10)
        end(process, ENDS[-1])
        assert process.wait(10) == 0
    home = Path(environment()["HOME"])
    (file,) = home.rglob("stasiun-mo-api.log")
    lines = [line.partition(": ")[2] for line in file.read_text("utf-8").splitlines()]
    shown = [re.sub(r"\d+ ms", "N ms", line) for line in lines if " ms " in line]
    assert shown == [
        "GET /api/ready-mo-details 404 N ms dinding",
        "GET /api/ready-mo-details 401 N ms -",
        "GET - 404 N ms -",
    ]
    written = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    assert key.encode() not in written
    assert wrong.encode() not in written
