"""What went wrong on the way to Odoo, by the kind of the exceptions, never by their words."""

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import requests
import urllib3

from app.domain.errors import Code

# What OpenSSL gives as the reason (X509_V_ERR_…).
_VERIFY_EXPIRED: Final = frozenset({9, 10})  # not yet valid: the clock may be wrong
_VERIFY_HOST: Final = frozenset({62, 64})
_UNREACHABLE: Final = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)
_BROKEN: Final = (
    ConnectionError,  # reset, aborted, hung up; a refused one is told before
    http.client.IncompleteRead,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)
_INVALID: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    urllib3.exceptions.LocationParseError,
)


def code_of(error: BaseException) -> Code:
    """Find the code for an exception of `requests` or `urllib3`."""
    causes = list(_causes(error))
    for rule in (_before_the_request, _certificate, _on_the_way):
        for cause in causes:
            code = rule(cause)
            if code is not None:
                return code
    return Code.NO_NETWORK


def _before_the_request(cause: BaseException) -> Code | None:
    match cause:
        case socket.gaierror():
            return Code.HOST_UNKNOWN
        case ConnectionRefusedError():
            return Code.NO_NETWORK
        case OSError(errno=number) if number in _UNREACHABLE:
            return Code.NO_NETWORK
    return Code.NOT_CONFIGURED if isinstance(cause, _INVALID) else None


def _certificate(cause: BaseException) -> Code | None:
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return None
    if cause.verify_code in _VERIFY_EXPIRED:
        return Code.CERTIFICATE_EXPIRED
    return Code.CERTIFICATE_HOST if cause.verify_code in _VERIFY_HOST else Code.CERTIFICATE


def _on_the_way(cause: BaseException) -> Code | None:
    if isinstance(cause, _BROKEN):
        return Code.CONNECTION_LOST
    match cause:
        case ssl.SSLError():
            return Code.NOT_TLS
        case requests.exceptions.Timeout() | TimeoutError():
            return Code.TIMED_OUT
        case urllib3.exceptions.NewConnectionError():
            return Code.NO_NETWORK
        case urllib3.exceptions.TimeoutError():
            return Code.TIMED_OUT
        case http.client.HTTPException() | urllib3.exceptions.DecodeError():
            return Code.BAD_ANSWER
        case urllib3.exceptions.InvalidHeader():
            return Code.BAD_ANSWER
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk through an error, its reasons and its causes, each once."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        linked = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [other for other in linked if isinstance(other, BaseException)]
