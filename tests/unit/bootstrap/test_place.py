"""The folder of the store: made only where it is the program's own."""

from pathlib import Path

import pytest

from app import config
from app.bootstrap.place import make_store_folder
from app.domain.errors import Code, EnvironmentFaultError


def refused(store: Path) -> Code:
    with pytest.raises(EnvironmentFaultError) as caught:
        make_store_folder(store)
    assert caught.value.problem.params["file"] == str(store)
    return caught.value.problem.code


def test_the_programs_own_folder_is_made() -> None:
    folder = config.data_folder()
    assert not folder.exists()
    make_store_folder(folder / config.DATABASE_NAME)
    assert folder.is_dir()


def test_a_folder_that_is_there_is_taken(tmp_path: Path) -> None:
    make_store_folder(tmp_path / "toko.db")
    assert list(tmp_path.iterdir()) == []


def test_a_typing_error_makes_no_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "tokko" / "toko.db") is Code.STORE_FOLDER_MISSING
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert refused(tmp_path) is Code.STORE_IS_FOLDER
