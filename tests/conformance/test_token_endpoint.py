"""The token endpoint: who may redeem what, how often, and in which words it is refused."""

import base64
import re

import pytest
from werkzeug.test import TestResponse

from tests.conformance.refusals import require_error
from tests.conformance.relying_party import RelyingParty
from tests.conformance.verification import verified
from tests.journeys.app import App, basic_header, conformance
from tests.journeys.browser import Browser

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def code(app, browser) -> str:
    return RelyingParty(app=app).authorize(browser)["code"]


def post(app: App, **options: object) -> TestResponse:
    return app.fetch("token", method="POST", **options)


def test_success_is_json_that_nobody_stores(rp, browser):
    """TOK-1, TOK-4."""
    response = rp.app.redeem(rp.authorize(browser)["code"])
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Cache-Control"] == "no-store"
    tokens = response.json
    assert tokens["token_type"] == "Bearer"
    assert type(tokens["expires_in"]) is int
    assert tokens["expires_in"] > 0
    assert re.fullmatch(r"[\x20-\x7e]{43,}", tokens["access_token"])
    assert set(tokens["scope"].split()) == set(rp.app.scope.split())
    assert "id_token" in tokens


def test_access_tokens_verify_too_and_are_never_the_same(app, village):
    """TOK-4, X-2."""
    rp = RelyingParty(app=app)
    tokens = [rp.sign_in(Browser(village)).access_token for _ in range(2)]
    first, second = (verified(app, token, app.issuer) for token in tokens)
    assert first["jti"] != second["jti"]
    assert len(first["jti"]) >= 22  # 128 bits in base64url


def test_a_secret_with_reserved_characters_is_form_encoded(village, browser):
    """TOK-2: split at the first colon, then decode both halves (RFC 6749 section 2.3.1)."""
    app = conformance(village, "oidf-basic-2")
    secret = village.secret("conformance", "oidf-basic-2")
    assert set("+/%:&=") <= set(secret)
    assert "nonce" in RelyingParty(app=app).sign_in(browser).claims


def test_a_secret_may_travel_in_the_form(village, browser):
    """TOK-2, `oidcc-server-client-secret-post`."""
    rp = RelyingParty(app=conformance(village, "oidf-post-1"))
    assert rp.redeem(rp.authorize(browser), basic=False).claims["nonce"] == "a-nonce"


@pytest.mark.parametrize(("client", "basic"), [("oidf-basic-1", False), ("oidf-post-1", True)])
def test_a_client_may_only_use_its_registered_method(village, browser, client, basic):
    """TOK-2, TOK-3."""
    app = conformance(village, client)
    code = RelyingParty(app=app).authorize(browser)["code"]
    require_error(app.redeem(code, basic=basic), "invalid_client", 401)
    assert app.redeem(code, basic=not basic).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        basic_header("oidf-basic-1", "wrong"),
        basic_header("nobody", "wrong"),
        "Basic !!!",
        f"Basic {base64.b64encode(b'no-colon').decode()}",
        f"Basic {base64.b64encode(bytes([0xFF, 0x3A])).decode()}",
        "Bearer abc",
        "Basic",
    ],
)
def test_failed_authentication_is_challenged(app, code, header):
    """TOK-3, X-1."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    response = post(app, data=form, headers={"Authorization": header})
    require_error(response, "invalid_client", 401)
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_request_without_authentication_is_refused(app, code):
    """TOK-3."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    require_error(post(app, data=form), "invalid_client", 401)
    require_error(post(app, data={**form, "client_id": app.client_id}), "invalid_client", 401)
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("name", ["code", "grant_type"])
def test_a_missing_parameter_is_named(app, code, name):
    """TOK-1."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    response = app.token({**form, name: None})
    require_error(response, "invalid_request")
    assert name in response.json["error_description"]


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:x:y", "AUTHORIZATION_CODE"])
def test_an_unknown_grant_is_unsupported(app, grant_type):
    """TOK-9."""
    require_error(app.token({"grant_type": grant_type}), "unsupported_grant_type")


def test_a_grant_that_is_not_registered_for_the_client_is_unauthorized(app):
    """TOK-9."""
    require_error(app.token({"grant_type": "client_credentials"}), "unauthorized_client")


def test_refresh_is_offered_exactly_when_discovery_lists_it(app, browser):
    """RT-5, TOK-9: the suite skips `oidcc-refresh-token` where it is not listed."""
    document = app.fetch(".well-known/openid-configuration").json
    is_listed = "refresh_token" in document["grant_types_supported"]
    refused = app.token({"grant_type": "refresh_token", "refresh_token": "x" * 43}).json["error"]
    assert (refused != "unsupported_grant_type") is is_listed
    assert ("offline_access" in document["scopes_supported"]) is is_listed
    if not is_listed:
        scope = f"{app.scope} offline_access"
        tokens = RelyingParty(app=app).sign_in(browser, scope=scope).tokens
        assert "refresh_token" not in tokens


def test_two_ways_to_authenticate_at_once_are_refused(app, code, village):
    """TOK-10."""
    secret = village.secret("conformance", app.client_id)
    form = {"client_id": app.client_id, "client_secret": secret}
    require_error(app.redeem(code, **form), "invalid_request")
    header = {"Authorization": [basic_header(app.client_id, secret)] * 2}
    response = post(app, data={"grant_type": "authorization_code"}, headers=header)
    require_error(response, "invalid_request")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"grant_type": "authorization_code"}'),
        (FORM, "grant_type=%zz"),
        (FORM, "grant_type=%ff%fe"),
        (FORM, b"grant_type=\xff\xfe"),
        (FORM, "grant_type=authorization_code&grant_type=authorization_code"),
        (FORM, "&".join(f"p{number}=1" for number in range(200))),
        ("text/plain", "grant_type=authorization_code"),
        (None, ""),
    ],
)
def test_a_body_that_is_no_form_is_refused_in_json(app, village, content_type, body):
    """TOK-1, X-1."""
    secret = village.secret("conformance", app.client_id)
    headers = {"Authorization": basic_header(app.client_id, secret)}
    response = post(app, data=body, content_type=content_type, headers=headers)
    require_error(response, "invalid_request")


def test_tokens_are_given_to_posts_alone(app):
    """TOK-1, X-1."""
    for method in ("GET", "PUT", "DELETE"):
        response = app.fetch("token", method=method)
        assert (response.status_code, response.json["error"]) == (405, "invalid_request")
        assert "POST" in response.headers["Allow"]
