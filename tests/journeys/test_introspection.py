"""What APIs and apps are told about tokens, and what nobody else is."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from tests.journeys.app import App, acme_spa, acme_web, an_api, globex_web, jobs, twin_web
from tests.journeys.browser import Browser
from tests.journeys.raw import send_form
from tests.journeys.refusals import require_refusal
from tests.journeys.village import Village
from tests.support.outages import Trouble, spoiling

ADA = ("ada@acme.test", "google")
SIGNED = "application/token-introspection+jwt"
INACTIVE = {"active": False}


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.fixture
def api(village: Village) -> App:
    return an_api(village)


@pytest.fixture
def tokens(app: App) -> dict[str, str]:
    return app.redeem(app.sign_in(Browser(app.village), *ADA)["code"]).json


def told(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    return response.json


def read(api: App, response: TestResponse) -> dict[str, Any]:
    """The claims of a signed answer, after a library that is not ours verified it."""
    assert response.status_code == 200, response.text
    assert response.content_type == SIGNED
    assert response.headers["Cache-Control"] == "no-store"
    keys = KeySet.import_key_set(api.fetch("jwks").json)
    token = jwt.decode(response.text, keys, algorithms=["RS256"])
    assert token.header["typ"] == "token-introspection+jwt"
    return token.claims


def test_an_api_learns_what_the_token_says(app: App, api: App, tokens: dict[str, str]) -> None:
    says = app.verified(tokens["access_token"], "https://api.acme.test")
    answer = told(api.introspect(tokens["access_token"]))
    assert answer.pop("active") is True
    assert answer.pop("token_type") == "Bearer"
    assert answer == {name: says[name] for name in says if name not in {"grant_id", "status"}}
    assert answer["roles"] == ["admin", "member"]


def test_an_api_and_the_client_itself_are_told_the_same(
    app: App, api: App, tokens: dict[str, str]
) -> None:
    own = told(app.introspect(tokens["access_token"]))
    assert own == told(api.introspect(tokens["access_token"]))


def test_a_signed_answer_stands_by_itself(app: App, api: App, tokens: dict[str, str]) -> None:
    """RFC 9701 section 5; and a gateway may hand it on in place of the token."""
    for asking, token in ((api, tokens["access_token"]), (app, tokens["refresh_token"])):
        claims = read(api, asking.introspect(token, SIGNED))
        assert claims == {
            "iss": app.issuer,
            "aud": asking.client_id,
            "iat": app.village.clock.now(),
            "token_introspection": told(asking.introspect(token)),
        }
        assert claims["token_introspection"]["active"] is True


def test_a_signed_answer_is_no_access_token(api: App, tokens: dict[str, str]) -> None:
    signed = api.introspect(tokens["access_token"], SIGNED).text
    assert api.userinfo(signed).status_code == 401
    assert told(api.introspect(signed)) == INACTIVE


def test_that_a_token_is_not_active_is_signed_as_well(api: App) -> None:
    assert read(api, api.introspect("x", SIGNED))["token_introspection"] == INACTIVE


def test_errors_are_plain_whatever_is_accepted(village: Village, api: App) -> None:
    require_refusal(api.introspect("", SIGNED), "invalid_request")
    require_refusal(acme_spa(village).introspect("x", SIGNED), "invalid_client", 401)


@pytest.mark.parametrize("accept", ["*/*", f"{SIGNED}, application/json", "text/html"])
def test_plain_json_is_the_usual_form(api: App, accept: str, tokens: dict[str, str]) -> None:
    assert told(api.introspect(tokens["access_token"], accept))["active"] is True


def test_a_refresh_token_is_told_of_to_its_own_client_alone(
    village: Village, app: App, tokens: dict[str, str]
) -> None:
    answer = told(app.introspect(tokens["refresh_token"]))
    assert (answer["active"], answer["token_type"]) == (True, "refresh_token")
    for other in (an_api(village), jobs(village)):
        assert told(other.introspect(tokens["refresh_token"])) == INACTIVE
    grant = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert app.token(grant).status_code == 200


def test_whoever_a_token_is_not_for_is_not_told_why(
    village: Village, tokens: dict[str, str]
) -> None:
    """An API of the tenant that the token is not for, and APIs of tenants next door."""
    strangers = (
        jobs(village),
        twin_web(village),
        an_api(village, "twin"),
        an_api(village, "globex", "globex-api"),
        globex_web(village),
    )
    for stranger in strangers:
        for token in (tokens["access_token"], tokens["refresh_token"], tokens["id_token"], "x"):
            response = stranger.introspect(token)
            assert response.data == stranger.introspect("garbled").data
            assert told(response) == INACTIVE


def test_an_id_token_is_not_introspected(app: App, tokens: dict[str, str]) -> None:
    assert told(app.introspect(tokens["id_token"])) == INACTIVE


def test_only_a_client_that_keeps_a_secret_may_ask(
    village: Village, tokens: dict[str, str]
) -> None:
    spa = acme_spa(village)
    require_refusal(spa.introspect(tokens["access_token"]), "invalid_client", 401)
    own = spa.redeem(spa.sign_in(Browser(village), *ADA, scope="openid")["code"]).json
    require_refusal(spa.introspect(own["access_token"]), "invalid_client", 401)
    foreign = an_api(village, "twin")
    foreign.secret = village.secret("acme", "acme-api")
    require_refusal(foreign.introspect(tokens["access_token"]), "invalid_client", 401)


def test_a_token_ends_at_once_for_whoever_asks(app: App, api: App, tokens: dict[str, str]) -> None:
    assert app.revoke(tokens["refresh_token"]).status_code == 200
    assert told(api.introspect(tokens["access_token"])) == INACTIVE


def test_signing_out_ends_tokens_at_once_for_whoever_asks(app: App, api: App) -> None:
    browser = Browser(app.village)
    tokens = app.redeem(app.sign_in(browser, *ADA)["code"]).json
    assert told(api.introspect(tokens["access_token"]))["active"] is True
    browser.get(f"{app.issuer}/logout?id_token_hint={tokens['id_token']}")
    assert told(api.introspect(tokens["access_token"])) == INACTIVE
    assert told(app.introspect(tokens["refresh_token"])) == INACTIVE


def test_a_token_ends_when_it_says(village: Village, api: App) -> None:
    token = jobs(village).token({"grant_type": "client_credentials"}).json["access_token"]
    answer = told(api.introspect(token))
    assert (answer["active"], answer["sub"]) == (True, "acme-jobs")
    village.clock.advance(answer["exp"] - village.clock.now())
    assert told(api.introspect(token)) == INACTIVE


def test_a_request_is_read_strictly(api: App, tokens: dict[str, str]) -> None:
    require_refusal(api.post("introspect", {}), "invalid_request")
    twice = {"token": [tokens["access_token"], "x"]}
    require_refusal(api.post("introspect", twice), "invalid_request")
    json = api.fetch("introspect", method="POST", json={"token": tokens["access_token"]})
    require_refusal(json, "invalid_request")
    get = api.fetch(f"introspect?token={tokens['access_token']}")
    assert (get.status_code, get.headers["Allow"]) == (405, "OPTIONS, POST")


def test_pages_of_registered_origins_may_read_the_answer(village: Village) -> None:
    for origin, allowed in (("http://localhost:8790", True), ("https://elsewhere.test", False)):
        headers = [("Origin", origin)]
        response = send_form(village, "/t/acme/introspect", [("token", "x")], headers=headers)
        assert ("Access-Control-Allow-Origin" in response.headers) == allowed


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("accept", [None, SIGNED])
def test_an_outage_is_never_taken_for_an_answer(
    api: App,
    tokens: dict[str, str],
    no_waiting: None,
    trouble: Trouble,
    accept: str | None,
) -> None:
    struck = set()
    for nth in range(1, 8):
        api.village.grow_cold()
        with spoiling(nth, trouble, api.village.dynamodb, api.village.kms) as spoiler:
            response = api.introspect(tokens["access_token"], accept)
        if spoiler.struck is None:
            break
        struck.add(spoiler.struck)
        if response.status_code != 200:
            require_refusal(response, "temporarily_unavailable", 503)
            assert int(response.headers["Retry-After"]) > 0
        again = api.introspect(tokens["access_token"], accept)
        assert again.status_code == 200
    assert spoiler.struck is None
    assert struck == {"Query", "GetItem", "BatchGetItem"} | ({"Sign"} if accept else set())
