"""An access token that is good for the next request, for as long as the issuer renews it."""

import time
from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError

_MARGIN = 30  # seconds: one that expires on its way to the API is of no use
_TOKENS = ("access_token", "refresh_token", "id_token", "expires_at")


class SignedOut(Exception):
    """The issuer renews nothing here any more: session over, signed out, or switched off."""


def remembered(token: Mapping[str, Any]) -> dict[str, Any]:
    """What the app keeps of a token response."""
    return {name: token[name] for name in _TOKENS if name in token}


def is_ageing(tokens: Mapping[str, Any]) -> bool:
    """Whether the access token should be renewed before it is used."""
    ageing: bool = tokens["expires_at"] - time.time() < _MARGIN
    return ageing and "refresh_token" in tokens


def renewed(tokens: Mapping[str, Any], client: Any) -> dict[str, Any]:
    """`tokens` with successors (RFC 6749 section 6). Raises SignedOut.

    Two tabs may come here at once: the issuer gives both the same successor for a while. An app
    of which that cannot be said takes turns, as examples/bff does.
    """
    try:
        token = client.fetch_access_token(
            grant_type="refresh_token", refresh_token=tokens["refresh_token"]
        )
    except AuthlibBaseError as error:
        if error.error == "invalid_grant":
            raise SignedOut from error
        raise
    return {**tokens, **remembered(token)}
