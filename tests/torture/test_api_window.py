"""The measurement of the window beside the API still measures; its figures are for who runs it."""

import subprocess
import sys

from tests.torture.processes import ROOT


def test_a_few_requests_are_answered_beside_the_window() -> None:
    """A thousand of them: `python -m tests.torture.api_window`."""
    command = [sys.executable, "-m", "tests.torture.api_window", "--requests", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "answers: {'200': 20}" in done.stdout, done.stderr
    assert "by the window itself" in done.stdout
