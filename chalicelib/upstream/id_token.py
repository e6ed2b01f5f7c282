"""Verifying an upstream's ID token (OpenID Connect Core section 3.1.3.7) by our own clock."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from chalicelib.upstream.answer import read_object
from chalicelib.upstream.claims import Claims, find_text
from chalicelib.upstream.model import UpstreamFailed

#: How far an upstream's clock may be from ours.
SKEW_SECONDS = 120
_LONGEST_TOKEN = 64 * 1024
_LONGEST_SUBJECT = 255

_HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "RS256": hashlib.sha256,
    "PS256": hashlib.sha256,
    "ES256": hashlib.sha256,
    "EdDSA": hashlib.sha512,
}

#: Finds the key for a `kid` and an algorithm.
FindKey = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the ID token of this very sign-in must say."""

    issuers: tuple[str, ...]  # every accepted spelling of the one issuer
    client_id: str
    nonce: str
    algorithms: Collection[str]
    now: int
    access_token: str | None = None


def verify_id_token(token: str, expected: Expected, find_key: FindKey) -> Claims:
    """The claims of a token that is genuine and answers this sign-in; raises UpstreamFailed."""
    algorithm, claims = _verify_signature(token, expected, find_key)
    _require(claims.get("iss") in expected.issuers, "iss is another issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected.now)
    _check_nonce(claims.get("nonce"), expected.nonce)
    # An event token names a person too, but is no sign-in (OpenID Connect Back-Channel Logout 2.4).
    _require("events" not in claims, "it is an event token")
    _require(find_text(claims.get("sub"), _LONGEST_SUBJECT) is not None, "sub is not usable")
    if "at_hash" in claims and expected.access_token is not None:
        right = at_hash(expected.access_token, algorithm)
        _require(_same(claims["at_hash"], right), "at_hash belongs to another access token")
    return claims


def at_hash(access_token: str, algorithm: str) -> str:
    """The left half of the access token's hash (OpenID Connect Core section 3.1.3.6)."""
    digest = _HASHES[algorithm](access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _verify_signature(token: str, expected: Expected, find_key: FindKey) -> tuple[str, Claims]:
    _require(len(token) <= _LONGEST_TOKEN, "it is too long")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as error:
        raise UpstreamFailed("ID token: it is not a JWS") from error
    algorithm, kid = header.get("alg"), header.get("kid")
    # The connection decides; the header may choose among what it allows (RFC 8725 section 3.1).
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms:
        raise UpstreamFailed("ID token: alg is not allowed")
    if not isinstance(kid, str):
        raise UpstreamFailed("ID token: kid is missing")
    _require(str(header.get("typ", "JWT")).upper() == "JWT", "typ is another kind of token")
    key = find_key(kid, algorithm)
    try:
        # Signature only: PyJWT would read the machine's clock for the rest.
        payload = jwt.PyJWS().decode(token, key, algorithms=[algorithm])
    except (jwt.PyJWTError, ValueError) as error:
        raise UpstreamFailed("ID token: its signature is not good") from error
    return algorithm, read_object(payload, "ID token payload")


def _check_audience(claims: Claims, client_id: str) -> None:
    told = claims.get("aud")
    audiences = told if isinstance(told, list) else [told]
    _require(client_id in audiences, "aud is another client")
    # Meant for several, it must name us as the one it was issued to; named, it must be us.
    if len(audiences) > 1 or "azp" in claims:
        _require(claims.get("azp") == client_id, "azp is another client")


def _check_times(claims: Claims, now: int) -> None:
    expires_at, issued_at = _number(claims.get("exp")), _number(claims.get("iat"))
    if expires_at is None or issued_at is None:
        raise UpstreamFailed("ID token: exp and iat must be numbers")
    _require(now < expires_at + SKEW_SECONDS, "it has expired")
    for name in ("iat", "nbf", "auth_time"):
        at = _number(claims.get(name, 0))
        _require(at is not None and at <= now + SKEW_SECONDS, f"{name} is in the future")


def _check_nonce(told: object, nonce: str) -> None:
    # Ours always had one: a token without it answers another request (section 3.1.2.1).
    _require(told is not None, "nonce is missing")
    _require(_same(told, nonce), "nonce belongs to another sign-in")


def _number(value: object) -> float | None:
    # Bounded, because JSON can spell a number that is read as infinity and never expires.
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**40:
        return value
    return None


def _same(told: object, right: str) -> bool:
    text = told if isinstance(told, str) else ""
    return hmac.compare_digest(text.encode("utf-8", "replace"), right.encode())


def _require(condition: object, otherwise: str) -> None:
    if not condition:
        raise UpstreamFailed(f"ID token: {otherwise}")
