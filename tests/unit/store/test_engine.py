"""A station with a file neither needs the driver of PostgreSQL nor waits for it."""

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None  # as on a machine where it is not installed
"""
WORK = """
from datetime import UTC, datetime
from pathlib import Path
from app.domain.errors import EnvironmentFaultError
from app.domain.store_address import ServerAddress
from app.store import engine
from app.store.mirror import Mirror

store = engine.open_store(Path(sys.argv[1]), datetime.now(UTC))
Mirror(Path(sys.argv[1])).close()
store.close()
assert not sys.modules.get("psycopg")
for opener in (lambda one: engine.open_store(one, datetime.now(UTC)), Mirror):
    try:
        opener(ServerAddress("127.0.0.1", "toko", port=1))
    except EnvironmentFaultError as error:
        print(error.problem.code)
"""


def run(program: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_the_driver_a_file_works_and_a_server_is_one_sentence(tmp_path: Path) -> None:
    said = run(WITHOUT_DRIVER + WORK, tmp_path / "toko.db")
    assert said.split() == ["store_driver", "store_driver"]


def test_with_the_driver_it_is_imported_for_a_server_only(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    said = run("import sys\n" + WORK, tmp_path / "toko.db")
    assert said.split() == ["store_offline", "store_offline"]
