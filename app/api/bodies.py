"""Bodies: how long, of what kind, in what time; read whole before anything looks into them."""

import asyncio

from starlette.types import Message, Receive, Scope

from app.api import strict_json
from app.api.limits import Limits
from app.api.problems import ApiError


async def read(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """Give the body of a request, which is JSON that can be read in one way only.

    Raises:
        ApiError: too large, too slow, not JSON.
    """
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind != b"application/json":
        raise ApiError("wrong-media-type")
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and (len(declared) > 12 or int(declared) > limits.body_bytes):
        raise _too_large(limits)
    try:
        async with asyncio.timeout(limits.body_seconds):
            body = await _gather(receive, limits)
    except TimeoutError as error:
        raise ApiError("slow-request", headers={"Connection": "close"}) from error
    try:
        strict_json.check(body)
    except ValueError as error:
        raise ApiError("bad-json") from error
    return body


def replayed(body: bytes, receive: Receive) -> Receive:
    """Give what hands out a body that was read already, and then what `receive` has."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _gather(receive: Receive, limits: Limits) -> bytes:
    parts, length = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":  # the other side is gone
            raise ApiError("bad-request")
        part = message.get("body", b"")
        length += len(part)
        if length > limits.body_bytes:
            raise _too_large(limits)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _too_large(limits: Limits) -> ApiError:
    return ApiError("body-too-large", {"bytes": limits.body_bytes}, {"Connection": "close"})
