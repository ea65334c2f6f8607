"""Gathers the licences of what the bundle ships, from the packages it was made of.

Every package of the flavour's lock that is installed has to bring its licence; Qt's Python packages
bring none, so theirs lie in `packaging/bundle/licences/`, beside those of the libraries inside
another package: for a hall in `licences/hall/`.
"""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

from flavours import KIOSK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flavours import Flavour

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TEXTS = HERE / "licences"
QT = {"pyside6-essentials", "shiboken6"}
# Not in the lock of what is shipped: its start program becomes ours.
BUILDERS = ("pyinstaller",)

_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


class LicenceError(Exception):
    """A package is shipped whose licence was not found."""


def shipped(flavour: Flavour = KIOSK) -> list[str]:
    """Return the installed packages of the flavour's lock, and what of the builder is shipped."""
    text = (ROOT / "packaging" / "lock" / flavour.lock).read_text(encoding="utf-8")
    names = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    return [name for name in (*names, *BUILDERS) if _installed(name)]


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def of_package(name: str) -> list[Path]:
    """Return the licence files that a package brought along."""
    distribution = metadata.distribution(name)
    return [
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or ()
        if ".dist-info" in str(file) and _LICENCE.search(file.name)
    ]


def of_python() -> Path:
    """Return the licence of the Python that is shipped."""
    places = [sys.base_prefix, sysconfig.get_path("stdlib"), "/usr/share/doc/python3"]
    for place in places:
        for name in ("LICENSE.txt", "LICENSE", "copyright"):
            if (Path(place) / name).is_file():
                return Path(place) / name
    raise LicenceError(f"The licence of Python is in none of {', '.join(places)}.")


def texts(flavour: Flavour) -> list[Path]:
    """Return the texts that are kept here for what `flavour` ships."""
    folders = [TEXTS, TEXTS / flavour.name]
    return [file for folder in folders for file in folder.glob("*.txt")]


def gather(target: Path, flavour: Flavour = KIOSK) -> None:
    """Write the licences into `target`, one file or folder for each thing that is shipped.

    Raises:
        LicenceError: something that is shipped came without its licence.
    """
    target.mkdir(parents=True, exist_ok=True)
    for text in texts(flavour):
        shutil.copyfile(text, target / text.name)
    shutil.copyfile(ROOT / "resources" / "fonts" / "OFL.txt", target / "Inter.txt")
    shutil.copyfile(of_python(), target / "Python.txt")
    for name in shipped(flavour):
        if name in QT:
            continue
        files = of_package(name)
        if not files:
            raise LicenceError(f"{name} came without its licence; put it into {TEXTS.name}/.")
        parts = [file.read_text(encoding="utf-8", errors="replace") for file in sorted(files)]
        version = metadata.version(name)
        (target / f"{name}.txt").write_text(
            f"{name} {version}\n\n" + "\n\n".join(parts), encoding="utf-8", newline="\n"
        )
