"""Codes in the wrong hands, at the wrong door, too late or twice."""

from typing import Any

import pytest

from tests.journeys.app import App, acme_spa, acme_web, conformance, twin_web
from tests.journeys.browser import Browser, answer_in
from tests.journeys.refusals import require_dead, require_refusal
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")
API = "https://api.acme.test"


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.fixture
def code(app: App, browser: Browser) -> str:
    """A code of acme's web app, a moment old."""
    return app.sign_in(browser, *ADA)["code"]


def test_a_replayed_code_ends_what_it_issued(app: App, code: str) -> None:
    token = app.redeem(code).json["access_token"]
    assert app.userinfo(token).status_code == 200
    require_refusal(app.redeem(code), "invalid_grant")
    require_dead(app.userinfo(token))


def test_a_replay_is_recognised_long_after_the_code_expired(app: App, code: str) -> None:
    token = app.redeem(code).json["access_token"]
    app.village.clock.advance(500)
    assert app.userinfo(token).status_code == 200
    require_refusal(app.redeem(code), "invalid_grant")
    require_dead(app.userinfo(token))


def test_a_replay_ends_nothing_of_another_sign_in(app: App, code: str, village: Village) -> None:
    other = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json["access_token"]
    app.redeem(code)
    require_refusal(app.redeem(code), "invalid_grant")
    assert app.userinfo(other).status_code == 200


@pytest.mark.parametrize("make_thief", [acme_spa, twin_web])
def test_somebody_else_who_replays_a_code_ends_nothing(
    village: Village, app: App, code: str, make_thief: Any
) -> None:
    token = app.redeem(code).json["access_token"]
    require_refusal(make_thief(village).redeem(code), "invalid_grant")
    assert app.userinfo(token).status_code == 200


@pytest.mark.parametrize("client", ["acme-web", "oidf-basic-1"])
def test_a_code_lives_for_sixty_seconds(village: Village, browser: Browser, client: str) -> None:
    def a_code() -> str:
        if client == "acme-web":
            return app.sign_in(Browser(village), *ADA)["code"]
        return answer_in(app.sign_in_with_password(Browser(village)))["code"]

    app = acme_web(village) if client == "acme-web" else conformance(village)
    in_time = a_code()
    village.clock.advance(59)
    assert app.redeem(in_time).status_code == 200
    too_late = a_code()
    village.clock.advance(60)
    require_refusal(app.redeem(too_late), "invalid_grant")


def test_an_access_token_ends_with_its_lifetime(app: App, code: str) -> None:
    tokens = app.redeem(code).json
    app.village.clock.advance(tokens["expires_in"] - 1)
    assert app.userinfo(tokens["access_token"]).status_code == 200
    app.village.clock.advance(1)
    require_dead(app.userinfo(tokens["access_token"]))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"redirect_uri": "http://localhost:8790/callback/"}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8790/spa/callback"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "v" * 44}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": "ü" * 43}, "invalid_request"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"code_verifier": ["v" * 43, "v" * 43]}, "invalid_request"),
        ({"resource": "https://api.globex.test"}, "invalid_target"),
        ({"client_id": "acme-spa"}, "invalid_request"),
    ],
)
def test_a_code_presented_wrongly_is_refused_and_not_used_up(
    app: App, code: str, change: dict[str, Any], error: str
) -> None:
    require_refusal(app.redeem(code, **change), error)
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("make_thief", [acme_spa, twin_web])
def test_another_client_can_neither_use_a_code_nor_use_it_up(
    village: Village, app: App, code: str, make_thief: Any
) -> None:
    require_refusal(make_thief(village).redeem(code), "invalid_grant")
    assert app.redeem(code).status_code == 200


def test_a_verifier_for_a_code_without_challenge_is_a_downgrade(
    village: Village, browser: Browser
) -> None:
    app = conformance(village)
    code = answer_in(app.sign_in_with_password(browser))["code"]
    require_refusal(app.redeem(code, code_verifier="v" * 43), "invalid_grant")
    assert app.redeem(code).status_code == 200


def test_without_its_secret_a_confidential_client_gets_nothing(app: App, code: str) -> None:
    form = {"grant_type": "authorization_code", "code": code, "client_id": app.client_id}
    response = app.http.post("/t/acme/token", base_url="https://auth.test", data=form)
    require_refusal(response, "invalid_client", 401)
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("guess", ["", "x", "a" * 43, "é", "a" * 5000])
def test_a_guessed_code_is_refused(app: App, guess: str) -> None:
    error = "invalid_grant" if guess.isascii() and guess else "invalid_request"
    require_refusal(app.redeem(guess), error)


@pytest.mark.parametrize("basic", [True, False])
def test_the_secret_of_the_same_client_id_elsewhere_opens_nothing(
    village: Village, app: App, code: str, basic: bool
) -> None:
    pretender = acme_web(village)
    pretender.secret = village.secret("twin", "acme-web")
    response = pretender.redeem(code, basic=basic)
    require_refusal(response, "invalid_client", 401)
    assert app.redeem(code).status_code == 200


def test_one_person_is_two_users_in_two_tenants(village: Village, app: App, code: str) -> None:
    twin = twin_web(village)
    answer = twin.sign_in(Browser(village), *ADA)
    assert answer["iss"] == twin.issuer
    ours, theirs = app.redeem(code).json, twin.redeem(answer["code"]).json
    here = app.verified(ours["access_token"], API)
    there = twin.verified(theirs["access_token"], API)
    assert here["sub"] != there["sub"]
    assert here["iss"] != there["iss"]


@pytest.mark.parametrize("kind", ["access_token", "id_token"])
def test_a_token_of_another_tenant_is_unknown_here(
    village: Village, app: App, code: str, kind: str
) -> None:
    ours = app.redeem(code).json
    for tenant in ("twin", "globex", "conformance"):
        require_dead(app.userinfo(ours[kind], tenant))
    assert app.userinfo(ours["access_token"]).status_code == 200


def test_a_hint_of_another_tenant_or_of_another_kind_is_refused(
    village: Village, app: App, code: str, browser: Browser
) -> None:
    ours = app.redeem(code).json
    twin = twin_web(village)
    elsewhere = answer_in(twin.ask(Browser(village), id_token_hint=ours["id_token"]))
    assert elsewhere["error"] == "invalid_request"
    wrong_kind = answer_in(app.ask(browser, id_token_hint=ours["access_token"]))
    assert wrong_kind["error"] == "invalid_request"
    assert "code" in answer_in(app.ask(browser, id_token_hint=ours["id_token"], prompt="none"))
