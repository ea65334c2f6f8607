"""The two flavours of what ships: their names, folders, and how a script learns which it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flavours
from flavours import HALL, KIOSK

ROOT = Path(__file__).resolve().parents[3]


def test_an_installer_says_by_its_name_what_it_installs() -> None:
    assert KIOSK.installer("1.2.3") == "StasiunMO-1.2.3-setup.exe"
    assert HALL.installer("1.2.3") == "StasiunMO-Hall-1.2.3-setup.exe"


def test_they_are_built_beside_each_other() -> None:
    assert [each.folder("wine").name for each in (KIOSK, HALL)] == ["wine", "wine-hall"]


def test_a_switch_anywhere_chooses_and_the_other_arguments_are_left() -> None:
    assert flavours.taken(["--check-only", "--hall", "x.exe"]) == (HALL, ["--check-only", "x.exe"])
    assert flavours.taken(["x.exe"]) == (KIOSK, ["x.exe"])


@pytest.mark.parametrize(("given", "found"), [({}, KIOSK), ({"": "hall"}, KIOSK)])
def test_without_its_variable_it_is_the_kiosk(
    given: dict[str, str], found: flavours.Flavour
) -> None:
    assert flavours.current(given) is found


def test_the_variable_names_it_and_a_wrong_name_is_no_guess() -> None:
    assert flavours.current({flavours.VARIABLE: "hall"}) is HALL
    with pytest.raises(ValueError, match="halls"):
        flavours.current({flavours.VARIABLE: "halls"})


def test_both_installers_are_one_program_for_windows() -> None:
    """The same folder and keys of the registry: either upgrades what the other one installed."""
    script = (ROOT / "packaging" / "stasiun-mo.nsi").read_text(encoding="utf-8")
    assert re.findall(r'^!define ID "(.*)"', script, re.MULTILINE) == ["StasiunMO"]
    assert "hall" not in script.lower()
