"""The requests that are measured: each is prepared first, and then made by what is returned."""

from collections.abc import Callable

from werkzeug.test import TestResponse

from tests.endpoints.pages.reading import read
from tests.journeys.app import App, acme_web, jobs
from tests.journeys.browser import Browser, Form
from tests.journeys.village import Village

Request = Callable[[], TestResponse]
ADA = ("ada@acme.test", "google")
SIGNED_ANSWER = "application/token-introspection+jwt"


def warm_up(village: Village) -> None:
    """Have the tenant and its clients remembered; after a minute they are read again."""
    for client_id in ("acme-web", "acme-jobs", "acme-api"):
        app = App(village=village, tenant="acme", client_id=client_id, redirect_uri="none")
        assert app.revoke("x").status_code == 200


def _fetch(path: str) -> Callable[[Village], Request]:
    return lambda village: lambda: acme_web(village).fetch(path)


def rfc_8414(village: Village) -> Request:
    address = "https://auth.test/.well-known/oauth-authorization-server/t/acme"
    return lambda: Browser(village).get(address)


def _ask(**changes: object) -> Callable[[Village], Request]:
    return lambda village: lambda: acme_web(village).ask(Browser(village), **changes)


def _ask_signed_in(**changes: object) -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app, browser = acme_web(village), Browser(village)
        app.sign_in(browser, *ADA)
        return lambda: app.ask(browser, **changes)

    return prepare


def _leave(*, hint: bool) -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app, browser = acme_web(village), Browser(village)
        tokens = app.redeem(app.sign_in(browser, *ADA)["code"]).json
        query = f"?id_token_hint={tokens['id_token']}" if hint else ""
        return lambda: browser.get(f"{app.issuer}/logout{query}")

    return prepare


def _at_chooser(path: str) -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app, browser = acme_web(village), Browser(village)
        attempt = Form.read(browser.follow(app.ask(browser))).fields["attempt"]
        return lambda: browser.get(f"{app.issuer}/{path}?attempt={attempt}")

    return prepare


def cancel(village: Village) -> Request:
    app, browser = acme_web(village), Browser(village)
    form = Form.read(browser.follow(app.ask(browser))).fields
    return lambda: browser.post(f"{app.issuer}/login", form)


def known_user(village: Village) -> Request:
    app, browser = acme_web(village), Browser(village)
    app.sign_in(Browser(village), *ADA)
    callback = app.until_callback(browser, *ADA)
    return lambda: browser.get(callback)


def new_user(village: Village) -> Request:
    app, browser = acme_web(village), Browser(village)
    village.forget_people("acme")
    callback = app.until_callback(browser, *ADA)
    return lambda: browser.get(callback)


def forged_state(village: Village) -> Request:
    app = acme_web(village)
    address = f"{app.issuer}/callback/google?code=x&state={'A' * 43}"
    return lambda: Browser(village).get(address)


def _redeem(scope: str = "openid") -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app = acme_web(village)
        code = app.sign_in(Browser(village), *ADA, scope=scope)["code"]
        return lambda: app.redeem(code)

    return prepare


def replay(village: Village) -> Request:
    request = _redeem()(village)
    request()
    return request


def _refreshing(scope: str = "openid") -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app = acme_web(village)
        code = app.sign_in(Browser(village), *ADA, scope=scope)["code"]
        token = app.redeem(code).json["refresh_token"]
        return lambda: app.token({"grant_type": "refresh_token", "refresh_token": token})

    return prepare


def refresh_again(village: Village) -> Request:
    request = _refreshing()(village)
    request()
    return request


def replayed_refresh_token(village: Village) -> Request:
    request = refresh_again(village)
    village.clock.advance(61)
    return request


def forged_refresh_token(village: Village) -> Request:
    app = acme_web(village)
    code = app.sign_in(Browser(village), *ADA)["code"]
    token = app.redeem(code).json["refresh_token"][:-20] + "A" * 20
    return lambda: app.token({"grant_type": "refresh_token", "refresh_token": token})


