"""Makes the bundle for this system and tries it: `packaging/dev.py bundle` runs this.

The window of the frozen program is painted once without a screen, and its command line makes one
pass against the stand-in for Odoo; what it stored is read from its file. With `--hall` it is the
flavour for a hall, and `hall.py` tries what that one has more. Ends with 1 at the first thing that
is not as it should be.
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
from bundle.hall import HallError, answered, store_of_a_server  # noqa: E402
from bundle.postgres import ADMIN, PostgresError, Server, programs  # noqa: E402
from flavours import HALL, VARIABLE, Flavour, taken  # noqa: E402

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SYSTEM = "windows" if sys.platform == "win32" else "linux"


class BundleError(Exception):
    """The bundle does not work; the text says what."""


ERRORS = (BundleError, HallError, PostgresError, contents.ContentError)


def make(flavour: Flavour) -> Path:
    """Make the bundle and return its folder."""
    target = flavour.folder("bundle")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(target / "dist"), "--workpath", str(target / "work")]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, str(ROOT / "packaging" / "stasiun-mo.spec")],
        env={**os.environ, VARIABLE: flavour.name},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise BundleError(f"PyInstaller failed:\n{done.stdout}{done.stderr}")
    folder = target / "dist" / "StasiunMO"
    size = contents.megabytes(contents.check(folder, SYSTEM, flavour))
    print(f"   made: {time.monotonic() - begun:.1f} s, {size}, every file is allowed", flush=True)
    return folder


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that the frozen program gets: none that would change what it does."""
    ours = ("ODOO_", "PYTHON", "QT_", "SQLITE_PATH", "STASIUN_MO_", "SYNC_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**env, **variables}


def run(program: Path, *arguments: str, given: str | None = None, **variables: str) -> str:
    """Run the frozen program, say how long it took, and return what it printed."""
    begun = time.monotonic()
    done = subprocess.run(
        [str(program), *arguments],
        env=environment(variables),
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    name = f"{program.stem} {' '.join(arguments)}"
    if done.returncode != 0:
        raise BundleError(f"{name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    if done.stderr and "create" not in arguments:  # a new key comes with a word of advice
        raise BundleError(f"{name} complains:\n{done.stderr}")
    print(f"   {name}: {time.monotonic() - begun:.1f} s", flush=True)
    return done.stdout


def try_it(folder: Path, flavour: Flavour) -> None:
    """Open the window and make one pass; of a hall also what it has more."""
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
        if flavour is HALL:
            try_api(console, variables)
            try_server(console, variables)
        else:
            require_refused(console, "serve", variables)
            elsewhere = {**variables, **store_of_a_server(1)[1]}
            elsewhere["SQLITE_PATH"] = "postgresql://127.0.0.1:1/pabrik"
            require_refused(console, "list", elsewhere)


def require_refused(console: Path, command: str, variables: Mapping[str, str]) -> None:
    """See that a kiosk's program says in one line what has the part that `command` needs."""
    done = subprocess.run(
        [str(console), command],
        env=environment(variables),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    if done.returncode != 1 or len(lines) != 1 or f"StasiunMO{HALL.mark}-" not in lines[0]:
        raise BundleError(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"   {command}: {lines[0]}")


def try_api(console: Path, variables: Mapping[str, str]) -> None:
    """Make a key, and ask the API with it and without."""

    def started(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [str(console), *arguments],
            env=environment(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    key = run(console, "api-key", "create", "Papan", "--scope", "read", **variables).strip()
    begun = time.monotonic()
    print(f"   {answered(started, key)}, {time.monotonic() - begun:.1f} s", flush=True)


def try_server(console: Path, variables: Mapping[str, str]) -> None:
    """Set up a store on a PostgreSQL of our own, sync into it, and list what it has."""
    if programs() is None:
        print("   a store on PostgreSQL: skipped, PostgreSQL is not installed here", flush=True)
        return
    with Server() as server:
        settings, secret = store_of_a_server(server.port)
        with Path(variables["STASIUN_MO_CONFIG"]).open("a", encoding="utf-8") as file:
            file.write(settings)
        others = {**variables, **secret}
        del others["SQLITE_PATH"]
        run(console, "setup-db", "--admin", ADMIN, given="\n", **others)
        fetched = json.loads(run(console, "sync", "--json", **others))["fetched"]
        listed = json.loads(run(console, "list", "--json", **others))
        if not fetched or len(listed) != fetched:
            raise BundleError(f"{fetched} MOs were read, {len(listed)} are listed from PostgreSQL")
        print(f"   {len(listed)} MOs stored in PostgreSQL and listed from it")


def main(arguments: list[str]) -> int:
    """Make and try; return the exit code."""
    flavour, _ = taken(arguments)
    begun = time.monotonic()
    try:
        try_it(make(flavour), flavour)
    except (OSError, subprocess.SubprocessError, *ERRORS) as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    print(
        f"Bundle of the {flavour.name} for {SYSTEM}: all passed, {time.monotonic() - begun:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
