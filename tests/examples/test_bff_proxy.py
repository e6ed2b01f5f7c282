"""What the BFF's proxy asks, and what it keeps to itself."""

import pytest
from flask import Flask

from examples.bff.proxy import api_proxy
from examples.bff.sessions import COOKIE, Sessions, current

API = "http://api.test/v1"


class Answer:
    status_code, content, headers = 200, b"{}", {"Content-Type": "a/b", "Set-Cookie": "x=y"}


@pytest.fixture
def asked(monkeypatch):
    """Every request to the API."""
    found = []

    def request(method, url, **options):
        found.append((method, url, options))
        return Answer()

    monkeypatch.setattr("examples.bff.proxy.requests.request", request)
    return found


@pytest.fixture
def page():
    """A page in whose browser somebody is signed in."""
    app, sessions = Flask(__name__), Sessions()
    app.session_interface = sessions
    app.register_blueprint(api_proxy(API, client=None))

    @app.get("/sign-in")
    def _sign_in():
        tokens = {"sid": "s1", "access_token": "secret", "expires_at": 4_000_000_000}
        sessions.sign_in(current(), tokens)
        return ""

    client = app.test_client()
    client.get("/sign-in", base_url="https://localhost")
    return client


def test_the_api_gets_the_token_and_neither_cookie_nor_other_headers(page, asked):
    headers = {"Accept": "application/json", "X-Forwarded-For": "1.2.3.4", "Authorization": "mine"}
    page.post("/api/orders?a=b%20c", base_url="https://localhost", data=b"{}", headers=headers)
    ((method, url, options),) = asked
    assert (method, url, options["data"]) == ("POST", f"{API}/orders?a=b%20c", b"{}")
    assert options["headers"] == {"Accept": "application/json", "Authorization": "Bearer secret"}
    assert options["allow_redirects"] is False


def test_the_page_gets_no_cookie_of_the_api(page, asked):
    answer = page.get("/api/orders", base_url="https://localhost")
    assert (answer.data, answer.content_type) == (b"{}", "a/b")
    assert "x=y" not in str(answer.headers)


@pytest.mark.parametrize("path", ["../admin", "%2e%2e/admin", "a/..%2f..%2fadmin", "a/./b", "a/"])
def test_nothing_but_what_is_below_the_api_is_asked(page, asked, path):
    assert page.get(f"/api/{path}", base_url="https://localhost").status_code == 404
    assert asked == []


@pytest.mark.parametrize(
    ("path", "url"),
    [("a%3Fb=c", f"{API}/a%3Fb%3Dc"), ("@evil.example/a", f"{API}/%40evil.example/a")],
)
def test_what_is_written_in_a_path_stays_in_it(page, asked, path, url):
    page.get(f"/api/{path}", base_url="https://localhost")
    assert [one[1] for one in asked] == [url]


def test_a_cookie_that_nobody_gave_asks_nothing(page, asked):
    page.set_cookie(COOKIE, "guessed", secure=True)
    assert page.get("/api/orders", base_url="https://localhost").status_code == 401
    assert asked == []
