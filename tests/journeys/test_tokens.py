"""Tokens that are not what they should be, and where they are presented."""

import base64
import json
from typing import Any

import pytest

from tests.journeys.app import App, acme_web
from tests.journeys.browser import Browser
from tests.journeys.refusals import require_dead
from tests.journeys.village import Village


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.fixture
def code(app: App, browser: Browser) -> str:
    return app.sign_in(browser, "ada@acme.test", "google")["code"]


def test_an_id_token_is_no_access_token(app: App, code: str) -> None:
    require_dead(app.userinfo(app.redeem(code).json["id_token"]))


def test_a_token_that_was_touched_is_refused(app: App, code: str) -> None:
    token = app.redeem(code).json["access_token"]
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = _encoded({**claims, "sub": "somebody-else"})
    unsigned = _encoded({"alg": "none", "typ": "at+jwt"})
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    for touched in (
        f"{header}.{forged}.{signature}",
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}.",
        f"{unsigned}.{payload}.",
        f"{unsigned}.{payload}.{signature}",
        token[:-10],
        "a.b.c",
        "x",
    ):
        require_dead(app.userinfo(touched))
    assert app.userinfo(token).status_code == 200


def test_a_token_in_the_address_is_never_read(app: App, code: str) -> None:
    token = app.redeem(code).json["access_token"]
    response = app.fetch(f"userinfo?access_token={token}")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
