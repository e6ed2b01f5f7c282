"""Tokens that are given back: what ends with them, who may do it, and what never ends."""

import pytest

from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tenancy.status import Status
from tests.journeys.app import App, acme_spa, acme_web, an_api, globex_web, jobs, twin_web
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.raw import FORM, send_form
from tests.journeys.refusals import require_dead, require_refusal
from tests.journeys.village import Village
from tests.support.outages import Trouble, spoiling

ADA = ("ada@acme.test", "google")
KINDS = ["refresh_token", "access_token"]
Tokens = dict[str, str]


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


def tokens_of(app: App, **changes: str) -> Tokens:
    return app.redeem(app.sign_in(Browser(app.village), *ADA, **changes)["code"]).json


def refreshed(app: App, tokens: Tokens):
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    return app.token(grant)


def status_of(app: App, tokens: Tokens) -> Status:
    """What an API reads of an access token that it verified offline."""
    claims = app.verified(tokens["access_token"], "https://api.acme.test")
    place = claims["status"]["status_list"]
    number = int(place["uri"].rpartition("/")[2])
    tenant = TenantId(app.tenant)
    with in_house_of(tenant):
        kept = app.village.ports.status_lists.statuses_of(tenant, number, [place["idx"]])
    return kept.get(place["idx"], Status.VALID)


def require_alive(app: App, tokens: Tokens) -> None:
    assert app.userinfo(tokens["access_token"]).status_code == 200
    assert status_of(app, tokens) is Status.VALID
    response = refreshed(app, tokens)
    assert response.status_code == 200
    tokens |= response.json


def require_ended(app: App, tokens: Tokens) -> None:
    require_dead(app.userinfo(tokens["access_token"]))
    assert status_of(app, tokens) is Status.INVALID
    require_refusal(refreshed(app, tokens), "invalid_grant")
    assert app.introspect(tokens["refresh_token"]).json == {"active": False}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hint", [None, *KINDS, "urn:x"])
def test_either_token_given_back_ends_both_everywhere(
    app: App, kind: str, hint: str | None
) -> None:
    tokens, elsewhere = tokens_of(app), tokens_of(app)
    require_alive(app, tokens)
    response = app.revoke(tokens[kind], token_type_hint=hint)
    assert (response.status_code, response.json) == (200, {})
    assert response.headers["Cache-Control"] == "no-store"
    require_ended(app, tokens)
    require_alive(app, elsewhere)
    assert app.revoke(tokens[kind]).status_code == 200


def test_a_token_that_was_used_up_still_gives_the_grant_back(app: App) -> None:
    first = tokens_of(app)
    second = refreshed(app, first).json
    app.village.clock.advance(3600)
    third = refreshed(app, second).json
    assert app.revoke(first["refresh_token"]).status_code == 200
    require_ended(app, third)


def test_a_grant_for_offline_access_ends_as_well(app: App) -> None:
    browser = Browser(app.village)
    asked = {"connection": "google", "login_hint": ADA[0], "scope": "openid offline_access"}
    page = browser.follow(app.ask(browser, prompt="consent", **asked))
    answered = browser.post(
        f"{app.issuer}/consent", {**Form.read(page).fields, "decision": "allow"}
    )
    tokens = app.redeem(answer_in(answered)["code"]).json
    assert "offline_access" in tokens["scope"]
    assert app.revoke(tokens["access_token"]).status_code == 200
    require_ended(app, tokens)


def test_a_public_client_gives_its_tokens_back_from_a_page(village: Village) -> None:
    app = acme_spa(village)
    tokens = tokens_of(app, scope="openid")
    origin = [("Origin", "http://localhost:8790")]
    pairs = [("token", tokens["refresh_token"]), ("client_id", "acme-spa")]
    response = send_form(village, "/t/acme/revoke", pairs, headers=origin)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:8790"
    preflight = app.fetch("revoke", method="OPTIONS", headers=dict(origin))
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, POST"
    require_dead(app.userinfo(tokens["access_token"]))
    require_refusal(app.token({"grant_type": "refresh_token", **tokens}), "invalid_grant")


@pytest.mark.parametrize("kind", KINDS)
def test_another_client_of_the_tenant_ends_nothing(village: Village, kind: str) -> None:
    app, tokens = acme_web(village), tokens_of(acme_web(village))
    for other in (acme_spa(village), jobs(village), an_api(village)):
        require_refusal(other.revoke(tokens[kind]), "invalid_grant")
    require_alive(app, tokens)


@pytest.mark.parametrize("kind", KINDS)
def test_another_tenant_ends_nothing_and_learns_nothing(village: Village, kind: str) -> None:
    """The twin has a client of the same id: only the tenant differs."""
    app, tokens = acme_web(village), tokens_of(acme_web(village))
    for stranger in (twin_web(village), globex_web(village)):
        response = stranger.revoke(tokens[kind])
        assert (response.status_code, response.json) == (200, {})
        assert stranger.revoke("x").data == response.data
    require_alive(app, tokens)


def test_a_client_that_does_not_prove_itself_ends_nothing(app: App) -> None:
    tokens = tokens_of(app)
    impostor = acme_web(app.village)
    impostor.secret = "a guess"
    require_refusal(impostor.revoke(tokens["refresh_token"]), "invalid_client", 401)
    anonymous = [("token", tokens["refresh_token"]), ("client_id", "acme-web")]
    response = send_form(app.village, "/t/acme/revoke", anonymous)
    require_refusal(response, "invalid_client", 401)
    require_alive(app, tokens)


def test_the_token_of_a_program_lives_to_its_expiry(village: Village) -> None:
    machine = jobs(village)
    token = machine.token({"grant_type": "client_credentials"}).json["access_token"]
    require_refusal(machine.revoke(token), "unsupported_token_type")
    require_refusal(acme_web(village).revoke(token), "invalid_grant")


def test_a_request_is_read_strictly(app: App) -> None:
    tokens = tokens_of(app)
    require_refusal(app.post("revoke", {}), "invalid_request")
    require_refusal(app.revoke(""), "invalid_request")
    twice = {"token": [tokens["refresh_token"], "x"]}
    require_refusal(app.post("revoke", twice), "invalid_request")
    json = app.fetch("revoke", method="POST", json={"token": tokens["refresh_token"]})
    require_refusal(json, "invalid_request")
    get = app.fetch(f"revoke?token={tokens['refresh_token']}")
    assert (get.status_code, get.headers["Allow"]) == (405, "OPTIONS, POST")
    query = app.fetch(f"revoke?token={tokens['refresh_token']}", method="POST", content_type=FORM)
    assert query.status_code == 401
    require_alive(app, tokens)


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_told_that_a_token_ended_while_it_lives(
    app: App, no_waiting: None, kind: str, trouble: Trouble
) -> None:
    struck = set()
    for nth in range(1, 8):
        app.village.sweep()
        tokens = tokens_of(app)
        app.village.grow_cold()
        with spoiling(nth, trouble, app.village.dynamodb, app.village.kms) as spoiler:
            response = app.revoke(tokens[kind])
        if spoiler.struck is None:
            break
        struck.add(spoiler.struck)
        if response.status_code != 200:
            require_refusal(response, "temporarily_unavailable", 503)
            assert int(response.headers["Retry-After"]) > 0
            assert app.revoke(tokens[kind]).status_code == 200
        require_ended(app, tokens)
    assert spoiler.struck is None
    assert {"Query", "GetItem", "TransactWriteItems"} <= struck
