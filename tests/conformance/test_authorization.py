"""The authorization endpoint: what it takes and what it refuses."""

import pytest

from chalicelib.protocol.pkce import challenge_of
from tests.conformance.relying_party import SUITE, require_error_page
from tests.journeys.app import VERIFIER
from tests.journeys.browser import Browser


def test_a_client_signs_a_person_in(rp, browser):
    """`oidcc-server`; AZ-10, AZ-11 (`RelyingParty.read` allows nothing else)."""
    answer = rp.authorize(browser)
    assert set(answer) == {"code", "state", "iss"}
    assert answer["state"] == "a-state"
    assert rp.redeem(answer).claims["nonce"] == "a-nonce"


def test_a_request_may_be_posted(rp, browser):
    """AZ-1, AZ-26, `oidcc-ensure-post-request-succeeds`."""
    url, _, query = rp.app.authorize_url(response_mode=rp.mode).partition("?")
    form = {"content_type": "application/x-www-form-urlencoded", "data": query}
    first = browser.post(url, **form)
    assert first.status_code == 303
    answer = rp.read(rp.app.enter_password(browser, browser.follow(first)))
    assert rp.redeem(answer).claims["nonce"] == "a-nonce"
    # Afterwards the session answers, though no cookie came with the cross-site POST itself.
    without_cookies = rp.app.http.post(f"/t/{rp.app.tenant}/authorize", base_url=url, **form)
    assert without_cookies.status_code == 303
    assert "code" in rp.read(browser.get(without_cookies.location))


def test_a_posted_request_is_checked_like_any_other(rp, browser):
    """AZ-1, AZ-5."""
    url, _, query = rp.app.authorize_url(redirect_uri=f"{SUITE}/callback_invalid").partition("?")
    response = browser.post(url, data=query, content_type="application/x-www-form-urlencoded")
    require_error_page(browser.follow(response), "redirect_uri")


def test_a_request_that_is_no_form_is_refused(rp, browser):
    """AZ-1, X-1."""
    url, _, query = rp.app.authorize_url().partition("?")
    require_error_page(browser.post(url, data=query, content_type="text/plain"), "Content-Type")


def test_unknown_parameters_are_ignored(rp, browser):
    """AZ-2, `oidcc-ensure-request-with-unknown-parameter-succeeds`."""
    answer = rp.authorize(browser, extra="foobar", claims_supported="no", **{"x[]": "%00"})
    assert rp.redeem(answer).claims["nonce"] == "a-nonce"


def test_the_order_of_parameters_and_scopes_does_not_matter(rp, village):
    """AZ-3."""
    url, _, query = rp.app.authorize_url(
        response_mode=rp.mode, scope="phone email openid address profile"
    ).partition("?")
    browser = Browser(village)
    backwards = "&".join(reversed(query.split("&")))
    page = browser.follow(browser.get(f"{url}?{backwards}"))
    signed_in = rp.redeem(rp.read(rp.app.enter_password(browser, page)))
    assert "name" in rp.userinfo(signed_in)


@pytest.mark.parametrize("name", ["scope", "nonce", "response_type", "prompt", "max_age"])
def test_a_repeated_parameter_is_refused(rp, browser, name):
    """AZ-4."""
    answer = rp.read(rp.ask(browser, **{name: ["1", "1"]}))
    assert answer["error"] == "invalid_request"
    assert name in answer["error_description"]
    assert answer["state"] == "a-state"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "response_mode"])
def test_a_repeated_parameter_that_leads_back_is_refused_on_a_page(rp, browser, name):
    """AZ-4, AZ-5: there is no way back that could be trusted."""
    value = {"redirect_uri": rp.app.redirect_uri, "client_id": rp.app.client_id}.get(name, "query")
    require_error_page(rp.ask(browser, **{name: [value, value]}), "invalid_request", name)


@pytest.mark.parametrize(
    "uri",
    [
        f"{SUITE}/callback/rMGHGcVdqs",
        f"{SUITE}/callback_invalid",
        f"{SUITE}/callback?foo=bar",
        f"{SUITE}/callback/",
        f"{SUITE}/CALLBACK",
        f"{SUITE}/callback#fragment",
        "https://suite.vestibule.test:8443/",
        "https://suite.vestibule.test/test/a/vestibule/callback",
        "not a uri",
        "",
        None,
    ],
)
def test_only_registered_redirect_uris_are_used(rp, browser, uri):
    """AZ-5, `oidcc-ensure-registered-redirect-uri`."""
    require_error_page(rp.ask(browser, redirect_uri=uri), "invalid_request", "redirect_uri")


@pytest.mark.parametrize("client_id", ["nobody", "acme-web", "", None])
def test_an_unknown_client_is_refused_on_a_page(rp, browser, client_id):
    """AZ-5, X-4."""
    require_error_page(rp.ask(browser, client_id=client_id), "invalid_request", "client_id")


def test_a_request_without_response_type_is_refused(rp, browser):
    """AZ-7, FPM-2, `oidcc-response-type-missing`."""
    answer = rp.read(rp.ask(browser, response_type=None))
    assert answer["error"] in {"invalid_request", "unsupported_response_type"}
    assert answer["state"] == "a-state"
    assert "response_type" in answer["error_description"]


@pytest.mark.parametrize("response_type", ["token", "id_token", "code id_token", "none", "xyz"])
def test_another_response_type_is_unsupported(rp, browser, response_type):
    """AZ-7, FPM-2."""
    answer = rp.read(rp.ask(browser, response_type=response_type))
    assert answer["error"] == "unsupported_response_type"
    assert answer["state"] == "a-state"


def test_pkce_may_be_used_by_every_client(rp, browser):
    """TOK-8, `oidcc-ensure-request-with-valid-pkce-succeeds`."""
    changes = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    answer = rp.authorize(browser, **changes)
    assert rp.redeem(answer, code_verifier=VERIFIER).claims["nonce"] == "a-nonce"


@pytest.mark.parametrize("scope", [None, ""])
def test_a_request_without_openid_is_plain_oauth(rp, browser, scope):
    """AZ-29, UI-5."""
    response = rp.app.redeem(rp.authorize(browser, scope=scope)["code"])
    assert "id_token" not in response.json
    assert rp.app.userinfo(response.json["access_token"]).status_code == 403


def test_scopes_that_the_client_may_not_have_are_left_out(rp, browser):
    """AZ-2, TOK-4: the response says which were granted."""
    signed_in = rp.sign_in(browser, scope="openid offline_access unheard-of email")
    assert signed_in.tokens["scope"].split() == ["openid", "email"]


def test_the_chooser_is_skipped_where_there_is_nothing_to_choose(rp, browser):
    """1.5: the person comes to plain HTML forms with stable ids at once."""
    page = rp.page(browser)
    for identifier in ("username", "password", "login-submit", "login-cancel"):
        assert f'id="{identifier}"' in page.text
    assert "Sign in" in page.text
