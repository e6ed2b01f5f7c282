"""What the issuer tells of a session that ended (OpenID Connect Back-Channel Logout 1.0)."""

from typing import Any

import jwt

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def ended_session(token: str, issuer: str, client_id: str, keys: jwt.PyJWKClient) -> str:
    """The `sid` that a logout token names (section 2.6). Raises PyJWTError for what is none."""
    taken = jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=issuer,
        audience=client_id,
        leeway=30,
        options={"require": ["iss", "aud", "iat", "exp", "jti", "events", "sid"]},
    )
    # An ID token is of the same issuer, with the same key, for the same audience.
    if taken["header"].get("typ") != "logout+jwt":
        raise jwt.InvalidTokenError("not a logout token")
    claims: dict[str, Any] = taken["payload"]
    events = claims["events"]
    if not (isinstance(events, dict) and _EVENT in events) or "nonce" in claims:
        raise jwt.InvalidTokenError("no notice of a logout")
    return str(claims["sid"])
