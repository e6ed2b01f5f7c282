"""What holds at every endpoint: JSON for machines, pages for people, walls between tenants."""

import pytest

from tests.conformance.relying_party import RelyingParty
from tests.journeys.app import acme_web, conformance
from tests.journeys.browser import answer_in
from tests.journeys.village import PUBLIC_URL

MACHINES = ("token", "userinfo", "jwks", ".well-known/openid-configuration")
PEOPLE = ("authorize", "login", "consent", "callback/op")


@pytest.mark.parametrize("path", MACHINES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("content_type", ["text/html", "application/json", "multipart/form-data"])
def test_machines_are_answered_in_json(app, path, method, content_type):
    """X-1: whatever the method and the body."""
    response = app.fetch(path, method=method, data=b"<x>", content_type=content_type)
    assert response.status_code in {200, 400, 401, 405}
    assert response.mimetype == "application/json"
    assert response.status_code == 200 or response.json["error"]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/html", "x"])
def test_a_get_is_answered_whatever_type_it_claims_for_no_body(app, content_type):
    """DISC-1, X-1: some clients send one with every request."""
    for path in ("jwks", ".well-known/openid-configuration"):
        assert app.fetch(path, headers={"Content-Type": content_type}).status_code == 200


@pytest.mark.parametrize("path", PEOPLE)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_people_are_answered_with_a_page(app, path, method):
    """X-1, 1.5: with the error's code and one sentence."""
    response = app.fetch(path, method=method, data=b"<x>", content_type="text/html")
    assert response.status_code in {400, 405}
    assert response.mimetype == "text/html"
    assert "invalid_request" in response.text


@pytest.mark.parametrize("path", ["nothing", "token/more", "jwks.json"])
def test_an_address_that_does_not_exist_is_json_not_found(app, path):
    """X-1."""
    response = app.fetch(path)
    assert response.status_code == 404
    assert response.json["error"] == "invalid_request"


@pytest.mark.parametrize("path", ["token", "userinfo"])
def test_a_body_that_is_far_too_long_is_refused_in_json(app, path):
    """X-1."""
    body = "grant_type=" + "x" * 1_000_000
    form = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    response = app.fetch(path, method="POST", **form)
    assert (response.status_code, response.mimetype) == (413, "application/json")


def test_every_secret_is_long_and_unlike_any_other(app, village, browser):
    """X-2: 256 bits in 43 characters, in codes and in every cookie."""
    code = RelyingParty(app=app).authorize(browser)["code"]
    secrets = {code}
    for cookie in browser._broker._cookies.values():
        if "app" not in cookie.key:
            secrets.add(cookie.value.partition(".")[0])
    assert len(secrets) == 2  # the code's and the session's: the attempt is over
    assert all(len(secret) >= 43 for secret in secrets)


def test_every_tenant_has_cookies_of_its_own(village, browser):
    """X-4: a session at one tenant is nothing at another."""
    RelyingParty(app=conformance(village)).sign_in(browser)
    acme = acme_web(village)
    assert answer_in(acme.ask(browser, prompt="none"))["error"] == "login_required"
    acme.sign_in(browser, "ada@acme.test", "google")
    sessions = [name for name in browser.cookies() if name.endswith("-session")]
    assert sorted(sessions) == [
        "__Host-vestibule-acme-session",
        "__Host-vestibule-conformance-session",
    ]


def test_a_session_under_another_tenants_name_is_nothing(village, browser):
    """X-4."""
    RelyingParty(app=conformance(village)).sign_in(browser)
    jar = {cookie.key: cookie.value for cookie in browser._broker._cookies.values()}
    stolen = jar["__Host-vestibule-conformance-session"]
    acme = acme_web(village)
    url = acme.authorize_url(prompt="none").removeprefix(PUBLIC_URL)
    cookie = {"Cookie": f"__Host-vestibule-acme-session={stolen}"}
    response = acme.http.get(url, base_url=PUBLIC_URL, headers=cookie)
    assert answer_in(response)["error"] == "login_required"


def test_a_code_of_one_tenant_is_unknown_to_another(village, browser):
    """X-4."""
    code = RelyingParty(app=conformance(village)).authorize(browser)["code"]
    response = acme_web(village).redeem(code)
    assert (response.status_code, response.json["error"]) == (400, "invalid_grant")
    assert conformance(village).redeem(code).status_code == 200


def test_a_token_of_one_tenant_is_unknown_to_another(village, browser):
    """X-4, UI-4."""
    rp = RelyingParty(app=conformance(village))
    token = rp.sign_in(browser).access_token
    response = rp.app.userinfo(token, tenant="acme")
    assert (response.status_code, response.json["error"]) == (401, "invalid_token")


def test_a_client_of_one_tenant_is_unknown_to_another(village):
    """X-4."""
    stranger = conformance(village)
    sent = {"grant_type": "client_credentials", "client_id": stranger.client_id}
    secret = village.secret("conformance", stranger.client_id)
    response = acme_web(village).fetch(
        "token", method="POST", data={**sent, "client_secret": secret}
    )
    assert (response.status_code, response.json["error"]) == (401, "invalid_client")
