"""Signing in at the pretend Google."""

import base64
import hashlib

from tests.pretend.an_app import ADA, answer_of, buttons_on


def test_discovery_names_the_issuer_and_its_endpoints(google):
    document = google.browser.get("/google/.well-known/openid-configuration").json
    assert document["issuer"] == "http://localhost:8788/google"
    assert document["token_endpoint"] == "http://localhost:8788/google/token"
    assert document["code_challenge_methods_supported"] == ["S256"]


def test_a_person_signs_in_by_pressing_her_button(google):
    page = google.authorize()
    assert buttons_on(page.text) == [ADA.login]
    assert page.text.count("<form") == 1
    answer = answer_of(google.submit({"login": ADA.login}))
    assert answer.keys() == {"code", "state"}
    assert answer["state"] == "a-state"


def test_the_page_says_that_it_is_pretend(google):
    assert "pretend provider" in google.authorize().text


def test_a_login_hint_signs_in_without_a_page(google):
    assert "code" in answer_of(google.authorize(login_hint="ADA@acme.test"))


def test_a_login_hint_naming_nobody_shows_the_page(google):
    page = google.authorize(login_hint="<b>nobody</b>")
    assert page.status_code == 200
    assert "&lt;b&gt;nobody" in page.text
    assert buttons_on(page.text) == [ADA.login]


def test_the_id_token_is_shaped_as_google_shapes_it(google):
    tokens = google.tokens_for(ADA.login)
    claims = google.verified(tokens["id_token"])
    digest = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert claims["azp"] == "acme-app"
    assert claims["sub"] == ADA.subject
    assert claims["nonce"] == "a-nonce"
    assert claims["hd"] == "acme.test"
    assert claims["email_verified"] is True
    assert claims["name"] == "Ada Lovelace"
    assert "auth_time" not in claims


def test_the_token_answer_spells_scopes_as_urls(google):
    tokens = google.tokens_for(ADA.login)
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"].split() == [
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
    ]


def test_userinfo_tells_of_the_same_person(google):
    tokens = google.tokens_for(ADA.login)
    assert google.userinfo(tokens["access_token"]).json["sub"] == ADA.subject


def test_claims_that_no_scope_asked_for_are_not_told(google):
    claims = google.verified(google.tokens_for(ADA.login, scope="openid")["id_token"])
    assert not claims.keys() & {"email", "email_verified", "hd", "name", "picture"}


def test_a_person_may_decline(google):
    answer = answer_of(google.submit({"deny": "yes"}))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "a-state"
