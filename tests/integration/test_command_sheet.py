"""`command-sheet` as a process of its own: no display, no store, no Odoo."""

from pathlib import Path

import pytest

from tests.integration.processes import run


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "config.toml"
    config.write_text('[station]\nname = "Lini 2"\n')
    return {"STASIUN_MO_CONFIG": str(config), "SQLITE_PATH": str(tmp_path / "toko.db")}


def test_the_sheet_is_written_once_and_again_only_with_yes(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    file = tmp_path / "lembar.pdf"
    first = run("command-sheet", str(file), QT_QPA_PLATFORM="", **variables)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"Lembar barcode perintah siap dicetak: {file}\n"
    assert file.read_bytes().startswith(b"%PDF-")
    file.write_text("somebody's own")
    again = run("command-sheet", str(file), **variables)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"{file} sudah ada. Beri nama lain, atau tambahkan --yes.\n"
    assert file.read_text() == "somebody's own"
    replaced = run("command-sheet", str(file), "--yes", **variables)
    assert (replaced.returncode, replaced.stderr) == (0, "")
    assert file.read_bytes().startswith(b"%PDF-")
    assert not (tmp_path / "toko.db").exists()


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    (tmp_path / "file").write_text("")
    refused = run("command-sheet", str(tmp_path / "file" / "lembar.pdf"), **variables)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert "tidak bisa ditulis" in refused.stderr


def test_without_a_name_it_goes_into_the_folder_one_is_in(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    folder = tmp_path / "lembar"
    folder.mkdir()
    assert run("command-sheet", folder=str(folder), **variables).returncode == 0
    assert (folder / "stasiun-mo-barcode.pdf").read_bytes().startswith(b"%PDF-")
