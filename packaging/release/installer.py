"""Packs the bundle of `packaging/dev.py bundle` into the installer that is released, in `dist/`.

With `--hall` the one of `packaging/dev.py bundle --hall`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from app import __version__  # noqa: E402 - the paths above
from bundle import contents  # noqa: E402
from flavours import of  # noqa: E402
from wine import build  # noqa: E402
from wine.machine import WineError  # noqa: E402


def main(arguments: list[str]) -> int:
    """Make the installer; return the exit code."""
    flavour = of(arguments)
    target = ROOT / "dist" / flavour.installer(__version__)
    target.parent.mkdir(exist_ok=True)
    try:
        bundle = flavour.folder("bundle") / "dist" / "StasiunMO"
        contents.check(bundle, "windows", flavour)
        made = build.make_installer(bundle, target, __version__, flavour=flavour)
    except (OSError, WineError, contents.ContentError) as error:
        print(f"FAILED: {error}")
        return 1
    print(f"{made.relative_to(ROOT).as_posix()}: {contents.megabytes(made.stat().st_size)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
