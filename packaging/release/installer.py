"""Packs the bundle of `packaging/dev.py bundle` into the installer that is released, in `dist/`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from app import __version__  # noqa: E402 - the paths above
from bundle import contents  # noqa: E402
from wine import build  # noqa: E402
from wine.machine import WineError  # noqa: E402


def main() -> int:
    """Make the installer; return the exit code."""
    target = ROOT / "dist" / f"StasiunMO-{__version__}-setup.exe"
    target.parent.mkdir(exist_ok=True)
    try:
        bundle = ROOT / "build" / "bundle" / "dist" / "StasiunMO"
        contents.check(bundle, "windows")
        made = build.make_installer(bundle, target, __version__)
    except (OSError, WineError, contents.ContentError) as error:
        print(f"FAILED: {error}")
        return 1
    print(f"{made.relative_to(ROOT).as_posix()}: {contents.megabytes(made.stat().st_size)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
