"""Where upstream providers send people back to, one address per connection."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.steps import step_response
from chalicelib.flows.finish_sign_in import FinishSignIn
from chalicelib.protocol.parameters import Parameters
from chalicelib.upstream.model import Callback, ConnectionId


def callback_endpoint(reception: Reception, finish_sign_in: FinishSignIn) -> Blueprint:
    """An upstream answers."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/callback/{connection}", methods=["GET"], content_types=ANYTHING)
    @reception.for_people(routes)
    def callback(visit: Visit, connection: str) -> Response:
        parameters = visit.incoming.query()
        handle = visit.jar.handle(parameters.require("state"))
        answer = _read_callback(parameters.check())
        device = visit.incoming.device
        step = finish_sign_in(visit.tenant, ConnectionId(connection), handle, answer, device)
        return step_response(step, visit.jar, reception.clock)

    return routes


def _read_callback(parameters: Parameters) -> Callback:
    # Facebook reports some failures without `error` (its own error_code or error_reason instead).
    errors = (parameters.find(name) for name in ("error", "error_reason", "error_code"))
    return Callback(
        code=parameters.find("code"),
        error=next((error for error in errors if error), None),
        error_description=parameters.find("error_description"),
        issuer=parameters.find("iss"),
    )
