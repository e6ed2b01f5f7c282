"""The sample BFF's page in Chromium, whose rules for cookies and scripts are the real ones."""

import json
from collections.abc import Iterator

import pytest

from tests.real.browser.app import sign_in_as_ada
from tests.real.browser.tab import Tab
from tests.support.bff import serving_bff
from tests.support.served import Stack

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def bff(two_sites: Stack) -> Iterator[str]:
    with serving_bff(two_sites) as address:
        yield address


@pytest.fixture
def signed_in(tab: Tab, bff: str) -> Tab:
    """A tab in which Ada came back from the issuer, which is another site."""
    tab.go(bff)
    tab.click("Sign in")
    sign_in_as_ada(tab)
    tab.wait_for("document.getElementById('person')?.textContent === 'Ada Lovelace'")
    return tab


def test_ada_sees_her_orders_and_scripts_see_no_cookie(signed_in: Tab):
    signed_in.click("Ask the API")
    signed_in.wait_for("document.querySelectorAll('#orders li').length === 3")
    assert signed_in.ask("document.cookie") == ""
    assert signed_in.ask("localStorage.length + sessionStorage.length") == 0
    assert not signed_in.complaints()


def test_ada_leaves(signed_in: Tab, bff: str):
    signed_in.click("Sign out")
    signed_in.wait_for("document.getElementById('person')?.textContent === 'Nobody is signed in.'")
    assert signed_in.ask("location.href") == bff
    signed_in.click("Sign in")
    signed_in.wait_for_page("Continue with Google")


def test_a_page_of_another_origin_can_do_nothing_with_the_cookie(
    signed_in: Tab, bff: str, two_sites: Stack
):
    """The web app's page is of the same site: the cookie goes along, and is of no use."""
    signed_in.go(two_sites["examples"]["web_app"])
    signed_in.wait_for("document.readyState === 'complete'")
    signed_in.send("Page.setBypassCSP", enabled=True)
    signed_in.go(two_sites["examples"]["web_app"])
    signed_in.wait_for("document.readyState === 'complete'")
    for options in ("{}", "{headers: {'X-Orders-Page': '1'}}"):
        asked = f"fetch({json.dumps(bff + 'api/orders')}, {{...{options}, credentials: 'include'}})"
        told = signed_in.ask(f"{asked}.then(answer => answer.status, error => error.name)")
        assert told == "TypeError"
    form = "{method: 'POST', mode: 'no-cors', credentials: 'include'}"
    signed_in.ask(f"fetch({json.dumps(bff + 'logout')}, {form}).then(answer => answer.type)")
    signed_in.go(bff)
    signed_in.wait_for("document.getElementById('person')?.textContent === 'Ada Lovelace'")
