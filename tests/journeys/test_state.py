"""One attempt, one browser, one tenant, one connection, one time: anything else is refused."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.journeys.app import App, acme_web, twin_web
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.refusals import require_page, require_way_back
from tests.journeys.village import Village

ADA = ("ada@acme.test", "google")
HOME = "http://localhost:8790/"


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.fixture
def callback(app: App, browser: Browser) -> str:
    """Where Google sends Ada's browser back to; not visited yet."""
    return app.until_callback(browser, *ADA)


def require_refused(village: Village, browser: Browser, url: str) -> TestResponse:
    """A page, nobody signed in, and nothing stored, changed or deleted."""
    stored, cookies = village.stored(), browser.cookies()
    response = browser.get(url)
    require_page(response)
    assert village.stored() == stored
    assert browser.cookies() == cookies
    return response


def test_a_callback_works_once(village: Village, app: App, browser: Browser, callback: str) -> None:
    assert "code" in answer_in(browser.get(callback))
    page = require_refused(village, browser, callback)
    require_way_back(page, HOME)
    assert "code" in answer_in(app.ask(browser, prompt="none"))


def test_keeping_the_cookie_does_not_make_it_work_twice(
    village: Village, browser: Browser, callback: str
) -> None:
    kept = browser.cookies()
    assert "code" in answer_in(browser.get(callback))
    for name, value in kept.items():
        browser.plant(name, value)
    require_refused(village, browser, callback)
    state = callback.partition("state=")[2].partition("&")[0]
    for path in ("login", "login/google", "login/facebook"):
        require_refused(village, browser, f"{village.issuer('acme')}/{path}?attempt={state}")
    require_page(browser.post(f"{village.issuer('acme')}/login", {"attempt": state}))


def test_another_browser_cannot_finish_and_the_rightful_one_still_can(
    village: Village, browser: Browser, callback: str
) -> None:
    require_refused(village, Browser(village), callback)
    assert "code" in answer_in(browser.get(callback))


def test_a_victim_is_not_signed_in_as_the_attacker(village: Village, app: App) -> None:
    attacker, victim = Browser(village), Browser(village)
    trap = app.until_callback(attacker, *ADA)
    app.until_callback(victim, *ADA)
    page = require_refused(village, victim, trap)
    require_way_back(page, HOME)
    assert answer_in(app.ask(victim, prompt="none"))["error"] == "login_required"


def test_a_denial_in_another_browser_denies_nothing(
    village: Village, browser: Browser, callback: str
) -> None:
    state = callback.partition("state=")[2].partition("&")[0]
    denial = f"{callback.partition('?')[0]}?error=access_denied&state={state}"
    require_refused(village, Browser(village), denial)
    assert "code" in answer_in(browser.get(callback))


def test_another_tenant_knows_nothing_of_it(
    village: Village, browser: Browser, callback: str
) -> None:
    twin_web(village).until_callback(browser, *ADA)
    elsewhere = callback.replace("/t/acme/", "/t/twin/")
    for name, value in browser.cookies().items():
        browser.plant(name.replace("-acme-", "-twin-"), value)
    require_refused(village, browser, elsewhere)
    assert "code" in answer_in(browser.get(callback))


def test_another_connection_cannot_answer_for_the_one_that_was_asked(
    village: Village, browser: Browser, callback: str
) -> None:
    page = require_refused(village, browser, callback.replace("/google?", "/facebook?"))
    require_way_back(page, HOME)
    assert "code" in answer_in(browser.get(callback))


def test_a_connection_that_the_tenant_lacks_is_not_found(
    village: Village, browser: Browser, callback: str
) -> None:
    stored = village.stored()
    require_page(browser.get(callback.replace("/google?", "/workforce?")), status=404)
    assert village.stored() == stored
    assert "code" in answer_in(browser.get(callback))


@pytest.mark.parametrize("seconds", [600, 90_000])
def test_an_attempt_ends_after_ten_minutes_even_if_it_is_still_stored(
    village: Village, browser: Browser, callback: str, seconds: int
) -> None:
    village.clock.advance(seconds)
    require_refused(village, browser, callback)


def test_until_then_a_person_may_take_their_time(
    village: Village, browser: Browser, callback: str
) -> None:
    village.clock.advance(599)
    assert "code" in answer_in(browser.get(callback))


