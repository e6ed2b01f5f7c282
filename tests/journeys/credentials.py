"""Everything that acme gives out and believes, and a forgery of each in the same shape."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tests.journeys.app import VERIFIER, App, acme_web, basic_header
from tests.journeys.browser import Browser, Form
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")
Fields = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Credential:
    """What a request carries: parameters, cookies by what they are for, an Authorization header."""

    parameters: Fields = field(default_factory=dict)
    cookies: Fields = field(default_factory=dict)
    authorization: str | None = None


Pair = tuple[Credential, Credential]


def session(village: Village) -> Pair:
    """A signed-in browser's cookie."""
    value = _cookie(_signed_in(village), "session")
    _, _, user = value.partition(".")
    forged = f"{'A' * 43}.{user}"
    return Credential(cookies={"session": value}), Credential(cookies={"session": forged})


def attempt(village: Village) -> Pair:
    """Both halves of a sign-in under way, and the upstream's answer to it."""
    browser = Browser(village)
    callback = acme_web(village).until_callback(browser, *ADA)
    sent = dict(parse_qsl(urlsplit(callback).query))
    return _attempts(browser, sent["state"], {"code": sent["code"]})


def question(village: Village) -> Pair:
    """Both halves of a consent question, with the session that it was put to."""
    browser = _signed_in(village)
    app = acme_web(village)
    page = browser.follow(app.ask(browser, prompt="consent"))
    return _attempts(
        browser,
        Form.read(page).fields["attempt"],
        {"decision": "allow"},
        {"session": _cookie(browser, "session")},
    )


def code(village: Village) -> Pair:
    """An authorization code, with all that proves it but the client's own secret."""
    app = acme_web(village)
    fields = {
        "grant_type": "authorization_code",
        "redirect_uri": app.redirect_uri,
        "code_verifier": VERIFIER,
    }
    genuine = app.sign_in(Browser(village), *ADA)["code"]
    return (
        Credential(parameters={**fields, "code": genuine}),
        Credential(parameters={**fields, "code": "A" * 43}),
    )


def access_token(village: Village) -> Pair:
    """An access token, as a bearer and in a body."""
    return _tokens(_redeemed(acme_web(village))["access_token"])


def id_token(village: Village) -> Pair:
    """An ID token, as a hint and where none belongs."""
    return _tokens(_redeemed(acme_web(village))["id_token"])


def refresh_token(village: Village) -> Pair:
    """A refresh token, to be used and to be revoked."""
    token = _redeemed(acme_web(village))["refresh_token"]
    genuine, _, _ = token.rpartition(".")

    def bringing(text: str) -> Credential:
        grant = {"grant_type": "refresh_token", "refresh_token": text}
        return Credential(parameters={**grant, "token": text})

    return bringing(token), bringing(f"{genuine}.{'A' * 43}")


def client_secret(village: Village) -> Pair:
    """The secret of a client id that the other tenant has too."""
    form = {"grant_type": "client_credentials"}
    return (
        Credential(
            parameters=form,
            authorization=basic_header("acme-jobs", village.secret("acme", "acme-jobs")),
        ),
        Credential(parameters=form, authorization=basic_header("acme-jobs", "A" * 43)),
    )


KINDS: dict[str, Callable[[Village], Pair]] = {
    maker.__name__: maker
    for maker in (
        session,
        attempt,
        question,
        code,
        access_token,
        id_token,
        refresh_token,
        client_secret,
    )
}


def _attempts(browser: Browser, state: str, further: Fields, cookies: Fields | None = None) -> Pair:
    value = _cookie(browser, _attempt_cookie(state))

    def holding(name: str) -> Credential:
        return Credential(
            parameters={"state": name, "attempt": name, **further},
            cookies={_attempt_cookie(name): value, **(cookies or {})},
        )

    return holding(state), holding("A" * 43)


def _attempt_cookie(state: str) -> str:
    return f"attempt-{hashlib.sha256(state.encode()).hexdigest()[:16]}"


def _tokens(token: str) -> Pair:
    signed, _, _ = token.rpartition(".")

    def bearing(text: str) -> Credential:
        names = ("access_token", "id_token_hint", "token", "subject_token")
        return Credential(parameters=dict.fromkeys(names, text), authorization=f"Bearer {text}")

    return bearing(token), bearing(f"{signed}.{'A' * 342}")


def _redeemed(app: App) -> Fields:
    return app.redeem(app.sign_in(Browser(app.village), *ADA)["code"]).json


def _signed_in(village: Village) -> Browser:
    browser = Browser(village)
    acme_web(village).sign_in(browser, *ADA)
    return browser


def _cookie(browser: Browser, what: str) -> str:
    return browser.cookies()[f"__Host-vestibule-acme-{what}"]
