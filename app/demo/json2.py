"""The JSON-2 routes of Odoo 19: bearer keys, named arguments, bare results, real statuses."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from app.demo import answers
from app.demo.accounts import User
from app.demo.answers import OdooError
from app.demo.calls import Caller
from app.demo.exchange import Reply
from app.demo.records import Database


def answer_json2(
    database: Database, method: str, path: str, authorization: str, body: bytes, version: int
) -> Reply:
    """Answer ``POST /json/2/<model>/<method>`` for the user of the bearer key."""
    try:
        parts = path.removeprefix("/json/2/").split("/")
        if method != "POST" or len(parts) != 2 or not all(parts):
            msg = "Did you mean POST /json/2/<model>/<method>?"
            raise answers.http_error("NotFound", msg, HTTPStatus.NOT_FOUND)
        user = _user(database, authorization)
        arguments = _arguments(body)
        result = _call(Caller(database, user, version), database, parts, arguments)
    except OdooError as error:
        reply = answers.json_reply(error.data(), error.status)
        if error.status == HTTPStatus.UNAUTHORIZED:
            return reply.with_header("WWW-Authenticate", "Bearer ")
        return reply
    return answers.json_reply(result)


def _user(database: Database, authorization: str) -> User:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key:
        msg = "User not authenticated, use an API Key with a Bearer Authorization header."
        raise answers.http_error("Unauthorized", msg, HTTPStatus.UNAUTHORIZED)
    user = database.user_of_key(key.strip())
    if user is None:
        raise answers.http_error("Unauthorized", "Invalid apikey", HTTPStatus.UNAUTHORIZED)
    return user


def _arguments(body: bytes) -> Mapping[str, Any]:
    try:
        arguments = json.loads(body)
    except ValueError as error:
        msg = f"could not parse the body as json: {error}"
        raise answers.http_error("BadRequest", msg, HTTPStatus.BAD_REQUEST) from error
    if not isinstance(arguments, dict):
        msg = "could not parse the body as json: not an object"
        raise answers.http_error("BadRequest", msg, HTTPStatus.BAD_REQUEST)
    return arguments


def _call(
    caller: Caller, database: Database, parts: list[str], arguments: Mapping[str, Any]
) -> object:
    model, method = parts
    try:
        return caller.call(model, method, [], arguments)
    except OdooError as error:
        # Over JSON-RPC these two have other names.
        if error.code == HTTPStatus.NOT_FOUND:
            msg = f"the model '{model}' does not exist"
            raise answers.http_error("NotFound", msg, HTTPStatus.NOT_FOUND) from error
        if error.name == "builtins.AttributeError":
            raise answers.http_error("NotFound", error.message, HTTPStatus.NOT_FOUND) from error
        raise
