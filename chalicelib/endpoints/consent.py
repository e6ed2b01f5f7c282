"""The consent page, for requests with `prompt=consent`."""

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import page_response
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.pages.consent import Consent, consent_page
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.scope_lines import scope_lines
from chalicelib.endpoints.steps import step_response
from chalicelib.flows.ask_consent import AnswerConsent, ConsentQuestion
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.tenancy.model import Tenant


def consent_endpoint(reception: Reception, answer_consent: AnswerConsent) -> Blueprint:
    """A person agrees, or does not."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/consent", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def consent(visit: Visit) -> Response:
        if visit.incoming.method == "POST":
            return _decide(visit)
        handle = visit.jar.handle(visit.incoming.query().require("attempt"))
        question = answer_consent.show(visit.tenant, handle, visit.jar.session)
        return page_response(consent_page(_page(visit.tenant, question, handle.state)))

    def _decide(visit: Visit) -> Response:
        form = visit.incoming.form()
        handle = visit.jar.handle(form.require("attempt"))
        match form.require("decision"):
            case "allow":
                step = answer_consent.allow(visit.tenant, handle, visit.jar.session)
            case "deny":
                step = answer_consent.deny(visit.tenant, handle)
            case _:
                raise InvalidRequest("decision must be allow or deny")
        return step_response(step, visit.jar, reception.clock)

    return routes


def _page(tenant: Tenant, question: ConsentQuestion, attempt: str) -> Consent:
    user = question.signed_in.user
    return Consent(
        house=house_of(tenant),
        client=ClientCard(name=question.client.name),
        person=str(user.profile.get("name") or user.email or "you"),
        scopes=scope_lines(tenant, question.request.scopes),
        attempt=attempt,
        action=tenant.url("consent"),
        redirect_uri=question.request.address.target,
    )