@pytest.mark.parametrize(
    "query",
    [
        "code=x",
        "code=x&state=",
        "code=x&state=forged",
        f"code=x&state={'A' * 43}",
        f"code=x&state={'A' * 9000}",
        "code=x&state=%00",
        "code=x&state=a%0d%0aSet-Cookie:x=y",
        "code=x&state=%F0%9F%92%A5",
        "code=x&state=../../x",
        "error=access_denied",
        "",
    ],
)
def test_a_state_nobody_gave_out_leads_to_a_page(
    village: Village, browser: Browser, callback: str, query: str
) -> None:
    page = require_refused(village, browser, f"{callback.partition('?')[0]}?{query}")
    require_way_back(page, HOME)
    assert "code" in answer_in(browser.get(callback))


@pytest.mark.parametrize("name", ["state", "code"])
def test_a_repeated_parameter_is_refused(
    village: Village, browser: Browser, callback: str, name: str
) -> None:
    require_refused(village, browser, f"{callback}&{name}=again")
    assert "code" in answer_in(browser.get(callback))


@pytest.mark.parametrize("value", ["", ".", "68.wrong", "nothing", '"', "68." + "A" * 43])
def test_a_cookie_that_proves_nothing_is_none(
    village: Village, app: App, browser: Browser, callback: str, value: str
) -> None:
    forger = Browser(village)
    (name,) = (name for name in browser.cookies() if "-attempt-" in name)
    forger.plant(name, value)
    require_refused(village, forger, callback)
    assert "code" in answer_in(browser.get(callback))


# Choosing anew


def _chosen(browser: Browser, chooser: TestResponse, connection: str, login: str) -> str:
    """Choose on the chooser page; return the callback's address, not visited."""
    attempt = Form.read(chooser).fields["attempt"]
    link = f"{chooser.request.url.partition('?')[0]}/{connection}?attempt={attempt}"
    page = browser.get(browser.get(link).location)
    form = Form.read(page)
    response = browser.post(page.request.url, {**form.fields, "login": login})
    return str(response.location)


def test_after_a_fresh_choice_the_first_provider_can_no_longer_answer(
    village: Village, app: App, browser: Browser
) -> None:
    chooser = browser.follow(app.ask(browser))
    over_google = _chosen(browser, chooser, *reversed(ADA))
    over_facebook = _chosen(browser, chooser, "facebook", "linus@example.org")
    require_refused(village, browser, over_google)
    answer = answer_in(browser.get(over_facebook))
    claims = app.userinfo(app.redeem(answer["code"]).json["access_token"]).json
    assert claims["name"] == "Linus Pauling"


@pytest.mark.parametrize("path", ["login", "login/google", "consent"])
def test_pages_of_an_attempt_are_for_the_browser_that_began_it(
    village: Village, app: App, browser: Browser, path: str
) -> None:
    chooser = browser.follow(app.ask(browser))
    attempt = Form.read(chooser).fields["attempt"]
    require_refused(village, Browser(village), f"{app.issuer}/{path}?attempt={attempt}")
    stored = village.stored()
    posted = {"attempt": attempt, "decision": "deny"}
    for page in {path.partition("/")[0], "login"}:
        require_page(Browser(village).post(f"{app.issuer}/{page}", posted))
    assert village.stored() == stored
    again = browser.get(f"{app.issuer}/login?attempt={attempt}")
    assert again.status_code == 200


def test_an_attempt_at_one_stage_is_nothing_at_another(
    village: Village, app: App, browser: Browser
) -> None:
    page = browser.follow(
        app.ask(browser, prompt="consent", connection="google", login_hint=ADA[0])
    )
    question = Form.read(page).fields["attempt"]
    for path in ("login", "login/google", "callback/google"):
        name = "state" if path.startswith("callback") else "attempt"
        require_refused(village, browser, f"{app.issuer}/{path}?{name}={question}")
    consent = {"attempt": question, "decision": "allow"}
    kept = browser.cookies()
    assert "code" in answer_in(browser.post(f"{app.issuer}/consent", consent))
    for name, value in kept.items():
        browser.plant(name, value)
    require_page(browser.post(f"{app.issuer}/consent", consent))


def test_consent_needs_the_session_that_was_asked(
    village: Village, app: App, browser: Browser
) -> None:
    hint: dict[str, Any] = {"connection": "google", "login_hint": ADA[0]}
    page = browser.follow(app.ask(browser, prompt="consent", **hint))
    question = Form.read(page).fields["attempt"]
    app.sign_in(browser, "grace@gmail.com", "google", prompt="login")
    require_page(browser.get(f"{app.issuer}/consent?attempt={question}"))
    consent = {"attempt": question, "decision": "allow"}
    require_page(browser.post(f"{app.issuer}/consent", consent))
