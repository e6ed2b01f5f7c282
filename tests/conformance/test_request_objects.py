"""Request objects are not supported: that is said, to whom may be told."""

import jwt
import pytest

from tests.conformance.relying_party import SUITE, require_error_page


def unsigned(rp, **changes: str) -> str:
    claims = {
        "iss": rp.app.client_id,
        "aud": rp.app.issuer,
        "client_id": rp.app.client_id,
        "redirect_uri": rp.app.redirect_uri,
        "response_type": "code",
        "scope": "openid",
    }
    return jwt.encode(claims | changes, None, algorithm="none")


def test_a_request_object_is_refused_by_its_name(rp, browser):
    """AZ-23, FPM-2.

    `oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`.
    """
    response = rp.ask(browser, request=unsigned(rp, state="inner", nonce="inner"))
    answer = rp.read(response)
    assert (answer["error"], answer["state"]) == ("request_not_supported", "a-state")


def test_nothing_in_a_request_object_is_believed(rp, browser):
    """AZ-23, `oidcc-ensure-request-object-with-redirect-uri`."""
    inner = unsigned(rp, redirect_uri=f"{SUITE}/callback_invalid")
    assert rp.read(rp.ask(browser, request=inner))["error"] == "request_not_supported"
    response = rp.ask(browser, request=unsigned(rp), redirect_uri=f"{SUITE}/callback_invalid")
    require_error_page(response, "redirect_uri")
    require_error_page(rp.ask(browser, request=unsigned(rp), redirect_uri=None), "redirect_uri")


@pytest.mark.parametrize(
    "request_uri",
    [
        f"{SUITE}/requests/abc",
        f"{SUITE}/requests/abc#hash",
        "urn:ietf:params:oauth:request_uri:0123456789",
        "http://127.0.0.1:1/",
    ],
)
def test_a_request_uri_is_refused_and_never_fetched(rp, browser, request_uri):
    """AZ-23, AZ-24 (no request was pushed here), `oidcc-request-uri-unsupported`."""
    answer = rp.read(rp.ask(browser, request_uri=request_uri))
    assert (answer["error"], answer["state"]) == ("request_uri_not_supported", "a-state")
    response = rp.ask(browser, request_uri=request_uri, redirect_uri=f"{SUITE}/callback_invalid")
    require_error_page(response, "redirect_uri")


def test_a_session_changes_nothing_about_it(rp, browser):
    """AZ-23."""
    rp.sign_in(browser)
    answer = rp.read(rp.ask(browser, prompt="none", request=unsigned(rp)))
    assert answer["error"] == "request_not_supported"


def test_discovery_says_so(app):
    """AZ-23, AZ-24, 1.6."""
    document = app.fetch(".well-known/openid-configuration").json
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    assert "request_object_signing_alg_values_supported" not in document
    assert "pushed_authorization_request_endpoint" not in document
