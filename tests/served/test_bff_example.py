"""The BFF before a running stack: what its page gets, and what other pages do not."""

import time

import pytest

from ops.local.browser import Browser, query_of
from tests.support.bff import serving_bff

OURS = {"X-Orders-Page": "1"}
PATIENCE = 10


@pytest.fixture(scope="module")
def bff(stack):
    with serving_bff(stack) as address:
        yield address


@pytest.fixture
def ada(bff, browser):
    """A browser in which Ada signed in."""
    back = sign_in(browser, bff, "ada@acme.test")
    assert back.url == bff
    return browser


def sign_in(browser, bff, login):
    chooser = browser.follow(browser.get(f"{bff}login"))
    (way,) = (link for link in chooser.markup.links if "/login/google" in link)
    (form,) = browser.follow(browser.get(way)).markup.forms
    pressed = form.pressed("login", login) or {**form.fields, "login": login}
    return browser.follow(browser.post(form.action, pressed))


def test_the_page_gets_orders_and_never_a_token(ada, bff):
    orders = ada.get(f"{bff}api/orders", OURS)
    assert {order["id"] for order in orders.json()["orders"]} == {"1017", "1042", "1043"}
    person = ada.get(f"{bff}session", OURS)
    assert set(person.json()) == {"sub", "name", "email"}
    for answer in (orders, person, ada.get(bff)):
        assert "eyJ" not in answer.text
        assert "eyJ" not in str(answer.headers)
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_request_that_another_page_caused_is_refused(ada, bff):
    assert ada.get(f"{bff}api/orders").status == 403
    assert ada.get(f"{bff}session").status == 403
    assert ada.post(f"{bff}logout", {}).status == 403
    assert ada.get(f"{bff}session", OURS).status == 200


def test_no_other_origin_is_let_in(ada, bff):
    answer = ada.get(f"{bff}session", {**OURS, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_without_a_session_the_api_is_not_asked(bff):
    answer = Browser().get(f"{bff}api/orders", OURS)
    assert (answer.status, answer.json()) == (401, {"error": "signed_out"})


@pytest.mark.parametrize("path", ["../session", "%2e%2e/session", "orders/", "x/..%2f..%2fy"])
def test_nothing_but_what_is_below_the_api_is_asked(ada, bff, path):
    assert ada.get(f"{bff}api/{path}", OURS).status == 404


def test_what_the_api_does_not_allow_is_passed_back(bff, browser):
    sign_in(browser, bff, "grace@gmail.com")
    assert browser.get(f"{bff}api/reports", OURS).status == 403


def test_leaving_ends_the_session_here_and_at_the_issuer(ada, bff):
    way_out = ada.post(f"{bff}logout", {}, OURS).json()["location"]
    assert ada.get(f"{bff}session", OURS).status == 401
    assert ada.follow(ada.get(way_out)).url.startswith(bff)
    chooser = ada.follow(ada.get(f"{bff}login"))
    assert any("/login/google" in link for link in chooser.markup.links)


def test_who_signs_out_at_another_app_is_signed_out_here(ada, bff, stack):
    web_app = stack["examples"]["web_app"]
    ada.follow(ada.get(f"{web_app}/sign-in"))  # at once: the issuer knows this browser
    assert "Ada Lovelace" in ada.get(f"{web_app}/").text
    ada.follow(ada.post(f"{web_app}/sign-out", {}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and ada.get(f"{bff}session", OURS).status == 200:
        time.sleep(0.1)
    assert ada.get(f"{bff}session", OURS).status == 401


def test_a_notice_that_proves_nothing_is_refused(ada, bff):
    for token in ("", "x", "e30.e30.e30"):
        answer = Browser().post(f"{bff}backchannel-logout", {"logout_token": token})
        assert answer.status == 400
    assert ada.get(f"{bff}session", OURS).status == 200


def test_an_answer_to_no_question_signs_nobody_in(bff, browser):
    back = browser.get(f"{bff}callback?code=x&state=y")
    assert query_of(back.location)["error"] == "mismatching_state"
    assert browser.get(f"{bff}session", OURS).status == 401
