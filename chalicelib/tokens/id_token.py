"""The claims of an ID token: protocol claims only (OpenID Connect Core sections 2 and 5.4)."""

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import Claims
from chalicelib.tokens.grant import Grant

ID_TOKEN_TYPE = "JWT"


def id_token_claims(
    tenant: Tenant, client: Client, grant: Grant, roles: RoleBook, now: int
) -> Claims:
    """What the client learns of the sign-in; the person's claims are userinfo's.

    Claims that the client is configured for, or asked for with `claims`, come first, so that none
    of them can take the place of a protocol claim.
    """
    claims: Claims = {**grant.id_token_claims, **_configured(client, grant, roles)}
    claims |= {
        "iss": tenant.issuer,
        "sub": grant.user_id,
        "aud": client.id,
        "exp": now + tenant.lifetimes.id_token,
        "iat": now,
        "auth_time": grant.authenticated_at,
        "sid": grant.session_key,  # so that a sign-out can name the session (BCL section 2.1)
    }
    optional = {"nonce": grant.nonce, "acr": grant.acr, "amr": list(grant.amr) or None}
    return claims | {name: value for name, value in optional.items() if value is not None}


def _configured(client: Client, grant: Grant, roles: RoleBook) -> Claims:
    """Tenant-specific claims, only for clients configured for them (IDT-4)."""
    defined = roles.defined(grant.roles)
    available: Claims = {
        "roles": list(defined),
        "groups": list(grant.groups),
        "entitlements": list(roles.entitlements_of(defined)),
    }
    return {name: available[name] for name in client.id_token_claims if name in available}
