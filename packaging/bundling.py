"""`packaging/dev.py bundle` and `packaging/dev.py windows`: what they need, and running it.

The bundle is made in an environment of its own, `build/bundle/venv`: what ships and PyInstaller,
each checked by its hash, and nothing else that could slip in. `--hall` has `build/bundle-hall`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import flavours
from environment import (
    LOCKS,
    ROOT,
    DevError,
    apt_install,
    require_qt_libraries,
    require_venv_module,
    run_quietly,
    say,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flavours import Flavour

BUILDER = "bundle.txt"

# Programs of Debian that the Windows build needs, and the package that holds each.
WINE_PROGRAMS = {
    "wine": "wine wine64",
    "Xvfb": "xvfb",
    "makensis": "nsis",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
}


def python(flavour: Flavour) -> str:
    """Return the Python of the environment."""
    program = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return str(flavour.folder("bundle") / "venv" / program)


def stamp(flavour: Flavour) -> Path:
    """Return the file that tells what the environment was made from."""
    return flavour.folder("bundle") / "venv" / "stasiun-mo.txt"


def prepare(flavour: Flavour) -> None:
    """Make the environment, unless it is there and up to date."""
    venv, made = flavour.folder("bundle") / "venv", stamp(flavour)
    locks = [(ROOT / LOCKS / name).read_bytes() for name in (flavour.lock, BUILDER)]
    wanted = hashlib.sha256(b"\0".join([*locks, sys.version.encode(), bytes(ROOT)])).hexdigest()
    if made.exists() and made.read_text(encoding="utf-8") == wanted:
        return
    require_venv_module()
    say(f"Making {_shown(venv)} with what ships and PyInstaller.")
    shutil.rmtree(venv, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)
    run_quietly([base, "-m", "venv", str(venv)], f"{_shown(venv)} could not be made.")
    command = [python(flavour), "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    for name in (flavour.lock, BUILDER):
        command += ["-r", str(LOCKS / name)]
    run_quietly(command, "The packages for the bundle could not be installed, see above.")
    made.write_text(wanted, encoding="utf-8")


def _shown(path: Path) -> str:
    return path.relative_to(flavours.BUILD.parent).as_posix()


def bundle(arguments: list[str]) -> int:
    """Make the bundle for this system, open it once, sync once with it; --hall: the hall's."""
    require_qt_libraries(window=False)
    prepare(flavours.of(arguments))
    say(f"\n== bundle{flavours.of(arguments).mark.lower()}")
    return _run("packaging/bundle/make.py", arguments)


def windows(arguments: list[str]) -> int:
    """Make bundle and installer for Windows under Wine, and check them; --hall: the hall's."""
    missing = _missing()
    if missing and shutil.which("apt-get") is None:
        say("== windows: skipped, Wine cannot be installed here (it needs Debian).")
        return 0
    if missing:
        try:
            apt_install(missing, "The Windows build needs Wine and its tools.")
        except DevError:
            say(f"== windows: skipped, {' '.join(missing)} cannot be installed here.")
            return 0
        if _missing():
            raise DevError(f"Still missing: {' '.join(_missing())}")
    prepare(flavours.of(arguments))
    say(f"\n== windows{flavours.of(arguments).mark.lower()}")
    return _run("packaging/wine/run.py", arguments)


def _missing() -> list[str]:
    programs = [name for name in WINE_PROGRAMS if shutil.which(name) is None]
    return [package for name in programs for package in WINE_PROGRAMS[name].split()]


def _run(script: str, arguments: list[str]) -> int:
    env = {**os.environ, "PYTHONUTF8": "1"}
    command = [python(flavours.of(arguments)), str(Path(script)), *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
