"""The environment that `packaging/dev.py` runs in: system libraries of Qt, and `.venv`.

Standard library only, Python 3.11 or newer. The environment is made from `packaging/lock/test.txt`
(every file is checked against its hash); one that is out of date, half made or copied from
elsewhere is made again.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path("packaging", "lock")
VENV = ROOT / ".venv"
STAMP = VENV / "stasiun-mo.json"

# What Qt loads on Linux, and the Debian package that holds it: for any use, and for a window.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class DevError(Exception):
    """Something the person has to put right; the text is one clear sentence."""


def say(text: str) -> None:
    """Print at once, so that the order is right between the output of other programs."""
    print(text, flush=True)


def run_quietly(
    command: Sequence[str], problem: str, env: Mapping[str, str] | None = None, keep: int = -1
) -> None:
    """Run a program; only when it fails, show what it printed and raise `problem`.

    `keep` is a file descriptor that the program holds open as well (not on Windows).
    """
    inherited = (keep,) if keep >= 0 and sys.platform != "win32" else ()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        pass_fds=inherited,
    )
    if done.returncode != 0:
        say(done.stdout.rstrip())
        raise DevError(problem)


# System packages


def apt_install(packages: Sequence[str], reason: str) -> None:
    """Install Debian packages as root; anybody else is told the exact command."""
    if shutil.which("apt-get") is None:
        raise DevError(f"{reason} Install what Debian calls: {' '.join(packages)}")
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if sys.platform == "win32" or os.geteuid() != 0:
        raise DevError(f"{reason} Please run:\n  sudo apt-get update && sudo {' '.join(command)}")
    say(f"{reason} Installing: {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    problem = f"The system packages could not be installed; run it by hand: {' '.join(command)}"
    run_quietly(["apt-get", "update"], problem, env)
    run_quietly(command, problem, env)


def missing_libraries(libraries: Mapping[str, str]) -> list[str]:
    """Return the Debian packages of those libraries that the system cannot load."""
    missing = []
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package)
    return missing


def require_qt_libraries(window: bool) -> None:
    """See to it that Qt can start: offscreen, or with a `window`; Linux only."""
    if not sys.platform.startswith("linux"):
        return
    libraries = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    missing = missing_libraries(libraries)
    if missing:
        apt_install(missing, "Qt needs system libraries that are missing.")
        still = missing_libraries(libraries)
        if still:
            raise DevError(f"Qt still cannot load the libraries of: {' '.join(still)}")


def postgresql_programs() -> Path | None:
    """Give the folder with `initdb` and `postgres`, of the newest version; None: not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = [program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def require_postgresql() -> None:
    """See to it that the tests find a PostgreSQL; without one they say what they leave out."""
    if postgresql_programs() is not None or shutil.which("apt-get") is None:
        return
    try:
        apt_install(["postgresql"], "The store is tested on PostgreSQL, too, which is missing.")
    except DevError as error:
        say(f"{error}\nUntil then the tests on PostgreSQL are skipped.")


# The environment


def in_venv(program: str) -> str:
    """Return the path of a program of the environment."""
    windows = sys.platform == "win32"
    return str(VENV / ("Scripts" if windows else "bin") / (program + (".exe" if windows else "")))


PIP = [in_venv("python"), "-m", "pip", "install", "--quiet", "--no-input"]
PIP += ["--disable-pip-version-check"]


@contextlib.contextmanager
def one_at_a_time() -> Iterator[int]:
    """Hold the lock of the environment, waiting for another run that prepares it.

    The system lets go of the lock when the last process that holds the yielded descriptor ends,
    so a run that was killed blocks nobody, and its installer that still writes does.
    """
    descriptor = os.open(ROOT / ".venv.lock", os.O_RDWR | os.O_CREAT)
    try:
        waiting = False
        while True:
            try:
                if sys.platform == "win32":
                    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                else:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if not waiting:
                    say("Another run prepares the environment; waiting for it.")
                waiting = True
                time.sleep(0.2)
        yield descriptor
    finally:
        os.close(descriptor)


def wanted_stamp() -> dict[str, str]:
    """Describe the environment that should be there, and the project installed in it."""

    def digest(*parts: str) -> str:
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    lock = (ROOT / LOCKS / "test.txt").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    machine = (sys.version, sys.base_prefix, platform.machine())
    return {"environment": digest(lock, str(ROOT), *machine), "project": digest(project)}


def found_stamp() -> dict[str, str]:
    """Return what the environment was made for; empty when it is missing or half made."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and Path(in_venv("python")).exists() else {}


def prepare() -> None:
    """Make `.venv`, or what is out of date in it; the stamp tells how far it came."""
    with one_at_a_time() as descriptor:
        wanted, found = wanted_stamp(), found_stamp()
        if found == wanted:
            return
        if found.get("environment") != wanted["environment"]:
            make_environment(descriptor)
        STAMP.write_text(json.dumps({"environment": wanted["environment"]}), encoding="utf-8")
        run_quietly(
            [*PIP, "--no-deps", "--no-build-isolation", "--editable", "."],
            "Stasiun MO itself could not be installed into .venv, see pip's message above.",
            keep=descriptor,
        )
        STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def make_environment(descriptor: int) -> None:
    """Make `.venv` from nothing and install the locked packages, each checked by its hash."""
    require_venv_module()
    say("Making .venv with the locked packages; this takes a minute or two.")
    if VENV.exists():
        try:
            STAMP.unlink(missing_ok=True)
            shutil.rmtree(VENV)
        except OSError as error:
            raise DevError(f"The old .venv is in use ({error}); close what runs in it.") from error
    base = getattr(sys, "_base_executable", sys.executable)
    run_quietly([base, "-m", "venv", str(VENV)], "The environment .venv could not be made.")
    run_quietly(
        [*PIP, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS / "test.txt")],
        "The locked packages could not be installed: is the network there? "
        "See pip's message above, then run the same command again.",
        keep=descriptor,
    )
    run_quietly(
        [in_venv("python"), "-c", "import PySide6.QtWidgets"],
        "Qt cannot be loaded: the message above names the system library that is missing.",
    )


def require_venv_module() -> None:
    """See to it that this Python can make environments; Debian packs that part separately."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt_install([package], "This Python cannot make environments.")
    importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        raise DevError(f"This Python still cannot make environments, although {package} is there.")
