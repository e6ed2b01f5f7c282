"""The userinfo endpoint: how a token is presented, and what it learns."""

import re

import pytest

from tests.conformance.relying_party import RelyingParty, SignedIn
from tests.journeys.app import acme_web
from tests.journeys.browser import Browser

PROFILE = {
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username"),
    *("profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale"),
    "updated_at",
}
CLAIMS = {
    "openid": set[str](),
    "profile": PROFILE,
    "email": {"email", "email_verified"},
    "address": {"address"},
    "phone": {"phone_number", "phone_number_verified"},
}
ADDRESS = {"formatted", "street_address", "locality", "region", "postal_code", "country"}


@pytest.fixture
def signed_in(app, browser) -> SignedIn:
    return RelyingParty(app=app).sign_in(browser)


def bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}"}


def test_the_token_may_come_in_a_get(app, signed_in):
    """UI-1, UI-2, `oidcc-userinfo-get`."""
    response = app.fetch("userinfo", headers=bearer(signed_in.access_token))
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["sub"] == signed_in.claims["sub"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_token_may_come_in_the_header_of_a_post(app, signed_in):
    """UI-1, UI-2, `oidcc-userinfo-post-header`."""
    response = app.fetch("userinfo", method="POST", headers=bearer(signed_in.access_token))
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["sub"] == signed_in.claims["sub"]


def test_the_token_may_come_in_a_form(app, signed_in):
    """UI-1, UI-2, `oidcc-userinfo-post-body`."""
    form = {"access_token": signed_in.access_token}
    response = app.fetch("userinfo", method="POST", data=form)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["sub"] == signed_in.claims["sub"]


@pytest.mark.parametrize("scope", CLAIMS)
def test_a_scope_releases_all_of_its_claims_and_no_others(rp, browser, scope):
    """UI-3, `oidcc-scope-profile`, `-email`, `-address`, `-phone`."""
    claims = rp.userinfo(rp.sign_in(browser, scope=f"openid {scope}"))
    assert set(claims) == {"sub"} | CLAIMS[scope]


def test_all_scopes_release_every_standard_claim(rp, browser):
    """UI-3, `oidcc-scope-all`."""
    claims = rp.userinfo(rp.sign_in(browser))
    assert set(claims) == {"sub"}.union(*CLAIMS.values())


def test_every_claim_has_its_type(app, signed_in):
    """UI-3, 1.4."""
    claims = app.userinfo(signed_in.access_token).json
    texts = (PROFILE - {"updated_at"}) | {"sub", "email", "phone_number"}
    assert all(isinstance(claims[name], str) and claims[name] for name in texts)
    assert type(claims["updated_at"]) is int
    assert claims["email_verified"] is True
    assert claims["phone_number_verified"] is True
    assert re.fullmatch(r"(\d{4}(-\d\d-\d\d)?)", claims["birthdate"])
    assert set(claims["address"]) == ADDRESS
    assert all(isinstance(part, str) and part for part in claims["address"].values())


def test_a_claim_without_a_value_is_left_out(village, browser):
    """UI-3, 1.4: whoever told little is said little of."""
    acme = acme_web(village)
    answer = acme.sign_in(browser, "mary@facebook.test", "facebook")
    claims = acme.userinfo(acme.redeem(answer["code"]).json["access_token"]).json
    assert set(claims) < {"sub", *PROFILE, *CLAIMS["email"]}
    assert all(value not in (None, "", "null", [], {}) for value in claims.values())


@pytest.mark.parametrize("token", ["unknown", "a.b.c", "e30.e30.", "x" * 5000])
def test_an_unknown_token_is_refused(app, token):
    """UI-4, X-1."""
    response = app.userinfo(token)
    assert (response.status_code, response.json["error"]) == (401, "invalid_token")
    assert response.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


def test_an_expired_token_is_refused(app, signed_in, village):
    """UI-4, X-3: to the second."""
    village.clock.advance(signed_in.tokens["expires_in"] - 1)
    assert app.userinfo(signed_in.access_token).status_code == 200
    village.clock.advance(1)
    response = app.userinfo(signed_in.access_token)
    assert (response.status_code, response.json["error"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


def test_an_id_token_is_no_access_token(app, signed_in):
    """UI-4."""
    assert app.userinfo(signed_in.tokens["id_token"]).status_code == 401


def test_no_token_is_a_bare_challenge(app):
    """UI-4 (RFC 6750 section 3.1)."""
    response = app.fetch("userinfo")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_without_openid_learns_nothing(app, village):
    """UI-5."""
    answer = RelyingParty(app=app).authorize(Browser(village), scope="profile")
    response = app.userinfo(app.redeem(answer["code"]).json["access_token"])
    assert (response.status_code, response.json["error"]) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_in_the_address_is_never_accepted(app, signed_in, method):
    """UI-6."""
    path = f"userinfo?access_token={signed_in.access_token}"
    response = app.fetch(path, method=method)
    assert response.status_code == 401
    assert "name" not in response.json


@pytest.mark.parametrize(
    "accept", ["*/*", None, "application/json;charset=utf-8", "text/html", "image/png", "nonsense"]
)
def test_whatever_is_accepted_json_comes(app, signed_in, accept):
    """UI-7."""
    headers = bearer(signed_in.access_token) | ({"Accept": accept} if accept else {})
    response = app.fetch("userinfo", headers=headers)
    assert (response.status_code, response.mimetype) == (200, "application/json")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "BeArEr"])
def test_the_scheme_may_be_spelled_in_any_case(app, signed_in, scheme):
    """UI-9."""
    response = app.fetch("userinfo", headers=bearer(signed_in.access_token, scheme))
    assert response.status_code == 200


def test_a_token_is_presented_once(app, signed_in):
    """UI-1 (RFC 6750 section 2)."""
    token = signed_in.access_token
    form = {"access_token": token}
    response = app.fetch("userinfo", method="POST", data=form, headers=bearer(token))
    assert (response.status_code, response.json["error"]) == (400, "invalid_request")


def test_other_schemes_present_no_token(app, signed_in):
    """UI-4: nothing here is bound by DPoP yet, so no token passes under that name."""
    for scheme in ("Basic", "DPoP", "Token"):
        response = app.fetch("userinfo", headers=bearer(signed_in.access_token, scheme))
        assert response.status_code == 401
