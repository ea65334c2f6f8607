"""The file of the configuration, written by the program: what a person wrote in it stays."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from app.bootstrap.config_file import Draft
from app.domain.errors import Code, EnvironmentFaultError

WRITTEN = """# Kiosk di lini 2, dipasang oleh IT.
[sync]
days = 14       # dua minggu
note_contains = [
    "TEAM LIQUID - SHIFT 1",  # pagi
]

[station]
name = "Lini 2"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_bytes(WRITTEN.encode())
    return file


def refused(file: Path, **changes: object) -> Code:
    with pytest.raises(EnvironmentFaultError) as caught:
        Draft(file, changes or {"station.name": "x"}).write()
    assert caught.value.problem.params["file"] == str(file)
    return caught.value.problem.code


def test_comments_and_order_stay(file: Path) -> None:
    Draft(file, {"sync.days": 7, "station.language": "en", "odoo.url": "https://odoo"}).write()
    text = file.read_text(encoding="utf-8")
    assert text.startswith(WRITTEN.replace("days = 14       #", "days = 7       #").rstrip())
    assert tomllib.loads(text) == {
        "sync": {"days": 7, "note_contains": ["TEAM LIQUID - SHIFT 1"]},
        "station": {"name": "Lini 2", "language": "en"},
        "odoo": {"url": "https://odoo"},
    }


def test_a_key_is_taken_out(file: Path) -> None:
    Draft(file, {"sync.days": None, "odoo.url": None}).write()
    text = file.read_text(encoding="utf-8")
    assert "days" not in text
    assert "# Kiosk di lini 2" in text
    assert "odoo" not in text


def test_a_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    Draft(file, {"station.name": 'Lini ‘3’ \\ "x"'}).write()
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    assert found == {"station": {"name": 'Lini ‘3’ \\ "x"'}}


def test_lines_end_as_they_did(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode())
    Draft(file, {"odoo.url": "https://odoo"}).write()
    content = file.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 8
    assert tomllib.loads(content.decode())["odoo"] == {"url": "https://odoo"}


def test_rights_and_a_link_stay(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    Draft(link, {"sync.days": 3}).write()
    assert link.is_symlink()
    assert "days = 3" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_protected_file_is_left_alone(file: Path) -> None:
    file.chmod(0o444)
    assert refused(file) is Code.CONFIG_UNWRITABLE
    assert file.read_text(encoding="utf-8") == WRITTEN


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "config.toml") is Code.CONFIG_UNWRITABLE


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    assert refused(tmp_path) is Code.CONFIG_UNWRITABLE


def test_what_is_no_toml_is_left_alone(file: Path) -> None:
    file.write_text("[station\n", encoding="utf-8")
    assert refused(file) is Code.CONFIG_INVALID
    assert file.read_text(encoding="utf-8") == "[station\n"


def test_what_is_no_text_is_left_alone(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert refused(file) is Code.CONFIG_UNWRITABLE


def test_a_failed_write_leaves_the_file_and_nothing_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(file) is Code.CONFIG_UNWRITABLE
    assert file.read_text(encoding="utf-8") == WRITTEN
    assert [found.name for found in file.parent.iterdir()] == ["config.toml"]
