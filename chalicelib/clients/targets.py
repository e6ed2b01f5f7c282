"""Resource indicators: which APIs a token is for (RFC 8707)."""

from chalicelib.clients.model import Client
from chalicelib.protocol.errors import InvalidTarget
from chalicelib.protocol.vocabulary import IDENTITY_SCOPES
from chalicelib.tenancy.model import Tenant


def require_audiences(client: Client, resources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the audiences asked for, the client's default API when none is.

    Raises InvalidTarget for an API that this client may not call (RFC 8707 section 2).
    """
    if not resources:
        return client.audiences[:1]
    for resource in resources:
        if resource not in client.audiences:
            raise InvalidTarget("resource is not an API that this client may call")
    return tuple(dict.fromkeys(resources))


def meaningful_scopes(
    tenant: Tenant, audiences: tuple[str, ...], scopes: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the scopes that mean something to these APIs, or to our own userinfo endpoint.

    RFC 9068 section 3: a token carries no scope of an API that it is not for.
    """
    apis = [api for api in tenant.apis if api.audience in audiences]
    meant = {*IDENTITY_SCOPES, *(scope for api in apis for scope in api.scopes)}
    return tuple(scope for scope in scopes if scope in meant)


def narrow_audiences(granted: tuple[str, ...], resources: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a token request makes of the audiences that were granted.

    RFC 8707 section 2.2: it may name fewer, never others. Raises InvalidTarget.
    """
    for resource in resources:
        if resource not in granted:
            raise InvalidTarget("resource was not granted to this client")
    return tuple(dict.fromkeys(resources)) or granted
