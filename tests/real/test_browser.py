"""People in a real browser: the broker is another site than the apps and the providers."""

import pytest

from tests.real.browser.app import authorization_url, sign_in_as_ada
from tests.real.browser.receiver import WELCOME, a_receiver
from tests.real.browser.tab import Tab
from tests.support.served import Stack

pytestmark = pytest.mark.real


@pytest.fixture
def web_app(two_sites: Stack) -> str:
    return str(two_sites["examples"]["web_app"])


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_ada_signs_in_and_sees_her_name_and_her_orders(tab: Tab, web_app: str, with_scripts: bool):
    if not with_scripts:
        tab.without_scripts()
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    assert tab.url == f"{web_app}/"
    assert tab.ask("document.querySelector('#person').innerText") == "Ada Lovelace"
    assert "orders" in tab.ask("document.querySelector('#api').innerText")
    assert not tab.complaints()


def test_the_broker_remembers_a_browser_that_comes_from_another_site(tab: Tab, web_app: str):
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    tab.go(f"{web_app}/sign-in")
    tab.wait_for_page("Your orders")
    assert not [cookie for cookie in cookies(tab) if "attempt" in cookie["name"]]


def test_who_signs_out_is_asked_again_next_time(tab: Tab, web_app: str):
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    tab.click("Sign out")
    tab.wait_for_page("Every order")
    assert tab.url == f"{web_app}/"
    tab.go(f"{web_app}/sign-in")
    tab.wait_for_page("Continue with Google")
    assert not tab.complaints()


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_who_signs_out_everywhere_is_a_stranger_again(
    tab: Tab, two_sites: Stack, web_app: str, with_scripts: bool
):
    if not with_scripts:
        tab.without_scripts()
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    account = f"{two_sites['tenants']['acme']['issuer']}/account"
    tab.go(account)
    tab.click("End everything else")
    tab.wait_for_page("This browser")
    tab.click("Sign out everywhere, here too")
    tab.wait_for_page("You are signed out")
    tab.go(account)
    tab.wait_for_page("You are not signed in")
    tab.go(f"{web_app}/sign-in")
    tab.wait_for_page("Continue with Google")
    assert not tab.complaints()


def test_no_script_and_no_other_site_can_use_the_brokers_cookies(tab: Tab, web_app: str):
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    ours = [cookie for cookie in cookies(tab) if cookie["name"].startswith("vestibule-")]
    assert [cookie["name"] for cookie in ours if "session" in cookie["name"]]
    assert {(cookie["httpOnly"], cookie["sameSite"]) for cookie in ours} == {(True, "Lax")}


def test_an_attempt_that_was_left_lying_can_be_finished_later(tab: Tab, web_app: str):
    tab.go(f"{web_app}/sign-in")
    tab.wait_for_page("Continue with Google")
    left = tab.url
    tab.go(f"{web_app}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    tab.go(left)
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    assert tab.url == f"{web_app}/"


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_answer_by_post_arrives_and_leads_on(tab: Tab, two_sites: Stack, with_scripts: bool):
    with a_receiver() as app:
        if not with_scripts:
            tab.without_scripts()
        mode = {"response_mode": "form_post"}
        tab.go(authorization_url(two_sites, "acme-spa", app.redirect_uri, **mode))
        sign_in_as_ada(tab)
        if not with_scripts:
            tab.click("Continue")
        tab.wait_for_page(WELCOME)
        assert tab.url == app.home
    (answer,) = app.posted
    assert answer["state"] == "the app's state"
    assert answer["iss"] == two_sites["tenants"]["acme"]["issuer"]
    assert answer.keys() == {"code", "state", "iss"}
    assert not app.asked
    assert not tab.complaints()


@pytest.mark.parametrize(
    ("words", "told"), [("Allow", "code"), ("Don't allow", "error")], ids=["allow", "deny"]
)
def test_consent_leads_to_the_app_and_on(tab: Tab, two_sites: Stack, words: str, told: str):
    with a_receiver() as app:
        tab.go(authorization_url(two_sites, "acme-spa", app.redirect_uri, prompt="consent"))
        sign_in_as_ada(tab)
        tab.wait_for_page("See your orders")
        tab.click(words)
        tab.wait_for_page(WELCOME)
    (answer,) = app.asked
    assert told in answer
    assert not tab.complaints()


def test_cancelling_leads_to_the_app_and_on(tab: Tab, two_sites: Stack):
    with a_receiver() as app:
        tab.go(authorization_url(two_sites, "acme-spa", app.redirect_uri))
        tab.click("Cancel and go back")
        tab.wait_for_page(WELCOME)
    assert [answer["error"] for answer in app.asked] == ["access_denied"]
    assert not tab.complaints()


def test_a_dead_end_has_a_way_back_to_the_app(tab: Tab, two_sites: Stack, web_app: str):
    tab.go(f"{web_app}/sign-in")
    tab.wait_for_page("Continue with Google")
    tab.go(f"{two_sites['tenants']['acme']['issuer']}/callback/google?code=x&state=unknown")
    tab.click("Go back to Acme Shop")
    tab.wait_for_page("Every order")
    assert tab.url == f"{web_app}/"
    assert not tab.complaints()


def cookies(tab: Tab) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tab.send("Network.getAllCookies")["cookies"]
    return found
