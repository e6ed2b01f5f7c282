"""Reading tokens that we signed ourselves: access tokens at userinfo, ID tokens as hints."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import ACCESS_TOKEN_TYPE
from chalicelib.tokens.id_token import ID_TOKEN_TYPE
from chalicelib.tokens.keys import KeyRing

_LONGEST = 16_384


class NotOurToken(Exception):
    """Not a token that this tenant signed, or not of the kind asked for."""


@dataclass(frozen=True, slots=True)
class PersonalAccess:
    """What a token rests on that acts for a person: a family, and the session it began in."""

    grant_id: str
    session_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAccess:
    """An access token of ours that is not expired; `person` is None if a client acts for itself."""

    subject: str
    client_id: str
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    person: PersonalAccess | None
    claims: Mapping[str, object]


def read_access_token(tenant: Tenant, ring: KeyRing, token: str, now: int) -> VerifiedAccess:
    """Verify an access token of this tenant. Raises NotOurToken, also when it has expired."""
    claims = _verified_claims(tenant, ring, token, ACCESS_TOKEN_TYPE)
    expires_at, audience = claims.get("exp"), claims.get("aud")
    if not isinstance(expires_at, int) or now >= expires_at:
        raise NotOurToken("expired")
    return VerifiedAccess(
        subject=str(claims["sub"]),
        client_id=str(claims.get("client_id")),
        scopes=tuple(str(claims.get("scope", "")).split()),
        audiences=tuple(map(str, audience if isinstance(audience, list) else [audience])),
        person=_read_person(claims),
        claims=claims,
    )


def _read_person(claims: Mapping[str, object]) -> PersonalAccess | None:
    grant_id, session_key = claims.get("grant_id"), claims.get("sid")
    if not isinstance(grant_id, str) or not isinstance(session_key, str):
        return None
    return PersonalAccess(grant_id, session_key)


@dataclass(frozen=True, slots=True)
class Hint:
    """What an ID token of ours tells whoever brings it back."""

    subject: str
    client_id: str
    session_key: str | None


def read_id_token_hint(tenant: Tenant, ring: KeyRing, token: str) -> Hint:
    """Read an ID token of this tenant, even one that has expired (AZ-19).

    Raises NotOurToken. Only our own keys count, never a client's, never `alg: none`.
    """
    claims = _verified_claims(tenant, ring, token, ID_TOKEN_TYPE)
    session_key = claims.get("sid")
    return Hint(
        subject=str(claims["sub"]),
        client_id=str(claims.get("aud")),
        session_key=str(session_key) if session_key is not None else None,
    )


def _verified_claims(tenant: Tenant, ring: KeyRing, token: str, typ: str) -> dict[str, object]:
    import jwt  # with cryptography a fifth of a cold start, which most requests need not pay

    if len(token) > _LONGEST:
        raise NotOurToken("too long")
    try:
        header = jwt.get_unverified_header(token)
        key = ring.find(header.get("kid"))
        if key is None or header.get("typ") != typ:
            raise NotOurToken("unknown key or another kind of token")
        public = jwt.PyJWK({**key.public_jwk, "alg": key.algorithm})
        # The algorithm is the key's, never the header's. Times are our clock's business.
        claims = jwt.decode(
            token,
            public.key,
            algorithms=[key.algorithm],
            issuer=tenant.issuer,
            options={
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "require": ["iss", "sub"],
            },
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise NotOurToken(type(error).__name__) from error
    return dict(claims)
