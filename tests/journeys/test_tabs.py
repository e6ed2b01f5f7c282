"""What a browser keeps for us, and how many sign-ins it may have under way at once."""

from http.cookies import SimpleCookie

import pytest
from werkzeug.test import TestResponse

from tests.journeys.app import App, acme_spa, acme_web
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.refusals import require_page
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


def attempts(browser: Browser) -> list[str]:
    return [name for name in browser.cookies() if "-attempt-" in name]


def test_every_cookie_is_for_us_alone(app: App, browser: Browser) -> None:
    begun = app.ask(browser, connection="google", login_hint=ADA[0])
    finished = browser.get(browser.get(begun.location).location)
    cookies = [*_cookies(begun), *_cookies(finished)]
    kinds = {name.removeprefix("__Host-vestibule-acme-").partition("-")[0] for name, _ in cookies}
    assert kinds == {"attempt", "app", "session"}
    for name, cookie in cookies:
        assert name.startswith("__Host-vestibule-acme-")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert attempts(browser) == []


def test_ten_tabs_are_ten_attempts(village: Village, app: App, browser: Browser) -> None:
    tabs = {
        f"tab-{n}": app.until_callback(browser, *ADA, state=f"tab-{n}", nonce=f"nonce-{n}")
        for n in range(10)
    }
    for state, callback in reversed(tabs.items()):
        answer = answer_in(browser.get(callback))
        assert answer["state"] == state
        identity = app.verified(app.redeem(answer["code"]).json["id_token"], app.client_id)
        assert identity["nonce"] == state.replace("tab", "nonce")
    assert attempts(browser) == []


def test_two_tabs_do_not_mix(village: Village, app: App, browser: Browser) -> None:
    spa = acme_spa(village)
    first = app.until_callback(
        browser, *ADA, state="first", response_mode="form_post", scope="openid orders:write"
    )
    second = spa.until_callback(
        browser, "linus@example.org", "facebook", state="second", nonce=None, scope="openid email"
    )
    answered_second, answered_first = browser.get(second), browser.get(first)
    assert answered_second.location.startswith(spa.redirect_uri)
    assert Form.read(answered_first).action == app.redirect_uri
    assert answer_in(answered_first)["state"] == "first"
    assert answer_in(answered_second)["state"] == "second"
    ours = app.redeem(answer_in(answered_first)["code"]).json
    theirs = spa.redeem(answer_in(answered_second)["code"]).json
    assert ours["scope"] == "openid orders:write"
    assert theirs["scope"] == "openid email"
    assert app.verified(ours["id_token"], app.client_id)["nonce"] == "a-nonce"
    assert "nonce" not in spa.verified(theirs["id_token"], spa.client_id)
    assert app.userinfo(theirs["access_token"]).json["email"] == "linus@example.org"


def test_beyond_twelve_the_oldest_attempt_makes_room(
    village: Village, app: App, browser: Browser
) -> None:
    callbacks = []
    for _ in range(15):
        village.clock.advance(1)
        callbacks.append(app.until_callback(browser, *ADA))
        assert len(attempts(browser)) <= 12
    for forgotten in callbacks[:3]:
        require_page(browser.get(forgotten))
    for kept in callbacks[3:]:
        assert "code" in answer_in(browser.get(kept))


def test_a_tenant_makes_room_among_its_own_cookies_alone(
    village: Village, app: App, browser: Browser
) -> None:
    # These belong to tenants whose names continue ours.
    neighbours = ("acme-attempt-session", "acme-attempt-app", "acme-attempt-attempt-" + "0" * 16)
    for name in neighbours:
        browser.plant(f"__Host-vestibule-{name}", "0.a-value")
    for _ in range(13):
        village.clock.advance(1)
        app.ask(browser)
    assert {f"__Host-vestibule-{name}" for name in neighbours} <= set(browser.cookies())


def test_denying_in_one_tab_leaves_the_others(app: App, browser: Browser) -> None:
    kept = app.until_callback(browser, *ADA)
    chooser = browser.follow(app.ask(browser))
    form = Form.read(chooser)
    denied = answer_in(browser.post(form.url(chooser.request.url), form.fields))
    assert denied["error"] == "access_denied"
    assert "code" in answer_in(browser.get(kept))


def _cookies(response: TestResponse) -> list:
    return [
        pair
        for header in response.headers.getlist("Set-Cookie")
        for pair in SimpleCookie(header).items()
    ]
