"""What a person who works on Stasiun MO runs: `python3 packaging/dev.py COMMAND`.

Needs Python 3.11 or newer and nothing else: the commands make or reuse `.venv` in the root of the
repository, see to the system libraries that Qt needs, and run. A new command is a function here
and a line in `COMMANDS`.
"""

from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bundling import bundle, windows
from environment import (
    LOCKS,
    ROOT,
    DevError,
    in_venv,
    prepare,
    require_postgresql,
    require_qt_libraries,
    require_venv_module,
    run_quietly,
    say,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TOUR = "build/tour"


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(arguments: list[str]) -> int:
    """Open the program in training mode; without a display, or with --tour, work its tour."""
    window = has_display() and "--tour" not in arguments
    require_qt_libraries(window)
    prepare()
    if window:
        command = [in_venv("python"), "-m", "app", "--demo", *arguments]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    say("Working the tour without a window, with a picture of each step.")
    command = [in_venv("python"), "packaging/tour.py", tour_folder(arguments)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def tour_folder(arguments: list[str]) -> str:
    """Give the folder for pictures: `--tour [FOLDER]` counts from where the person is."""
    given = [argument for argument in arguments if not argument.startswith("-")]
    return str(Path(given[0]).resolve()) if given else TOUR


def test(arguments: list[str]) -> int:
    """Run every check and say which failed; the arguments are handed to pytest."""
    require_qt_libraries(window=False)
    require_postgresql()
    prepare()
    python = in_venv("python")
    checks = {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [in_venv("lint-imports"), "--no-logo"],
        "pytest": [python, "-m", "pytest", *arguments],
    }
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    results = {}
    for name, command in checks.items():
        say(f"\n== {name}")
        start = time.monotonic()
        passed = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0
        results[name] = passed
        seconds = time.monotonic() - start
        say(f"== {name}: {'ok' if passed else 'FAILED'}, {seconds:.1f} s")
    failed = [name for name, passed in results.items() if not passed]
    say(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure what must be fast beside its floor, see tests/bench/README.md; --small to try."""
    require_qt_libraries(window=False)
    prepare()
    command = [in_venv("python"), "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def pictures(arguments: list[str]) -> int:
    """Draw every state of the window into build/pictures, or a FOLDER; --only NAME for some."""
    require_qt_libraries(window=False)
    prepare()
    if arguments and not arguments[0].startswith("-"):  # counts from where the person is
        arguments = [str(Path(arguments[0]).resolve()), *arguments[1:]]
    command = [in_venv("python"), "-m", "tests.pictures", *arguments]
    # A screen that is as large as the largest picture, so that a menu finds its place on it.
    screen = "offscreen:configfile=tests/pictures/screen.json"
    env = {**os.environ, "QT_QPA_PLATFORM": screen, "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def lock(arguments: list[str]) -> int:
    """Make the lock files again from pyproject.toml; --upgrade takes the newest versions."""
    import tomllib  # not there on the older Python that gets a clear sentence below

    require_venv_module()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    problem = "The lock files could not be made, see the message above."
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder, "tools")
        run_quietly([sys.executable, "-m", "venv", str(tools)], problem)
        programs = tools / ("Scripts" if sys.platform == "win32" else "bin")
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
        run_quietly([*pip, "--requirement", str(LOCKS / "tools.txt")], problem)
        build, uv = Path(folder, "build.in"), Path(folder, "uv.in")
        bundle = Path(folder, "bundle.in")
        build.write_text("\n".join(project["build-system"]["requires"]), encoding="utf-8")
        uv.write_text("uv", encoding="utf-8")
        bundle.write_text("pyinstaller", encoding="utf-8")
        sources = {
            "test.txt": ["pyproject.toml", str(build), "--all-extras"],
            "runtime.txt": ["pyproject.toml", "--constraint", str(LOCKS / "test.txt")],
            "tools.txt": [str(uv)],
            "bundle.txt": [str(bundle), "--constraint", str(LOCKS / "test.txt")],
        }
        compiler = [str(programs / "uv"), "pip", "compile", *options, *arguments]
        for name, source in sources.items():
            run_quietly([*compiler, "--output-file", str(LOCKS / name), *source], problem)
            say(f"{(LOCKS / name).as_posix()} is up to date.")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "bench": bench,
    "pictures": pictures,
    "bundle": bundle,
    "windows": windows,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        say("usage: python3 packaging/dev.py COMMAND [ARGUMENT ...]\n")
        for name, command in COMMANDS.items():
            say(f"  {name:8} {(command.__doc__ or '').splitlines()[0]}")
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except DevError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Interrupted.")
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the person's Python may be any
        sys.exit(
            f"Stasiun MO needs Python 3.11 or newer, and this is {platform.python_version()}: "
            "run the same command with a newer one, such as python3.12."
        )
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a Windows console does not know every sign
    sys.exit(main(sys.argv[1:]))
