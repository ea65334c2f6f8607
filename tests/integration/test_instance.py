"""One window on a store, as processes: a second start raises the first, a signal needs no PIN."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.integration.processes import ENDS, WINDOWS, end, run, started

PATIENCE = 30.0


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "toko.db"


@contextmanager
def window(store: Path, *arguments: str, **values: str) -> Iterator["subprocess.Popen[str]"]:
    """Start the program with a window, and wait until it can be raised."""
    with started(*arguments, SQLITE_PATH=str(store), **values) as process:
        wait(process, store.with_name(f"{store.name}.lock").exists)
        yield process


def wait(process: "subprocess.Popen[str]", condition: Callable[[], bool]) -> None:
    """Wait until something is so; the process goes on all the while."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            raise AssertionError(process.communicate())


def logged() -> str:
    """Give what stands in the logs below the home of this test."""
    home = Path(os.environ["HOME"])
    return "".join(log.read_text(encoding="utf-8") for log in home.rglob("stasiun-mo.log"))


def test_a_second_start_raises_the_first_and_ends(store: Path) -> None:
    with window(store) as first:
        for _ in range(2):
            second = run(SQLITE_PATH=str(store))
            assert second.returncode == 0, second.stderr
            assert second.stdout == ""
            assert second.stderr == "Stasiun MO sudah terbuka; jendelanya sekarang ada di depan.\n"
        assert logged().count("raised by a second start") == 2
        end(first, ENDS[-1])
        assert first.wait(PATIENCE) == 0
    with window(store) as following:
        assert following.poll() is None


@pytest.mark.skipif(WINDOWS, reason="a process cannot be stopped there")
def test_a_first_that_hangs_is_not_waited_for(store: Path) -> None:
    with window(store) as first:
        first.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        second = run(SQLITE_PATH=str(store))
        assert time.monotonic() - began < 10
        first.send_signal(signal.SIGCONT)
        assert second.returncode == 1
        assert second.stderr == "Stasiun MO sudah terbuka.\n"


def test_windows_on_other_stores_do_not_meet(store: Path, tmp_path: Path) -> None:
    with window(store), window(tmp_path / "lain.db") as other:
        assert other.poll() is None
        assert "raised" not in logged()


def test_commands_go_on_beside_the_window(store: Path) -> None:
    with window(store):
        assert run("list", SQLITE_PATH=str(store)).returncode == 0
        assert run("--smoke-test", SQLITE_PATH=str(store)).returncode == 0
        assert "raised" not in logged()


@pytest.mark.skipif(WINDOWS, reason="there a kiosk is ended by its session")
@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("demo", [(), ("--demo",)])
def test_a_signal_ends_a_kiosk_with_a_pin(
    store: Path, tmp_path: Path, name: str, demo: tuple[str, ...]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[kiosk]\npin = "0815"\n\n[station]\ntheme = "dark"\nscale = 1.2\n')
    if demo:
        with started("--kiosk", *demo, STASIUN_MO_CONFIG=str(config)) as process:
            wait(process, lambda: "sync" in logged())
            end(process, name)
            assert process.wait(PATIENCE) == 0, process.communicate()
        return
    with window(store, "--kiosk", STASIUN_MO_CONFIG=str(config)) as process:
        second = run(SQLITE_PATH=str(store), STASIUN_MO_CONFIG=str(config))
        assert second.returncode == 0, second.stderr
        end(process, name)
        assert process.wait(PATIENCE) == 0, process.communicate()