def _presenting(
    path: str, kind: str, client_id: str = "acme-web", **more: str
) -> Callable[[Village], Request]:
    def prepare(village: Village) -> Request:
        app = acme_web(village)
        token = app.redeem(app.sign_in(Browser(village), *ADA)["code"]).json[kind]
        asking = App(village=village, tenant="acme", client_id=client_id, redirect_uri="none")
        return lambda: asking.post(path, {"token": token}, **more)

    return prepare


def _guessing(path: str) -> Callable[[Village], Request]:
    return lambda village: lambda: acme_web(village).post(path, {"token": "x"})


def introspected_machine(village: Village) -> Request:
    app = jobs(village)
    token = app.token({"grant_type": "client_credentials"}).json["access_token"]
    return lambda: app.introspect(token)


def _account(*more: str) -> Callable[[Village], Request]:
    """The account page of somebody with a session, and with one more for each of `more`."""

    def prepare(village: Village) -> Request:
        app, browser = acme_web(village), Browser(village)
        village.sweep()
        for device in (browser, *(Browser(village) for _ in more)):
            app.redeem(app.sign_in(device, *ADA)["code"])
        return lambda: browser.get(f"{app.issuer}/account")

    return prepare


def ending_elsewhere(village: Village) -> Request:
    app, here, there = acme_web(village), Browser(village), Browser(village)
    village.sweep()
    for device in (here, there):
        app.redeem(app.sign_in(device, *ADA)["code"])
    page = read(here.get(f"{app.issuer}/account").text)
    form = next(form for form in page.all("form") if form.all("button", id="end-session-1"))
    fields = {str(one.attributes["name"]): one.attributes["value"] for one in form.all("input")}
    return lambda: here.post(f"{app.issuer}/account", fields)


def status_list(village: Village) -> Request:
    request = _fetch("status/0")(village)
    request()
    village.clock.advance(5)
    return request


def wrong_secret(village: Village) -> Request:
    app = acme_web(village)
    app.secret = "a guess"
    return lambda: app.redeem("x")


def machine(village: Village) -> Request:
    return lambda: jobs(village).token({"grant_type": "client_credentials"})


def userinfo(village: Village) -> Request:
    app = acme_web(village)
    token = _token(app)
    return lambda: app.userinfo(token)


def forged_token(village: Village) -> Request:
    app = acme_web(village)
    token = _token(app)[:-20] + "A" * 20
    return lambda: app.userinfo(token)


def _token(app: App) -> str:
    code = app.sign_in(Browser(app.village), *ADA)["code"]
    return str(app.redeem(code).json["access_token"])


