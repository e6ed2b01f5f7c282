"""An authorization code: whose it is, how long, and what happens when it comes twice."""

import pytest

from chalicelib.protocol.pkce import challenge_of
from tests.conformance.refusals import require_error
from tests.conformance.relying_party import RelyingParty
from tests.journeys.app import VERIFIER, conformance


@pytest.fixture
def code(app, browser) -> str:
    return RelyingParty(app=app).authorize(browser)["code"]


def test_a_code_belongs_to_its_client(village, app, code):
    """TOK-5: and trying does not use it up."""
    require_error(conformance(village, "oidf-basic-2").redeem(code), "invalid_grant")
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("uri", [None, "https://suite.vestibule.test:8443/other"])
def test_a_code_belongs_to_its_redirect_uri(app, code, uri):
    """TOK-5."""
    require_error(app.redeem(code, redirect_uri=uri), "invalid_grant")
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("seconds", [0, 30, 90, 3600])
def test_a_reused_code_is_refused_and_ends_what_it_issued(rp, browser, village, seconds):
    """TOK-6, UI-4, `oidcc-codereuse`, `oidcc-codereuse-30seconds`."""
    answer = rp.authorize(browser)
    tokens = rp.redeem(answer).tokens
    assert rp.app.userinfo(tokens["access_token"]).status_code == 200
    village.clock.advance(seconds)
    require_error(rp.app.redeem(answer["code"]), "invalid_grant")
    refused = rp.app.userinfo(tokens["access_token"])
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400)])
def test_a_code_lives_a_minute(app, code, village, seconds, status):
    """TOK-7."""
    village.clock.advance(seconds)
    response = app.redeem(code)
    assert response.status_code == status
    assert status == 200 or response.json["error"] == "invalid_grant"


@pytest.mark.parametrize("verifier", [None, "w" * 43, "short", "", "v" * 42 + "!"])
def test_a_challenge_must_be_met(app, browser, verifier):
    """TOK-8."""
    challenge = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    code = RelyingParty(app=app).authorize(browser, **challenge)["code"]
    require_error(app.redeem(code, code_verifier=verifier), "invalid_grant")
    assert app.redeem(code, code_verifier=VERIFIER).status_code == 200


def test_a_verifier_without_a_challenge_is_refused(app, code):
    """TOK-8."""
    require_error(app.redeem(code, code_verifier=VERIFIER), "invalid_grant")


@pytest.mark.parametrize("code", ["unheard-of", "x" * 43, "../../", "%00"])
def test_an_unknown_code_is_refused(app, code):
    """TOK-5."""
    require_error(app.redeem(code), "invalid_grant")
