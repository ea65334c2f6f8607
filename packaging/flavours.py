"""What is shipped comes in two flavours: for one kiosk, and for a hall.

The kiosk's has what `pip install stasiun-mo` has; the hall's adds the extras `[postgresql]` and
`[api]`: several stations on one store, and `serve`. Both are the same program in the same folder,
so that either installer upgrades what the other one installed. Standard library only.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BUILD = Path(__file__).resolve().parent.parent / "build"
VARIABLE = "STASIUN_MO_FLAVOUR"
"""The environment variable by which `stasiun-mo.spec` learns the flavour."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """One of the two.

    Attributes:
        name: "kiosk" or "hall".
        lock: the file in `packaging/lock` with the packages that are shipped.
        extras: the extras of pyproject.toml that are shipped.
        mark: what the names of folders and files have that belong to it.
    """

    name: str
    lock: str
    extras: tuple[str, ...]
    mark: str

    def folder(self, purpose: str) -> Path:
        """Return the folder of the build for `purpose`, "bundle" or "wine"."""
        return BUILD / f"{purpose}{self.mark.lower()}"

    def installer(self, version: str) -> str:
        """Return the file name of the installer."""
        return f"StasiunMO{self.mark}-{version}-setup.exe"


KIOSK = Flavour("kiosk", "runtime.txt", (), "")
HALL = Flavour("hall", "hall.txt", ("api", "postgresql"), "-Hall")
SWITCHES = {"--hall": HALL}


def of(arguments: list[str]) -> Flavour:
    """Return the flavour that the arguments of a command ask for."""
    return next((SWITCHES[each] for each in arguments if each in SWITCHES), KIOSK)


def taken(arguments: list[str]) -> tuple[Flavour, list[str]]:
    """Return the flavour that the arguments ask for, and the arguments that are left."""
    return of(arguments), [each for each in arguments if each not in SWITCHES]


def current(environment: Mapping[str, str] = os.environ) -> Flavour:
    """Return the flavour that is being made.

    Raises:
        ValueError: the variable has the name of none.
    """
    name = environment.get(VARIABLE) or KIOSK.name
    for flavour in (KIOSK, HALL):
        if flavour.name == name:
            return flavour
    raise ValueError(f"{VARIABLE} is {name!r}: kiosk and hall are known.")
