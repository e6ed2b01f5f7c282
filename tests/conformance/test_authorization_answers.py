"""The authorization endpoint's answers: what comes back, unchanged, and to whom."""

from urllib.parse import urlencode

import pytest

from chalicelib.protocol.pkce import challenge_of
from tests.conformance.registration import register_public_client
from tests.conformance.relying_party import SUITE, RelyingParty, require_error_page
from tests.journeys.app import VERIFIER
from tests.journeys.browser import Browser, Form, answer_in


@pytest.mark.parametrize("state", ["s" * 128, "s" * 1000, "a+b/c=d &%?#<>'\"\\~", "0"])
def test_the_state_comes_back_unchanged(rp, browser, state):
    """AZ-8."""
    assert rp.authorize(browser, state=state)["state"] == state
    assert rp.read(rp.ask(browser, state=state, response_type="token"))["state"] == state


def test_without_a_state_none_comes_back(rp, browser):
    """AZ-8."""
    assert set(rp.authorize(browser, state=None)) == {"code", "iss"}
    refused = rp.read(rp.ask(browser, state=None, max_age="soon"))
    assert set(refused) == {"error", "error_description", "iss"}


@pytest.mark.parametrize("nonce", ["n" * 43, "n" * 64, "n" * 384, "n-0S6_WzA2Mj!$&'()*+,;=:@/?"])
def test_the_nonce_comes_back_unchanged(rp, browser, nonce):
    """AZ-9, IDT-1, `oidcc-ensure-request-with-valid-nonce`."""
    assert rp.sign_in(browser, nonce=nonce).claims["nonce"] == nonce


def test_the_code_flow_needs_no_nonce(rp, browser):
    """AZ-9, `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`."""
    assert "nonce" not in rp.sign_in(browser, nonce=None).claims


@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": 'to"k\\en'},
        {"max_age": 'so"on'},
        {"prompt": "l\u00f6gin"},
        {"claims": '{"'},
        {"scope": 'open"id'},
        {"connection": 'a"b\\c\n'},
        {"code_challenge": '"', "code_challenge_method": "S256"},
        {"code_challenge": "c" * 43, "code_challenge_method": "plain"},
        {'a"b\\c': ["1", "2"]},
    ],
)
def test_descriptions_are_plain_ascii_whatever_was_sent(rp, browser, changes):
    """AZ-12 (`RelyingParty.read` checks the characters)."""
    assert rp.read(rp.ask(browser, **changes))["error_description"]


def test_a_code_is_opaque_url_safe_and_never_the_same(rp, village):
    """AZ-25, X-2: 43 characters of base64url are 256 bits."""
    codes = {rp.authorize(Browser(village))["code"] for _ in range(3)}
    assert len(codes) == 3
    for code in codes:
        assert len(code) >= 43
        assert urlencode({"code": code}) == f"code={code}"


def test_a_person_may_refuse_to_sign_in(rp, browser):
    """AZ-27, FPM-2."""
    page = rp.page(browser)
    assert 'id="login-cancel"' in page.text
    answer = rp.read(browser.follow(browser.post(page.request.url, {"deny": "yes"})))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "a-state"


def test_two_tabs_do_not_mix(app, browser):
    """AZ-28: state, nonce, PKCE and response mode belong to the request, not to the browser."""
    first, second = RelyingParty(app=app), RelyingParty(app=app, mode="form_post")
    challenge = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    one = first.page(browser, state="one", nonce="nonce-one", **challenge)
    two = second.page(browser, state="two", nonce="nonce-two", scope="openid")
    later = second.read(app.enter_password(browser, two))
    earlier = first.read(app.enter_password(browser, one))
    assert (earlier["state"], later["state"]) == ("one", "two")
    assert first.redeem(earlier, code_verifier=VERIFIER).claims["nonce"] == "nonce-one"
    signed_in = second.redeem(later)
    assert signed_in.claims["nonce"] == "nonce-two"
    assert set(second.userinfo(signed_in)) == {"sub"}


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_a_registered_query_is_kept(village, browser, mode):
    """AZ-6: response parameters follow it after an ampersand; a form is posted to all of it."""
    uri = f"{SUITE}/callback?dummy1=lorem&dummy2=ipsum"
    app = register_public_client(village, f"with-query-{mode}", uri)
    response = app.sign_in_with_password(browser, response_mode=mode)
    if mode == "form_post":
        assert Form.read(response).action == uri
        code = Form.read(response).fields["code"]
    else:
        assert response.location.startswith(f"{uri}&code=")
        code = answer_in(response)["code"]
    assert app.redeem(code).status_code == 200
    require_error_page(app.ask(browser, redirect_uri=f"{SUITE}/callback"), "redirect_uri")
