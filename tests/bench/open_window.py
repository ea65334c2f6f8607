"""Starts `window` as the program starts its own: what needs no Qt first, then Qt.

`python -m tests.bench.open_window NAME STORE COUNT [URL]` prints one JSON document.
"""

import sys
from pathlib import Path

from app import cli as cli
from app.bootstrap import qt


def main() -> None:
    """Measure what the arguments say."""
    qt.load()
    from tests.bench import window

    name, store, count, *url = sys.argv[1:]
    window.main(name, Path(store), int(count), "".join(url))


if __name__ == "__main__":
    main()
