"""What becomes of a sign-in when the provider lies, declines, breaks or falls silent."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from werkzeug.test import TestResponse

from chalicelib.upstream.ports import Fetched
from ops.local.pretend.misbehaviour import known_words
from tests.journeys.app import App, acme_web, globex_web, twin_web
from tests.journeys.browser import Browser, Form, answer_in, with_query
from tests.journeys.refusals import require_page, require_way_back
from tests.journeys.village import Village, a_village

KINDS: dict[str, tuple[Any, str, str]] = {
    "google": (twin_web, "grace@gmail.com", "google"),
    "facebook": (acme_web, "linus@example.org", "facebook"),
    "oidc": (globex_web, "hedy@globex.test", "workforce"),
}
HARMLESS = {"rotated", "no_email", "unverified_email"}
PASSING = {"slow", "error_500"}
WORDS = [(kind, word) for kind in KINDS for word in known_words(kind)]


@pytest.fixture
def newborn() -> Iterator[Village]:
    """A village where nobody signed in yet."""
    with a_village() as built:
        yield built


@pytest.fixture
def forgetful(village: Village) -> Village:
    """A village so long after the last sign-in that nothing remembered of a provider counts."""
    village.clock.advance(25 * 3600)
    return village


def misbehaving(login: str, word: str) -> str:
    return login.replace("@", f"+{word}@")


def changed(url: str, **changes: str | None) -> str:
    """The address with other parameters."""
    where, _, query = url.partition("?")
    return with_query(where, dict(parse_qsl(query)) | changes)


def require_error(app: App, response: TestResponse, error: str) -> None:
    """RFC 6749 section 4.1.2.1, with the issuer of RFC 9207; a reason for nobody but us."""
    assert response.status_code == 303
    assert response.location.startswith(f"{app.redirect_uri}?")
    answer = answer_in(response)
    assert set(answer) == {"error", "error_description", "state", "iss"}
    assert answer["error"] == error
    assert answer["state"] == "a-state"
    assert answer["iss"] == app.issuer
    assert "upstream provider" in answer["error_description"]


@pytest.mark.parametrize(("kind", "word"), [one for one in WORDS if one[1] not in HARMLESS])
def test_a_lie_or_a_failure_signs_in_nobody(
    village: Village, browser: Browser, kind: str, word: str
) -> None:
    make_app, login, connection = KINDS[kind]
    app = make_app(village)
    stored = village.settled()
    callback = app.until_callback(browser, misbehaving(login, word), connection)
    response = browser.get(callback)
    require_error(app, response, "temporarily_unavailable" if word in PASSING else "access_denied")
    # Nothing came of it, no person, no session, no code; and the attempt is over.
    assert village.settled() == stored
    assert not any("session" in name for name in browser.cookies())
    require_page(browser.get(callback))
    assert "code" in app.sign_in(browser, login, connection)


@pytest.mark.parametrize(("kind", "word"), [one for one in WORDS if one[1] in HARMLESS])
def test_what_an_honest_provider_may_do_signs_the_person_in(
    newborn: Village, kind: str, word: str
) -> None:
    make_app, login, connection = KINDS[kind]
    app = make_app(newborn)
    browser = Browser(newborn)
    answer = app.sign_in(browser, misbehaving(login, word), connection)
    claims = app.userinfo(app.redeem(answer["code"]).json["access_token"]).json
    assert claims["name"]
    assert ("email" in claims) == (word != "no_email")
    assert claims.get("email_verified", False) is (word == "rotated" and kind != "facebook")


@pytest.mark.parametrize("kind", KINDS)
def test_the_person_may_decline_at_the_provider(
    village: Village, browser: Browser, kind: str
) -> None:
    make_app, _, connection = KINDS[kind]
    app = make_app(village)
    stored = village.settled()
    page = browser.get(app.ask(browser, connection=connection).location)
    name, value = Form.read(page).buttons.get("deny", ("deny", "1"))
    declined = browser.post(page.request.url, {**Form.read(page).fields, name: value})
    require_error(app, browser.get(declined.location), "access_denied")
    assert village.settled() == stored


@pytest.mark.parametrize("kind", ["google", "oidc"])
def test_a_provider_whose_metadata_cannot_be_had_is_an_outage_that_the_app_learns_of(
    forgetful: Village, kind: str
) -> None:
    make_app, login, connection = KINDS[kind]
    app, browser, stored = make_app(forgetful), Browser(forgetful), forgetful.settled()
    with forgetful.bridge.saying("openid-configuration"):
        require_error(app, app.ask(browser, connection=connection), "temporarily_unavailable")
    assert forgetful.settled() == stored
    assert "code" in app.sign_in(browser, login, connection)


def test_a_person_whose_choice_is_down_may_choose_again(forgetful: Village) -> None:
    app, browser = acme_web(forgetful), Browser(forgetful)
    chooser = browser.follow(app.ask(browser))
    attempt = Form.read(chooser).fields["attempt"]
    with forgetful.bridge.saying("/google/"):
        page = browser.get(f"{app.issuer}/login/google?attempt={attempt}")
        require_page(page, "temporarily_unavailable", 502)
        require_way_back(page, "http://localhost:8790/")
        # The attempt is as good as before: another provider may answer it.
        facebook = browser.get(f"{app.issuer}/login/facebook?attempt={attempt}")
        at_facebook = browser.get(facebook.location)
        form = {**Form.read(at_facebook).fields, "login": "linus@example.org"}
        assert "code" in answer_in(browser.follow(browser.post(at_facebook.request.url, form)))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("google", "/token"),
        ("google", "jwks"),
        ("oidc", "/token"),
        ("oidc", "jwks"),
        ("oidc", "/userinfo"),
        ("facebook", "/oauth/access_token"),
        ("facebook", "/debug_token"),
        ("facebook", "/me?"),
    ],
)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (None, "temporarily_unavailable"),
        (Fetched(503, {}, b"busy"), "temporarily_unavailable"),
        (Fetched(200, {}, b"<html>"), "access_denied"),
        (Fetched(200, {}, b"{}"), "access_denied"),
        (Fetched(200, {}, b"[]"), "access_denied"),
        (Fetched(400, {}, b'{"error":"invalid_grant"}'), "access_denied"),
        (Fetched(302, {"location": "http://169.254.169.254/"}, b""), "access_denied"),
    ],
)
def test_a_provider_that_fails_halfway_signs_in_nobody(
    forgetful: Village, kind: str, part: str, answer: Fetched | None, error: str
) -> None:
    make_app, login, connection = KINDS[kind]
    app, browser, stored = make_app(forgetful), Browser(forgetful), forgetful.settled()
    callback = app.until_callback(browser, login, connection)
    with forgetful.bridge.saying(part, answer):
        require_error(app, browser.get(callback), error)
    assert forgetful.settled() == stored
    forgetful.clock.advance(60)
    assert "code" in app.sign_in(browser, login, connection)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "issuer", ["https://evil.test", "https://upstreams.test/google/", "https://auth.test/t/acme"]
)
def test_an_answer_in_another_issuers_name_is_a_mix_up(
    village: Village, browser: Browser, kind: str, issuer: str
) -> None:
    make_app, login, connection = KINDS[kind]
    app = make_app(village)
    stored = village.settled()
    callback = changed(app.until_callback(browser, login, connection), iss=issuer)
    require_error(app, browser.get(callback), "access_denied")
    assert village.settled() == stored


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "<script>", "x" * 99])
def test_a_providers_own_error_is_told_in_our_words(
    village: Village, browser: Browser, error: str
) -> None:
    app = acme_web(village)
    callback = app.until_callback(browser, "grace@gmail.com", "google")
    told = {"error": error, "error_description": "secret <script>", "code": None}
    answered = browser.get(changed(callback, **told))
    passing = {"server_error", "temporarily_unavailable"}
    require_error(app, answered, "temporarily_unavailable" if error in passing else "access_denied")
    assert "script>" not in unquote(answered.location)
    assert "secret" not in answered.location
