"""Makes the Windows bundle and installer under Wine and puts them through `checks.py`.

`packaging/dev.py windows` runs it in the environment of the bundle. Prints sizes and times, ends
with 1 at the first thing that is not as it should be. `--check-only` takes the bundle and the
installer that are there. On Windows `--check-only INSTALLER` does the checks for the release.
With `--hall` all that is done with the flavour for a hall, whose checks go on with `hall.py`.
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
from flavours import HALL, Flavour, taken  # noqa: E402
from wine import build, screen  # noqa: E402
from wine.checks import Checks  # noqa: E402
from wine.hall import HallChecks  # noqa: E402
from wine.machine import Machine, Wine, WineError  # noqa: E402

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def timed(name: str, work: Callable[[], object]) -> None:
    """Do one thing and say how long it took."""
    begun = time.monotonic()
    work()
    print(f"   {name}: {time.monotonic() - begun:.1f} s", flush=True)


def make(wine: Wine, flavour: Flavour) -> None:
    """Make everything up to the installer."""
    bundle, target = wine.folder / "dist" / "StasiunMO", installer(flavour)
    timed("Windows CPython", lambda: build.unpack_python(wine))
    timed("packages", lambda: build.install_packages(wine, flavour))
    timed("bundle", lambda: build.make_bundle(wine, flavour))
    timed(
        "installer",
        # Debian's Wine runs 64-bit programs only.
        lambda: build.make_installer(bundle, target, __version__, "-DX64STUB", flavour=flavour),
    )


def installer(flavour: Flavour) -> Path:
    """Return where the installer lies."""
    return flavour.folder("wine") / flavour.installer(__version__)


def check(machine: Machine, package: Path, flavour: Flavour) -> None:
    """Install, use, upgrade, uninstall."""
    under_wine, folder = isinstance(machine, Wine), machine.folder
    kind = HallChecks if flavour is HALL else Checks
    with (
        screen.shown(folder / "screen") if under_wine else nullcontext() as display,
        StandIn([training_database(utc_now())]) as odoo,
    ):
        python = sys.executable
        if isinstance(machine, Wine) and display is not None:
            machine.display, python = display.display, f"{build.PYTHON}\\python.exe"
        checks = kind(machine, package, __version__, odoo, python, display)
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
                display.picture().save(folder / "failed.png")
            raise
        finally:
            machine.stop()
    for name, seconds in checks.figures.items():
        print(f"   {name}: {seconds:.1f} s")


def check_release(package: Path, flavour: Flavour) -> None:
    """Check an installer on Windows itself."""
    check(Machine(flavour.folder("wine")), package, flavour)


def make_and_check(again: bool, flavour: Flavour) -> None:
    """Make everything, or take what is there, and check it under Wine."""
    wine = Wine(flavour.folder("wine"))
    if again:
        timed("prefix of Wine", wine.make)
        try:
            make(wine, flavour)
        finally:
            wine.stop()
    size = contents.check(wine.folder / "dist" / "StasiunMO", "windows", flavour)
    check(wine, installer(flavour), flavour)
    packed = contents.megabytes(installer(flavour).stat().st_size)
    print(f"   bundle {contents.megabytes(size)}, installer {packed}")
    print(f"   picture of the window: {(wine.folder / 'window.png').relative_to(ROOT)}")


def main(arguments: list[str]) -> int:
    """Make and check; return the exit code."""
    flavour, arguments = taken(arguments)
    flavour.folder("wine").mkdir(parents=True, exist_ok=True)
    given = [argument for argument in arguments if argument != "--check-only"]
    begun = time.monotonic()
    try:
        if given:
            check_release(Path(given[0]).resolve(), flavour)
        else:
            make_and_check("--check-only" not in arguments, flavour)
    except (OSError, WineError, contents.ContentError) as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    print(f"Windows, {flavour.name}: all passed, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
