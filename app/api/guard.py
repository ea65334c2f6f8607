"""What every request passes before anything looks into it, and what is noted of it after."""

import asyncio
import logging
from collections.abc import Mapping
from time import perf_counter
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import texts
from app.api import bodies, problems
from app.api.desk import Desk
from app.api.hosts import Hosts
from app.api.language import chosen
from app.api.limits import Buckets, Limits
from app.api.problems import ApiError
from app.domain import api
from app.domain.api import ApiKey
from app.domain.errors import StasiunError

log = logging.getLogger("app.api.access")

USED_EVERY: Final = 60.0
"""Seconds between two notes of the use of one key."""

_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept-Language"),
)


class Guard:
    """The outermost layer: host, limits, key, scope, body; one line of log for each request."""

    def __init__(
        self,
        inner: ASGIApp,
        desk: Desk,
        hosts: Hosts,
        limits: Limits,
        scopes: Mapping[str, api.Scope | None],
        language: str,
    ) -> None:
        """Guard `inner`.

        Args:
            inner: answers what passes.
            desk: recognises keys.
            hosts: the names of this computer.
            limits: how much is taken.
            scopes: what a key needs, by path, None: no key. Any other path is unknown here: how
                routes are looked for after that lets in nobody.
            language: where a request asks for none.
        """
        self._inner, self._desk, self._hosts, self._limits = inner, desk, hosts, limits
        self._scopes, self._language = scopes, language
        self._addresses = Buckets(limits.address_rate, limits.address_burst)
        self._keys = Buckets(limits.rate, limits.burst)
        self._turn = asyncio.Semaphore(limits.working)
        self._inside = 0
        self._noted: dict[int, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if scope["type"] != "http":
            return
        began, status = perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        state: dict[str, Any] = scope.setdefault("state", {})
        header = _header(scope, b"accept-language")
        with texts.speaking(chosen(header, self._language)):
            try:
                await self._pass(scope, receive, noting)
            except (ApiError, StasiunError) as error:
                answer = (
                    error.response()
                    if isinstance(error, ApiError)
                    else problems.of_error(error, {})
                )
                await answer(scope, receive, noting)
            except Exception:
                log.exception("a request broke")
                if not status:
                    await ApiError("bug").response()(scope, receive, noting)
        # Nothing that came along is written, not even an address that is not ours.
        path = scope["path"] if scope["path"] in self._scopes else "-"
        key: ApiKey | None = state.get("key")
        name, took = "-" if key is None else key.name, (perf_counter() - began) * 1000
        method = scope["method"] if scope["method"].isalpha() else "-"
        log.info("%s %s %d %.0f ms %s", method[:10], path, status, took, name)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._hosts.allow(_header(scope, b"host")):
            raise ApiError("wrong-host")
        address = scope["client"][0] if scope.get("client") else "-"
        if wait := self._addresses.take(address):
            raise problems.too_many(wait)
        if self._inside >= self._limits.working + self._limits.waiting:
            raise ApiError("overloaded", headers={"Retry-After": "1"})
        self._inside += 1
        try:
            if scope["path"] not in self._scopes:
                raise ApiError("unknown-path")
            needed = self._scopes[scope["path"]]
            if needed is not None:
                await self._admit(scope, needed)
            if needed not in (None, api.Scope.READ) and scope["method"] == "POST":
                body = await bodies.read(scope, receive, self._limits)
                receive = bodies.replayed(body, receive)
            async with self._turn:
                await self._inner(scope, receive, send)
        finally:
            self._inside -= 1

    async def _admit(self, scope: Scope, needed: api.Scope) -> None:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        kind, _, key_text = (given[0] if len(given) == 1 else b"").partition(b" ")
        challenge = {"WWW-Authenticate": 'Bearer realm="stasiun-mo"'}
        if kind.lower() != b"bearer":
            raise ApiError("unauthorised", headers=challenge)
        text = key_text.strip().decode("latin-1")
        key = await self._desk.reading.run(lambda reading: reading.keys.recognise(text))
        if key is None:
            challenge["WWW-Authenticate"] += ', error="invalid_token"'
            raise ApiError("unauthorised", headers=challenge)
        scope["state"]["key"] = key
        if wait := self._keys.take(str(key.id)):
            raise problems.too_many(wait)
        if needed not in key.scopes:
            challenge["WWW-Authenticate"] += f', error="insufficient_scope", scope="{needed}"'
            raise ApiError("missing-scope", {"scope": needed}, challenge)
        self._note_use(key)

    def _note_use(self, key: ApiKey) -> None:
        """Note it in the thread that writes, now and then: no reader waits for it."""
        now = perf_counter()
        if now - self._noted.get(key.id, -USED_EVERY) >= USED_EVERY:
            self._noted[key.id] = now
            self._desk.writing.later(lambda writing: writing.keys.touch(key))


def _header(scope: Scope, name: bytes) -> str:
    found = (value for key, value in scope["headers"] if key == name)
    return next(found, b"").decode("latin-1")
