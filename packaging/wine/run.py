"""Makes the Windows bundle and installer under Wine and puts them through `checks.py`.

`packaging/dev.py windows` runs it in the environment of the bundle. Prints sizes and times, ends
with 1 at the first thing that is not as it should be. `--check-only` takes the bundle and the
installer that are there. On Windows `--check-only INSTALLER` does the checks for the release.
"""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
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
from wine.machine import Machine, Wine, WineError  # noqa: E402

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


def check(machine: Machine, package: Path) -> None:
    """Install, use, upgrade, uninstall."""
    under_wine = isinstance(machine, Wine)
    with (
        screen.shown(FOLDER / "screen") if under_wine else nullcontext() as display,
        StandIn([training_database(utc_now())]) as odoo,
    ):
        python = sys.executable
        if isinstance(machine, Wine) and display is not None:
            machine.display, python = display.display, f"{build.PYTHON}\\python.exe"
        checks = Checks(machine, package, __version__, odoo, python, display)
        try:
            checks.clean()
            for step in checks.steps():
                name = step.__name__.removeprefix("step_").replace("_", " ")
                try:
                    timed(name, step)
                except (OSError, WineError) as error:
                    raise WineError(f"{name}: {error}") from error
        except WineError:
            if display is not None:
                display.picture().save(FOLDER / "failed.png")
            raise
        finally:
            machine.stop()
    for name, seconds in checks.figures.items():
        print(f"   {name}: {seconds:.1f} s")


def check_release(package: Path) -> None:
    """Check an installer on Windows itself."""
    check(Machine(FOLDER), package)


def make_and_check(again: bool) -> None:
    """Make everything, or take what is there, and check it under Wine."""
    wine = Wine(FOLDER)
    if again:
        timed("prefix of Wine", wine.make)
        try:
            make(wine)
        finally:
            wine.stop()
    size = contents.check(wine.folder / "dist" / "StasiunMO", "windows")
    check(wine, installer())
    packed = contents.megabytes(installer().stat().st_size)
    print(f"   bundle {contents.megabytes(size)}, installer {packed}")
    print(f"   picture of the window: {(FOLDER / 'window.png').relative_to(ROOT)}")


def main(arguments: list[str]) -> int:
    """Make and check; return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    given = [argument for argument in arguments if argument != "--check-only"]
    begun = time.monotonic()
    try:
        if given:
            check_release(Path(given[0]).resolve())
        else:
            make_and_check("--check-only" not in arguments)
    except (OSError, WineError, contents.ContentError) as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    print(f"Windows: all passed, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
