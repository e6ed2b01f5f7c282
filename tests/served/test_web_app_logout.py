"""The sample web app goes on while the issuer says so, and ends when it is told."""

import time
from urllib.parse import urlencode

from ops.local.browser import Browser
from tests.served.conftest import sign_in
from tests.served.test_examples import token_of

PATIENCE = 10


def signed_out_within(seconds, browser, address):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if 'id="sign-in"' in browser.get(address).text:
            return True
        time.sleep(0.2)
    return False


def test_who_signs_out_elsewhere_is_signed_out_of_the_web_app(stack):
    web_app, issuer = stack["examples"]["web_app"], stack["tenants"]["acme"]["issuer"]
    browser, other = Browser(), Browser()
    page = sign_in(stack, browser, "", "google", "ada@acme.test")
    sign_in(stack, other, "", "google", "ada@acme.test")
    hint = urlencode({"id_token_hint": token_of(page, "id-token")})
    assert browser.get(f"{issuer}/logout?{hint}").status == 200
    assert signed_out_within(PATIENCE, browser, f"{web_app}/")
    assert "Ada Lovelace" in other.get(f"{web_app}/").text


def test_nobody_is_signed_out_by_a_token_that_is_no_notice(stack, visit, browser):
    web_app = stack["examples"]["web_app"]
    page = visit("", "google", "ada@acme.test")
    for token in (token_of(page, "id-token"), token_of(page, "access-token"), "", "x"):
        answer = Browser().post(f"{web_app}/backchannel-logout", {"logout_token": token})
        assert answer.status == 400
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Ada Lovelace" in browser.get(f"{web_app}/").text
