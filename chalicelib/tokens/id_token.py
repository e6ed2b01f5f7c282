"""The claims of an ID token: protocol claims only (OpenID Connect Core sections 2 and 5.4)."""

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import Claims
from chalicelib.tokens.code import AuthorizationCode

ID_TOKEN_TYPE = "JWT"


def id_token_claims(
    tenant: Tenant, client: Client, code: AuthorizationCode, roles: RoleBook, now: int
) -> Claims:
    """What the client learns of the sign-in; the person's claims are userinfo's.

    Claims that the client is configured for, or asked for with `claims`, come first, so that none
    of them can take the place of a protocol claim.
    """
    claims: Claims = {**code.id_token_claims, **_configured(client, code, roles)}
    claims |= {
        "iss": tenant.issuer,
        "sub": code.user_id,
        "aud": client.id,
        "exp": now + tenant.lifetimes.id_token,
        "iat": now,
        "auth_time": code.authenticated_at,
    }
    optional = {"nonce": code.nonce, "acr": code.acr, "amr": list(code.amr) or None}
    return claims | {name: value for name, value in optional.items() if value is not None}


def _configured(client: Client, code: AuthorizationCode, roles: RoleBook) -> Claims:
    """Tenant-specific claims, only for clients configured for them (IDT-4)."""
    defined = roles.defined(code.roles)
    available: Claims = {
        "roles": list(defined),
        "groups": list(code.groups),
        "entitlements": list(roles.entitlements_of(defined)),
    }
    return {name: available[name] for name in client.id_token_claims if name in available}
