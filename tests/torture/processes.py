"""Processes of `tests.torture.child` as the tests hold them."""

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LIMIT: Final = 60.0
"""Seconds after which a child that says nothing is hanging."""


class Child:
    """One process; what it says arrives in `heard`, line by line."""

    def __init__(self, role: str, name: str, store: Path, *numbers: int) -> None:
        """Spawn it; it is warm and waits for `go` when it has said `ready`."""
        words = [role, name, str(store), *map(str, numbers)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.child", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.heard: list[str] = []
        self._silent = False
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._errors: list[str] = []
        self._readers = [
            threading.Thread(target=self._read_lines),
            threading.Thread(target=self._read_errors),
        ]
        for reader in self._readers:
            reader.start()

    def _read_lines(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self._errors.append(self.process.stderr.read())

    def listen(self, seconds: float = LIMIT) -> str | None:
        """Give its next line, None when there is none within `seconds` or any more."""
        try:
            line = self._lines.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None
        if line is None:
            self._silent = True
        else:
            self.heard.append(line)
        return line

    def listen_for(self, word: str, seconds: float = LIMIT) -> bool:
        """Listen until it says `word`; False when that does not come."""
        until = perf_counter() + seconds
        while (line := self.listen(until - perf_counter())) is not None:
            if line.split()[0] == word:
                return True
        return False

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Hear it out, wait until it is gone, and give its exit code and standard error."""
        while not self._silent:
            self.listen()
        code = self.process.wait(LIMIT)
        for reader in self._readers:
            reader.join(LIMIT)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code, "".join(self._errors)

    def kill(self) -> None:
        """End it where it stands (SIGKILL)."""
        self.process.kill()

    def confirmed(self) -> dict[str, int]:
        """Give the ids of operations that were confirmed, and how many rows each has."""
        words = [line.split() for line in self.heard]
        return {word[1]: int(word[2]) for word in words if word[0] == "op"}

    def passes(self) -> list[int]:
        """Give the revisions whose pass was confirmed."""
        words = [line.split() for line in self.heard]
        return [int(word[1]) for word in words if word[0] == "pass"]


@contextmanager
def warm(role: str, name: str, store: Path, *numbers: int) -> Iterator[Child]:
    """Give a child that waits for `go`; it does not outlive the block."""
    child = Child(role, name, store, *numbers)
    try:
        yield child
    finally:
        child.kill()
        child.end()
