"""How to find everything else, and the keys to verify it with. No AWS call on a warm process."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response
from chalicelib.endpoints.cors import ANY_ORIGIN
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.resource_servers.discovery import metadata
from chalicelib.tokens.ports import KeyRings

#: Short enough that a new key is seen within minutes (JWK-5).
_CACHED = {"Cache-Control": "public, max-age=300", **ANY_ORIGIN}


def discovery_endpoint(reception: Reception, keys: KeyRings) -> Blueprint:
    """A client or an API looks around."""
    routes = Blueprint(__name__)

    # The second address is RFC 8414's: the well-known part goes between host and issuer path.
    @routes.route(
        "/t/{tenant}/.well-known/openid-configuration",
        name="openid_configuration",
        content_types=ANYTHING,
    )
    @routes.route(
        "/.well-known/oauth-authorization-server/t/{tenant}",
        name="oauth_authorization_server",
        content_types=ANYTHING,
    )
    @reception.for_machines(routes)
    def discovery(visit: Visit) -> Response:
        ring = keys.of(visit.tenant.id)
        return json_response(metadata(visit.tenant, ring), headers=_CACHED)

    @routes.route("/t/{tenant}/jwks", content_types=ANYTHING)
    @reception.for_machines(routes)
    def jwks(visit: Visit) -> Response:
        return json_response(keys.of(visit.tenant.id).jwks(), headers=_CACHED)

    return routes
