"""`dev.py bundle` and `dev.py windows`: what is installed, skipped, and handed on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bundling
import dev
import flavours
from environment import DevError
from flavours import HALL, KIOSK, Flavour


class Programs:
    """Stands for the programs that would run; `failing` names parts of commands that fail."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        failed = any(word in command for word in self.failing)
        return subprocess.CompletedProcess(command, 3 if failed else 0, stdout="its message")


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    found = Programs()
    monkeypatch.setattr(subprocess, "run", found)
    return found


def have(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name in names else None)


class TestWindows:
    @pytest.fixture(autouse=True)
    def _prepared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bundling, "prepare", lambda _flavour: None)

    def test_where_everything_is_it_runs_and_hands_on_the_exit_code(
        self, monkeypatch: pytest.MonkeyPatch, programs: Programs
    ) -> None:
        have(monkeypatch, *bundling.WINE_PROGRAMS)
        programs.failing = ("packaging/wine/run.py",)
        assert dev.main(["windows", "--check-only"]) == 3
        assert programs.commands[0][1:] == ["packaging/wine/run.py", "--check-only"]

    def test_the_flavour_of_a_hall_is_made_in_its_own_environment(
        self, monkeypatch: pytest.MonkeyPatch, programs: Programs
    ) -> None:
        have(monkeypatch, *bundling.WINE_PROGRAMS)
        assert dev.main(["windows", "--hall"]) == 0
        assert programs.commands[0][1:] == ["packaging/wine/run.py", "--hall"]
        assert programs.commands[0][0] == bundling.python(HALL) != bundling.python(KIOSK)

    def test_without_wine_and_apt_one_line_says_that_it_is_skipped(
        self,
        monkeypatch: pytest.MonkeyPatch,
        programs: Programs,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        have(monkeypatch)
        assert dev.main(["windows"]) == 0
        assert programs.commands == []
        (line,) = capsys.readouterr().out.splitlines()
        assert "skipped" in line

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no root")
    def test_a_person_without_rights_gets_one_line_too(
        self,
        monkeypatch: pytest.MonkeyPatch,
        programs: Programs,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        have(monkeypatch, "apt-get", "wine", "Xvfb", "makensis")
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert dev.main(["windows"]) == 0
        assert programs.commands == []
        (line,) = capsys.readouterr().out.splitlines()
        assert "gcc-mingw-w64-x86-64-win32" in line
        assert "skipped" in line

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no root")
    def test_root_installs_what_is_missing_and_it_is_looked_for_again(
        self,
        monkeypatch: pytest.MonkeyPatch,
        programs: Programs,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        have(monkeypatch, "apt-get", "wine", "Xvfb", "makensis")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        assert dev.main(["windows"]) == 1
        assert [command[1] for command in programs.commands] == ["update", "install"]
        assert "Still missing" in capsys.readouterr().out


class TestPrepare:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(flavours, "BUILD", tmp_path / "build")
        # No environment is made here that could hold it.
        monkeypatch.setattr(bundling, "stamp", lambda each: tmp_path / f"{each.name}.txt")

    @pytest.mark.parametrize(("flavour", "lock"), [(KIOSK, "runtime.txt"), (HALL, "hall.txt")])
    def test_it_is_made_once_from_the_locks_with_hashes(
        self, programs: Programs, flavour: Flavour, lock: str
    ) -> None:
        bundling.prepare(flavour)
        _, install = programs.commands
        assert "--require-hashes" in install
        assert [Path(name).name for name in install if name.endswith(".txt")] == [
            lock,
            "bundle.txt",
        ]
        bundling.prepare(flavour)
        assert len(programs.commands) == 2

    def test_a_failed_installation_is_tried_again_the_next_time(self, programs: Programs) -> None:
        programs.failing = ("--require-hashes",)
        with pytest.raises(DevError, match="could not be installed"):
            bundling.prepare(KIOSK)
        assert not bundling.stamp(KIOSK).exists()
