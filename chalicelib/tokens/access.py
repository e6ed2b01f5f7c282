"""The claims of an access token (RFC 9068 section 2.2)."""

from dataclasses import dataclass

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.code import AuthorizationCode

ACCESS_TOKEN_TYPE = "at+jwt"

Claims = dict[str, object]


def lifetime_of(tenant: Tenant, audiences: tuple[str, ...]) -> int:
    """Seconds that an access token lives: the shortest that any of its APIs allows."""
    apis = [tenant.find_api(audience) for audience in audiences]
    return min((api.access_token_lifetime for api in apis if api), default=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """The circumstances of one access token."""

    tenant: Tenant
    audiences: tuple[str, ...]
    now: int
    jti: str


def person_claims(issuance: Issuance, code: AuthorizationCode, roles: RoleBook) -> Claims:
    """Claims of a token that acts for a person, with their roles (RFC 9068 section 2.2.3.1)."""
    defined = roles.defined(code.roles)
    claims = _claims(issuance, code.user_id, code.client_id, code.scopes)
    claims |= {
        "sid": code.session_key,
        "auth_time": code.authenticated_at,
        "roles": list(defined),
        "entitlements": list(roles.entitlements_of(defined)),
        "grant_id": code.grant_id,
    }
    if code.acr is not None:
        claims["acr"] = code.acr
    lists = {"amr": code.amr, "groups": code.groups}
    claims |= {name: list(values) for name, values in lists.items() if values}
    return claims


def machine_claims(issuance: Issuance, client: Client, scopes: tuple[str, ...]) -> Claims:
    """Claims of a token that a client has for itself: it is its own subject (RFC 9068, 2.2)."""
    return _claims(issuance, client.id, client.id, scopes)


def _claims(issuance: Issuance, subject: str, client_id: str, scopes: tuple[str, ...]) -> Claims:
    tenant = issuance.tenant
    # A token that is for no API is for our own userinfo endpoint, hence for the issuer.
    aud = list(issuance.audiences) or [tenant.issuer]
    return {
        "iss": tenant.issuer,
        "sub": subject,
        "aud": aud[0] if len(aud) == 1 else aud,
        "client_id": client_id,
        "exp": issuance.now + lifetime_of(tenant, issuance.audiences),
        "iat": issuance.now,
        "jti": issuance.jti,
        "scope": " ".join(scopes),
    }
