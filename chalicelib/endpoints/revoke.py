"""The revocation endpoint (RFC 7009)."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response, no_content
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.flows.revoke_token import RevokeToken


def revoke_endpoint(reception: Reception, revoke: RevokeToken) -> Blueprint:
    """A client gives a token back."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/revoke", methods=["POST", "OPTIONS"], content_types=ANYTHING)
    @reception.for_machines(routes)
    def revoke_token(visit: Visit) -> Response:
        incoming = visit.incoming
        if incoming.method == "OPTIONS":
            return no_content(reception.cors.preflight())
        revoke(visit.tenant, incoming.authorization, incoming.form())
        # Section 2.2: the status says all, also of a token that never was.
        return json_response({})

    return routes
