"""In which language another program is answered."""

import re
from typing import Final

from app.texts import LANGUAGES

_RANGE: Final = re.compile(r"([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?(?:;q=([01](?:\.\d{0,3})?))?")


def chosen(accept: str, default: str) -> str:
    """Give the language of `texts` that an Accept-Language header prefers, else `default`.

    What cannot be read in it is passed over.
    """
    best, best_weight = default, 0.0
    for part in accept[:500].split(","):
        match = _RANGE.fullmatch(part.replace(" ", ""))
        if match is None:
            continue
        # "in" is what Indonesian was called once.
        name = {"*": default, "in": "id"}.get(match[1].lower(), match[1].lower())
        weight = float(match[2] or 1)
        if name in LANGUAGES and weight > best_weight:
            best, best_weight = name, weight
    return best
