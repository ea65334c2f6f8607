"""Every word that a person reads, in Indonesian and English, for window and command line alike.

Source texts are English; ``catalogs/`` holds the Indonesian ones. Texts are looked up when they
are shown, so that the language can change while the program runs.
"""

import gettext
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("id", "en")
DOMAIN: Final = "stasiun-mo"
CATALOGS: Final = Path(__file__).parent / "catalogs"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Show texts in `language` from now on, one of `LANGUAGES`.

    Raises:
        ValueError: the program has no texts in it.
    """
    global _current, _language  # one language for the whole process
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation(DOMAIN, CATALOGS, [language])
    )
    _language = language


def language() -> str:
    """Give the language in use."""
    return _language


def tr(message: str, **params: object) -> str:
    """Give `message` in the language in use, its ``{names}`` filled with `params`."""
    text = _current.gettext(message)
    return text.format(**params) if params else text


def mark(message: str) -> str:
    """Mark a text for the catalogs that is looked up later, with `tr`."""
    return message
