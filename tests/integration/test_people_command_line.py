"""People with PINs by the command line: real processes, the PIN by standard input only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.processes import ROOT, WINDOWS, environment, run
from tests.plant import open_people, rows, run_sql

MO = "WH/MO/00001"


class Shell:
    """A store and who works on it."""

    def __init__(self, store: Path) -> None:
        self.store = store

    def run(self, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        return run(*arguments, given=given, SQLITE_PATH=str(self.store))

    def ok(self, *arguments: str, given: str = "") -> str:
        done = self.run(*arguments, given=given)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refused(self, *arguments: str, given: str = "") -> str:
        done = self.run(*arguments, given=given)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1
        return done.stderr.strip()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    store = tmp_path / "toko.db"
    open_people(store).close()
    run_sql(
        store,
        "INSERT INTO recent_mo (mo_id, mo_name, state, product_qty, created_at) "
        "VALUES (1, ?, 'confirmed', 100, '2026-04-17 02:30:00')",
        (MO,),
    )
    return Shell(store)


@pytest.fixture
def staffed(shell: Shell) -> Shell:
    shell.ok("person", "add", "900", "Rina", "--role", "it", given="4711\n")
    by = ("--as", "900")
    shell.ok("person", "add", "003", "Budi", "--role", "production", *by, given="4711\n0815\n")
    shell.ok("person", "add", "g-1", "Sari", "--role", "warehouse", *by, given="4711\n2468\n")
    return shell


REGISTER = ("register", MO, "--auth-first", "0100", "--roll", "R1")


def test_without_people_nobody_is_asked(shell: Shell) -> None:
    assert shell.ok("person", "list") == (
        "Belum ada yang punya PIN di sini: semua orang boleh melakukan semuanya.\n"
    )
    shell.ok(*REGISTER)


def test_the_first_one_is_of_it_and_brings_in_the_others(shell: Shell) -> None:
    said = shell.refused("person", "add", "003", "Budi", "--role", "production", given="0815\n")
    assert said.startswith("Orang pertama harus bagian IT")
    assert shell.ok("person", "add", "900", "Rina", "--role", "it", given="4711\n") == (
        "Ditambahkan: 900 Rina, IT\n"
    )
    said = shell.refused("person", "add", "003", "Budi", "--role", "production", given="0815\n")
    assert "--as BADGE" in said


def test_each_does_what_is_theirs(staffed: Shell) -> None:
    shell = staffed
    assert "--as BADGE" in shell.refused(*REGISTER)
    assert shell.refused(*REGISTER, "--as", "003", given="0815\n") == (
        "Ini hanya untuk bagian gudang (atau IT)."
    )
    shell.ok(*REGISTER, "--as", "g-1", given="2468\n")
    start = ("start", MO, "--leader", "003")
    assert shell.refused(*start, "--as", "G-1", given="2468\n") == (
        "Ini hanya untuk bagian produksi (atau IT)."
    )
    shell.ok(*start, "--as", "003", given="0815\n")
    entries = json.loads(shell.ok("history", MO, "--json"))
    assert [entry["person"] for entry in entries] == ["G-1 Sari", "003 Budi"]
    first, second = shell.ok("history", MO).splitlines()
    assert first.endswith("G-1 Sari")
    assert second.endswith("003 Budi")


def test_five_wrong_pins_in_five_processes(staffed: Shell) -> None:
    for left in (4, 3, 2, 1):
        said = staffed.refused(*REGISTER, "--as", "G-1", given="9999\n")
        assert said == f"Kartu atau PIN salah. Sisa percobaan: {left}."
    for pin in ("9999", "2468"):
        said = staffed.refused(*REGISTER, "--as", "G-1", given=f"{pin}\n")
        assert said == "PIN kartu ini terlalu sering salah. Coba lagi dalam 1 menit."
    staffed.ok(*REGISTER, "--as", "900", given="4711\n")


def test_the_list_has_no_pin(staffed: Shell) -> None:
    assert staffed.ok("person", "list").splitlines() == [
        "003  Budi  Produksi",
        "900  Rina  IT",
        "G-1  Sari  Gudang",
    ]
    assert json.loads(staffed.ok("person", "list", "--json"))[0] == {
        "badge": "003",
        "name": "Budi",
        "role": "production",
    }


def test_another_pin_and_who_leaves(staffed: Shell) -> None:
    shell = staffed
    shell.ok(*REGISTER, "--as", "g-1", given="2468\n")
    shell.ok("person", "pin", "003", "--as", "003", given="0815\n5555\n")
    shell.ok("start", MO, "--leader", "003", "--as", "003", given="5555\n")
    shell.ok("person", "remove", "003", "--as", "900", given="4711\n")
    assert "003" not in shell.ok("person", "list")
    assert shell.ok("history", MO).splitlines()[1].endswith("003 Budi")
    assert "Rina" in shell.refused("person", "remove", "900", "--as", "900", given="4711\n")


def test_restoring_is_for_it(staffed: Shell, tmp_path: Path) -> None:
    staffed.ok("backup")
    (file,) = (tmp_path / "backups").glob("toko-*.db")
    said = staffed.refused("restore", str(file), "--as", "003", given="0815\n")
    assert said == "Ini hanya untuk IT."
    staffed.ok("restore", str(file), "--as", "900", given="4711\n")


def test_a_damaged_store_is_restored_by_whoever_is_there(staffed: Shell, tmp_path: Path) -> None:
    staffed.ok("backup")
    (file,) = (tmp_path / "backups").glob("toko-*.db")
    staffed.store.write_bytes(b"\xa5" * 9000)
    staffed.ok("restore", str(file))
    assert "003  Budi  Produksi" in staffed.ok("person", "list")


def test_usage(shell: Shell) -> None:
    assert shell.run("person").returncode == 2
    assert shell.run("person", "add", "003", "Budi").returncode == 2
    assert shell.run("person", "add", "003", "Budi", "--role", "boss").returncode == 2


@pytest.mark.skipif(WINDOWS, reason="there are no pseudo terminals")
def test_from_a_terminal_a_new_pin_is_asked_twice_and_never_shown(shell: Shell) -> None:
    import pty  # not there on Windows

    command = [sys.executable, "-m", "app", "person", "add", "900", "Rina", "--role", "it"]
    for second, code in (("4712", 1), ("4711", 0)):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(SQLITE_PATH=str(shell.store)),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            shown = b""
            for pin in ("4711", second):
                while not shown.rstrip().endswith(b":"):
                    shown += os.read(ours, 1000)
                os.write(ours, pin.encode() + b"\n")
                shown += b"|"
            assert process.wait(30) == code
        os.close(ours)
        assert b"4711" not in shown
    assert [row["badge"] for row in rows(shell.store, "person")] == ["900"]
