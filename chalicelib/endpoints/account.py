"""The account page: a signed-in person sees their devices and apps, and ends them."""

import hmac

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import page_response, see_other
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.incoming import ANYTHING
from chalicelib.endpoints.pages import account as pages
from chalicelib.endpoints.pages.account_cards import AppCard, Asked, DeviceCard
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.endpoints.scope_lines import scope_lines
from chalicelib.endpoints.way_back import way_back_to
from chalicelib.flows.look_after_account import (
    Account,
    GrantedApp,
    LookAfterAccount,
    SignedInDevice,
)
from chalicelib.identity.device import device_name
from chalicelib.identity.model import Device, User
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import Parameters
from chalicelib.tenancy.model import Tenant

#: Where the page lies, below the issuer.
_ACCOUNT = "account"


def account_endpoint(reception: Reception, look_after: LookAfterAccount) -> Blueprint:
    """A person looks after what is theirs."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/account", methods=["GET", "POST"], content_types=ANYTHING)
    @reception.for_people(routes)
    def account(visit: Visit) -> Response:
        cookie = visit.jar.session
        signed_in = look_after.who(visit.tenant, cookie)
        if visit.incoming.method == "POST":
            return _end(visit, reception, look_after, signed_in)
        back = way_back_to(reception.clients, visit.tenant, visit.jar.app)
        if signed_in is None or cookie is None:
            return page_response(
                pages.nobody_page(pages.NobodySignedIn(house_of(visit.tenant), back))
            )
        shown = look_after.show(visit.tenant, signed_in)
        asked = Asked(visit.tenant.url(_ACCOUNT), cookie.ticket, reception.clock.now())
        page = _page(visit.tenant, signed_in.user, shown, asked)
        return page_response(pages.account_page(page._replace(back=back)))

    return routes


def _end(
    visit: Visit, reception: Reception, look_after: LookAfterAccount, signed_in: SignedIn | None
) -> Response:
    form = visit.incoming.form()
    if signed_in is None or not _is_ours(form, visit.jar.session):
        # Nobody's, or a form that another site made: it may look, not touch.
        reception.journal.note("form_refused", tenant=visit.tenant.id)
        return see_other(visit.tenant.url(_ACCOUNT))
    if _end_what_is_named(visit.tenant, form, look_after, signed_in):
        # There the person reads that they are signed out, and finds the way back.
        return see_other(visit.tenant.url("logout"), [visit.jar.forget_session()])
    return see_other(visit.tenant.url(_ACCOUNT))


def _end_what_is_named(
    tenant: Tenant, form: Parameters, look_after: LookAfterAccount, signed_in: SignedIn
) -> bool:
    """Whether this browser's own session is over. What is not the person's own ends nothing."""
    match form.require("end"):
        case "session":
            return look_after.end(tenant, signed_in, form.require("key"))
        case "grant":
            look_after.end_grant(tenant, signed_in, form.require("key"))
        case "others":
            look_after.end_others(tenant, signed_in)
        case "everywhere":
            look_after.end_everything(tenant, signed_in)
            return True
        case _:
            raise InvalidRequest("end must be session, grant, others or everywhere")
    return False


def _is_ours(form: Parameters, cookie: SessionCookie | None) -> bool:
    ticket = form.find("ticket") or ""
    return cookie is not None and hmac.compare_digest(ticket, cookie.ticket)


def _page(tenant: Tenant, user: User, account: Account, asked: Asked) -> pages.Account:
    return pages.Account(
        house=house_of(tenant),
        person=str(user.profile.get("name") or user.email or "you"),
        devices=tuple(map(_device_card, account.devices)),
        apps=tuple(_app_card(tenant, app) for app in account.apps),
        asked=asked,
    )


def _device_card(device: SignedInDevice) -> DeviceCard:
    session = device.session
    return DeviceCard(
        key=session.key,
        device=_called(session.device),
        connection=device.connection,
        signed_in_at=session.authenticated_at,
        last_used_at=session.last_used_at or session.authenticated_at,
        is_this=device.is_this,
        place=", ".join(filter(None, (session.device.country, session.device.address))),
        apps=device.apps,
    )


def _app_card(tenant: Tenant, app: GrantedApp) -> AppCard:
    grant = app.grant
    return AppCard(
        key=grant.key,
        app=app.name,
        device=_called(grant.device),
        given_at=grant.began_at,
        last_used_at=grant.last_used_at,
        scopes=scope_lines(tenant, grant.scopes),
        outlives_session=grant.is_offline,
    )


def _called(device: Device) -> str:
    words = device_name(device.user_agent)
    return words[:1].upper() + words[1:]
