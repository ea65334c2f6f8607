"""Exceptions that no server on loopback brings about."""

import errno
import socket
import ssl

import pytest
import requests
import urllib3

from app.domain.errors import Code
from app.odoo.causes import code_of


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (socket.gaierror(-2, "no such name"), Code.HOST_UNKNOWN),
        (OSError(errno.ENETUNREACH, "no route"), Code.NO_NETWORK),
        (OSError(errno.EHOSTUNREACH, "no route"), Code.NO_NETWORK),
        (ConnectionAbortedError(errno.ECONNABORTED, "by this machine"), Code.CONNECTION_LOST),
        (BrokenPipeError(), Code.CONNECTION_LOST),
        (ssl.SSLEOFError(8, "in the handshake"), Code.CONNECTION_LOST),
        (ssl.SSLError(1, "wrong version"), Code.NOT_TLS),
        (urllib3.exceptions.InvalidHeader("two lengths"), Code.BAD_ANSWER),
        (urllib3.exceptions.ReadTimeoutError(None, "/", "late"), Code.TIMED_OUT),  # type: ignore[arg-type]
        (requests.exceptions.ConnectTimeout(), Code.TIMED_OUT),
        (requests.exceptions.InvalidURL("port"), Code.NOT_CONFIGURED),
        (requests.exceptions.ConnectionError("whatever"), Code.NO_NETWORK),
    ],
    ids=repr,
)
def test_the_cause_decides_wherever_in_the_error_it_stands(cause: Exception, code: Code) -> None:
    assert code_of(cause) is code
    assert code_of(requests.exceptions.ConnectionError(cause)) is code
    outer = requests.exceptions.ConnectionError("Connection aborted")
    outer.__cause__ = cause
    assert code_of(outer) is code


def test_errors_that_name_each_other_do_not_turn_for_ever() -> None:
    one, two = OSError("one"), OSError("two")
    one.__context__, two.__context__ = two, one
    assert code_of(one) is Code.NO_NETWORK
