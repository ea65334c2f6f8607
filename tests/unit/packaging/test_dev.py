"""The commands: what they hand on, and what they tell a person whose machine lacks something."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dev
import environment
from environment import DevError


class Programs:
    """Stands for the programs that would run; `failing` names parts of commands that fail."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.commands: list[list[str]] = []
        self.environments: list[dict[str, str]] = []

    def __call__(
        self, command: list[str], env: dict[str, str] | None = None, **_: Any
    ) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        self.environments.append(env or {})
        failed = any(word in command for word in self.failing)
        return subprocess.CompletedProcess(command, 3 if failed else 0, stdout="its message")


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to prepare: the environment is there."""
    monkeypatch.setattr(dev, "prepare", lambda: None)
    monkeypatch.setattr(dev, "require_qt_libraries", lambda window: None)
    monkeypatch.setattr(dev, "require_postgresql", lambda: None)


def run(monkeypatch: pytest.MonkeyPatch, *failing: str) -> Programs:
    programs = Programs(*failing)
    monkeypatch.setattr(subprocess, "run", programs)
    return programs


@pytest.fixture
def venv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment in an empty folder, with its program `python`."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "STAMP", folder / "stamp.json")
    python = Path(environment.in_venv("python"))
    python.parent.mkdir(parents=True)
    python.touch()
    return folder


@pytest.mark.usefixtures("ready")
class TestTest:
    def test_every_check_runs_even_after_one_failed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        programs = run(monkeypatch, "mypy")
        assert dev.main(["test", "-k", "locks"]) == 1
        assert len(programs.commands) == 5
        assert programs.commands[-1][-2:] == ["-k", "locks"]
        assert programs.environments[-1]["QT_QPA_PLATFORM"] == "offscreen"
        assert capsys.readouterr().out.rstrip().endswith("FAILED: mypy")

    def test_all_passed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run(monkeypatch)
        assert dev.main(["test"]) == 0


@pytest.mark.usefixtures("ready")
class TestDemo:
    @pytest.mark.parametrize("given", [[], ["--kiosk"]])
    def test_where_there_is_a_display_the_program_opens_in_training_mode(
        self, monkeypatch: pytest.MonkeyPatch, given: list[str]
    ) -> None:
        programs = run(monkeypatch)
        monkeypatch.setattr(dev, "has_display", lambda: True)
        assert dev.main(["demo", *given]) == 0
        assert programs.commands[0][1:] == ["-m", "app", "--demo", *given]

    @pytest.mark.parametrize(
        ("display", "given", "folder"),
        [
            (True, ["--tour"], dev.TOUR),
            (False, [], dev.TOUR),
            (False, ["--tour", "here"], str(Path.cwd() / "here")),
        ],
    )
    def test_the_tour_is_worked_when_asked_for_or_when_there_is_no_display(
        self, monkeypatch: pytest.MonkeyPatch, display: bool, given: list[str], folder: str
    ) -> None:
        programs = run(monkeypatch)
        monkeypatch.setattr(dev, "has_display", lambda: display)
        assert dev.main(["demo", *given]) == 0
        assert programs.commands[0][1:] == ["packaging/tour.py", folder]
        assert programs.environments[0]["QT_QPA_PLATFORM"] == "offscreen"

    def test_the_exit_code_of_the_program_is_passed_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(monkeypatch, "packaging/tour.py")
        assert dev.main(["demo", "--tour"]) == 3


@pytest.mark.usefixtures("ready")
class TestPictures:
    @pytest.mark.parametrize(
        ("given", "handed_on"),
        [
            ([], []),
            (["here"], [str(Path.cwd() / "here")]),
            (["here", "--only", "end"], [str(Path.cwd() / "here"), "--only", "end"]),
            (["--only", "end"], ["--only", "end"]),
        ],
    )
    def test_they_are_drawn_without_a_display_into_the_folder_of_the_person(
        self, monkeypatch: pytest.MonkeyPatch, given: list[str], handed_on: list[str]
    ) -> None:
        programs = run(monkeypatch)
        assert dev.main(["pictures", *given]) == 0
        assert programs.commands[0][1:] == ["-m", "tests.pictures", *handed_on]
        assert programs.environments[0]["QT_QPA_PLATFORM"].startswith("offscreen:")

    def test_a_state_that_was_not_reached_is_told_by_the_exit_code(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(monkeypatch, "tests.pictures")
        assert dev.main(["pictures"]) == 3


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert dev.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in dev.COMMANDS)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt brings its libraries there")
class TestSystemLibraries:
    def lack_one(self, monkeypatch: pytest.MonkeyPatch, user: int, apt: bool) -> None:
        monkeypatch.setattr(environment, "QT_LIBRARIES", {"libnothere.so.9": "libnothere9"})
        monkeypatch.setattr(os, "geteuid", lambda: user)
        monkeypatch.setattr(shutil, "which", lambda name: name if apt else None)

    def test_a_person_without_rights_gets_the_command(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        programs = run(monkeypatch)
        self.lack_one(monkeypatch, user=1000, apt=True)
        with pytest.raises(DevError, match=r"sudo apt-get install .* libnothere9$"):
            environment.require_qt_libraries(window=False)
        assert programs.commands == []

    def test_root_gets_postgresql_for_the_tests(self, monkeypatch: pytest.MonkeyPatch) -> None:
        programs = run(monkeypatch)
        self.lack_one(monkeypatch, user=0, apt=True)
        monkeypatch.setattr(environment, "postgresql_programs", lambda: None)
        environment.require_postgresql()
        assert [command[-1] for command in programs.commands] == ["update", "postgresql"]

    def test_without_rights_the_tests_on_postgresql_are_left_out_and_that_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        programs = run(monkeypatch)
        self.lack_one(monkeypatch, user=1000, apt=True)
        monkeypatch.setattr(environment, "postgresql_programs", lambda: None)
        environment.require_postgresql()
        said = capsys.readouterr().out
        assert "sudo apt-get install" in said
        assert "skipped" in said
        assert programs.commands == []

    def test_without_apt_the_packages_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lack_one(monkeypatch, user=0, apt=False)
        with pytest.raises(DevError, match="Debian calls: libnothere9"):
            environment.require_qt_libraries(window=False)

    def test_root_installs_them_and_they_are_looked_for_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        programs = run(monkeypatch)
        self.lack_one(monkeypatch, user=0, apt=True)
        with pytest.raises(DevError, match="still cannot load the libraries of: libnothere9"):
            environment.require_qt_libraries(window=False)
        assert [command[1] for command in programs.commands] == ["update", "install"]
        assert programs.environments[1]["DEBIAN_FRONTEND"] == "noninteractive"


class TestPrepare:
    def test_what_is_up_to_date_is_left_alone(
        self, monkeypatch: pytest.MonkeyPatch, venv: Path
    ) -> None:
        programs = run(monkeypatch)
        environment.STAMP.write_text(json.dumps(environment.wanted_stamp()))
        environment.prepare()
        assert programs.commands == []

    def test_another_pyproject_installs_the_project_again_but_no_package(
        self, monkeypatch: pytest.MonkeyPatch, venv: Path
    ) -> None:
        programs = run(monkeypatch)
        stamp = environment.wanted_stamp()
        environment.STAMP.write_text(json.dumps({**stamp, "project": "another"}))
        environment.prepare()
        assert [command[-1] for command in programs.commands] == ["."]
        assert json.loads(environment.STAMP.read_text()) == stamp

    @pytest.mark.parametrize("stamp", ["", "{", "[]", '{"environment": "of another Python"}'])
    def test_a_half_made_environment_is_made_again(
        self, monkeypatch: pytest.MonkeyPatch, venv: Path, stamp: str
    ) -> None:
        environment.STAMP.write_text(stamp)
        (venv / "left").touch()
        # The environment "made" by the stand-in is empty: the stamp cannot be written.
        programs = run(monkeypatch)
        with pytest.raises(FileNotFoundError):
            environment.prepare()
        assert not venv.exists()
        assert programs.commands[0][-2:] == ["venv", str(venv)]
        assert "--require-hashes" in programs.commands[1]

    def test_a_failed_installation_shows_pips_message_and_leaves_no_stamp(
        self, monkeypatch: pytest.MonkeyPatch, venv: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.STAMP.write_text("{}")
        run(monkeypatch, "--require-hashes")
        monkeypatch.setattr(dev, "require_qt_libraries", lambda window: None)
        assert dev.main(["test"]) == 1
        text = capsys.readouterr().out
        assert "its message" in text
        assert "is the network there?" in text
        assert not environment.STAMP.exists()
