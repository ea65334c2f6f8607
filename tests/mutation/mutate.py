"""Mutation testing: break the program in one place at a time and see whether a test notices.

    python -m tests.mutation.mutate app/domain app/store --tests tests/unit/domain tests/unit/store

Works on a copy of the tree in a temporary folder. Each mutant is met by those tests of its room
(the given folder of the same name, else the first) that reach the changed statement, as a run under
coverage tells, by all of them when it is reached at import: those of the file's own subject first,
then the quickest, as many as take `--seconds` together. With `--also tests/unit/services`
survivors then meet the tests that reach the store through operations, passes and backups.
Prints, per file, how many were killed, survived and timed out, then each survivor as
`file:line old → new`. A survivor is either a rule without a test, or changes nothing that anybody
could see; which one, a person judges.

`--limit N --seed S` takes a sample; `--again REPORT` only the survivors that a former run printed,
with a larger `--seconds` where the tests that would notice come late. Not part of the ordinary
tests; needs a system that can fork. Both packages take about 2,700 mutants and half an hour.
"""

import argparse
import contextlib
import importlib
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

from tests.mutation.operators import Mutant, mutants
from tests.mutation.rooms import PRELOADED, ROOT, Room

COPIED: Final = ("app", "tests", "packaging", "resources", "pyproject.toml")


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.mutate")
    parser.add_argument("packages", nargs="+", help="folders or files below app/")
    parser.add_argument("--tests", nargs="+", required=True, help="folders, named like the rooms")
    parser.add_argument("--also", nargs="*", default=[], help="folders that survivors meet next")
    parser.add_argument("--seconds", type=float, default=30.0, help="of tests per mutant, at most")
    parser.add_argument("--limit", type=int, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--again", type=Path, help="a report whose survivors are to be tried")
    given = parser.parse_args(arguments)
    for name in PRELOADED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, contextlib.ExitStack() as open_:
        copy = Path(folder).resolve() / "tree"
        copy.mkdir()
        for name in COPIED:
            _copy(ROOT / name, copy / name)
        # Where another run of pytest tidies up, a child that fails over it would count as a kill.
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        rooms: dict[str, Room] = {}

        def room(tests: str) -> Room:
            if tests not in rooms:
                rooms[tests] = open_.enter_context(
                    contextlib.closing(Room(copy, tests, given.seconds))
                )
            return rooms[tests]

        figures: dict[str, Counter[str]] = {}
        survivors = []
        for file, mutant in chosen(copy, given):
            tests = next((t for t in given.tests if Path(t).name in file), given.tests[0])
            outcomes = (room(one).tried(file, mutant) for one in (tests, *given.also))
            outcome = next((one for one in outcomes if one != "survived"), "survived")
            figures.setdefault(file, Counter())[outcome] += 1
            if outcome == "survived":
                survivors.append(described(file, mutant))
                print(survivors[-1], file=sys.stderr, flush=True)
    report(figures, survivors)
    return 0


def chosen(copy: Path, given: argparse.Namespace) -> list[tuple[str, Mutant]]:
    """Give the mutants that are to be tried, in the order of files and lines."""
    found = []
    for name in given.packages:
        path = copy / name
        for module in [path] if path.is_file() else sorted(path.rglob("*.py")):
            file = module.relative_to(copy).as_posix()
            every = mutants(module.read_text(encoding="utf-8"))
            found += [(file, mutant) for mutant in sorted(every, key=lambda m: m.line)]
    if given.again:
        lines = set(given.again.read_text(encoding="utf-8").splitlines())
        found = [pair for pair in found if described(*pair) in lines]
    if given.limit is not None and given.limit < len(found):
        kept = set(random.Random(given.seed).sample(range(len(found)), given.limit))
        found = [pair for place, pair in enumerate(found) if place in kept]
    return found


def described(file: str, mutant: Mutant) -> str:
    """Name a mutant as the report does."""
    return f"{file}:{mutant.line} {mutant.old} → {mutant.new}"


def report(figures: dict[str, Counter[str]], survivors: list[str]) -> None:
    """Print the figures of each file and of all, and the survivors."""
    outcomes = ("killed", "survived", "timed out")
    print(f"{'file':34} {'mutants':>9} " + " ".join(f"{name:>9}" for name in outcomes))
    for file, found in [*figures.items(), ("together", sum(figures.values(), Counter()))]:
        counts = " ".join(f"{found[name]:9}" for name in outcomes)
        print(f"{file:34} {found.total():9} {counts}")
    print("\nSurvivors:" if survivors else "\nNo survivors.")
    print("\n".join(survivors))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


if __name__ == "__main__":
    sys.exit(main())
