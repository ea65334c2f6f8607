"""What the bundle holds: what is left out, the list of what may be in it, and how large it may be.

The lists `allowed-linux.txt` and `allowed-windows.txt` have one pattern a line: `*` stands for any
part of a name, `**` also for folders. A file that no pattern names fails the build, and so does a
pattern that names no file, unless it begins with "? ": neither arrives, or stays, unnoticed. What
the hall's flavour has beyond the kiosk's stands in `allowed-hall-linux.txt` and the like.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flavours import HALL, KIOSK, Flavour, taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent
# For Linux Qt brings 39 MB of ICU along, and Python is often not stripped.
BUNDLE_BYTES = {
    KIOSK.name: {"windows": 75_000_000, "linux": 165_000_000},
    HALL.name: {"windows": 98_000_000, "linux": 188_000_000},
}
INSTALLER_BYTES = {KIOSK.name: 25_000_000, HALL.name: 30_500_000}
MAYBE = "? "

MODULES_BY_NAME = ("app.bootstrap.station", "app.store.migrations.v1")
"""Modules that are imported by a name that is only known when the program runs."""

MODULES_AS_FILES = {"psycopg": "pyc", "psycopg_binary": "pyc"}
"""Modules that are not packed into the program: under the LGPL, so that they can be replaced."""

MODULES_OF_FLAVOUR = {
    KIOSK.name: (),
    # psycopg looks for its C part, uvicorn for its loop and its protocols.
    HALL.name: (
        "anyio._backends._asyncio",
        "fastapi",
        "psycopg_binary",
        "psycopg_binary._psycopg",
        "psycopg_binary.pq",
        "uvicorn.lifespan.off",
        "uvicorn.lifespan.on",
        "uvicorn.loops.asyncio",
        "uvicorn.protocols.http.h11_impl",
        "uvicorn.server",
    ),
}
"""The same, of the packages that only a flavour has."""

MODULES_LEFT_OUT = (
    "PySide6.QtDBus",
    "PySide6.QtOpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "_pyrepl",
    "cryptography.hazmat.primitives.serialization.ssh",
    "distutils",
    "doctest",
    "ensurepip",
    "lib2to3",
    "pdb",
    "pip",
    "pkg_resources",
    "pydoc",
    "pydoc_data",
    "setuptools",
    "sqlite3",  # the store has an SQLite of its own; a second one on the same file does harm
    "test",
    "tkinter",
    "unittest",
    "venv",
    "xmlrpc",
)
"""Python modules that nothing in `app/` needs, though something else offers them."""

MODULES_LEFT_OUT_OF = {
    # The program's own parts that need what only a hall has, and what they alone bring along.
    KIOSK.name: ("app.api", "app.store.postgres", "app.store.postgres_setup", "asyncio"),
    HALL.name: (),
}
"""Python modules that one flavour does not have, and the other one has."""

_LEFT_OUT = re.compile(
    r"""
      (^|/)opengl32sw\.dll$                                     # software OpenGL: widgets need none
    | (^|/)d3dcompiler_\d+\.dll$
    | (^|/)(lib)?Qt6(EglFS|OpenGL|Pdf|Qml|Quick|Sql|Svg|Test|VirtualKeyboard|Wayland|Wl)\w*\.
    | /plugins/platforms/(lib)?q(direct2d|minimal|minimalegl|eglfs|linuxfb|vkkhrdisplay|vnc|wayland)
    | /plugins/(generic|networkinformation|qmltooling|sqldrivers|platforminputcontexts)/
    | /plugins/(egldeviceintegrations|wayland|platformthemes|xcbglintegrations)
    | /plugins/(iconengines|styles)/                            # the window draws its own
    | /plugins/imageformats/(lib)?q(gif|icns|jpeg|pdf|svg|tga|tiff|wbmp|webp)\.
    | /plugins/tls/(lib)?q(certonly|openssl)backend\.
    | (^|/)PySide6/(translations|Qt/translations)/
    | (^|/)(api-ms-win-[\w-]+|ucrtbase)\.dll$                   # part of Windows 10
    | (^|/)apsw/(sqlite_extra|tests|trace)
    | \.po$ | (^|/)py\.typed$ | /resources/__init__\.py$
    | \.dist-info/(DELVEWHEEL|INSTALLER|RECORD|REQUESTED|WHEEL|direct_url\.json|sboms/.*)$
    """,
    re.VERBOSE | re.IGNORECASE,
)


_OF_LINUX = re.compile(r"/(usr/)?lib(64)?/")
_OF_PYTHON = re.compile(r"lib(bz2|crypto|expat|ffi|lzma|mpdec|python3\.\d+|ssl|uuid|z)\.so\.")


class ContentError(Exception):
    """The bundle holds what it should not, lacks what it should have, or is too large."""


def wanted(name: str, source: str) -> bool:
    """Tell whether a file that PyInstaller collected from `source` goes into the bundle.

    Of Linux's own libraries only what Python needs: the ones for a window are the desktop's, which
    `environment.py` looks for.
    """
    if _OF_LINUX.match(source) and "/" not in name and not _OF_PYTHON.match(name):
        return False
    return _LEFT_OUT.search(name.replace("\\", "/")) is None


def read_patterns(system: str, flavour: Flavour = KIOSK) -> list[str]:
    """Return the allow-list of `system`, "linux" or "windows"."""
    names = [f"allowed-{system}.txt"]
    if flavour is not KIOSK:
        names.append(f"allowed-{flavour.name}-{system}.txt")
    texts = [(HERE / name).read_text(encoding="utf-8") for name in names]
    lines = [line for text in texts for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression for one pattern of an allow-list."""
    parts = re.split(r"(\*\*|\*)", pattern.removeprefix(MAYBE))
    meanings = {"**": ".*", "*": "[^/]*"}
    return re.compile("".join(meanings.get(part, re.escape(part)) for part in parts))


