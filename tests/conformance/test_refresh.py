"""Refresh tokens, as a conformance suite uses and misuses them."""

import pytest

from tests.conformance.refusals import require_error
from tests.conformance.registration import register_unrotated_client
from tests.conformance.relying_party import RelyingParty
from tests.conformance.verification import verified
from tests.journeys.app import acme_spa, conformance
from tests.journeys.browser import Form
from tests.journeys.village import Village

CODE_SCOPE = "openid profile email"
ALL = "openid profile email address phone"


def refresh(app, token, **changes):
    return app.token({"grant_type": "refresh_token", "refresh_token": token, **changes})


def consented(rp, browser, **changes):
    """A sign-in in which the person is asked; the answer to the client."""
    page = rp.page(browser, prompt="consent", **changes)
    if "password" in Form.read(page).fields:
        page = rp.app.enter_password(browser, page)
    form = Form.read(page)
    fields = {**form.fields, "decision": "allow"}
    return rp.read(browser.post(form.url(page.request.url), fields))


@pytest.fixture
def signed_in(rp, browser):
    return rp.sign_in(browser)


@pytest.mark.parametrize("scope", [None, "openid", CODE_SCOPE, ALL])
def test_the_same_scope_or_less_may_be_asked_for(rp, signed_in, scope):
    """RT-1."""
    answer = refresh(rp.app, signed_in.tokens["refresh_token"], scope=scope).json
    assert set(answer["scope"].split()) == set((scope or signed_in.tokens["scope"]).split())


@pytest.mark.parametrize("scope", ["openid offline_access", "admin", " "])
def test_more_may_not_and_asking_for_it_costs_nothing(rp, signed_in, scope):
    """RT-1."""
    token = signed_in.tokens["refresh_token"]
    require_error(refresh(rp.app, token, scope=scope), "invalid_scope")
    rp.app.village.clock.advance(3600)
    assert refresh(rp.app, token).status_code == 200


def test_what_was_narrowed_once_is_whole_again_next_time(rp, signed_in):
    """RT-1: the grant is what the person gave, whatever one request makes of it."""
    narrow = refresh(rp.app, signed_in.tokens["refresh_token"], scope="openid").json
    assert refresh(rp.app, narrow["refresh_token"]).json["scope"] == signed_in.tokens["scope"]


def test_another_client_has_nothing_from_it_and_does_no_harm(village, rp, signed_in):
    """RT-2."""
    token = signed_in.tokens["refresh_token"]
    require_error(refresh(conformance(village, "oidf-basic-2"), token), "invalid_grant")
    assert refresh(rp.app, token).status_code == 200


def test_the_id_token_tells_of_the_same_sign_in(rp, signed_in, village):
    """RT-3, AZ-18."""
    village.clock.advance(120)
    answer = refresh(rp.app, signed_in.tokens["refresh_token"]).json
    claims = verified(rp.app, answer["id_token"], rp.app.client_id)
    for name in ("iss", "sub", "aud", "auth_time", "sid"):
        assert claims[name] == signed_in.claims[name]
    assert ("azp" in claims) == ("azp" in signed_in.claims)
    assert claims["iat"] == signed_in.claims["iat"] + 120
    assert "nonce" not in claims


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_a_confidential_client_authenticates(rp, signed_in, secret):
    """RT-4."""
    form = {"client_id": rp.app.client_id, "client_secret": secret}
    sent = {
        **form,
        "grant_type": "refresh_token",
        "refresh_token": signed_in.tokens["refresh_token"],
    }
    require_error(rp.app.fetch("token", method="POST", data=sent), "invalid_client", 401)


def test_offline_access_is_dropped_where_nobody_was_asked(rp, browser):
    """RT-5."""
    signed_in = rp.sign_in(browser, scope="openid offline_access")
    assert "offline_access" not in signed_in.tokens["scope"]


def test_offline_access_outlives_the_session_of_whoever_consented(rp, browser, village):
    """RT-5, BCL-6."""
    granted = rp.redeem(consented(rp, browser, scope="openid offline_access"))
    assert "offline_access" in granted.tokens["scope"].split()
    ordinary = rp.sign_in(browser)
    other = RelyingParty(app=conformance(village, "oidf-basic-2")).sign_in(browser)
    browser.get(f"{rp.app.issuer}/logout?id_token_hint={other.tokens['id_token']}")
    assert refresh(rp.app, granted.tokens["refresh_token"]).status_code == 200
    require_error(refresh(rp.app, ordinary.tokens["refresh_token"]), "invalid_grant")


def test_discovery_lists_the_grant_and_the_scope(app):
    """RT-5."""
    document = app.fetch(".well-known/openid-configuration").json
    assert "refresh_token" in document["grant_types_supported"]
    assert "offline_access" in document["scopes_supported"]


def test_a_public_clients_token_is_rotated_and_its_reuse_noticed(village: Village, browser):
    """RT-7."""
    app = acme_spa(village)
    first = app.redeem(app.sign_in(browser, "ada@acme.test", "google")["code"]).json
    second = refresh(app, first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    village.clock.advance(61)
    require_error(refresh(app, first["refresh_token"]), "invalid_grant")
    require_error(refresh(app, second["refresh_token"]), "invalid_grant")
    assert app.userinfo(second["access_token"]).status_code == 401


def test_a_client_that_is_not_rotated_keeps_its_token(village: Village, browser):
    """RT-6: for as long as its document says so, which a process knows within a minute."""
    app = register_unrotated_client(village, "unrotated")
    rp = RelyingParty(app=app)
    token = rp.sign_in(browser).tokens["refresh_token"]
    for _ in range(3):
        village.clock.advance(3600)
        assert refresh(app, token).json["refresh_token"] == token


@pytest.mark.parametrize("token", ["", "x", "1.1.a.b.c.d", "é", "." * 5, "1" * 9000])
def test_what_is_no_refresh_token_is_refused(app, token):
    """RT-2."""
    response = refresh(app, token)
    assert response.status_code == 400
    assert response.json["error"] in {"invalid_grant", "invalid_request"}
