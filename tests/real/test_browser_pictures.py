"""Every page that a person meets, by day and by night, wide and narrow: it fits, and is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real.browser.app import authorization_url, sign_in_as_ada
from tests.real.browser.tab import Tab
from tests.support.served import Stack

pytestmark = pytest.mark.real

ALBUM = Path("build/real/screenshots")
ELSEWHERE = "http://127.0.0.1:9/spa/callback"


def chooser(tab: Tab, stack: Stack) -> None:
    tab.go(authorization_url(stack, "acme-spa", ELSEWHERE))
    tab.wait_for_page("Continue with Facebook")


def provider(tab: Tab, stack: Stack) -> None:
    chooser(tab, stack)
    tab.click("Continue with Google")
    tab.wait_for_page("Ada Lovelace")


def consent(tab: Tab, stack: Stack) -> None:
    tab.go(authorization_url(stack, "acme-spa", ELSEWHERE, prompt="consent"))
    sign_in_as_ada(tab)
    tab.wait_for_page("Signed in as Ada Lovelace")


def wrong_address(tab: Tab, stack: Stack) -> None:
    tab.go(authorization_url(stack, "acme-spa", "https://evil.test/"))
    tab.wait_for_page("redirect_uri is not registered")


def expired(tab: Tab, stack: Stack) -> None:
    chooser(tab, stack)
    tab.go(f"{stack['tenants']['acme']['issuer']}/callback/google?code=x&state=unknown")
    tab.wait_for_page("This sign-in has expired")


def answer_by_post(tab: Tab, stack: Stack) -> None:
    tab.without_scripts()
    tab.go(authorization_url(stack, "acme-spa", ELSEWHERE, response_mode="form_post"))
    sign_in_as_ada(tab)
    tab.wait_for_page("Taking you back")


def account(tab: Tab, stack: Stack) -> None:
    tab.go(f"{stack['examples']['web_app']}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")
    tab.go(f"{stack['tenants']['acme']['issuer']}/account")
    tab.wait_for_page("Chrome on Linux")
    assert "This browser" in tab.text


def account_of_nobody(tab: Tab, stack: Stack) -> None:
    tab.go(f"{stack['tenants']['acme']['issuer']}/account")
    tab.wait_for_page("You are not signed in")


def door(tab: Tab, stack: Stack) -> None:
    tab.go(stack["examples"]["web_app"])
    tab.wait_for_page("Every order")


def signed_in(tab: Tab, stack: Stack) -> None:
    tab.go(f"{stack['examples']['web_app']}/sign-in")
    sign_in_as_ada(tab)
    tab.wait_for_page("Your orders")


def refused(tab: Tab, stack: Stack) -> None:
    tab.go(f"{stack['examples']['web_app']}/sign-in")
    tab.click("Continue with Google")
    tab.click("Do not sign in")
    tab.wait_for_page("You are not signed in.")


def employees(tab: Tab, stack: Stack) -> None:
    tab.go(f"{stack['examples']['web_app']}/globex/sign-in")
    tab.wait_for_page("Continue with Globex employees")


PAGES = (
    *(chooser, provider, consent, wrong_address, expired, answer_by_post),
    *(account, account_of_nobody),
    *(door, signed_in, refused, employees),
)


@pytest.mark.parametrize("reach", PAGES, ids=lambda reach: reach.__name__)
def test_a_page_fits_any_window_and_complains_of_nothing(
    tab: Tab, two_sites: Stack, reach: Callable[[Tab, Stack], None]
):
    reach(tab, two_sites)
    for width in (1280, 320):
        for dark in (False, True):
            tab.look(width, dark=dark)
            tab.photograph(ALBUM / f"{reach.__name__}-{width}-{'dark' if dark else 'light'}.png")
            assert tab.overflow() <= 0, f"{width} pixels are too narrow"
    assert not tab.complaints()
