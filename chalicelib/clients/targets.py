"""Resource indicators: which APIs a token is for (RFC 8707)."""

from chalicelib.clients.model import Client
from chalicelib.protocol.errors import InvalidTarget


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


def narrow_audiences(granted: tuple[str, ...], resources: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a token request makes of the audiences granted with its code.

    RFC 8707 section 2.2: it may name fewer, never others. Raises InvalidTarget.
    """
    for resource in resources:
        if resource not in granted:
            raise InvalidTarget("resource was not granted with this code")
    return tuple(dict.fromkeys(resources)) or granted
