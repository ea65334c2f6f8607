"""Makes the Windows bundle and installer under Wine and puts them through `checks.py`.

`packaging/dev.py windows` runs it in the environment of the bundle. Prints sizes and times, ends
with 1 at the first thing that is not as it should be. `--check-only` takes the bundle and the
installer that are there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from app import __version__  # noqa: E402 - the paths above
from app.demo.factory import training_database  # noqa: E402
from app.demo.records import utc_now  # noqa: E402
from app.demo.server import StandIn  # noqa: E402
from bundle import contents  # noqa: E402
from wine import build, screen  # noqa: E402
from wine.checks import Checks  # noqa: E402
from wine.machine import Wine, WineError  # noqa: E402

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = ROOT / "build" / "wine"


def timed(name: str, work: Callable[[], object]) -> None:
    """Do one thing and say how long it took."""
    begun = time.monotonic()
    work()
    print(f"   {name}: {time.monotonic() - begun:.1f} s", flush=True)


def make(wine: Wine) -> None:
    """Make everything up to the installer."""
    bundle = wine.folder / "dist" / "StasiunMO"
    timed("Windows CPython", lambda: build.unpack_python(wine))
    timed("packages", lambda: build.install_packages(wine))
    timed("bundle", lambda: build.make_bundle(wine))
    options = "-DX64STUB"  # Debian's Wine runs 64-bit programs only
    timed("installer", lambda: build.make_installer(bundle, installer(), __version__, options))


def installer() -> Path:
    """Return where the installer lies."""
    return FOLDER / f"StasiunMO-{__version__}-setup.exe"


def check(wine: Wine) -> None:
    """Install, use, upgrade, uninstall."""
    now = utc_now()
    with screen.shown(FOLDER / "screen") as display, StandIn([training_database(now)]) as odoo:
        wine.display = display.display
        python = f"{build.PYTHON}\\python.exe"
        checks = Checks(wine, installer(), __version__, odoo, python, display)
        try:
            checks.clean()
            for step in checks.steps():
                name = step.__name__.removeprefix("step_").replace("_", " ")
                try:
                    timed(name, step)
                except (OSError, WineError) as error:
                    raise WineError(f"{name}: {error}") from error
        except WineError:
            display.picture().save(FOLDER / "failed.png")
            raise
        finally:
            wine.stop()
    for name, seconds in checks.figures.items():
        print(f"   {name}: {seconds:.1f} s")


def main(arguments: list[str]) -> int:
    """Make and check; return the exit code."""
    wine = Wine(FOLDER)
    FOLDER.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    try:
        if "--check-only" not in arguments:
            timed("prefix of Wine", wine.make)
            make(wine)
        size = contents.check(wine.folder / "dist" / "StasiunMO", "windows")
        packed = installer().stat().st_size
        check(wine)
    except (OSError, WineError, contents.ContentError) as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    finally:
        wine.stop()
    print(f"   bundle {contents.megabytes(size)}, installer {contents.megabytes(packed)}")
    print(f"   picture of the window: {(FOLDER / 'window.png').relative_to(ROOT)}")
    print(f"Windows under Wine: all passed, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
