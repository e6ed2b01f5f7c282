"""Whether this process answers at all; it asks nobody else."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response
from chalicelib.endpoints.incoming import ANYTHING


def health_endpoint() -> Blueprint:
    """A monitor looks in."""
    routes = Blueprint(__name__)

    @routes.route("/healthz", content_types=ANYTHING)
    def healthz() -> Response:
        return json_response({"status": "ok"})

    return routes
