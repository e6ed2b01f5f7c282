"""The token of an Authorization header (RFC 6750 section 2.1)."""

from vestibule_verifier.errors import TokenMissing


def bearer_token(header: str | None) -> str:
    """Return what follows `Bearer`, whatever it is; raises TokenMissing without that word."""
    scheme, _, token = (header or "").strip().partition(" ")
    # RFC 9110 section 11.1: scheme names are case-insensitive.
    if scheme.lower() != "bearer":
        raise TokenMissing("an access token is required")
    return token.strip()
