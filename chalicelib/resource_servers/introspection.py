"""What a token is worth at this moment, for whoever may know (RFC 7662, RFC 9701)."""

from collections.abc import Mapping

from chalicelib.clients.model import Client
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.refresh_token import RefreshToken
from chalicelib.tokens.verify import VerifiedAccess

Answer = dict[str, object]

#: The type of a signed answer, and with `application/` before it, its media type.
INTROSPECTION_TYPE = "token-introspection+jwt"
#: RFC 9701 section 6: the algorithm that is meant where a resource server registered none.
SIGNING_ALGORITHM = "RS256"

_TOLD_OF_ACCESS = (
    *("iss", "sub", "aud", "client_id", "scope", "exp", "iat", "nbf", "jti"),
    *("sid", "auth_time", "acr", "amr", "roles", "groups", "entitlements"),
)


def inactive() -> Answer:
    """All that is ever told of a token that is worth nothing here, whatever the reason."""
    return {"active": False}


def may_learn(client: Client, access: VerifiedAccess) -> bool:
    """Whether a client may know of an access token: its own, or one for an API it speaks for.

    RFC 7662 section 2.2 and RFC 9701 section 5: everybody else learns that it is not active.
    """
    is_own = access.client_id == client.id
    return is_own or not set(access.audiences).isdisjoint(client.introspects)


def access_answer(access: VerifiedAccess) -> Answer:
    """What is told of a good access token: what it says itself, roles included."""
    told = {name: access.claims[name] for name in _TOLD_OF_ACCESS if name in access.claims}
    return {"active": True, "token_type": "Bearer", **told}


def refresh_answer(
    tenant: Tenant, client: Client, family: RefreshFamily, token: RefreshToken, now: int
) -> Answer:
    """What the client that holds a refresh token is told while the token is good."""
    return {
        "active": True,
        "token_type": "refresh_token",
        "iss": tenant.issuer,
        "sub": family.user_id,
        "client_id": family.client_id,
        "scope": " ".join(family.scopes),
        "exp": _expiry(client, family, token),
        "iat": min(_issued_at(family, token), now),
        "auth_time": family.authenticated_at,
    }


def signed_claims(tenant: Tenant, client: Client, answer: Mapping[str, object], now: int) -> Answer:
    """The claims of a signed answer, for the client that asked and nobody else.

    RFC 9701 section 5: without `sub` and `exp` of its own, and so of no use as an access token.
    """
    return {
        "iss": tenant.issuer,
        "aud": client.id,
        "iat": now,
        "token_introspection": dict(answer),
    }


def _expiry(client: Client, family: RefreshFamily, token: RefreshToken) -> int:
    rotated_at = family.rotated_at(token.generation)
    expires_at = min(family.expires_at, family.idle_expires_at)
    if rotated_at is None:
        return expires_at
    # One that was used up is good for as long as its answer may be asked for again.
    return min(expires_at, rotated_at + client.refresh.retry_window)


def _issued_at(family: RefreshFamily, token: RefreshToken) -> int:
    """A token is made when the one before it is used; an outage may date that ahead."""
    made_at = family.rotated_at(token.generation - 1) if token.generation > 1 else None
    return family.created_at if made_at is None else made_at
