"""A tenant moves to a domain, and back: what goes on and what does not, as `plan` says."""

from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from ops.documents import load_documents, read_document
from ops.local.development_secrets import DevelopmentSecrets
from ops.publish import publish
from tests.journeys.app import App, basic_header, globex_web
from tests.journeys.browser import Browser
from tests.journeys.neighbours import village
from tests.journeys.raw import send, send_form
from tests.journeys.refusals import require_dead, require_refusal
from tests.journeys.village import PUBLIC_URL, Village

__all__ = ["village"]

BY_PATH = f"{PUBLIC_URL}/t/globex"
AT_DOMAIN = "https://login.globex.test"
ADDRESSES = {BY_PATH: (PUBLIC_URL, "/t/globex"), AT_DOMAIN: (AT_DOMAIN, "")}


@pytest.fixture
def move(village: Village) -> Callable[[str], None]:
    """Publish globex at one of its two addresses, and let a minute pass."""
    secrets = DevelopmentSecrets.load(Path("tenants"))
    (document,) = load_documents([Path("tenants/globex.toml")])

    def move(issuer: str) -> None:
        domain = 'domain = "login.globex.test"\n' if issuer == AT_DOMAIN else ""
        publish(read_document(document.file, domain + document.text), village.destination, secrets)
        village.clock.advance(60)

    return move


@pytest.fixture
def app(village: Village) -> App:
    return globex_web(village)


def refresh(app: App, issuer: str, token: str) -> dict[str, str]:
    origin, root = ADDRESSES[issuer]
    secret = basic_header(app.client_id, app.village.secret("globex", app.client_id))
    form = [("grant_type", "refresh_token"), ("refresh_token", token)]
    headers = [("Authorization", secret)]
    answer = send_form(app.village, f"{root}/token", form, headers=headers, origin=origin)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def ask(app: App, issuer: str, access_token: str):
    origin, root = ADDRESSES[issuer]
    headers = [("Authorization", f"Bearer {access_token}")]
    return send(app.village, f"{root}/userinfo", headers=headers, origin=origin)


def list_of(app: App, issuer: str, list_uri: str) -> dict[str, str]:
    origin, root = ADDRESSES[issuer]
    return told(send(app.village, list_uri.replace(issuer, root), origin=origin).text)


def told(token: str) -> dict[str, str]:
    return jwt.decode(token, options={"verify_signature": False})


def test_refresh_tokens_go_on_and_everything_else_begins_anew(app: App, move) -> None:
    browser = Browser(app.village)
    code = app.sign_in(browser, "hedy@globex.test", "workforce")["code"]
    first = app.redeem(code).json
    try:
        move(AT_DOMAIN)
        require_refusal(app.token({"grant_type": "refresh_token"}), "invalid_request", 404)
        second = refresh(app, AT_DOMAIN, first["refresh_token"])
        claims = told(second["access_token"])
        assert (claims["iss"], claims["sub"]) == (AT_DOMAIN, told(first["access_token"])["sub"])
        assert claims["status"]["status_list"]["uri"].startswith(f"{AT_DOMAIN}/status/")
        assert ask(app, AT_DOMAIN, second["access_token"]).status_code == 200
        require_dead(ask(app, AT_DOMAIN, first["access_token"]))
    finally:
        move(BY_PATH)
    assert send(app.village, "/jwks", origin=AT_DOMAIN).status_code == 404
    third = refresh(app, BY_PATH, second["refresh_token"])
    assert told(third["access_token"])["iss"] == BY_PATH
    assert app.userinfo(third["access_token"]).status_code == 200
    require_dead(app.userinfo(second["access_token"]))


def test_status_lists_move_as_well(app: App, move) -> None:
    """An API takes a list only if it names the address where a token said it would be."""
    code = app.sign_in(Browser(app.village), "hedy@globex.test", "workforce")["code"]
    first = app.redeem(code).json
    list_uri = told(first["access_token"])["status"]["status_list"]["uri"]
    assert list_of(app, BY_PATH, list_uri)["sub"] == list_uri
    try:
        move(AT_DOMAIN)
        second = refresh(app, AT_DOMAIN, first["refresh_token"])
        list_uri = told(second["access_token"])["status"]["status_list"]["uri"]
        found = list_of(app, AT_DOMAIN, list_uri)
        assert (found["iss"], found["sub"]) == (AT_DOMAIN, list_uri)
    finally:
        move(BY_PATH)
    assert list_of(app, BY_PATH, list_uri.replace(AT_DOMAIN, BY_PATH))["iss"] == BY_PATH
