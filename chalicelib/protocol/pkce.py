"""Proof Key for Code Exchange, S256 only (RFC 7636)."""

import re

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from chalicelib.protocol.errors import InvalidRequest

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def require_challenge(challenge: str | None, method: str | None) -> str | None:
    """Return the S256 challenge of an authorization request, None when it brings none.

    Raises InvalidRequest for `plain`, an omitted method (which would mean `plain`, RFC 7636
    section 4.3) and for anything that is not a SHA-256 hash in base64url.
    """
    if challenge is None and method is None:
        return None
    if challenge is None:
        raise InvalidRequest("code_challenge is missing")
    if method != "S256":
        raise InvalidRequest("code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise InvalidRequest("code_challenge is not a base64url SHA-256 hash")
    return challenge


def challenge_of(verifier: str | None) -> str | None:
    """Return the challenge that `verifier` proves; None for none and for one that is malformed."""
    if verifier is None or not _VERIFIER.fullmatch(verifier):
        return None
    return str(create_s256_code_challenge(verifier))
