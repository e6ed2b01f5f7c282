"""RP-Initiated Logout: who may end a session, and where the person goes (ES)."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conformance.relying_party import SUITE, RelyingParty, require_error_page
from tests.journeys.app import conformance
from tests.journeys.browser import Browser, Form, with_query

RETURN = f"{SUITE}/post_logout_redirect"
SIGNED_OUT = "You are signed out"


@pytest.fixture
def rp(village) -> RelyingParty:
    return RelyingParty(app=conformance(village))


@pytest.fixture
def hint(rp, browser) -> str:
    """The ID token of a browser that is signed in."""
    return rp.sign_in(browser).tokens["id_token"]


def sign_out(rp: RelyingParty, browser: Browser, **parameters: Any) -> TestResponse:
    return browser.get(with_query(f"{rp.app.issuer}/logout", parameters))


def is_signed_in(rp: RelyingParty, browser: Browser) -> bool:
    answer = rp.read(rp.ask(browser, prompt="none"))
    assert ("code" in answer) is (answer.get("error") != "login_required")
    return "code" in answer


def test_discovery_names_the_endpoint(rp):
    """DISC-4."""
    metadata = rp.app.fetch(".well-known/openid-configuration").json
    assert metadata["end_session_endpoint"] == f"{rp.app.issuer}/logout"


@pytest.mark.parametrize("state", ["s" * 128, "a b&c=d"])
def test_the_person_returns_to_the_app_with_its_state_and_nothing_else(rp, browser, hint, state):
    """ES-2."""
    response = sign_out(
        rp, browser, id_token_hint=hint, post_logout_redirect_uri=RETURN, state=state
    )
    assert response.status_code == 303
    assert response.location == with_query(RETURN, {"state": state})
    assert not is_signed_in(rp, browser)


def test_without_state_the_address_is_bare(rp, browser, hint):
    """ES-2: no state in, no state out."""
    response = sign_out(rp, browser, id_token_hint=hint, post_logout_redirect_uri=RETURN)
    assert response.location == RETURN


def test_a_post_does_what_a_get_does(rp, browser, hint):
    """ES-1, also across sites: the POST itself is not asked for cookies."""
    form = {"id_token_hint": hint, "post_logout_redirect_uri": RETURN, "state": "s"}
    url = f"{rp.app.issuer}/logout"
    posted = browser.post(url, form)
    assert posted.status_code == 303
    assert posted.location.startswith(f"{url}?")
    assert browser.get(posted.location).location == f"{RETURN}?state=s"
    assert not is_signed_in(rp, browser)


def test_an_expired_hint_is_still_a_hint(village, rp, browser, hint):
    """ES-5."""
    village.clock.advance(7200)
    response = sign_out(rp, browser, id_token_hint=hint, post_logout_redirect_uri=RETURN)
    assert response.location == RETURN


def test_every_client_of_the_session_learns_that_it_is_over(village, rp, browser, hint):
    """ES-6."""
    other = RelyingParty(app=conformance(village, "oidf-basic-2"))
    assert is_signed_in(other, browser)
    sign_out(rp, browser, id_token_hint=hint)
    assert not is_signed_in(other, browser)


def test_the_session_of_another_browser_goes_on(village, rp, browser, hint):
    elsewhere = Browser(village)
    rp.sign_in(elsewhere)
    sign_out(rp, browser, id_token_hint=hint)
    assert is_signed_in(rp, elsewhere)


def test_with_a_hint_alone_the_person_is_signed_out_and_told_so(rp, browser, hint):
    """ES-4."""
    page = sign_out(rp, browser, id_token_hint=hint)
    assert page.status_code == 200
    assert SIGNED_OUT in page.text
    assert not is_signed_in(rp, browser)


@pytest.mark.parametrize(
    "parameters", [{}, {"state": "s"}, {"post_logout_redirect_uri": RETURN}, {"logout_hint": "é"}]
)
def test_without_a_hint_the_person_is_asked_and_never_redirected(rp, browser, hint, parameters):
    """ES-3, ES-4."""
    page = sign_out(rp, browser, **parameters)
    assert page.status_code == 200
    assert is_signed_in(rp, browser)
    form = Form.read(page)
    assert {"logout-confirm", "logout-cancel"} <= form.buttons.keys()
    name, value = form.buttons["logout-confirm"]
    gone = browser.post(form.url(page.request.url), {**form.fields, name: value})
    assert gone.status_code == 200
    assert SIGNED_OUT in gone.text
    assert not is_signed_in(rp, browser)


def test_who_cancels_stays_signed_in(rp, browser, hint):
    """ES-8."""
    page = sign_out(rp, browser)
    form = Form.read(page)
    name, value = form.buttons["logout-cancel"]
    browser.post(form.url(page.request.url), {**form.fields, name: value})
    assert is_signed_in(rp, browser)


@pytest.mark.parametrize("ticket", [None, "", "0" * 64])
def test_nobody_else_can_answer_for_the_person(rp, browser, hint, ticket):
    """ES-8: a forged form is a question at most."""
    form = {"decision": "confirm"} | ({} if ticket is None else {"ticket": ticket})
    response = browser.follow(browser.post(f"{rp.app.issuer}/logout", form))
    assert SIGNED_OUT not in response.text
    assert is_signed_in(rp, browser)


@pytest.mark.parametrize(
    "uri",
    [
        f"{SUITE}/bad_post_logout_redirect_uri",
        f"{RETURN}?foo=bar",
        f"{RETURN}/",
        "https://evil.test/",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_not_registered_is_never_returned_to(rp, browser, hint, uri):
    """ES-2, ES-3."""
    response = sign_out(rp, browser, id_token_hint=hint, post_logout_redirect_uri=uri)
    require_error_page(response, "post_logout_redirect_uri is not registered for this client")
    assert is_signed_in(rp, browser)


def test_a_bad_hint_ends_nothing_and_leads_nowhere(rp, browser, hint):
    """ES-3."""
    head, body, signature = hint.split(".")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    for bad in ("x", f"{unsigned}.{body}.", f"{head}.{body}.{signature[::-1]}"):
        response = sign_out(rp, browser, id_token_hint=bad, post_logout_redirect_uri=RETURN)
        require_error_page(response, "id_token_hint")
    assert is_signed_in(rp, browser)


def test_an_access_token_is_no_hint(rp, browser):
    """ES-3."""
    token = rp.sign_in(browser).access_token
    require_error_page(sign_out(rp, browser, id_token_hint=token), "id_token_hint")


def test_a_hint_of_another_client_than_the_one_named_is_refused(rp, browser, hint):
    """ES-7."""
    response = sign_out(rp, browser, id_token_hint=hint, client_id="oidf-basic-2")
    require_error_page(response, "client_id")
    assert is_signed_in(rp, browser)


def test_a_hint_of_another_tenant_is_nothing_here(village, rp, browser, hint):
    """ES-3, X-4."""
    page = browser.get(with_query(f"{village.issuer('acme')}/logout", {"id_token_hint": hint}))
    require_error_page(page, "id_token_hint")
    assert is_signed_in(rp, browser)


def test_somebody_who_is_not_signed_in_is_signed_out_all_the_same(rp, browser, hint):
    """ES-2, ES-4."""
    browser.forget_everything()
    assert SIGNED_OUT in sign_out(rp, browser).text
    response = sign_out(rp, browser, id_token_hint=hint, post_logout_redirect_uri=RETURN)
    assert response.location == RETURN


def test_an_unknown_parameter_is_ignored_and_a_repeated_one_refused(rp, browser, hint):
    """AZ-2, AZ-4 in spirit."""
    assert SIGNED_OUT in sign_out(rp, browser, id_token_hint=hint, ui_locales="se", x="y").text
    response = sign_out(rp, browser, state=["a", "b"])
    require_error_page(response, "state is repeated")


def test_a_wrong_method_is_told_in_the_endpoints_own_words(rp):
    """X-1."""
    response = rp.app.fetch("logout", method="DELETE")
    assert response.status_code == 405
    assert "text/html" in response.content_type
