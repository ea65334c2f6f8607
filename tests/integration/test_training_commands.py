"""Commands in training mode: on the invented factory, or refused in a sentence."""

import json
from pathlib import Path

import pytest

from app.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--demo", *arguments], environment={})
    out, err = capsys.readouterr()
    return code, out, err


def test_commands_find_the_mos_of_the_factory(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "list", "--stage", "unregistered", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert len(found) > 50
    name = next(one["mo_name"] for one in found if one["state"] == "confirmed")
    code, out, err = run(capsys, "register", name, "--auth-first", "0100", "--roll", "R1")
    assert (code, err) == (0, "")
    assert name in out
    assert run(capsys, "check")[0] == 0
    assert run(capsys, "history", name)[0] == 0


@pytest.mark.parametrize(
    "command", [("backup",), ("restore", "anything.db"), ("set-secret", "password")]
)
def test_what_keeps_something_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *command)
    assert (code, out) == (1, "")
    assert "Latihan tidak menyimpan apa pun" in err
    assert not list(tmp_path.iterdir())
