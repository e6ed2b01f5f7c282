"""What the issuer tells of a session that ended (OpenID Connect Back-Channel Logout 1.0)."""

from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidHeaderValueError, InvalidKeyIdError
from joserfc.jwk import KeySet

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LEEWAY = 30  # seconds by which clocks may disagree


def ended_session(token: str, client: Any, now: int) -> str:
    """The `sid` that a logout token names (section 2.6). Raises JoseError for what is none."""
    found = _verified(token, client)
    # An ID token is of the same issuer, with the same key, for the same audience.
    if found.header.get("typ") != "logout+jwt":
        raise InvalidHeaderValueError("typ")
    claims = found.claims
    jwt.JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY,
        iss={"essential": True, "value": client.load_server_metadata()["issuer"]},
        aud={"essential": True, "value": client.client_id},
        iat={"essential": True},
        exp={"essential": True},
        sid={"essential": True},
    ).validate(claims)
    _require_notice(claims)
    return str(claims["sid"])


def _require_notice(claims: dict[str, Any]) -> None:
    events = claims.get("events")
    if not (isinstance(events, dict) and _EVENT in events):
        raise InvalidClaimError("events")
    if "nonce" in claims:
        raise InvalidClaimError("nonce")


def _verified(token: str, client: Any) -> jwt.Token:
    try:
        return _decoded(token, client.fetch_jwk_set())
    except InvalidKeyIdError:
        # A key that is younger than our copy. Whoever makes up names of keys costs us a request.
        return _decoded(token, client.fetch_jwk_set(force=True))


def _decoded(token: str, keys: Any) -> jwt.Token:
    return jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"])
