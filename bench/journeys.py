"""What is measured on a warm process: one person's visit, request by request."""

from collections.abc import Iterator
from typing import Any, Final

from tests.budgets.budgets import SIGNED_ANSWER, warm_up
from tests.journeys.app import App, acme_web, an_api, jobs
from tests.journeys.browser import Browser, answer_in
from tests.journeys.village import Village

PERSON: Final = "ada@acme.test"
LOGIN: Final = "whole brokered login"
LOGIN_STEPS: Final = ("authorize, no session", "callback, known user", "token: code")
LOGOUT: Final = "logout with a hint"
REFRESH: Final = "token: refresh"
MACHINE: Final = "token: client_credentials"
#: Said of requests that only make the next ones possible.
PREPARED: Final = ""

_STATUS_LIST = "status/0"
_ORDERS = "orders:read"


def walk(village: Village) -> Iterator[str]:
    """Each step answers one request, or prepares some, and then says which it was."""
    web, browser = acme_web(village), Browser(village)
    _start_afresh(village, web)
    yield PREPARED
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
    yield from _ask_about(village, tokens["access_token"])
    yield from _refresh(web, tokens["refresh_token"])
    yield from _go_without_openid(web, browser)
    _require(200, jobs(village).token({"grant_type": "client_credentials"}))
    yield MACHINE
    _require(200, web.fetch(_STATUS_LIST))
    yield "a status list, from the table"
    _require(200, web.fetch(_STATUS_LIST))
    yield "a status list, held"
    _require(200, browser.get(f"{web.issuer}/logout?id_token_hint={tokens['id_token']}"))
    yield LOGOUT


def _start_afresh(village: Village, web: App) -> None:
    """A small table, as a large one is slow in a pretend DynamoDB alone; all that is remembered."""
    village.sweep()
    village.stream.drain()
    village.stock_up()
    _later(village)
    _require(200, web.fetch(_STATUS_LIST))


def _later(village: Village) -> None:
    """A minute later, with whatever was forgotten in it remembered again."""
    village.clock.advance(61)
    warm_up(village)


def _ask_about(village: Village, access_token: str) -> Iterator[str]:
    api = an_api(village)
    _require(200, api.introspect(access_token))
    yield "introspect"
    _require(200, api.introspect(access_token, SIGNED_ANSWER))
    yield "introspect, a signed answer"


def _refresh(web: App, first: str) -> Iterator[str]:
    second = _require(200, _present(web, first)).json["refresh_token"]
    yield REFRESH
    _require(200, _present(web, first))
    yield "token: refresh, the answer was lost"
    _require(200, _present(web, second))
    _later(web.village)
    yield PREPARED
    _require(400, _present(web, first))
    yield "token: refresh, replayed"


def _go_without_openid(web: App, browser: Browser) -> Iterator[str]:
    answered = _require(303, web.ask(browser, scope=_ORDERS))
    yield "authorize, live session"
    token = _require(200, web.redeem(answer_in(answered)["code"])).json["refresh_token"]
    yield "token: code without openid"
    token = _require(200, _present(web, token)).json["refresh_token"]
    yield "token: refresh without openid"
    _require(200, web.revoke(token))
    yield "revoke"


def _present(web: App, token: str) -> Any:
    return web.token({"grant_type": "refresh_token", "refresh_token": token})


def _require(status: int, response: Any) -> Any:
    if response.status_code != status:
        raise RuntimeError(f"{response.status_code} instead of {status}: {response.text}")
    return response
