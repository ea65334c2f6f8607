"""The search for secrets after a run finds what is planted, and lets the run fail."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo import accounts
from app.demo.sessions import SessionStore
from app.domain.clock import utc_now
from tests import leaks
from tests.leaks import allowed, files_with
from tests.marks import MARK, marked

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
import pytest
from pathlib import Path
from tests import leaks

def pytest_configure(config):
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    config.pluginmanager.register(leaks.Watch(patch, Path(__file__).parent / "left"), "leaks")
"""
PLANTED = """
import logging
from pathlib import Path
from app import secrets

def test_file(tmp_path):
    (tmp_path / "it.db").write_bytes(b"\\0" + MARK.encode())

def test_folder_of_the_program():
    (Path(__file__).parent / "left" / "a.log").write_text(MARK)

def test_output():
    print(MARK)

def test_output_that_the_test_reads(capsys):
    print(MARK)
    capsys.readouterr()

def test_log():
    logging.getLogger().warning(MARK)

def test_seen_by_the_program_without_a_mark(tmp_path):
    secrets.Secrets(password="kata sandi biasa")
    (tmp_path / "wide.txt").write_text("it is kata sandi biasa.", "utf-16-le")
"""
CLEAN = """
def test_it(tmp_path, capsys):
    print("●")
    capsys.readouterr()
    (tmp_path / "keyring.json").write_text(MARK)
    (tmp_path / "other.json").write_text(MARK[1:])
"""


def run(folder: Path, tests: str) -> "subprocess.CompletedProcess[str]":
    """Run tests in a run of their own, with the search behind it."""
    (folder / "left").mkdir()
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_one.py").write_text(f"from tests.marks import MARK\n{tests}")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--rootdir={folder}", "--basetemp=base", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder whose secrets are meant, and gone before this run is searched."""
    folder = tmp_path_factory.mktemp("planted")
    yield folder
    shutil.rmtree(folder)


def test_planted_secrets_let_a_run_fail_that_is_good_otherwise_and_are_named(apart: Path) -> None:
    done = run(apart, PLANTED)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "6 passed" in done.stdout
    lines = done.stdout.splitlines()
    found = {line.partition(" stands in ")[2] for line in lines if " stands in " in line}
    base = apart / "base"
    assert found == {
        str(base / "test_file0" / "it.db"),
        str(apart / "left" / "a.log"),
        "test_one.py::test_output, Captured stdout call",
        "test_one.py::test_output_that_the_test_reads, read by the test",
        "test_one.py::test_log, Captured log call",
        str(base / "test_seen_by_the_program_witho0" / "wide.txt"),
    }


def test_a_run_that_keeps_its_secrets_is_not_disturbed(apart: Path) -> None:
    done = run(apart, CLEAN)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "stands in" not in done.stdout


def test_it_is_found_at_the_border_of_what_is_read_at_once(
    apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaks, "_CHUNK", 64)
    for start in range(40, 80):
        (apart / f"{start}").write_bytes(b"." * start + MARK.encode() + b"." * 100)
    (apart / "without").write_bytes(MARK[:-1].encode() * 50)
    found = {file.name for file in files_with([apart], {MARK})}
    assert found == {str(start) for start in range(40, 80)}


def test_what_is_allowed_is_little() -> None:
    assert allowed("/tmp/x/keyring.json")
    assert not allowed("/tmp/x/keyring.json.bak")
    assert not allowed("tests/integration/test_secrets_nowhere.py::test_other, Captured log call")
    assert all(reason for reason in leaks.ALLOWED.values())


@pytest.mark.parametrize(("version", "length"), [(17, 40), (18, 84), (19, 84)])
def test_ids_and_keys_of_the_stand_in_carry_the_mark_and_differ(version: int, length: int) -> None:
    store = SessionStore(version, utc_now)
    ids = {store.new_sid() for _ in range(20)}
    assert {len(sid) for sid in ids} == {length}
    assert len(ids) == 20
    keys = {accounts.new_key() for _ in range(20)}
    assert {len(key) for key in keys} == {40}
    assert all(one.startswith(MARK) for one in ids | keys)
    assert marked("a") != marked("b")
