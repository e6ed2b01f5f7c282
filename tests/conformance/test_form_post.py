"""The answer as a form: what the Form Post plan adds to the Basic one."""

import base64
import hashlib
import re

import pytest
from werkzeug.test import TestResponse

from tests.conformance.relying_party import RelyingParty
from tests.journeys.browser import Browser, Form, answer_in


@pytest.fixture
def rp(app) -> RelyingParty:
    return RelyingParty(app=app, mode="form_post")


@pytest.fixture
def page(rp, browser) -> TestResponse:
    """The response that carries a code."""
    return rp.app.sign_in_with_password(browser, response_mode="form_post", state="<i>&\"'</i>")


def test_the_answer_is_a_page_with_a_form(rp, page):
    """FPM-1."""
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html;charset=UTF-8"
    form = Form.read(page)
    assert form.method == "post"
    assert form.action == rp.app.redirect_uri
    assert set(form.fields) == {"code", "state", "iss"}
    assert page.text.count("<form") == 1


def test_every_parameter_is_hidden_and_escaped(page):
    """FPM-1."""
    inputs = re.findall(r"<input[^>]*>", page.text)
    assert len(inputs) == 3
    assert all('type="hidden"' in each for each in inputs)
    assert Form.read(page).fields["state"] == "<i>&\"'</i>"
    assert "<i>" not in page.text


def test_nothing_shows_in_an_address(page):
    """FPM-1."""
    code = Form.read(page).fields["code"]
    assert code not in page.request.url
    assert "Location" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_form_posts_itself_and_by_a_button(page):
    """FPM-1: the one script submits the one form; without scripts a person can."""
    (script,) = re.findall(r"<script>(.*?)</script>", page.text)
    assert "submit" in script
    assert re.search(r"<button[^>]*type=\"submit\"[^>]*>", page.text)
    assert "<noscript" not in page.text


def test_the_policy_allows_that_script_and_that_address_alone(page):
    """FPM-3."""
    assert page.headers["Cache-Control"] == "no-store"
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in page.headers["Content-Security-Policy"].split(";")
    )
    (script,) = re.findall(r"<script>(.*?)</script>", page.text)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["script-src"] == f"'sha256-{digest}'"
    # The client may send the browser on, to another of its addresses.
    assert policy["form-action"] == "https://suite.vestibule.test:8443 https:"
    assert policy["default-src"] == "'none'"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"prompt": "none"}, "login_required"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://suite.vestibule.test/r"}, "request_uri_not_supported"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "nothing-known"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
    ],
)
def test_errors_are_posted_too(rp, browser, changes, error):
    """FPM-2."""
    answer = rp.read(rp.ask(browser, **changes))
    assert answer["error"] == error
    assert answer["state"] == "a-state"


def test_a_refusal_of_the_person_is_posted_too(rp, browser):
    """FPM-2."""
    page = rp.page(browser)
    answer = rp.read(browser.follow(browser.post(page.request.url, {"deny": "yes"})))
    assert answer["error"] == "access_denied"


@pytest.mark.parametrize("mode", ["fragment", "query.jwt", "web_message", "FORM_POST"])
def test_an_unknown_mode_is_refused(app, browser, mode):
    """FPM-4."""
    answer = answer_in(app.ask(browser, response_mode=mode))
    assert answer["error"] == "invalid_request"
    assert "response_mode" in answer["error_description"]


def test_query_may_be_asked_for_by_name(app, village):
    """FPM-4, 1.6."""
    rp = RelyingParty(app=app)
    answer = rp.authorize(Browser(village), response_mode="query")
    assert rp.redeem(answer).claims["nonce"] == "a-nonce"


def test_a_session_answers_by_form_as_well(rp, browser):
    """FPM-1, AZ-13."""
    first = rp.sign_in(browser)
    assert rp.redeem(rp.read(rp.ask(browser))).claims["sub"] == first.claims["sub"]
