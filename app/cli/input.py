"""What the commands read."""

import sys
from getpass import getpass


def secret_from_stdin(prompt: str) -> str:
    """Read one line of standard input; what a person types there is not shown."""
    return (getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()
