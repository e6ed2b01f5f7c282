"""The token endpoint (RFC 6749 section 3.2)."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response, no_content
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.flows.answer_token_request import AnswerTokenRequest


def token_endpoint(reception: Reception, answer: AnswerTokenRequest) -> Blueprint:
    """A client redeems a code, or asks for a token of its own."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/token", methods=["POST", "OPTIONS"], content_types=ANYTHING)
    @reception.for_machines(routes)
    def token(visit: Visit) -> Response:
        if visit.incoming.method == "OPTIONS":
            return no_content(reception.cors.preflight())
        incoming = visit.incoming
        reply = answer(visit.tenant, incoming.authorization, incoming.form())
        return json_response(reply.body, reply.status, dict(reply.headers))

    return routes
