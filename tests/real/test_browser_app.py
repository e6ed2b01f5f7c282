"""What a browser lets the scripts of a page ask of the broker: its CORS rules are the real ones."""

import json

import pytest

from tests.real.browser.devtools import DevToolsError
from tests.real.browser.tab import Tab
from tests.support.served import Stack

pytestmark = pytest.mark.real


def test_a_page_of_an_origin_that_nobody_registered_may_not_ask_who_it_is(
    tab: Tab, two_sites: Stack
):
    userinfo = f"{two_sites['tenants']['acme']['issuer']}/userinfo"
    ask = f"fetch({json.dumps(userinfo)}, {{headers: {{Authorization: 'Bearer x'}}}})"
    tab.send("Page.setBypassCSP", enabled=True)
    tab.go(two_sites["examples"]["api"]["acme"])
    tab.wait_for("document.readyState === 'complete'")
    with pytest.raises(DevToolsError, match="Failed to fetch"):
        tab.ask(ask)
    tab.go(two_sites["examples"]["web_app"])
    tab.wait_for("document.readyState === 'complete'")
    assert tab.ask(f"{ask}.then(answer => answer.status)") == 401
