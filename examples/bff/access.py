"""An access token that is good for the next request, renewed by one request at a time."""

import time
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError

from examples.bff.sessions import BffSession

_MARGIN = 30  # seconds: one that expires on its way is of no use
_TOKENS = ("access_token", "refresh_token", "id_token", "expires_at")


class SignedOut(Exception):
    """There is nobody, or the issuer renews nothing for them any more."""


class Unreachable(Exception):
    """The issuer does not answer. The tokens stay: it may, later."""


def remembered(token: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a token response."""
    return {name: token[name] for name in _TOKENS if name in token}


def access_token(session: BffSession, client: Any, refused: str | None = None) -> str:
    """One that is neither about to expire nor `refused`. Raises SignedOut or Unreachable."""
    if is_good(session, refused):
        return str(session["access_token"])
    with session.renewing:
        # Whoever waited here finds what the one before was given.
        if not is_good(session, refused):
            _renew(session, client)
        try:
            return str(session["access_token"])
        except KeyError as error:
            raise SignedOut from error


def is_good(session: BffSession, refused: str | None) -> bool:
    """Whether the access token may be used as it is."""
    is_young: bool = session.get("expires_at", 0) - time.time() >= _MARGIN
    return is_young and session.get("access_token") != refused


def _renew(session: BffSession, client: Any) -> None:
    if "refresh_token" not in session:
        raise SignedOut
    try:
        token = _asked_twice(client, session["refresh_token"])
    except AuthlibBaseError as error:
        if error.error == "invalid_grant":
            session.clear()
            raise SignedOut from error
        raise Unreachable from error
    except requests.RequestException as error:
        raise Unreachable from error
    if session:  # whose end may have been told meanwhile
        session.update(remembered(token))


def _asked_twice(client: Any, refresh_token: str) -> dict[str, Any]:
    """RFC 6749 section 6. A lost answer is asked for once more with the same token.

    The issuer gives the same successor for a while, instead of taking us for a thief.
    """
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    try:
        token: dict[str, Any] = client.fetch_access_token(**form)
    except requests.RequestException:
        token = client.fetch_access_token(**form)
    return token
