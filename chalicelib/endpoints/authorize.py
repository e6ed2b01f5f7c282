"""The authorization endpoint (RFC 6749 section 3.1)."""

import re

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import see_other
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.steps import step_response
from chalicelib.flows.begin_sign_in import BeginSignIn
from chalicelib.protocol.errors import InvalidRequest

_QUERY = re.compile(r"[A-Za-z0-9%&=+._~*()!'$,;:@/?-]*")
_LONGEST_QUERY = 6000


def authorize_endpoint(reception: Reception, begin_sign_in: BeginSignIn) -> Blueprint:
    """An app asks."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/authorize", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def authorize(visit: Visit) -> Response:
        if visit.incoming.method == "POST":
            return _as_get(visit)
        parameters = visit.incoming.query()
        step = begin_sign_in(visit.tenant, parameters, visit.jar.session)
        response = step_response(step, visit.jar, reception.clock)
        remembered = visit.jar.remember_app(parameters.require("client_id"))
        response.headers["Set-Cookie"] = [*response.headers.get("Set-Cookie", ()), remembered]
        return response

    return routes


def _as_get(visit: Visit) -> Response:
    """Turn a POST into a same-site GET: a cross-site POST comes without our cookies (AZ-1)."""
    visit.incoming.form()
    query = visit.incoming.body_text()
    if len(query) > _LONGEST_QUERY or not _QUERY.fullmatch(query):
        raise InvalidRequest("the authorization request is too long or not form-encoded")
    return see_other(f"{visit.tenant.url('authorize')}?{query}")
