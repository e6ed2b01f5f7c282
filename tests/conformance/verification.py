"""Every token is verified twice, by libraries that know nothing of each other."""

from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.journeys.app import App

Claims = dict[str, Any]


def verified(app: App, token: str, audience: str) -> Claims:
    """The claims of a token of `app`'s issuer, as PyJWT and joserfc both read them."""
    claims = app.verified(token, audience)
    assert _by_joserfc(app, token, audience) == claims
    return claims


def _by_joserfc(app: App, token: str, audience: str) -> Claims:
    keys = KeySet.import_key_set(app.fetch("jwks").json)
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        now=app.village.clock.now(),
        iss={"essential": True, "value": app.issuer},
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(decoded.claims)
    return decoded.claims
