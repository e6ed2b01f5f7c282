"""A redirect URI is the registered one, letter by letter, or nobody is redirected anywhere."""

import pytest

from tests.journeys.app import App, acme_spa, acme_web, conformance, twin_web
from tests.journeys.browser import Browser
from tests.journeys.refusals import require_page
from tests.journeys.village import Village

WEB = "http://localhost:8790/callback"
SPA = "http://127.0.0.1:8790/spa/callback"
SUITE = "https://suite.vestibule.test:8443/test/a/vestibule/callback"

VARIANTS = {
    "acme-web": [
        # Two of these differ by one letter of another alphabet.
        *("", "/", "null", "about:blank", "javascript:alert(1)", "data:text/html,x", "//evil.test"),
        *(f"{WEB}/", f"{WEB}?", f"{WEB}?x=y", f"{WEB}#", f"{WEB}#f", f"{WEB}/x", f"{WEB}%20"),
        *(f" {WEB}", f"{WEB} ", f"{WEB}\t", f"{WEB}\r\nX: y", f"{WEB}\0", f"{WEB},{WEB}"),
        *(WEB.upper(), WEB.replace("http", "HTTP"), WEB.replace("callback", "Callback")),
        *(WEB.replace("localhost", "LOCALHOST"), WEB.replace("localhost", "localhost.")),
        *(WEB.replace("localhost", "127.0.0.1"), WEB.replace("localhost", "evil.test")),
        *(WEB.replace("8790", "8791"), WEB.replace(":8790", ""), WEB.replace("http:", "https:")),
        *("http://localhost:8790@evil.test/callback", "http://evil@localhost:8790/callback"),
        *("http://localhost:8790\\@evil.test/callback", "http:\\\\localhost:8790\\callback"),
        *("http://localhost:8790/x/../callback", "http://localhost:8790/./callback"),
        *("http://localhost:8790/%2e/callback", "http://localhost:8790/%63allback"),
        *("http://localhost:8790/%2e%2e%2fcallback", "http://localhost:8790//callback"),
        *("http://localhost:8790/callback%2f..%2f..%2fevil", "http:localhost:8790/callback"),
        *("http://localh\u043est:8790/callback", "http://\u24dbocalhost:8790/callback"),
        *("http://localhost:8790/spa/callback", "http://localhost:8790/globex/callback"),
        *(f"http://evil.test/{WEB}", f"http://evil.test/?{WEB}", "x" * 9000),
    ],
    "acme-spa": [
        *(SPA.replace("127.0.0.1", host) for host in ("127.0.0.2", "127.1", "0x7f000001", "[::1]")),
        *(SPA.replace("127.0.0.1", host) for host in ("127.0.0.1.evil.test", "x@127.0.0.1")),
        *(
            SPA.replace("8790", port)
            for port in ("99999", "x", "8790@evil.test", "8790\\@evil.test")
        ),
        *(f"{SPA}?", f"{SPA}?x=y", f"{SPA}#f", f"{SPA}/", SPA.replace("http:", "https:")),
    ],
    "oidf-basic-1": [
        *(f"{SUITE}/random", f"{SUITE}_invalid", f"{SUITE}?foo=bar", f"{SUITE}?"),
        *(SUITE.replace(":8443", ""), SUITE.replace("suite", "SUITE"), SUITE.replace("s:", ":")),
    ],
}
APPS = {"acme-web": acme_web, "acme-spa": acme_spa, "oidf-basic-1": conformance}


@pytest.mark.parametrize(
    ("client_id", "uri"), [(client, uri) for client, uris in VARIANTS.items() for uri in uris]
)
def test_no_variant_of_a_redirect_uri_is_ever_redirected_to(
    village: Village, browser: Browser, client_id: str, uri: str
) -> None:
    app: App = APPS[client_id](village)
    stored = village.stored()
    for further in ({}, {"prompt": "none"}, {"response_type": "token"}, {"request": "x"}):
        require_page(app.ask(browser, redirect_uri=uri, **further))
    assert village.stored() == stored


def test_not_even_for_somebody_who_is_signed_in(village: Village, browser: Browser) -> None:
    app = acme_web(village)
    app.sign_in(browser, "ada@acme.test", "google")
    require_page(app.ask(browser, redirect_uri=f"{WEB}/"))
    require_page(app.ask(browser, redirect_uri=None))
    require_page(app.ask(browser, redirect_uri=[WEB, WEB]))
    require_page(app.ask(browser, redirect_uri=[WEB, "https://evil.test"]))


def test_a_redirect_uri_of_another_client_or_tenant_is_not_registered(
    village: Village, browser: Browser
) -> None:
    elsewhere = acme_spa(village).redirect_uri
    require_page(acme_web(village).ask(browser, redirect_uri=elsewhere))
    require_page(twin_web(village).ask(browser, redirect_uri=elsewhere))
    require_page(conformance(village).ask(browser, redirect_uri=elsewhere))


@pytest.mark.parametrize("port", ["", ":1", ":8790", ":65535"])
def test_of_a_loopback_address_the_port_is_the_apps_own_affair(
    village: Village, browser: Browser, port: str
) -> None:
    uri = SPA.replace(":8790", port)
    answer = acme_spa(village).ask(browser, redirect_uri=uri, prompt="none")
    assert answer.location.startswith(f"{uri}?error=login_required")


@pytest.mark.parametrize(
    "client_id",
    ["", "nobody", "globex-web", "ACME-WEB", "acme-web ", "a" * 200, "<b>", "a\0b", "é"],
)
def test_an_unknown_client_is_never_redirected_for(
    village: Village, browser: Browser, client_id: str
) -> None:
    page = acme_web(village).ask(browser, client_id=client_id)
    require_page(page)
    assert "<b>" not in page.text
