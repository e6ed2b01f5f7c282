"""What an issuer says of itself: the Config OP plan's `oidcc-discovery-endpoint-verification`."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

from tests.conformance.relying_party import RelyingParty
from tests.journeys.app import App, acme_web, conformance, globex_web
from tests.journeys.browser import Browser
from tests.journeys.village import PUBLIC_URL

WELL_KNOWN = "/.well-known/openid-configuration"
# Registered by OpenID Connect Discovery, RFC 8414 and the RFCs that each feature comes from.
REGISTERED = frozenset({
    *OpenIDProviderMetadata.REGISTRY_KEYS,
    *AuthorizationServerMetadata.REGISTRY_KEYS,
    *("userinfo_endpoint", "end_session_endpoint", "pushed_authorization_request_endpoint"),
    *("authorization_response_iss_parameter_supported", "dpop_signing_alg_values_supported"),
    *("require_pushed_authorization_requests", "backchannel_logout_supported"),
    *("backchannel_logout_session_supported", "device_authorization_endpoint"),
    "status_list_aggregation_endpoint",  # Token Status List section 9.1
    "introspection_signing_alg_values_supported",  # RFC 9701 section 7
})  # fmt: skip
BOOLEANS = (
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
)


@pytest.fixture(params=[conformance, acme_web, globex_web], ids=["conformance", "acme", "globex"])
def app(village, request) -> App:
    return request.param(village)


@pytest.fixture
def document(app) -> dict[str, Any]:
    return app.fetch(WELL_KNOWN[1:]).json


def test_anybody_may_read_the_document(app):
    """DISC-1, JWK-5."""
    response = app.fetch(WELL_KNOWN[1:])
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_issuer_is_where_its_document_is_found(app, document):
    """DISC-2."""
    assert f"{document['issuer']}{WELL_KNOWN}" == f"{PUBLIC_URL}/t/{app.tenant}{WELL_KNOWN}"
    parts = urlsplit(document["issuer"])
    assert parts.scheme == "https"
    assert (parts.query, parts.fragment, parts.username) == ("", "", None)
    assert not document["issuer"].endswith("/")


def test_the_same_issuer_answers_and_signs(village, browser):
    """DISC-2."""
    rp = RelyingParty(app=conformance(village))
    issuer = rp.app.fetch(WELL_KNOWN[1:]).json["issuer"]
    answer = rp.authorize(browser)
    assert answer["iss"] == issuer
    assert rp.redeem(answer).claims["iss"] == issuer
    assert rp.authorize(Browser(village), scope="openid", prompt="login")["iss"] == issuer
    assert rp.read(rp.ask(Browser(village), prompt="none"))["iss"] == issuer


def test_every_address_is_https_and_of_this_issuer(document):
    """DISC-3."""
    addresses = [document[name] for name in document if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) >= 4
    assert all(address.startswith(f"{document['issuer']}/") for address in addresses)
    assert document["issuer"].startswith("https://")


def test_every_value_has_its_type(document):
    """DISC-4; 1.6: booleans are JSON booleans, lists have something in them, once."""
    for name, value in document.items():
        if name.endswith("_supported") and name not in BOOLEANS:
            assert value, name
            assert all(isinstance(item, str) and item for item in value), name
            assert len(set(value)) == len(value), name
    assert all(isinstance(document[name], bool) for name in BOOLEANS)


def test_the_document_says_what_a_basic_and_form_post_provider_must(document):
    """1.6."""
    assert document["response_types_supported"] == ["code"]
    assert {"query", "form_post"} == set(document["response_modes_supported"])
    assert "authorization_code" in document["grant_types_supported"]
    assert "implicit" not in document["grant_types_supported"]
    assert document["subject_types_supported"] == ["public"]
    assert "RS256" in document["id_token_signing_alg_values_supported"]
    assert "none" not in document["id_token_signing_alg_values_supported"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    methods = {"client_secret_basic", "client_secret_post"}
    assert methods <= set(document["token_endpoint_auth_methods_supported"])
    scopes = {"openid", "profile", "email", "address", "phone"}
    assert scopes <= set(document["scopes_supported"])
    assert document["claims_parameter_supported"] is True
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["request_parameter_supported"] is False
    # Absent would mean true (Discovery section 3).
    assert document["request_uri_parameter_supported"] is False


def test_nothing_unregistered_is_said(document):
    """1.6."""
    assert set(document) <= REGISTERED


def test_authlib_finds_the_document_valid(document):
    """DISC-4."""
    OpenIDProviderMetadata(document).validate()
    AuthorizationServerMetadata(document).validate()


def test_plain_oauth_clients_find_the_same_document(app, document):
    """DISC-5."""
    path = f"/.well-known/oauth-authorization-server/t/{app.tenant}"
    response = app.http.get(path, base_url=PUBLIC_URL)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json == document
    AuthorizationServerMetadata(response.json).validate()


def test_every_endpoint_that_is_listed_answers(app, document):
    """DISC-3."""
    for name, address in document.items():
        if name.endswith(("_endpoint", "_uri")):
            response = app.http.get(address.removeprefix(PUBLIC_URL), base_url=PUBLIC_URL)
            assert response.status_code != 404, name


def test_every_claim_that_a_client_may_receive_is_listed(village, browser):
    """1.6."""
    rp = RelyingParty(app=conformance(village))
    supported = set(rp.app.fetch(WELL_KNOWN[1:]).json["claims_supported"])
    signed_in = rp.sign_in(browser)
    assert set(signed_in.claims) <= supported
    assert set(rp.userinfo(signed_in)) <= supported


def test_a_tenant_that_does_not_exist_has_no_document(app):
    """X-1."""
    for path in (f"/t/nobody{WELL_KNOWN}", "/.well-known/oauth-authorization-server/t/nobody"):
        response = app.http.get(path, base_url=PUBLIC_URL)
        assert (response.status_code, response.mimetype) == (404, "application/json")
        assert response.json["error"] == "invalid_request"
