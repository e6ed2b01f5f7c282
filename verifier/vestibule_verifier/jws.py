"""Whether a token was signed by a key of the issuer, in a way that we accept."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.api_jws import PyJWS

from vestibule_verifier.errors import (
    BadSignature,
    TokenMalformed,
    UnknownKey,
    WrongIssuer,
    WrongType,
)

Claims = Mapping[str, Any]

# The compact form (RFC 7515 section 3.1), without the padding that some decoders let pass.
_COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_JWS = PyJWS()


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key, and the one algorithm that it is for."""

    algorithm: str
    public: Any


#: Returns the issuer's key of this id. Raises UnknownKey or KeysUnavailable.
FindKey = Callable[[str], VerificationKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must be before its claims are looked at."""

    issuer: str
    types: frozenset[str]
    algorithms: frozenset[str]
    longest: int


def verified_claims(token: str, expected: Expected, find_key: FindKey) -> Claims:
    """Return the claims of a token that one of the issuer's keys signed.

    Raises TokenMalformed, WrongType, WrongIssuer, UnknownKey or BadSignature.
    """
    header, claims = _unverified(token, expected.longest)
    algorithm, kid = _checked_header(header, expected)
    # Looked at before the signature only to be refused: no key of ours fits a foreign token, and
    # looking for one would cost a fetch.
    if claims.get("iss", expected.issuer) != expected.issuer:
        raise WrongIssuer("the token is of another issuer")
    key = find_key(kid)
    if key.algorithm != algorithm:
        raise BadSignature("the token's algorithm is not its key's")
    try:
        _JWS.decode(token, key.public, algorithms=[algorithm])
    except jwt.PyJWTError as error:
        raise BadSignature("the signature does not match") from error
    return claims


def _unverified(token: str, longest: int) -> tuple[Claims, Claims]:
    if len(token) > longest or not _COMPACT.fullmatch(token):
        raise TokenMalformed("this is not a signed token")
    try:
        parts = _JWS.decode_complete(token, options={"verify_signature": False})
        claims = json.loads(parts["payload"])
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise TokenMalformed("the token cannot be read") from error
    if not isinstance(claims, dict):
        raise TokenMalformed("the token has no claims")
    return parts["header"], claims


def _checked_header(header: Claims, expected: Expected) -> tuple[str, str]:
    # RFC 7515 section 4.1.11: an extension that we do not know, and we know none, is a refusal.
    if "crit" in header or "b64" in header:
        raise TokenMalformed("the token needs an extension that is not understood")
    if _media_type(header.get("typ")) not in expected.types:
        raise WrongType(f"this is not {_named(expected)}")
    # Whoever forges a token also writes its header: the algorithms are ours.
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms:
        raise BadSignature("the token's algorithm is not accepted")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise UnknownKey("the token names no key")
    return algorithm, kid


def _media_type(typ: object) -> str:
    return str(typ).lower().removeprefix("application/")


def _named(expected: Expected) -> str:
    return "an access token" if "at+jwt" in expected.types else "a status list"
