"""The ID token: sealed as a good provider would, or spoiled in exactly one way."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

import jwt

from ops.local.pretend.keys import KeyRing, SigningKey, stranger
from ops.local.pretend.misbehaviour import Misbehaviour

Claims = dict[str, object]

HOUR = 3600
ANOTHER_APP = "another-app.example"


def at_hash(access_token: str) -> str:
    """The left half of the token's SHA-256 (OpenID Connect Core section 3.1.3.6, for RS256)."""
    return base64url(hashlib.sha256(access_token.encode()).digest()[:16])


def base64url(raw: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def seal(claims: Claims, word: Misbehaviour | None, keys: KeyRing) -> str:
    """Sign `claims`, committing the one misbehaviour that `word` names, if it is about tokens."""
    if word in _TAMPERING:
        claims = _TAMPERING[word](claims)
    match word:
        case Misbehaviour.UNSIGNED:
            return jwt.encode(claims, "", algorithm="none")
        case Misbehaviour.HS256:
            return _confused(claims, keys.current)
        case Misbehaviour.FOREIGN_KEY:
            return _signed(claims, stranger(), kid=keys.current.kid)
        case Misbehaviour.UNKNOWN_KID:
            return _signed(claims, stranger(), kid=stranger().kid)
        case Misbehaviour.ROTATED:
            fresh = keys.rotate()
            return _signed(claims, fresh, kid=fresh.kid)
    return _signed(claims, keys.current, kid=keys.current.kid)


def _signed(claims: Claims, key: SigningKey, *, kid: str) -> str:
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": kid})


def _confused(claims: Claims, key: SigningKey) -> str:
    # By hand, because PyJWT rightly refuses to use a public key as an HMAC secret.
    header = {"alg": "HS256", "kid": key.kid, "typ": "JWT"}
    signing_input = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    mac = hmac.new(key.public_pem(), signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{base64url(mac)}"


def _without(claims: Claims, *names: str) -> Claims:
    return {name: value for name, value in claims.items() if name not in names}


def _issued(claims: Claims, *, later: int) -> Claims:
    issued_at = int(str(claims["iat"])) + later
    return claims | {"iat": issued_at, "exp": issued_at + HOUR}


_TAMPERING: Mapping[Misbehaviour | None, Callable[[Claims], Claims]] = {
    Misbehaviour.WRONG_ISS: lambda claims: claims | {"iss": "https://another-issuer.example"},
    Misbehaviour.WRONG_AUD: lambda claims: claims | {"aud": ANOTHER_APP},
    Misbehaviour.WRONG_AZP: lambda claims: claims | {"azp": ANOTHER_APP},
    Misbehaviour.OTHER_APP: lambda claims: claims | {"aud": ANOTHER_APP, "azp": ANOTHER_APP},
    Misbehaviour.WRONG_NONCE: lambda claims: claims | {"nonce": "a-nonce-nobody-sent"},
    Misbehaviour.NO_NONCE: lambda claims: _without(claims, "nonce"),
    Misbehaviour.EXPIRED: lambda claims: _issued(claims, later=-2 * HOUR),
    Misbehaviour.FUTURE: lambda claims: _issued(claims, later=HOUR),
    Misbehaviour.BAD_AT_HASH: lambda claims: claims | {"at_hash": at_hash("another token")},
}
