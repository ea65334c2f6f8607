"""Stores that are looked at, and what is said of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Code, EnvironmentFaultError


def scribble(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xa5" * 16384)


def code_of(work: Callable[[], object], file: Path) -> Code:
    with pytest.raises(EnvironmentFaultError) as caught:
        work()
    assert caught.value.problem.params["file"] == str(file)
    return caught.value.problem.code
