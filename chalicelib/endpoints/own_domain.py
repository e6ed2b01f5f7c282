"""Where the gateway lets requests in that mean something under a tenant's own domain alone.

By the time routes are looked up, a request under such a domain is where the tenant's endpoints are
by path (`hosts`). What still comes here came to the broker's own address.
"""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.lost import refuse

_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


def own_domain_endpoint() -> Blueprint:
    """Somebody asks at the root."""
    routes = Blueprint(__name__)

    # A gateway that knows what lies below `/.well-known` need not pass on what it does not know
    # there, so the two documents have names of their own.
    @routes.route(
        "/.well-known/openid-configuration", name="root_configuration", content_types=ANYTHING
    )
    @routes.route(
        "/.well-known/oauth-authorization-server", name="root_metadata", content_types=ANYTHING
    )
    @routes.route("/{proxy+}", methods=_METHODS, content_types=ANYTHING)
    def nothing() -> Response:
        return refuse(404, "", ())

    return routes
