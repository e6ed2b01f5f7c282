"""Everything that acme gives out and believes, and a forgery of each in the same shape.

`KINDS` is all of it, and `WHERE_IT_LIES` says under which keys of the table: a new function that
makes keys fails the sweep until somebody has said what of it people hold.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

from chalicelib.identity.session import SessionCookie
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.logout_token import LOGOUT_TOKEN_TYPE, logout_token_claims
from tests.builders import a_notice
from tests.endpoints.pages.reading import read
from tests.journeys.app import VERIFIER, App, acme_web, basic_header, jobs
from tests.journeys.browser import Browser, Form
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")
Fields = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Credential:
    """What a request carries: parameters, cookies by what they are for, an Authorization header.

    `value` is the secret or the name itself, to be tried in other places than it is meant for.
    """

    value: str
    parameters: Fields = field(default_factory=dict)
    cookies: Fields = field(default_factory=dict)
    authorization: str | None = None
    beside_own_session: bool = False  # of whoever presents it, at the account page


Pair = tuple[Credential, Credential]


def session(village: Village) -> Pair:
    """A signed-in browser's cookie."""
    value = _cookie(_signed_in(village), "session")
    _, _, user = value.partition(".")
    forged = f"{'A' * 43}.{user}"
    return (
        Credential(value=value, cookies={"session": value}),
        Credential(value=forged, cookies={"session": forged}),
    )


def attempt(village: Village) -> Pair:
    """Both halves of a sign-in under way, and the upstream's answer to it."""
    browser = Browser(village)
    callback = acme_web(village).until_callback(browser, *ADA)
    sent = dict(parse_qsl(urlsplit(callback).query))
    return _attempts(browser, sent["state"], {"code": sent["code"]})


def choice(village: Village) -> Pair:
    """Both halves of a sign-in for which a provider is to be chosen."""
    browser = Browser(village)
    page = acme_web(village).ask(browser)
    sent = dict(parse_qsl(urlsplit(page.location).query))
    return _attempts(browser, sent["attempt"], {})


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
    return tuple(
        Credential(value=text, parameters={**fields, "code": text})
        for text in (app.sign_in(Browser(village), *ADA)["code"], "A" * 43)
    )


def used_code(village: Village) -> Pair:
    """A code that was redeemed: to present it again ends what it issued."""
    genuine, forged = code(village)
    assert acme_web(village).token(genuine.parameters).status_code == 200
    return genuine, forged


def access_token(village: Village) -> Pair:
    """An access token, as a bearer and in a body."""
    return _tokens(_redeemed(acme_web(village))["access_token"])


def machine_token(village: Village) -> Pair:
    """An access token of a program."""
    asked = {"grant_type": "client_credentials"}
    return _tokens(jobs(village).token(asked).json["access_token"])


def id_token(village: Village) -> Pair:
    """An ID token, as a hint and where none belongs."""
    return _tokens(_redeemed(acme_web(village))["id_token"])


def status_list(village: Village) -> Pair:
    """A list of statuses, which is signed with the same key as tokens are."""
    return _tokens(acme_web(village).fetch("status/0").text)


def logout_token(village: Village) -> Pair:
    """What clients are sent when a session ends, signed with that key as well."""
    acme, ports = TenantId("acme"), village.ports
    browser = _signed_in(village)
    user, sid = (
        _cookie(browser, "session").partition(".")[2],
        _key_on_page(village, browser, "session"),
    )
    notice = a_notice(tenant=acme, user_id=user, session_key=sid)
    with in_house_of(acme):
        tenant, key = ports.tenants.find(acme), ports.keys.of(acme).current()
        claims = logout_token_claims(tenant, notice, village.clock.now(), "j" * 43)
        return _tokens(ports.signer.seal(acme, key, LOGOUT_TOKEN_TYPE, claims))


def refresh_token(village: Village) -> Pair:
    """A refresh token, to be used and to be revoked."""
    return _refreshing(_redeemed(acme_web(village))["refresh_token"])


def superseded_refresh_token(village: Village) -> Pair:
    """One that was used: to present it again ends the grant."""
    app = acme_web(village)
    token = _redeemed(app)["refresh_token"]
    assert app.token({"grant_type": "refresh_token", "refresh_token": token}).status_code == 200
    village.clock.advance(120)  # so that it is no repetition of a request whose answer was lost
    return _refreshing(token)


def client_secret(village: Village) -> Pair:
    """The secret of a client id that the other tenant has too."""
    form = {"grant_type": "client_credentials"}
    return tuple(
        Credential(value=text, parameters=form, authorization=basic_header("acme-jobs", text))
        for text in (village.secret("acme", "acme-jobs"), "A" * 43)
    )


