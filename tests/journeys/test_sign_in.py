"""The main job, end to end, for each kind of provider."""

import pytest

from tests.journeys.app import App, acme_spa, acme_web, conformance, globex_web
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.village import Village


@pytest.mark.parametrize(
    ("make_app", "login", "connection", "roles"),
    [
        (acme_web, "ada@acme.test", "google", ["admin", "member"]),
        (acme_web, "grace@gmail.com", "google", ["member"]),
        (acme_web, "linus@example.org", "facebook", ["member"]),
        (acme_web, "mary@facebook.test", "facebook", ["member"]),
        (acme_spa, "ada@acme.test", "google", ["admin", "member"]),
        (globex_web, "hedy@globex.test", "workforce", ["admin", "member"]),
        (globex_web, "alan@globex.test", "workforce", ["member"]),
        (globex_web, "emmy@example.org", "facebook", ["member"]),
    ],
)
def test_a_person_signs_in_and_the_app_gets_tokens(
    village: Village, browser: Browser, make_app, login: str, connection: str, roles: list[str]
) -> None:
    app: App = make_app(village)
    answer = app.sign_in(browser, login, connection)
    assert set(answer) == {"code", "state", "iss"}
    assert answer["iss"] == app.issuer
    assert answer["state"] == "a-state"
    response = app.redeem(answer["code"])
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    tokens = response.json
    assert tokens["token_type"] == "Bearer"
    identity = app.verified(tokens["id_token"], app.client_id)
    assert identity["nonce"] == "a-nonce"
    access = app.verified(tokens["access_token"], f"https://api.{app.tenant}.test")
    assert access["sub"] == identity["sub"]
    assert access["roles"] == roles
    claims = app.userinfo(tokens["access_token"]).json
    assert claims["sub"] == identity["sub"]


def test_the_chooser_offers_every_connection_and_a_way_to_refuse(
    village: Village, browser: Browser
) -> None:
    app = acme_web(village)
    page = browser.follow(app.ask(browser))
    assert "Continue with Google" in page.text
    assert "Continue with Facebook" in page.text
    form = Form.read(page)
    assert "login-cancel" in form.buttons
    answer = answer_in(browser.post(form.url(page.request.url), form.fields))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "a-state"
    assert answer["iss"] == app.issuer


def test_the_same_person_is_the_same_user_next_time(village: Village) -> None:
    app = acme_web(village)
    subjects = set()
    for _ in range(2):
        answer = app.sign_in(Browser(village), "grace@gmail.com", "google")
        tokens = app.redeem(answer["code"]).json
        subjects.add(app.verified(tokens["id_token"], app.client_id)["sub"])
    assert len(subjects) == 1


def test_a_session_answers_another_client_of_the_tenant_silently(
    village: Village, browser: Browser
) -> None:
    acme_web(village).sign_in(browser, "ada@acme.test", "google")
    spa = acme_spa(village)
    answer = answer_in(spa.ask(browser, prompt="none"))
    assert "code" in answer
    assert spa.redeem(answer["code"]).status_code == 200


def test_alice_signs_in_with_her_password_and_every_claim(
    village: Village, browser: Browser
) -> None:
    app = conformance(village)
    answer = answer_in(app.sign_in_with_password(browser))
    tokens = app.redeem(answer["code"]).json
    claims = app.userinfo(tokens["access_token"]).json
    assert isinstance(claims["updated_at"], int)
    assert claims["email_verified"] is True
    assert claims["phone_number_verified"] is True
    assert isinstance(claims["address"], dict)
    assert len(claims) == 20
