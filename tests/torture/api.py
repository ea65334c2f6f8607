"""schemathesis on the HTTP API for some minutes.

python -m tests.torture.api --minutes 10 [--engine postgresql]

A real server on loopback with a store of its own. Exit 0: no answer was a 5xx, none broke the
OpenAPI document, nothing that fits it was refused without a reason, nothing else was taken.
"""

import argparse
import logging
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import monotonic

from tests.engines import ENGINES, place_for
from tests.integration.api_fuzz import WIDE, fuzz
from tests.integration.api_rig import ApiRig


class Answers(logging.Handler):
    """Counts the answers by status, from the server's own log."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[int] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "app.api.access" and isinstance(record.args, tuple):
            self.counts[int(str(record.args[2]))] += 1


def _rig(engine: str, folder: Path) -> ApiRig:
    return ApiRig(folder, limits=WIDE, store=place_for(engine, folder))


def main() -> int:
    """Ask until the time is over; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    given = parser.parse_args()
    answers = Answers()
    log = logging.getLogger("app.api.access")
    log.addHandler(answers)
    log.setLevel(logging.INFO)
    end, rounds, failed, cases = monotonic() + given.minutes * 60, 0, 0, 0
    while (left := end - monotonic()) > 1:
        rounds += 1
        with tempfile.TemporaryDirectory() as folder, _rig(given.engine, Path(folder)) as rig:
            for number in range(30, 60):
                rig.add_mo(number)
            # A store that is new every two minutes: one in which all is finished teaches little.
            budget = f"--max-time={max(1, round(min(left, 120)))}"
            done = fuzz(rig, Path(folder), budget, "--max-examples=400", "--continue-on-failure")
        found = re.search(r"(\d+) generated", done.stdout)
        cases += int(found[1]) if found else 0
        if done.returncode or not found:
            failed += 1
            print(done.stdout[-5000:], done.stderr[-2000:])
    broken = sum(count for status, count in answers.counts.items() if status >= 500)
    print(f"{rounds} rounds, {cases} cases, {answers.counts.total()} answers:", end=" ")
    print(", ".join(f"{status}: {count}" for status, count in sorted(answers.counts.items())))
    print(f"{failed} rounds with a failure, {broken} answers of 500 or above")
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main())
