"""The introspection endpoint (RFC 7662), with signed answers for those who ask (RFC 9701)."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.accept import prefers
from chalicelib.endpoints.answers import NO_STORE, json_response, no_content
from chalicelib.endpoints.headers import header_values
from chalicelib.endpoints.incoming import ANYTHING, Incoming
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.flows.introspect_token import IntrospectToken
from chalicelib.resource_servers.introspection import INTROSPECTION_TYPE

_SIGNED = f"application/{INTROSPECTION_TYPE}"


def introspect_endpoint(reception: Reception, introspect: IntrospectToken) -> Blueprint:
    """An API, or the client itself, asks what a token is worth."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/introspect", methods=["POST", "OPTIONS"], content_types=ANYTHING)
    @reception.for_machines(routes)
    def introspect_token(visit: Visit) -> Response:
        incoming = visit.incoming
        if incoming.method == "OPTIONS":
            return no_content(reception.cors.preflight())
        introspected = introspect(visit.tenant, incoming.authorization, incoming.form())
        if not _wants_signature(incoming):
            return json_response(introspected.answer)
        return _signed_response(introspect.sign(visit.tenant, introspected))

    return routes


def _wants_signature(incoming: Incoming) -> bool:
    """RFC 9701 section 4: by content negotiation; where both are as welcome, it is plain JSON."""
    accepted = header_values(incoming.request, "accept")
    return prefers(accepted, _SIGNED, over="application/json")


def _signed_response(token: str) -> Response:
    headers = {**NO_STORE, "Content-Type": _SIGNED, "X-Content-Type-Options": "nosniff"}
    return Response(token, dict(headers), 200)
