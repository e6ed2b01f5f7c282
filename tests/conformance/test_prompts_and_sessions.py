"""When a person is asked, when nobody may be, and what a session answers for."""

import jwt
import pytest

from chalicelib.tenancy.model import TenantId
from tests.conformance.relying_party import RelyingParty
from tests.journeys.app import acme_web, conformance
from tests.journeys.browser import Browser, Form, answer_in
from tests.support.visiting import Visiting


def test_without_a_session_nobody_answers_silently(rp, browser):
    """AZ-13, FPM-2, X-5, `oidcc-prompt-none-not-logged-in`."""
    answer = rp.read(rp.ask(browser, prompt="none"))
    assert answer["error"] == "login_required"
    assert answer["state"] == "a-state"


def test_a_session_answers_silently_for_the_same_sign_in(rp, browser, village):
    """AZ-13, AZ-18, `oidcc-prompt-none-logged-in`."""
    first = rp.sign_in(browser)
    village.clock.advance(30)
    second = rp.redeem(rp.read(rp.ask(browser, prompt="none")))
    assert second.claims["sub"] == first.claims["sub"]
    assert second.claims["auth_time"] == first.claims["auth_time"]
    assert second.claims["iat"] == first.claims["iat"] + 30
    assert second.claims["nonce"] == "a-nonce"


@pytest.mark.parametrize("prompt", ["none login", "consent none", "none select_account"])
def test_nobody_and_somebody_cannot_be_asked_at_once(rp, browser, prompt):
    """AZ-14."""
    rp.sign_in(browser)
    assert rp.read(rp.ask(browser, prompt=prompt))["error"] == "invalid_request"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": 0}])
def test_a_person_signs_in_again_when_the_client_says_so(rp, browser, village, changes):
    """AZ-15, AZ-17, AZ-18, `oidcc-prompt-login`."""
    first = rp.sign_in(browser)
    village.clock.advance(2)
    page = rp.page(browser, **changes)
    assert "password" in Form.read(page).fields
    second = rp.redeem(rp.read(rp.app.enter_password(browser, page)))
    assert second.claims["sub"] == first.claims["sub"]
    assert second.claims["auth_time"] == first.claims["auth_time"] + 2


def test_a_person_who_is_asked_for_consent_may_give_it(rp, browser):
    """AZ-16, 1.5."""
    first = rp.sign_in(browser)
    page = rp.page(browser, prompt="consent")
    form = Form.read(page)
    assert {"consent-allow", "consent-deny"} <= set(form.buttons)
    allowed = browser.post(form.url(page.request.url), {**form.fields, "decision": "allow"})
    second = rp.redeem(rp.read(allowed))
    assert second.claims["auth_time"] == first.claims["auth_time"]


def test_a_person_who_is_asked_for_consent_may_deny_it(rp, browser):
    """AZ-27, FPM-2: also after signing in for the very same request."""
    page = rp.app.enter_password(browser, rp.page(browser, prompt="login consent"))
    form = Form.read(page)
    denied = browser.post(form.url(page.request.url), {**form.fields, "decision": "deny"})
    answer = rp.read(denied)
    assert (answer["error"], answer["state"]) == ("access_denied", "a-state")


def test_a_person_may_be_let_choose_who_to_be(rp, browser):
    """AZ-16."""
    first = rp.sign_in(browser)
    second = rp.sign_in(browser, prompt="select_account")
    assert second.claims["sub"] == first.claims["sub"]


def test_a_session_that_is_too_old_does_not_answer(rp, browser, village):
    """AZ-17, AZ-18, `oidcc-max-age-1`."""
    first = rp.sign_in(browser)
    village.clock.advance(2)
    assert rp.read(rp.ask(browser, prompt="none", max_age=1))["error"] == "login_required"
    page = rp.page(browser, max_age=1)
    assert "password" in Form.read(page).fields
    second = rp.redeem(rp.read(rp.app.enter_password(browser, page)))
    assert second.claims["auth_time"] == first.claims["auth_time"] + 2


def test_a_session_that_is_young_enough_answers_and_tells_its_age(rp, browser, village):
    """AZ-17, AZ-18, `oidcc-max-age-10000`."""
    first = rp.sign_in(browser)
    village.clock.advance(9000)
    second = rp.redeem(rp.read(rp.ask(browser, max_age=10000)))
    assert second.claims["auth_time"] == first.claims["auth_time"]
    assert second.claims["sub"] == first.claims["sub"]


