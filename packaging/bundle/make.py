"""Makes the bundle for this system and tries it: `packaging/dev.py bundle` runs this.

The window of the frozen program is painted once without a screen, and its command line makes one
pass against the stand-in for Odoo; what it stored is read from its file. Ends with 1 at the first
thing that is not as it should be.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from app.demo.factory import TRAINING_LOGIN, TRAINING_PASSWORD, training_database  # noqa: E402
from app.demo.records import utc_now  # noqa: E402
from app.demo.server import StandIn  # noqa: E402
from bundle import contents  # noqa: E402

FOLDER = ROOT / "build" / "bundle"
SYSTEM = "windows" if sys.platform == "win32" else "linux"


class BundleError(Exception):
    """The bundle does not work; the text says what."""


def make() -> Path:
    """Make the bundle and return its folder."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(FOLDER / "dist"), "--workpath", str(FOLDER / "work")]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, str(ROOT / "packaging" / "stasiun-mo.spec")],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise BundleError(f"PyInstaller failed:\n{done.stdout}{done.stderr}")
    folder = FOLDER / "dist" / "StasiunMO"
    size = contents.megabytes(contents.check(folder, SYSTEM))
    print(f"   made: {time.monotonic() - begun:.1f} s, {size}, every file is allowed", flush=True)
    return folder


def run(program: Path, *arguments: str, **variables: str) -> str:
    """Run the frozen program, say how long it took, and return what it printed."""
    ours = ("ODOO_", "PYTHON", "QT_", "SQLITE_PATH", "STASIUN_MO_", "SYNC_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    begun = time.monotonic()
    done = subprocess.run(
        [str(program), *arguments],
        env={**env, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    name = f"{program.stem} {' '.join(arguments)}"
    if done.returncode != 0:
        raise BundleError(f"{name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    if done.stderr:
        raise BundleError(f"{name} complains:\n{done.stderr}")
    print(f"   {name}: {time.monotonic() - begun:.1f} s", flush=True)
    return done.stdout


def try_it(folder: Path) -> None:
    """Open the window and make one pass."""
    ending = ".exe" if sys.platform == "win32" else ""
    window, console = folder / f"StasiunMO{ending}", folder / f"stasiun-mo{ending}"
    with tempfile.TemporaryDirectory() as place, StandIn([training_database(utc_now())]) as odoo:
        store, settings = Path(place, "store.db"), Path(place, "config.toml")
        settings.write_text('[station]\nname = "Lini Uji"\n', encoding="utf-8")
        variables = {
            "STASIUN_MO_CONFIG": str(settings),
            "SQLITE_PATH": str(store),
            "ODOO_API_URL": odoo.url,
            "ODOO_DB": "pabrik",
            "ODOO_LOGIN": TRAINING_LOGIN,
            "ODOO_PASSWORD": TRAINING_PASSWORD,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_STATE_HOME": place,
            "XDG_DATA_HOME": place,
        }
        run(console, "--version", **variables)
        fetched = json.loads(run(console, "sync", "--json", **variables))["fetched"]
        with closing(sqlite3.connect(store)) as db:
            ((stored,),) = db.execute("SELECT count(*) FROM recent_mo").fetchall()
        if not fetched or stored != fetched:
            raise BundleError(f"{fetched} MOs were read, {stored} are stored")
        print(f"   {stored} MOs read and stored")
        run(window, "--smoke-test", **variables)
        run(window, "--smoke-test", **variables)


def main() -> int:
    """Make and try; return the exit code."""
    begun = time.monotonic()
    try:
        try_it(make())
    except (OSError, subprocess.SubprocessError, BundleError, contents.ContentError) as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    print(f"Bundle for {SYSTEM}: all passed, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
