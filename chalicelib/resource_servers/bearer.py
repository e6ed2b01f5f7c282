"""Reading the access token of a request to a protected resource (RFC 6750 section 2)."""

import re

from chalicelib.protocol.errors import InvalidRequest, MissingToken

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


def require_bearer(authorization: list[str], posted: str | None) -> str:
    """Return the one access token presented, by header or in a form body.

    Raises MissingToken when there is none, InvalidRequest when there are several or it is garbled.
    A token in the query string is never looked at (RFC 9700 section 4.3.2).
    """
    presented = [_read(header) for header in authorization]
    if posted is not None:
        presented.append(posted)
    tokens = [token for token in presented if token is not None]
    if not tokens:
        raise MissingToken("an access token is required")
    if len(tokens) > 1:
        raise InvalidRequest("present the access token once")
    if not _TOKEN.fullmatch(tokens[0]):
        raise InvalidRequest("the access token is malformed")
    return tokens[0]


def _read(header: str) -> str | None:
    scheme, _, token = header.strip().partition(" ")
    # RFC 9110 section 11.1: scheme names are case-insensitive.
    return token.strip() if scheme.lower() == "bearer" else None