def differences(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Return a sentence for each name that no pattern allows and each pattern without a name."""
    found = sorted(names)
    allowed = {pattern: compiled(pattern) for pattern in patterns}
    problems = [
        f"not on the allow-list: {name}"
        for name in found
        if not any(each.fullmatch(name) for each in allowed.values())
    ]
    problems += [
        f"on the allow-list, not in the bundle: {pattern}"
        for pattern, each in allowed.items()
        if not pattern.startswith(MAYBE) and not any(each.fullmatch(name) for name in found)
    ]
    return problems


def files_of(folder: Path) -> dict[str, int]:
    """Return the size of every file below `folder` by its name with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): path.lstat().st_size
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def check(folder: Path, system: str, flavour: Flavour = KIOSK) -> int:
    """Check the bundle in `folder` and return its size in bytes.

    Raises:
        ContentError: with a line for each thing that is wrong.
    """
    files = files_of(folder)
    problems = differences(files, read_patterns(system, flavour))
    size, allowed = sum(files.values()), BUNDLE_BYTES[flavour.name][system]
    if size > allowed:
        problems.append(f"{megabytes(size)}, and {megabytes(allowed)} are allowed")
    if problems:
        raise ContentError("\n".join(["The bundle is not as it should be:", *problems]))
    return size


def megabytes(size: int) -> str:
    """Write a size for people."""
    return f"{size / 1_000_000:.1f} MB"


def main(arguments: list[str]) -> int:
    """`contents.py FOLDER linux|windows [--hall]`: check a bundle."""
    flavour, arguments = taken(arguments)
    if len(arguments) != 2 or arguments[1] not in ("linux", "windows"):
        print(main.__doc__, file=sys.stderr)
        return 2
    try:
        size = check(Path(arguments[0]), arguments[1], flavour)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"bundle: {megabytes(size)}, every file is on the allow-list")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
