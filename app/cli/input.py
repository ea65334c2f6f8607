"""What the commands read."""

import sys


def secret_from_stdin(prompt: str) -> str:
    """Read one line of standard input; what a person types there is not shown."""
    from getpass import getpass  # of what a start of the window does not need

    return (getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()
