"""The lock files hold what pyproject.toml asks for, pinned and hashed, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from flavours import HALL

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ROOT / "packaging" / "lock"
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)( ; (?P<marker>[^\\]+))?")
ALL = ("bundle.txt", "hall.txt", "runtime.txt", "test.txt", "tools.txt", "wine.txt")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def read_lock(name: str) -> dict[str, tuple[str, int]]:
    """Return version and number of hashes by package; any other kind of line fails the test."""
    text = (LOCKS / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        pin, *hashes = re.split(r"\s+(?=--hash)", line.strip())
        match = PIN.fullmatch(pin)
        assert match, f"not a pin: {line[:80]}"
        assert all(HASH.fullmatch(each) for each in hashes), f"not a hash: {line[:80]}"
        assert match["name"] not in found, f"pinned twice: {match['name']}"
        found[match["name"]] = (match["version"], len(hashes))
    return found


def read_project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def wanted(lock: str) -> list[Requirement]:
    project = read_project()
    lines = list(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"]
    if lock == HALL.lock:
        lines += [line for name in HALL.extras for line in extras[name]]
    if lock == "test.txt":
        lines += [line for name in extras for line in extras[name]]
        lines += project["build-system"]["requires"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", ["runtime.txt", "hall.txt", "test.txt"])
def test_everything_the_project_asks_for_is_pinned_to_a_version_it_accepts(lock: str) -> None:
    pinned = read_lock(lock)
    for requirement in wanted(lock):
        name = canonicalize_name(requirement.name)
        assert name in pinned
        assert requirement.specifier.contains(pinned[name][0])


@pytest.mark.parametrize("lock", ALL)
def test_every_pin_has_a_hash(lock: str) -> None:
    without = [name for name, (_, hashes) in read_lock(lock).items() if hashes == 0]
    assert without == []


def test_the_packages_of_both_systems_are_pinned() -> None:
    runtime = read_lock("runtime.txt")
    assert {"pywin32-ctypes", "secretstorage"} <= runtime.keys()
    # Wheels for Linux, Windows and others: one hash each.
    assert runtime["apsw"][1] > 10


def test_the_tests_run_with_the_versions_that_ship() -> None:
    runtime, hall, tested = (read_lock(name) for name in ("runtime.txt", "hall.txt", "test.txt"))
    assert runtime.items() <= hall.items() <= tested.items()


@pytest.mark.parametrize("lock", ["runtime.txt", "hall.txt"])
def test_the_bundle_is_made_with_the_versions_that_ship(lock: str) -> None:
    runtime, builder = read_lock(lock), read_lock("bundle.txt")
    both = runtime.keys() & builder.keys()
    assert {name: runtime[name] for name in both} == {name: builder[name] for name in both}
    assert {"pyinstaller", "pefile", "pywin32-ctypes"} <= builder.keys()


@pytest.mark.parametrize("lock", ["runtime.txt", "hall.txt", "test.txt"])
def test_qt_is_the_version_that_keeps_its_references(lock: str) -> None:
    assert read_lock(lock)["pyside6-essentials"][0] == "6.11.3"


@pytest.mark.parametrize("lock", ALL)
def test_no_lock_names_an_address_or_a_path(lock: str) -> None:
    text = (LOCKS / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|@|#|/|index-url|find-links|trusted-host", text) == []