#: What is asked -> how, the calls to AWS that it may make, and how many wait for one another.
BUDGETS: dict[str, tuple[Callable[[Village], Request], dict[str, int], int]] = {
    "discovery": (_fetch(".well-known/openid-configuration"), {}, 0),
    "metadata of RFC 8414": (rfc_8414, {}, 0),
    "jwks": (_fetch("jwks"), {}, 0),
    "authorize: a page": (_ask(redirect_uri="https://evil.test"), {}, 0),
    "authorize: an error": (_ask(scope="nothing"), {}, 0),
    "authorize: prompt=none, nobody there": (_ask(prompt="none"), {}, 0),
    "authorize: to the chooser": (_ask(), {"PutItem": 1}, 1),
    "authorize: to the provider": (_ask(connection="google"), {"PutItem": 1}, 1),
    "authorize: a live session": (
        _ask_signed_in(),
        {"BatchGetItem": 1, "TransactWriteItems": 1},
        2,
    ),
    "authorize: a live session, but prompt=login": (
        _ask_signed_in(prompt="login"),
        {"BatchGetItem": 1, "PutItem": 1},
        2,
    ),
    "the chooser": (_at_chooser("login"), {"GetItem": 1}, 1),
    "a choice": (_at_chooser("login/google"), {"UpdateItem": 1}, 1),
    "a change of mind": (cancel, {"UpdateItem": 1}, 1),
    "callback: somebody known": (
        known_user,
        {"UpdateItem": 1, "GetItem": 2, "TransactWriteItems": 1},
        4,
    ),
    "callback: somebody new": (
        new_user,
        # The attempt; whether they are known; whether they were invited.
        {"UpdateItem": 1, "GetItem": 2, "TransactWriteItems": 1},
        4,
    ),
    "callback: a forged state": (forged_state, {"UpdateItem": 1}, 1),
    "token: a code": (_redeem(), {"UpdateItem": 1, "Sign": 2, "TransactWriteItems": 1}, 2),
    "token: a code without openid": (
        _redeem("orders:read"),
        {"UpdateItem": 1, "Sign": 1, "TransactWriteItems": 1},
        2,
    ),
    "token: a code replayed": (
        replay,
        {"UpdateItem": 2, "GetItem": 1, "TransactWriteItems": 1},
        4,
    ),
    "token: refresh": (_refreshing(), {"BatchGetItem": 1, "UpdateItem": 1, "Sign": 2}, 2),
    "token: refresh without openid": (
        _refreshing("orders:read"),
        {"BatchGetItem": 1, "UpdateItem": 1, "Sign": 1},
        2,
    ),
    "token: refresh, the answer was lost": (refresh_again, {"BatchGetItem": 1, "Sign": 2}, 2),
    "token: refresh, replayed": (
        replayed_refresh_token,
        {"BatchGetItem": 1, "TransactWriteItems": 1},
        2,
    ),
    "token: refresh, forged": (forged_refresh_token, {}, 0),
    "token: a wrong secret": (wrong_secret, {}, 0),
    "token: client_credentials": (machine, {"Sign": 1}, 1),
    "userinfo": (userinfo, {"BatchGetItem": 1}, 1),
    "userinfo: a forged token": (forged_token, {}, 0),
    "revoke: a refresh token": (
        _presenting("revoke", "refresh_token"),
        {"GetItem": 1, "TransactWriteItems": 1},
        2,
    ),
    "revoke: an access token": (
        _presenting("revoke", "access_token"),
        {"GetItem": 1, "TransactWriteItems": 1},
        2,
    ),
    "revoke: a guess": (_guessing("revoke"), {}, 0),
    "introspect: an access token": (
        _presenting("introspect", "access_token", "acme-api"),
        {"BatchGetItem": 1},
        1,
    ),
    "introspect: a refresh token": (
        _presenting("introspect", "refresh_token"),
        {"BatchGetItem": 1},
        1,
    ),
    "introspect: signed": (
        _presenting("introspect", "access_token", "acme-api", accept=SIGNED_ANSWER),
        {"BatchGetItem": 1, "Sign": 1},
        2,
    ),
    "introspect: a token for others": (
        _presenting("introspect", "access_token", "acme-jobs"),
        {},
        0,
    ),
    "introspect: a client's own": (introspected_machine, {}, 0),
    "introspect: a guess": (_guessing("introspect"), {}, 0),
    "logout: nobody there": (_fetch("logout"), {}, 0),
    "logout: the person is asked": (_leave(hint=False), {"BatchGetItem": 1}, 1),
    "logout: with a hint": (
        _leave(hint=True),
        # Session and user, what the person's families are, and the end of them together.
        {"BatchGetItem": 2, "Query": 1, "TransactWriteItems": 1},
        4,
    ),
    "account: nobody there": (_fetch("account"), {}, 0),
    # Session and user; the list of sessions, then all of them; the list of families, then all.
    "account": (_account(), {"BatchGetItem": 3, "Query": 2}, 5),
    "account: three devices": (_account("phone", "tablet"), {"BatchGetItem": 3, "Query": 2}, 5),
    "account: another session ends": (
        ending_elsewhere,
        {"BatchGetItem": 3, "Query": 2, "TransactWriteItems": 1},
        6,
    ),
    "a status list": (status_list, {"BatchGetItem": 1}, 1),
}

#: Writes that are made at the same time as signatures.
WRITTEN_WHILE_SIGNING = {
    "token: a code": {"TransactWriteItems"},
    "token: a code without openid": {"TransactWriteItems"},
    "token: refresh": {"UpdateItem"},
    "token: refresh without openid": {"UpdateItem"},
}
