"""Back-Channel Logout: who is told that a session ended, of what, and who waits for it (BCL)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import jwt
import pytest
from werkzeug.test import TestResponse

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.records import EXISTS, item_of
from chalicelib.adapters.dynamodb.writes import put, update
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.ports import Fetched
from tests.conformance.relying_party import SUITE, RelyingParty, SignedIn
from tests.conformance.verification import Claims, verified
from tests.journeys.aftermath import ALL_DONE, Aftermath
from tests.journeys.app import App, acme_web, conformance, twin_web
from tests.journeys.browser import Browser, Form, with_query
from tests.journeys.village import Village
from tests.support.visiting import OpenTable, Visiting

URI = f"{SUITE}/backchannel_logout"
RETURN = f"{SUITE}/post_logout_redirect"
CONFORMANCE = TenantId("conformance")
ADA = ("ada@acme.test", "google")
EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}


@dataclass(frozen=True, kw_only=True)
class Told:
    """The client that is told of logouts, and what arrived there."""

    rp: RelyingParty
    forms: list[dict[str, str]]

    def claims(self) -> list[Claims]:
        """Of every logout token that arrived, verified by two libraries."""
        app = self.rp.app
        return [verified(app, form["logout_token"], app.client_id) for form in self.forms]


@pytest.fixture
def told(village) -> Iterator[Told]:
    with village.bridge.listening(URI) as forms:
        yield Told(rp=RelyingParty(app=conformance(village, "oidf-bcl-1")), forms=forms)


@pytest.fixture
def aftermath(village) -> Aftermath:
    return Aftermath(village)


@pytest.fixture
def signed_in(told, browser) -> SignedIn:
    return told.rp.sign_in(browser)


def sign_out(rp: RelyingParty, browser: Browser, signed_in: SignedIn, **more: Any) -> TestResponse:
    hint = {"id_token_hint": signed_in.tokens["id_token"], "post_logout_redirect_uri": RETURN}
    return browser.get(with_query(f"{rp.app.issuer}/logout", hint | more))


def test_discovery_says_so(told):
    """DISC-4, BCL-3."""
    document = told.rp.app.fetch(".well-known/openid-configuration").json
    assert document["backchannel_logout_supported"] is True
    assert document["backchannel_logout_session_supported"] is True


def test_the_client_is_told_with_a_token_and_nothing_else(told, browser, signed_in, aftermath):
    """BCL-1, BCL-2."""
    sign_out(told.rp, browser, signed_in)
    aftermath.settle()
    (form,) = told.forms
    assert form.keys() == {"logout_token"}
    header = jwt.get_unverified_header(form["logout_token"])
    assert header["typ"] == "logout+jwt"
    id_token = jwt.get_unverified_header(signed_in.tokens["id_token"])
    assert (header["alg"], header["kid"]) == (id_token["alg"], id_token["kid"])


def test_the_token_names_the_session_that_the_id_token_named(told, browser, signed_in, aftermath):
    """BCL-2, IDT-5."""
    told.rp.app.village.clock.advance(60)
    sign_out(told.rp, browser, signed_in)
    aftermath.settle()
    (claims,) = told.claims()
    assert claims.keys() == {"iss", "aud", "iat", "exp", "jti", "sub", "sid", "events"}
    for name in ("iss", "aud", "sub", "sid"):
        assert claims[name] == signed_in.claims[name]
    assert claims["events"] == EVENTS
    assert claims["iat"] == signed_in.claims["iat"] + 60


def test_whoever_confirms_on_our_page_is_announced_all_the_same(
    told, browser, signed_in, aftermath
):
    """BCL-1."""
    page = browser.get(f"{told.rp.app.issuer}/logout")
    form = Form.read(page)
    name, value = form.buttons["logout-confirm"]
    browser.post(form.url(page.request.url), {**form.fields, name: value})
    aftermath.settle()
    assert [claims["sid"] for claims in told.claims()] == [signed_in.claims["sid"]]


def test_a_client_learns_of_a_sign_out_at_another_client(
    village, told, browser, signed_in, aftermath
):
    """BCL-1, X-5: one session, two clients, and only one of them wants to be told."""
    other = RelyingParty(app=conformance(village))
    there = other.sign_in(browser)
    assert there.claims["sid"] == signed_in.claims["sid"]
    sign_out(other, browser, there)
    aftermath.settle()
    (claims,) = told.claims()
    assert (claims["aud"], claims["sid"]) == ("oidf-bcl-1", signed_in.claims["sid"])


def test_a_client_that_took_no_part_is_not_told(village, told, browser, aftermath):
    """BCL-1."""
    other = RelyingParty(app=conformance(village))
    sign_out(other, browser, other.sign_in(browser))
    aftermath.settle()
    assert told.forms == []


def test_only_the_session_that_ended_is_announced(village, told, browser, signed_in, aftermath):
    """BCL-3: the same person goes on elsewhere, and no two of their sessions share a name."""
    elsewhere = Browser(village)
    there = told.rp.sign_in(elsewhere)
    assert there.claims["sub"] == signed_in.claims["sub"]
    sign_out(told.rp, browser, signed_in)
    aftermath.settle()
    again = told.rp.sign_in(browser)
    assert [claims["sid"] for claims in told.claims()] == [signed_in.claims["sid"]]
    sessions = {each.claims["sid"] for each in (signed_in, there, again)}
    assert len(sessions) == 3


def test_signing_out_twice_announces_once(told, browser, signed_in, aftermath):
    """BCL-3."""
    for _ in range(2):
        sign_out(told.rp, browser, signed_in)
        aftermath.settle()
    assert len(told.forms) == 1


def test_the_person_does_not_wait_for_a_client_that_does_not_answer(
    village, told, browser, signed_in, aftermath
):
    """BCL-4, BCL-5: when they are back at the app, nobody was even called."""
    with village.bridge.saying("backchannel_logout", None):
        assert sign_out(told.rp, browser, signed_in, state="s").location == f"{RETURN}?state=s"
        assert told.forms == []
        assert aftermath.relay() == ALL_DONE
        assert aftermath.deliver() == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    village.clock.advance(60)
    assert aftermath.deliver() == ALL_DONE
    assert aftermath.queue.bodies == []
    first, second = told.claims()
    assert second["iat"] == first["iat"] + 60
    assert second["jti"] != first["jti"]


@pytest.mark.parametrize(("status", "is_success"), [(200, True), (204, True), (400, False)])
def test_the_client_says_whether_it_has_been_done(
    village, told, browser, signed_in, aftermath, status, is_success
):
    """BCL-5."""
    with village.bridge.saying("backchannel_logout", Fetched(status, {}, b"")):
        sign_out(told.rp, browser, signed_in)
        aftermath.relay()
        assert (aftermath.deliver() == ALL_DONE) is is_success


def test_a_queue_out_of_reach_is_felt_by_nobody_and_forgets_nothing(
    told, browser, signed_in, aftermath
):
    """BCL-4, BCL-5."""
    aftermath.queue.is_out_of_reach = True
    assert sign_out(told.rp, browser, signed_in).status_code == 303
    assert aftermath.relay() != ALL_DONE
    aftermath.queue.is_out_of_reach = False
    aftermath.settle()
    assert len(told.forms) == 1


def test_what_the_session_gave_ends_with_it_and_offline_access_does_not(
    village, told, browser, aftermath
):
    """BCL-6."""
    kept = consented(told.rp, browser, scope="openid offline_access").tokens["refresh_token"]
    lost = told.rp.sign_in(browser).tokens["refresh_token"]
    other = RelyingParty(app=conformance(village))
    sign_out(other, browser, other.sign_in(browser))
    aftermath.settle()
    assert len(told.forms) == 1
    assert refresh(told.rp.app, lost).status_code == 400
    assert refresh(told.rp.app, kept).status_code == 200


def test_whoever_is_disabled_is_announced_for_every_session(
    village, told, browser, signed_in, aftermath
):
    """BCL-1: what an operator does goes the same way."""
    elsewhere = told.rp.sign_in(Browser(village))
    table = OpenTable(village.destination.table, lambda: village.dynamodb)
    place = places.user(CONFORMANCE, signed_in.claims["sub"])
    now = {":now": number(village.clock.now())}
    table.write(update(place, "SET #record.#disabled_at = :now", EXISTS, now))
    aftermath.settle()
    both = {signed_in.claims["sid"], elsewhere.claims["sid"]}
    assert both <= {claims["sid"] for claims in told.claims()}
    village.forget_people("conformance")


def test_a_client_of_the_same_id_at_another_tenant_learns_nothing(village, browser, aftermath):
    """X-4: acme's twin has the same client, told elsewhere."""
    here, there = "https://shop.acme.test/logout", "https://shop.twin.test/logout"
    be_told(village, acme_web(village), here)
    be_told(village, twin_web(village), there)
    with village.bridge.listening(here) as ours, village.bridge.listening(there) as theirs:
        for app in (acme_web(village), twin_web(village)):
            hint = app.redeem(app.sign_in(browser, *ADA)["code"]).json["id_token"]
        browser.get(with_query(f"{village.issuer('twin')}/logout", {"id_token_hint": hint}))
        aftermath.settle()
    assert ours == []
    (form,) = theirs
    claims = verified(twin_web(village), form["logout_token"], "acme-web")
    assert claims["iss"] == village.issuer("twin")


def be_told(village: Village, app: App, uri: str) -> None:
    """Register an address at which a client is told of logouts."""
    tenant = TenantId(app.tenant)
    client = Visiting(village.ports.clients).find(tenant, app.client_id)
    told = replace(client, backchannel_logout_uri=uri)
    table = OpenTable(village.destination.table, lambda: village.dynamodb)
    table.write(put(item_of(places.client(tenant, client.id), told)))
    village.grow_cold()


def refresh(app: App, token: str) -> TestResponse:
    return app.token({"grant_type": "refresh_token", "refresh_token": token})


def consented(rp: RelyingParty, browser: Browser, **changes: Any) -> SignedIn:
    """A sign-in in which the person is asked for what the client wants, and allows it."""
    page = rp.page(browser, prompt="consent", **changes)
    if "password" in Form.read(page).fields:
        page = rp.app.enter_password(browser, page)
    form = Form.read(page)
    fields = {**form.fields, "decision": "allow"}
    return rp.redeem(rp.read(browser.post(form.url(page.request.url), fields)))
