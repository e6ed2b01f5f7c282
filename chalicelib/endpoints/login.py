"""The chooser: ways to sign in, and a way to refuse."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import page_response
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.pages.chooser import Choice as ChoiceLink
from chalicelib.endpoints.pages.chooser import Chooser, chooser_page
from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.steps import step_response
from chalicelib.flows.choose_connection import Choice, ChooseConnection
from chalicelib.upstream.model import ConnectionId


def login_endpoint(reception: Reception, choose_connection: ChooseConnection) -> Blueprint:
    """A person chooses."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/login", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def login(visit: Visit) -> Response:
        if visit.incoming.method == "POST":
            handle = visit.jar.handle(visit.incoming.form().require("attempt"))
            cancelled = choose_connection.cancel(visit.tenant, handle)
            return step_response(cancelled, visit.jar, reception.clock)
        handle = visit.jar.handle(visit.incoming.query().require("attempt"))
        choice = choose_connection.show(visit.tenant, handle)
        return page_response(chooser_page(_chooser(visit, choice, handle.state)))

    @routes.route("/t/{tenant}/login/{connection}", methods=["GET"], content_types=ANYTHING)
    @reception.for_people(routes)
    def go(visit: Visit, connection: str) -> Response:
        handle = visit.jar.handle(visit.incoming.query().require("attempt"))
        step = choose_connection.go(visit.tenant, handle, ConnectionId(connection))
        return step_response(step, visit.jar, reception.clock)

    return routes


def _chooser(visit: Visit, choice: Choice, attempt: str) -> Chooser:
    links = tuple(
        ChoiceLink(
            label=connection.label,
            href=f"{visit.tenant.url('login')}/{connection.id}?attempt={attempt}",
            kind=connection.kind,
        )
        for connection in choice.connections
    )
    return Chooser(
        house=house_of(visit.tenant),
        client=ClientCard(name=choice.client.name),
        choices=links,
        attempt=attempt,
        cancel_action=visit.tenant.url("login"),
        redirect_uri=choice.target,
    )
