"""The newest part of the log, over rotated files."""

from pathlib import Path

from app.services.log_lines import NAME, newest

INFO = "2026-11-23 14:02:37.123+07:00 INFO sync - app: a pass"
ERROR = "2026-11-23 14:02:38.000+07:00 ERROR MainThread - crash: not caught"


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_no_log_yet(tmp_path: Path) -> None:
    read = newest(tmp_path)
    assert read.lines == ()
    assert read.folder == tmp_path


def test_levels_and_what_follows_an_entry(tmp_path: Path) -> None:
    write(tmp_path, NAME, INFO, ERROR, "Traceback (most recent call last):", "ValueError: x", INFO)
    assert [line.level for line in newest(tmp_path).lines] == ["INFO", *["ERROR"] * 3, "INFO"]


def test_older_files_come_before(tmp_path: Path) -> None:
    write(tmp_path, NAME, "new 1", "new 2")
    write(tmp_path, f"{NAME}.1", "old 1", "old 2", "old 3")
    write(tmp_path, f"{NAME}.2", "oldest")
    texts = [line.text for line in newest(tmp_path).lines]
    assert texts == ["oldest", "old 1", "old 2", "old 3", "new 1", "new 2"]
    assert [line.text for line in newest(tmp_path, most=4).lines] == texts[-4:]


def test_the_moment_of_a_rotation(tmp_path: Path) -> None:
    write(tmp_path, f"{NAME}.1", "old")
    assert [line.text for line in newest(tmp_path).lines] == ["old"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\n" + INFO.encode() + b"\n")
    assert newest(tmp_path).lines[-1].text == INFO
