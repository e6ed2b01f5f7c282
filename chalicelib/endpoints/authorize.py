"""The authorization endpoint (RFC 6749 section 3.1)."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.same_site import as_get
from chalicelib.endpoints.steps import step_response
from chalicelib.flows.begin_sign_in import BeginSignIn


def authorize_endpoint(reception: Reception, begin_sign_in: BeginSignIn) -> Blueprint:
    """An app asks."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/authorize", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def authorize(visit: Visit) -> Response:
        if visit.incoming.method == "POST":
            return as_get(visit, "authorize")
        parameters = visit.incoming.query()
        step = begin_sign_in(visit.tenant, parameters, visit.jar.session)
        response = step_response(step, visit.jar, reception.clock)
        remembered = visit.jar.remember_app(parameters.require("client_id"))
        response.headers["Set-Cookie"] = [*response.headers.get("Set-Cookie", ()), remembered]
        return response

    return routes
