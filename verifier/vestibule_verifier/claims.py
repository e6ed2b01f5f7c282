"""What an access token says, once its signature is known to be good (RFC 9068 section 4)."""

from math import isfinite
from types import MappingProxyType

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.errors import (
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    WrongAudience,
)
from vestibule_verifier.jws import Claims


def read_access_token(claims: Claims, audience: str, now: float, leeway: float) -> AccessToken:
    """Return the token if it is for `audience` and its time is now.

    Raises TokenMalformed, WrongAudience, TokenExpired or TokenNotYetValid.
    """
    for name in ("iss", "sub", "client_id", "jti"):
        if _text(claims, name) is None:
            raise TokenMalformed(f"the token has no {name}")
    expires_at, issued_at = _required_time(claims, "exp"), _required_time(claims, "iat")
    intended = _audience(claims)
    if audience not in intended:
        raise WrongAudience("the token is for another API")
    if now >= expires_at + leeway:
        raise TokenExpired("the token has expired")
    if now < max(issued_at, _time(claims, "nbf") or 0) - leeway:
        raise TokenNotYetValid("the token is not valid yet")
    return AccessToken(
        subject=claims["sub"],
        client_id=claims["client_id"],
        audience=intended,
        issued_at=issued_at,
        expires_at=expires_at,
        scopes=tuple((_text(claims, "scope") or "").split()),
        roles=_texts(claims, "roles"),
        entitlements=_texts(claims, "entitlements"),
        groups=_texts(claims, "groups"),
        session_id=_text(claims, "sid"),
        auth_time=_time(claims, "auth_time"),
        acr=_text(claims, "acr"),
        amr=_texts(claims, "amr"),
        claims=MappingProxyType(dict(claims)),
    )


def _audience(claims: Claims) -> tuple[str, ...]:
    intended = claims.get("aud")
    return (intended,) if isinstance(intended, str) else _texts(claims, "aud")


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise TokenMalformed(f"the token's {name} is not a text")
    return value or None


def _texts(claims: Claims, name: str) -> tuple[str, ...]:
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TokenMalformed(f"the token's {name} is not a list of texts")
    return tuple(values)


def _required_time(claims: Claims, name: str) -> int:
    value = _time(claims, name)
    if value is None:
        raise TokenMalformed(f"the token has no {name}")
    return value


def _time(claims: Claims, name: str) -> int | None:
    value = claims.get(name)
    if value is None:
        return None
    # To Python, true is 1.
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TokenMalformed(f"the token's {name} is not a time")
    return int(value)