def test_an_id_token_names_the_person_even_after_it_expired(rp, browser, village):
    """AZ-19, `oidcc-id-token-hint`."""
    hint = rp.sign_in(browser).tokens["id_token"]
    for seconds in (0, 3600):
        village.clock.advance(seconds)
        answer = rp.read(rp.ask(browser, prompt="none", id_token_hint=hint))
        assert rp.redeem(answer).claims["nonce"] == "a-nonce"
    assert "code" in rp.authorize(browser, id_token_hint=hint)


def test_an_id_token_of_somebody_else_is_not_answered(rp, browser, village):
    """AZ-19."""
    rp.sign_in(browser)
    key = Visiting(village.ports.keys).of(TenantId("conformance")).current()
    claims = {"iss": rp.app.issuer, "sub": "somebody-else", "aud": rp.app.client_id}
    hint = Visiting(village.ports.signer).seal(TenantId("conformance"), key, "JWT", claims)
    silent = rp.read(rp.ask(browser, prompt="none", id_token_hint=hint))
    assert silent["error"] == "login_required"
    assert rp.authorize(browser, id_token_hint=hint)["error"] == "login_required"


def test_only_our_own_keys_vouch_for_a_hint(rp, browser, village):
    """AZ-19: neither alg none, nor the client's secret, nor another tenant's key."""
    claims = rp.sign_in(browser).claims
    acme = acme_web(village)
    theirs = acme.redeem(acme.sign_in(Browser(village), "ada@acme.test", "google")["code"]).json
    forged = [
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, village.secret("conformance", rp.app.client_id), algorithm="HS256"),
        theirs["id_token"],
        "not.a.jwt",
    ]
    for hint in forged:
        answer = rp.read(rp.ask(browser, prompt="none", id_token_hint=hint))
        assert answer["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [
        {"login_hint": "alice"},
        {"login_hint": "nobody@nowhere.test"},
        {"ui_locales": "se"},
        {"ui_locales": "fr-CA fr en"},
        {"claims_locales": "se"},
        {"display": "page"},
        {"display": "popup"},
        {"display": "touch"},
        {"display": "wap"},
        {"acr_values": "1 2"},
        {"acr_values": "urn:nobody:knows:this"},
    ],
    ids=str,
)
def test_hints_never_stand_in_the_way(rp, browser, changes):
    """AZ-20, `oidcc-login-hint`, `-ui-locales`, `-claims-locales`, `-display-*`, `-acr-values`."""
    fresh = rp.sign_in(browser, **changes)
    again = rp.redeem(rp.read(rp.ask(browser, prompt="none", **changes)))
    assert again.claims["sub"] == fresh.claims["sub"]


def test_an_acr_that_can_be_met_is_met(rp, browser):
    """AZ-21."""
    assert rp.sign_in(browser, acr_values="1 2").claims["acr"] in {"1", "2"}


def test_an_essential_acr_that_cannot_be_met_fails_the_sign_in(rp, village):
    """AZ-21: a provider that names no acr has met none."""
    acme = acme_web(village)
    claims = '{"id_token": {"acr": {"essential": true, "values": ["gold"]}}}'
    changes = {"claims": claims, "response_mode": rp.mode, "connection": "google"}
    browser = Browser(village)
    page = acme.ask(browser, login_hint="ada@acme.test", **changes)
    answer = answer_in(browser.follow(page))
    assert answer["error"] == "unmet_authentication_requirements"
    acme.sign_in(browser, "ada@acme.test", "google")
    silent = answer_in(acme.ask(browser, prompt="none", **changes))
    assert silent["error"] == "login_required"


def test_one_session_serves_several_clients(village, browser):
    """X-5."""
    clients = ("oidf-basic-1", "oidf-basic-2", "oidf-post-1")
    first, *others = (RelyingParty(app=conformance(village, each)) for each in clients)
    subject = first.sign_in(browser).claims["sub"]
    for other in others:
        answer = other.read(other.ask(browser, prompt="none"))
        signed_in = other.redeem(answer, basic=other.app.client_id != "oidf-post-1")
        assert signed_in.claims["sub"] == subject


def test_a_session_ends_when_nobody_uses_it(rp, browser, village):
    """X-5: after eight hours, and not before."""
    rp.sign_in(browser)
    village.clock.advance(8 * 3600 - 1)
    assert "code" in rp.read(rp.ask(browser, prompt="none"))
    village.clock.advance(8 * 3600 + 1)
    assert rp.read(rp.ask(browser, prompt="none"))["error"] == "login_required"


def test_a_fresh_jar_is_not_signed_in(rp, browser):
    """X-5."""
    rp.sign_in(browser)
    browser.forget_everything()
    assert rp.read(rp.ask(browser, prompt="none"))["error"] == "login_required"
