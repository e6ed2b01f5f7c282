"""A tenant under its own domain is an issuer like any other, to clients that know nothing of it."""

import re
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from tests.journeys.app import VERIFIER, App, acme_web
from tests.journeys.browser import Browser, Form, answer_in, with_query
from tests.journeys.neighbours import ACME, village
from tests.journeys.requests_wire import VillageAdapter
from tests.journeys.village import UPSTREAMS, Village

__all__ = ["village"]

ADA = ("ada@acme.test", "google")
BY_HINT = {"connection": "google", "login_hint": "ada@acme.test"}


@pytest.fixture
def session(village: Village) -> OAuth2Session:
    """Authlib's own client, which is told where to find the discovery document and no more."""
    session = OAuth2Session(
        "acme-web",
        village.secret("acme", "acme-web"),
        redirect_uri="http://localhost:8790/callback",
        scope="openid profile email orders:read",
        code_challenge_method="S256",
    )
    session.mount("https://", VillageAdapter(village))
    return session


@pytest.fixture
def metadata(session: OAuth2Session) -> dict[str, Any]:
    return fetch(session, f"{ACME}/.well-known/openid-configuration").json()


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


def fetch(session: OAuth2Session, url: str) -> Any:
    return session.get(url, withhold_token=True)


def sign_in(session: OAuth2Session, browser: Browser, metadata: dict[str, Any]) -> dict[str, Any]:
    asked, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=VERIFIER, **BY_HINT
    )
    answer = browser.follow(browser.get(asked)).location
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=answer,
        code_verifier=VERIFIER,
        state=state,
    )
    return dict(token)


def test_every_address_is_at_the_root_of_the_domain(metadata: dict[str, Any]) -> None:
    assert metadata["issuer"] == ACME
    addresses = [value for name, value in metadata.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) >= 7
    assert all(re.fullmatch(rf"{re.escape(ACME)}/\w+", address) for address in addresses)


def test_the_metadata_of_rfc_8414_is_where_an_issuer_without_a_path_has_it(
    session: OAuth2Session, metadata: dict[str, Any]
) -> None:
    found = fetch(session, f"{ACME}/.well-known/oauth-authorization-server")
    assert found.json() == metadata


def test_an_unmodified_client_signs_a_person_in_and_out(
    village: Village, browser: Browser, session: OAuth2Session, metadata: dict[str, Any]
) -> None:
    token = sign_in(session, browser, metadata)
    keys = KeySet.import_key_set(fetch(session, metadata["jwks_uri"]).json())
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == metadata["issuer"]
    assert session.get(metadata["userinfo_endpoint"]).json()["sub"] == claims["sub"]
    assert session.refresh_token(metadata["token_endpoint"])["refresh_token"]
    assert session.get(metadata["userinfo_endpoint"]).status_code == 200
    village.settle()
    asked = {
        "id_token_hint": token["id_token"],
        "post_logout_redirect_uri": "http://localhost:8790/",
    }
    left = browser.get(with_query(metadata["end_session_endpoint"], asked))
    assert left.location == "http://localhost:8790/"
    assert session.get(metadata["userinfo_endpoint"]).status_code == 401
    again = acme_web(village).ask(browser, prompt="none")
    assert answer_in(again)["error"] == "login_required"


def test_the_status_list_that_a_token_names_is_at_the_domain(
    session: OAuth2Session, browser: Browser, metadata: dict[str, Any]
) -> None:
    token = sign_in(session, browser, metadata)
    keys = KeySet.import_key_set(fetch(session, metadata["jwks_uri"]).json())
    access = jwt.decode(token["access_token"], keys, algorithms=["RS256"]).claims
    assert access["iss"] == ACME
    uri = access["status"]["status_list"]["uri"]
    assert uri.startswith(f"{ACME}/status/")
    listed = jwt.decode(fetch(session, uri).text, keys, algorithms=["RS256"]).claims
    assert (listed["sub"], listed["iss"]) == (uri, ACME)


def walk(browser: Browser, response: TestResponse) -> list[TestResponse]:
    """Every answer on the way to the app, forms included."""
    passed = [response]
    while passed[-1].status_code == 303 and passed[-1].location.startswith((ACME, UPSTREAMS)):
        passed.append(browser.get(passed[-1].location))
    return passed


def test_whatever_a_browser_is_given_leads_to_the_domain(browser: Browser, app: App) -> None:
    chooser = walk(browser, app.ask(browser))
    link = re.search(r'href="([^"]+/login/google[^"]*)"', chooser[-1].text)
    assert link
    assert link[1].startswith(f"{ACME}/login/google?")
    signed_in = walk(browser, app.ask(browser, **BY_HINT))
    consent = walk(browser, app.ask(browser, prompt="consent"))
    pages = [chooser[-1], consent[-1], *(browser.get(f"{ACME}/{p}") for p in ("account", "logout"))]
    for page in pages:
        assert page.status_code == 200
        assert Form.read(page).url(page.request.url).startswith(f"{ACME}/")
        assert "form-action" in page.headers["Content-Security-Policy"]
    for answered in (*chooser, *signed_in, *consent, *pages):
        told = f"{answered.headers} {answered.text}"
        assert "auth.test" not in told
        assert "/t/" not in told


def test_the_provider_sends_people_back_to_the_domain(browser: Browser, app: App) -> None:
    back = app.until_callback(browser, *ADA)
    assert back.startswith(f"{ACME}/callback/google?")
    assert answer_in(browser.get(back))["iss"] == ACME


def test_the_account_page_works_at_the_domain(village: Village, app: App) -> None:
    here, there = Browser(village), Browser(village)
    for device in (here, there):
        app.redeem(app.sign_in(device, *ADA)["code"])
    page = here.get(f"{ACME}/account")
    ticket = Form.read(page).fields["ticket"]
    left = here.post(f"{ACME}/account", {"end": "everywhere", "ticket": ticket})
    assert left.location == f"{ACME}/logout"
    assert answer_in(app.ask(there, prompt="none"))["error"] == "login_required"


def test_cookies_are_bound_to_the_domain(browser: Browser, app: App) -> None:
    begun = app.ask(browser, **BY_HINT)
    callback = browser.get(browser.get(begun.location).location)
    cookies = [one for each in (begun, callback) for one in each.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 3
    for cookie in cookies:
        name, *attributes = (part.strip() for part in cookie.split(";"))
        assert name.startswith("__Host-vestibule-acme-")
        assert {"Secure", "Path=/"} <= set(attributes)
        assert not any(each.startswith("Domain") for each in attributes)


def test_a_registered_page_may_call_from_a_script(app: App) -> None:
    origin = {"Origin": "http://localhost:8790"}
    for path in ("token", "userinfo", "revoke"):
        preflight = app.fetch(path, method="OPTIONS", headers=origin)
        assert preflight.status_code == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == "http://localhost:8790"
