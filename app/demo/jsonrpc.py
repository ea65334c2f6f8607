"""The old ``/jsonrpc`` route: every call carries database, user and password (or API key)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.demo.accounts import User
from app.demo.answers import OdooError, access_denied, type_error, version_info
from app.demo.calls import Caller
from app.demo.records import Database


def call_service(
    databases: Mapping[str, Database], params: Mapping[str, Any], version: int
) -> object:
    """Answer ``service.method(*args)``; whatever the server hides is reached all the same."""
    try:
        return _call(databases, params, version)
    except (IndexError, ValueError) as error:
        msg = "too few arguments"
        raise type_error(msg) from error


def _call(databases: Mapping[str, Database], params: Mapping[str, Any], version: int) -> object:
    service, method = params.get("service"), params.get("method")
    args: Sequence[Any] = params.get("args") or []
    match service, method:
        case "common", "version":
            return version_info(version)
        case "common", ("login" | "authenticate"):
            user = _user(_database(databases, args[0]), args[1], args[2])
            return False if user is None or user.two_factor else user.uid
        case "db", "list":
            return sorted(databases)
        case "object", "execute_kw":
            return _execute(databases, args, version)
    msg = f"Method not found: {service}.{method}"
    raise type_error(msg)


def _execute(databases: Mapping[str, Database], args: Sequence[Any], version: int) -> object:
    name, uid, password, model, method, positional, *rest = args
    database = _database(databases, name)
    login = next((user.login for user in database.users() if user.uid == uid), "")
    user = _user(database, login, password)
    if user is None or user.two_factor:
        raise access_denied()
    return Caller(database, user, version).call(model, method, positional, *(rest or [{}]))


def _database(databases: Mapping[str, Database], name: str) -> Database:
    if name not in databases:
        msg = f'FATAL:  database "{name}" does not exist\n'
        raise OdooError("psycopg2.OperationalError", msg)
    return databases[name]


def _user(database: Database, login: str, secret: str) -> User | None:
    by_key = database.user_of_key(secret)
    if by_key is not None and by_key.login == login:
        return by_key
    return database.authenticate(login, secret)
