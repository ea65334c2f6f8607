"""JSON bodies as other programs should send them: what could be read in two ways is refused."""

import json
from typing import Any, NoReturn


def check(body: bytes) -> None:
    """Read a body.

    Raises:
        ValueError: not UTF-8, not JSON, nested too deeply, a number that is none or has thousands
            of digits, a name that occurs twice in an object, half of a surrogate pair.
    """
    try:
        document = json.loads(
            body.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_refuse
        )
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
