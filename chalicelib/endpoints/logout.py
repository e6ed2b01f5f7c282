"""The end session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

import hmac

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import page_response, see_other
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.pages.confirm_sign_out import ConfirmSignOut, confirm_sign_out_page
from chalicelib.endpoints.pages.signed_out import SignedOut, signed_out_page
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.same_site import as_get
from chalicelib.endpoints.way_back import way_back_to
from chalicelib.flows.sign_out import Departed, MustConfirm, SignOut
from chalicelib.protocol.parameters import Parameters

#: What the confirmation carries along, so that its answer is read as the question was.
_CARRIED = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


def logout_endpoint(reception: Reception, sign_out: SignOut) -> Blueprint:
    """A person leaves."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/logout", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def logout(visit: Visit) -> Response:
        if visit.incoming.method == "POST":
            return _answer(visit, reception, sign_out)
        parameters = visit.incoming.query()
        step = sign_out.begin(visit.tenant, parameters, visit.jar.session)
        if isinstance(step, MustConfirm):
            return _ask(visit, step, parameters)
        return _depart(visit, reception, step)

    return routes


def _answer(visit: Visit, reception: Reception, sign_out: SignOut) -> Response:
    form, cookie = visit.incoming.form(), visit.jar.session
    ticket = form.find("ticket") or ""
    if cookie is None or not hmac.compare_digest(ticket, cookie.ticket):
        # An app's own POST, or a form of somebody else's: it may ask, not answer (ES-8).
        return as_get(visit, "logout")
    if form.require("decision") == "confirm":
        return _depart(visit, reception, sign_out.confirm(visit.tenant, form, cookie))
    back = way_back_to(reception.clients, visit.tenant, visit.jar.app)
    return see_other(back.href if back else visit.tenant.url("logout"))


def _depart(visit: Visit, reception: Reception, step: Departed) -> Response:
    cookies = [visit.jar.forget_session()]
    if step.return_to is not None:
        return see_other(step.return_to, cookies)
    back = way_back_to(reception.clients, visit.tenant, visit.jar.app)
    return page_response(signed_out_page(SignedOut(house_of(visit.tenant), back)), cookies)


def _ask(visit: Visit, step: MustConfirm, parameters: Parameters) -> Response:
    user, cookie = step.signed_in.user, visit.jar.session
    carried = ((name, parameters.find(name)) for name in _CARRIED)
    ticket = (("ticket", cookie.ticket),) if cookie else ()
    question = ConfirmSignOut(
        house=house_of(visit.tenant),
        action=visit.tenant.url("logout"),
        hidden=(*((name, value) for name, value in carried if value), *ticket),
        person=str(user.profile.get("name") or user.email or "") or None,
        post_logout_redirect_uri=step.target,
    )
    return page_response(confirm_sign_out_page(question))
