"""Every word that a person reads, in Indonesian and English, for window and command line alike.

Source texts are English; ``catalogs/`` holds the Indonesian ones. Texts are looked up when they
are shown, so that the language can change while the program runs.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("id", "en")
DOMAIN: Final = "stasiun-mo"
CATALOGS: Final = Path(__file__).parent / "catalogs"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_here: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("_here", default=None)


def use(language: str) -> None:
    """Show texts in `language` from now on, one of `LANGUAGES`.

    Raises:
        ValueError: the program has no texts in it.
    """
    global _current, _language  # one language for the whole process
    _current = _translations(language)
    _language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Give texts in `language` inside, to this thread or task alone: others are not disturbed.

    Raises:
        ValueError: the program has no texts in it.
    """
    token = _here.set((language, _translations(language)))
    try:
        yield
    finally:
        _here.reset(token)


def _translations(language: str) -> gettext.NullTranslations:
    if language not in LANGUAGES:
        raise ValueError(language)
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, CATALOGS, [language])


def language() -> str:
    """Give the language in use."""
    here = _here.get()
    return _language if here is None else here[0]


class Said(str):
    """What `tr` gave: a text that knows what it said, so that `again` can say it anew."""

    __slots__ = ("message", "params")
    message: str
    params: dict[str, object]


def tr(message: str, **params: object) -> str:
    """Give `message` in the language in use, its ``{names}`` filled with `params`."""
    here = _here.get()
    text = (_current if here is None else here[1]).gettext(message)
    said = Said(text.format(**params) if params else text)
    said.message, said.params = message, params
    return said


def joined(*parts: str, between: str = " ") -> str:
    """Put texts together; `again` says each of them anew."""
    said = Said(between.join(parts))
    said.params = {f"part{place}": part for place, part in enumerate(parts)}
    said.message = between.join(f"{{{name}}}" for name in said.params)
    return said


def again(text: str) -> str:
    """Give a text of `tr` in the language in use now, any other text as it is.

    Numbers in it stay as they were written.
    """
    if not isinstance(text, Said):
        return text
    params = {k: again(v) if isinstance(v, str) else v for k, v in text.params.items()}
    return tr(text.message, **params)


def mark(message: str) -> str:
    """Mark a text for the catalogs that is looked up later, with `tr`."""
    return message
