"""What a person can give so that Odoo lets the station in again."""

from typing import Final
from urllib.parse import urlsplit

from app.domain.errors import Code, Problem
from app.odoo.access import SECRET_OF, Access
from app.services.messages import Renewal, Secret

ACCESS_CODES: Final = frozenset(
    {
        Code.SESSION_EXPIRED,
        Code.WRONG_LOGIN,
        Code.WRONG_KEY,
        Code.TWO_FACTOR,
        Code.NOT_CONFIGURED,
    }
)
"""Faults after which the secrets are read again: another process may have stored a better one."""


def renewal_for(problem: Problem, access: Access) -> Renewal | None:
    """Say which secret would help after `problem`; None: no secret would."""
    secret = _secret_for(problem, access)
    if secret is None:
        return None
    return Renewal(secret, urlsplit(access.url).hostname or access.url, access.url, access.login)


def _secret_for(problem: Problem, access: Access) -> Secret | None:
    match problem.code:
        case Code.WRONG_KEY:
            return "api_key"
        case Code.WRONG_LOGIN:
            return "password"
        case Code.TWO_FACTOR if access.auth != "password":
            return "session_id"  # two-factor users log in with a browser only
        case Code.SESSION_EXPIRED if access.way == "session":
            return "session_id"
        case Code.NOT_CONFIGURED:
            missing = str(problem.params.get("key", "")).removeprefix("odoo.")
            return next((secret for secret in SECRET_OF.values() if secret == missing), None)
    return None
