"""An app that runs in the browser: oidc-client-ts, unmodified, under the browser's CORS rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.real.browser.app import sign_in_as_ada
from tests.real.browser.devtools import DevToolsError
from tests.real.browser.tab import Tab
from tests.real.javascript import install
from tests.support.served import Stack

pytestmark = pytest.mark.real

BUNDLE = "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js"


class SinglePageApp:
    """The library, loaded into whatever page the registered origin serves."""

    def __init__(self, tab: Tab, stack: Stack) -> None:
        acme = stack["tenants"]["acme"]
        self.redirect_uri = acme["clients"]["acme-spa"]["redirect_uris"][0]
        self.tab = tab
        self._library = (install("openid_client") / Path(BUNDLE)).read_text(encoding="utf-8")
        self._settings = {
            "authority": acme["issuer"],
            "client_id": "acme-spa",
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email orders:read",
            "loadUserInfo": True,
        }
        # That page's own policy would keep the library out; whom it may call, CORS decides.
        tab.send("Page.setBypassCSP", enabled=True)

    def call(self, words: str) -> Any:
        """Load the library and ask its UserManager."""
        self.tab.wait_for("document.readyState === 'complete'")
        self.tab.ask(f"{self._library}; globalThis.oidc = oidc; true")
        return self.tab.ask(f"new oidc.UserManager({json.dumps(self._settings)}).{words}")


def test_an_app_in_the_browser_signs_ada_in(tab: Tab, two_sites: Stack):
    app = SinglePageApp(tab, two_sites)
    tab.go(app.redirect_uri)
    app.call("signinRedirect(), true")
    sign_in_as_ada(tab)
    tab.wait_for(f"location.href.startsWith({json.dumps(app.redirect_uri + '?')})")
    user = app.call("signinCallback().then(user => ({...user}))")
    assert user["profile"]["name"] == "Ada Lovelace"
    assert user["profile"]["email"] == "ada@acme.test"
    assert user["scope"] == "openid profile email orders:read"
    assert not tab.complaints()


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
