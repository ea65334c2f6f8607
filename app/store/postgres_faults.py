"""What a PostgreSQL server and the network to it say, as an `EnvironmentFaultError` with a code."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from peewee import DatabaseError, IntegrityError

from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.store_address import ServerAddress

log = logging.getLogger(__name__)


@contextmanager
def faults(address: ServerAddress) -> Iterator[None]:
    """Turn what the server and the network say into an `EnvironmentFaultError` with a code."""
    try:
        yield
    except IntegrityError:
        raise  # a guard or a unique key: the caller's business, or a bug
    except (DatabaseError, psycopg.Error) as error:
        cause = _cause(error)
        code = _code_of(cause)
        log.warning("the store at %s: %s", address, cause)
        raise fault(code, address) from error


def _cause(error: BaseException) -> psycopg.Error:
    """Give what the driver has said of it."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, psycopg.Error):
        found = found.__cause__ or found.__context__
    if found is None:
        raise error  # peewee's own complaint: a bug
    return found


_CODES: Final = {
    "55P03": Code.STORE_LOCKED,  # waited for the lock
    "40P01": Code.STORE_LOCKED,  # deadlock
    "53100": Code.DISK_FULL,
    "25006": Code.STORE_UNWRITABLE,  # a standby, which only reads
    "58030": Code.STORE_UNWRITABLE,  # the server's disk
    "57014": Code.STORE_OFFLINE,  # it took too long
    "25P03": Code.STORE_OFFLINE,  # it stood still in mid-transaction
    "25P04": Code.STORE_OFFLINE,  # its transaction took too long
    "3D000": Code.STORE_MISSING,
}
_CLASSES: Final = {
    "08": Code.STORE_OFFLINE,  # connection
    "57": Code.STORE_OFFLINE,  # shutting down, starting up
    "53": Code.STORE_OFFLINE,  # too many connections, no memory
    "28": Code.STORE_REFUSED,
}

_OF_THE_SERVER: Final = re.compile(r"failed: [^:\s]+:  (?P<said>.*)", re.DOTALL)
"""A refusal at the door comes as text without a code: level, two blanks, sentence."""

_PASSES: Final = re.compile(r"starting up|shutting down|recovery|too many|remaining connection")
_OURS: Final = re.compile(r"does not support SSL|certificate|SSL error")


def _code_of(error: psycopg.Error) -> Code:
    state = error.sqlstate
    if state is not None:
        code = _CODES.get(state) or _CLASSES.get(state[:2])
        if code is None:
            raise error  # a bug, never a person's fault: that the guard refused the sync, for one
        return code
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        raise error
    text = str(error)
    if "no password supplied" in text:
        return Code.STORE_KEYLESS
    said = _OF_THE_SERVER.search(text)
    if said and re.search(r'database ".*" does not exist', said["said"]):
        return Code.STORE_MISSING
    if (said and not _PASSES.search(said["said"])) or _OURS.search(text):
        return Code.STORE_REFUSED
    return Code.STORE_OFFLINE


def fault(code: Code, address: ServerAddress) -> EnvironmentFaultError:
    """Make the error that names the store."""
    return EnvironmentFaultError(Problem(code, params={"file": str(address)}))
