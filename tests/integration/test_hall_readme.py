"""What the README says about several stations on one PostgreSQL, done as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from app.domain.store_address import ServerAddress
from environment import postgresql_programs
from tests import postgres_server
from tests.integration.file_keyring import VARIABLE
from tests.integration.processes import ROOT, environment

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or postgresql_programs() is None, reason="needs a shell and PostgreSQL"
)
ADDRESS: Final = "postgresql://db.pabrik.lan/stasiun_mo"


def blocks() -> list[list[str]]:
    """Give the lines of each of the section's code blocks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Several stations")[2].partition("\n## ")[0]
    found = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


class Person:
    """Who sits at a station with nothing on it yet, and types what the README says."""

    def __init__(self, folder: Path, store: ServerAddress) -> None:
        self._store = str(store).replace("%", "%%")  # as printf wants it
        programs = folder / "bin"
        programs.mkdir(parents=True)
        script = programs / "stasiun-mo"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app "$@"\n')
        script.chmod(0o755)
        self._environment = environment(
            HOME=str(folder),
            XDG_CONFIG_HOME=str(folder / ".config"),
            XDG_DATA_HOME=str(folder / ".local/share"),
            XDG_STATE_HOME=str(folder / ".local/state"),
            PATH=f"{programs}{os.pathsep}{os.environ['PATH']}",
            PYTHON_KEYRING_BACKEND="tests.integration.file_keyring.FileKeyring",
            **{VARIABLE: str(folder / "keyring.json")},
        )

    def types(self, line: str, *answers: str) -> str:
        done = subprocess.run(
            ["sh", "-c", line.replace(ADDRESS, self._store)],
            cwd=ROOT,
            env=self._environment,
            input="".join(f"{answer}\n" for answer in answers) if answers else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def test_a_server_is_set_up_and_three_lines_put_a_second_station_on_it(tmp_path: Path) -> None:
    (install, set_secret, set_up), second = blocks()
    assert install.startswith('pip install "stasiun-mo[postgresql]"')
    assert len(second) == 3
    store = ServerAddress(postgres_server.server().host, "toko_readme")
    secret = postgres_server.PASSWORD
    try:
        first = Person(tmp_path / "satu", store)
        first.types(second[0].replace("Lini 2", "Lini 1"))
        first.types(set_secret, secret)
        administrator = set_up.replace("--admin postgres", f"--admin {postgres_server.ADMIN}")
        assert "dibuat" in first.types(administrator, "")

        other = Person(tmp_path / "dua", store)
        configure, set_secret, check = second
        other.types(configure)
        other.types(set_secret, secret)
        (said,) = re.findall('"(.+)"', check)
        assert other.types(check).startswith(said)
        listed = other.types("stasiun-mo list --json")
        assert listed.strip() == "[]"
    finally:
        postgres_server.drop_database(store)
