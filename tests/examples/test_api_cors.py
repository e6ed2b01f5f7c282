"""Whose scripts may ask the sample API."""

import pytest

from examples.api.app import make_app
from tests.verifier.an_issuer import Issuer

PAGE = "http://localhost:8790"


@pytest.fixture
def api():
    return make_app(Issuer().verifier(), "acme", [PAGE]).test_client()


def preflight(api, origin):
    asked = {"Access-Control-Request-Method": "GET", "Origin": origin}
    asked["Access-Control-Request-Headers"] = "authorization"
    return api.options("/orders", headers=asked).headers


def test_scripts_of_the_app_may_send_a_token_and_read_why_it_was_refused(api):
    allowed = preflight(api, PAGE)
    assert allowed["Access-Control-Allow-Origin"] == PAGE
    assert allowed["Access-Control-Allow-Headers"] == "Authorization"
    refused = api.get("/orders", headers={"Origin": PAGE})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == PAGE
    assert refused.headers["Access-Control-Expose-Headers"] == "WWW-Authenticate"


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:8791", "https://localhost:8790", "null", f"{PAGE}.evil.example", ""],
)
def test_scripts_of_others_may_not(api, origin):
    for headers in (preflight(api, origin), api.get("/orders", headers={"Origin": origin}).headers):
        assert "Access-Control-Allow-Origin" not in headers
        assert "Access-Control-Allow-Credentials" not in headers
        assert "Origin" in headers["Vary"]
