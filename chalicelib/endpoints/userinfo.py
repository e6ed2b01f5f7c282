"""The userinfo endpoint (OpenID Connect Core section 5.3)."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response, no_content
from chalicelib.endpoints.incoming import ANYTHING, Incoming
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.flows.read_userinfo import ReadUserinfo
from chalicelib.resource_servers.bearer import require_bearer


def userinfo_endpoint(reception: Reception, read_userinfo: ReadUserinfo) -> Blueprint:
    """A client asks who the person is."""
    routes = Blueprint(__name__)
    methods = ["GET", "POST", "OPTIONS"]

    @routes.route("/t/{tenant}/userinfo", methods=methods, content_types=ANYTHING)
    @reception.for_machines(routes)
    def userinfo(visit: Visit) -> Response:
        if visit.incoming.method == "OPTIONS":
            return no_content(reception.cors.preflight())
        token = require_bearer(visit.incoming.authorization, _posted_token(visit.incoming))
        return json_response(read_userinfo(visit.tenant, token))

    return routes


def _posted_token(incoming: Incoming) -> str | None:
    """The token in a form body (RFC 6750 section 2.2); other bodies are not looked at."""
    if incoming.method != "POST" or not incoming.has_form:
        return None
    return incoming.form().find("access_token")
