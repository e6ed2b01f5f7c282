"""What is measured on a warm process: one person's visit, request by request."""

from collections.abc import Iterator
from typing import Any, Final

from tests.journeys.app import acme_web, jobs
from tests.journeys.browser import Browser, answer_in
from tests.journeys.village import Village

PERSON: Final = "ada@acme.test"
LOGIN: Final = "whole brokered login"
LOGIN_STEPS: Final = ("authorize, no session", "callback, known user", "token: code")


def walk(village: Village) -> Iterator[str]:
    """Each step answers one request and then says which it was."""
    web, browser = acme_web(village), Browser(village)
    _require(200, web.fetch(".well-known/openid-configuration"))
    yield "discovery"
    back = web.until_callback(browser, PERSON, "google")
    yield "authorize, no session"
    answered = _require(303, browser.get(back))
    yield "callback, known user"
    tokens = _require(200, web.redeem(answer_in(answered)["code"])).json
    yield "token: code"
    _require(200, web.userinfo(tokens["access_token"]))
    yield "userinfo"
    _require(303, web.ask(browser))
    yield "authorize, live session"
    _require(200, jobs(village).token({"grant_type": "client_credentials"}))
    yield "token: client_credentials"


def _require(status: int, response: Any) -> Any:
    if response.status_code != status:
        raise RuntimeError(f"{response.status_code} instead of {status}: {response.text}")
    return response
