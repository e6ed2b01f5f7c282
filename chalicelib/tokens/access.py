"""The claims of an access token (RFC 9068 section 2.2)."""

from dataclasses import dataclass

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.grant import Grant
from chalicelib.tokens.keys import USUAL_ALGORITHM
from chalicelib.tokens.status_list import status_reference

ACCESS_TOKEN_TYPE = "at+jwt"

Claims = dict[str, object]


def lifetime_of(tenant: Tenant, audiences: tuple[str, ...]) -> int:
    """Seconds that an access token lives: the shortest that any of its APIs allows."""
    apis = [tenant.find_api(audience) for audience in audiences]
    return min((api.access_token_lifetime for api in apis if api), default=600)


def algorithm_of(tenant: Tenant, audiences: tuple[str, ...]) -> str:
    """What signs an access token: the tenant's algorithm, but RS256 if one of its APIs wants that.

    An API that says nothing takes both, for both keys are published.
    """
    apis = [tenant.find_api(audience) for audience in audiences]
    is_usual = any(api.signing_algorithm == USUAL_ALGORITHM for api in apis if api)
    return USUAL_ALGORITHM if is_usual else tenant.keys.algorithm


def list_algorithm(tenant: Tenant) -> str:
    """What signs a status list, which every API reads: as a token that is for all of them."""
    return algorithm_of(tenant, tuple(api.audience for api in tenant.apis))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """The circumstances of one access token."""

    tenant: Tenant
    audiences: tuple[str, ...]
    now: int
    jti: str


def person_claims(issuance: Issuance, client: Client, grant: Grant, roles: RoleBook) -> Claims:
    """Claims of a token that acts for a person, with their roles (RFC 9068 section 2.2.3.1)."""
    defined = roles.defined(grant.roles)
    claims = _claims(issuance, grant.user_id, grant.client_id, grant.scopes)
    claims |= {
        "sid": grant.session_key,
        "auth_time": grant.authenticated_at,
        "roles": list(defined),
        "entitlements": list(roles.entitlements_of(defined)),
        "grant_id": grant.id,
        "status": _status(issuance.tenant, grant.status, client.status),
    }
    if grant.acr is not None:
        claims["acr"] = grant.acr
    lists = {"amr": grant.amr, "groups": grant.groups}
    claims |= {name: list(values) for name, values in lists.items() if values}
    return claims


def machine_claims(issuance: Issuance, client: Client, scopes: tuple[str, ...]) -> Claims:
    """Claims of a token that a client has for itself: it is its own subject (RFC 9068, 2.2)."""
    claims = _claims(issuance, client.id, client.id, scopes)
    return claims | ({"status": _status(issuance.tenant, client.status)} if client.status else {})


def _status(
    tenant: Tenant, own: StatusIndex, of_client: StatusIndex | None = None
) -> dict[str, object]:
    """Where the token's status is looked up (Token Status List section 6.1).

    A second place, beside the registered one, is the client's: removing it is one bit, however
    many people use it.
    """
    status: dict[str, object] = {"status_list": status_reference(tenant, own)}
    if of_client is not None:
        status["client_status_list"] = status_reference(tenant, of_client)
    return status


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