def posted_client_secret(village: Village) -> Pair:
    """The same in a form, of a client that may ask about tokens."""
    form = {"grant_type": "client_credentials", "client_id": "acme-jobs"}
    return tuple(
        Credential(value=text, parameters={**form, "client_secret": text}, authorization="")
        for text in (village.secret("acme", "acme-jobs"), "A" * 43)
    )


def device_key(village: Village) -> Pair:
    """What the account page calls a signed-in browser, and tokens a `sid`."""
    return _ending("session", _key_on_page(village, _signed_in(village), "session"))


def grant_key(village: Village) -> Pair:
    """What the account page calls an app's access."""
    browser = Browser(village)
    app = acme_web(village)
    app.redeem(app.sign_in(browser, *ADA)["code"])
    return _ending("grant", _key_on_page(village, browser, "grant"))


def ticket(village: Village) -> Pair:
    """What makes a form the person's own: made of the session cookie that it comes with."""
    genuine, forged = session(village)

    def confirming(brought: Credential) -> Credential:
        cookie = SessionCookie.parse(brought.value)
        assert cookie is not None
        asked = {"end": "others", "decision": "confirm", "ticket": cookie.ticket}
        return replace(brought, value=cookie.ticket, parameters=asked)

    return confirming(genuine), confirming(forged)


#: Signed by us for others to verify: no endpoint of ours takes them, at home neither.
FOR_OTHERS = frozenset({"logout_token", "status_list"})

KINDS: dict[str, Callable[[Village], Pair]] = {
    maker.__name__: maker
    for maker in (
        session,
        attempt,
        choice,
        question,
        code,
        used_code,
        access_token,
        machine_token,
        id_token,
        refresh_token,
        superseded_refresh_token,
        status_list,
        logout_token,
        client_secret,
        posted_client_secret,
        device_key,
        grant_key,
        ticket,
    )
}

#: Each function that makes keys of the table -> what of it leaves the broker; none for what nobody
#: outside ever names.
WHERE_IT_LIES: dict[str, frozenset[str]] = {
    name: frozenset(kinds.split())
    for name, kinds in {
        "attempt": "attempt choice question",
        "audit_event": "",
        "client": "client_secret posted_client_secret",
        "code": "code used_code",
        "code_of_user": "",
        "config": "",
        "directory_entry": "",
        "document_version": "",
        "email_of_user": "",
        "email_partition": "",
        "family": "refresh_token superseded_refresh_token grant_key access_token",
        "family_of_user": "",
        "identity": "",
        "identity_of_user": "",
        "invitation": "",
        "invitations_partition": "",
        "key_ring": "",
        "origin": "",
        "people_partition": "",
        "person": "",
        "person_partition": "",
        "publication": "",
        "published_status_list": "status_list",
        "refresh_key": "",
        "session": "session device_key ticket id_token logout_token",
        "session_of_user": "",
        "signing_key": "access_token machine_token id_token",
        "status": "",
        "status_counter": "",
        "status_directory": "",
        "status_list_entry": "",
        "status_list_partition": "",
        "tenant_partition": "",
        "user": "",
    }.items()
}


def _attempts(browser: Browser, state: str, further: Fields, cookies: Fields | None = None) -> Pair:
    value = _cookie(browser, _attempt_cookie(state))

    def holding(name: str) -> Credential:
        return Credential(
            value=name,
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
        parameters = dict.fromkeys(names, text)
        return Credential(value=text, parameters=parameters, authorization=f"Bearer {text}")

    return bearing(token), bearing(f"{signed}.{'A' * 342}")


def _refreshing(token: str) -> Pair:
    genuine, _, _ = token.rpartition(".")

    def bringing(text: str) -> Credential:
        grant = {"grant_type": "refresh_token", "refresh_token": text}
        return Credential(value=text, parameters={**grant, "token": text})

    return bringing(token), bringing(f"{genuine}.{'A' * 43}")


def _ending(what: str, key: str) -> Pair:
    return tuple(
        Credential(value=text, parameters={"end": what, "key": text}, beside_own_session=True)
        for text in (key, "0" * len(key))
    )


def _key_on_page(village: Village, browser: Browser, what: str) -> str:
    """The key of the first thing of its kind that the account page offers to end."""
    page = read(browser.get(f"{village.issuer('acme')}/account").text)
    for form in page.all("form"):
        fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
        if fields.get("end") == what:
            return str(fields["key"])
    raise AssertionError(what)


def _redeemed(app: App) -> Fields:
    return app.redeem(app.sign_in(Browser(app.village), *ADA)["code"]).json


def _signed_in(village: Village) -> Browser:
    browser = Browser(village)
    acme_web(village).sign_in(browser, *ADA)
    return browser


def _cookie(browser: Browser, what: str) -> str:
    return browser.cookies()[f"__Host-vestibule-acme-{what}"]
