"""Every secret that tests use carries one mark, so that one search finds any of them anywhere."""

from typing import Final

MARK: Final = "5ec7e75ec7e7"
"""In hexadecimal digits: it fits into session ids and API keys of every version."""


def marked(text: str) -> str:
    """Give a secret that can be told from others by `text`."""
    return MARK + text
