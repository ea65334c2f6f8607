"""Every secret that tests use carries one mark, so that one search finds any of them anywhere."""

from typing import Final

import pytest

from app.demo import accounts
from app.demo.sessions import SessionStore
from app.domain.api import KEY_PREFIX
from app.services import api_keys

MARK: Final = "5ec7e75ec7e7"
"""In hexadecimal digits: it fits into session ids and API keys of every version."""


def marked(text: str) -> str:
    """Give a secret that can be told from others by `text`."""
    return MARK + text


def mark_the_stand_in(patch: pytest.MonkeyPatch) -> None:
    """Let every session id and key that is made up carry the mark."""
    make_sid, make_key, make_own = SessionStore.new_sid, accounts.new_key, api_keys.new_key

    def new_sid(store: SessionStore) -> str:
        return MARK + make_sid(store)[len(MARK) :]

    patch.setattr(SessionStore, "new_sid", new_sid)
    patch.setattr(accounts, "new_key", lambda: MARK + make_key()[len(MARK) :])
    begin = KEY_PREFIX + MARK
    patch.setattr(api_keys, "new_key", lambda: begin + make_own()[len(begin) :])
