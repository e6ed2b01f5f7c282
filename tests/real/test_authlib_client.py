"""Authlib as a client, unmodified: its OAuth2Session, and its Flask integration."""

from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, jsonify
from joserfc import jwt
from joserfc.jwk import KeySet

from ops.local.browser import Browser
from tests.real.walk import sign_in_at
from tests.support.served import Stack

pytestmark = pytest.mark.real

SCOPE = "openid profile email orders:read"
VERIFIER = "v" * 64
ADA, HEDY = ("google", "ada@acme.test"), ("workforce", "hedy@globex.test")


def registration(stack: Stack, client_id: str) -> dict[str, Any]:
    tenant = stack["tenants"][client_id.partition("-")[0]]
    known = tenant["clients"][client_id]
    discovery = f"{tenant['issuer']}/.well-known/openid-configuration"
    return {**known, "issuer": tenant["issuer"], "discovery": discovery}


def session_of(known: dict[str, Any], method: str) -> OAuth2Session:
    return OAuth2Session(
        known["client_id"],
        known.get("client_secret"),
        token_endpoint_auth_method=method,
        redirect_uri=known.get("redirect_uris", [None])[0],
        scope=SCOPE,
        code_challenge_method="S256",
    )


@pytest.mark.parametrize(
    ("client_id", "method", "person"),
    [
        ("acme-web", "client_secret_basic", ADA),
        ("acme-post", "client_secret_post", ADA),
        ("acme-spa", "none", ADA),
        ("acme-web", "client_secret_basic", ("facebook", "linus@example.org")),
        ("globex-web", "client_secret_basic", HEDY),
    ],
)
def test_an_oauth2_session_signs_a_person_in(
    stack: Stack, client_id: str, method: str, person: tuple[str, str]
):
    known = registration(stack, client_id)
    with session_of(known, method) as session:
        metadata = session.get(known["discovery"], withhold_token=True).json()
        question, state = session.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=VERIFIER, nonce="a nonce"
        )
        answer = sign_in_at(Browser(), question, known["redirect_uris"][0], *person)
        token = session.fetch_token(
            metadata["token_endpoint"],
            authorization_response=answer,
            code_verifier=VERIFIER,
            state=state,
        )
        keys = KeySet.import_key_set(session.get(metadata["jwks_uri"], withhold_token=True).json())
        claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
        userinfo = session.get(metadata["userinfo_endpoint"]).json()
    assert claims["iss"] == known["issuer"] == metadata["issuer"]
    assert (claims["aud"], claims["nonce"]) == (client_id, "a nonce")
    assert (userinfo["sub"], userinfo["email"]) == (claims["sub"], person[1])


def test_an_oauth2_session_acts_without_a_person(stack: Stack):
    known = registration(stack, "globex-jobs")
    with session_of(known, "client_secret_basic") as session:
        metadata = session.get(known["discovery"], withhold_token=True).json()
        token = session.fetch_token(
            metadata["token_endpoint"], grant_type="client_credentials", scope="orders:read"
        )
    assert (token["token_type"], token["scope"]) == ("Bearer", "orders:read")


def test_an_oauth2_session_with_a_wrong_secret_is_told_invalid_client(stack: Stack):
    known = {**registration(stack, "globex-jobs"), "client_secret": "wrong"}
    with session_of(known, "client_secret_basic") as session:
        metadata = session.get(known["discovery"], withhold_token=True).json()
        with pytest.raises(OAuthError, match="invalid_client"):
            session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")


def a_flask_app(known: dict[str, Any]) -> Flask:
    """As Authlib's own documentation would have it written."""
    app = Flask(__name__)
    app.secret_key = "opens nothing"
    client = OAuth(app).register(
        "vestibule",
        client_id=known["client_id"],
        client_secret=known["client_secret"],
        server_metadata_url=known["discovery"],
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256"},
    )

    @app.get("/sign-in")
    def sign_in() -> Any:
        return client.authorize_redirect(known["redirect_uris"][0])

    @app.get("/callback")
    def callback() -> Any:
        token = client.authorize_access_token()
        return jsonify(verified=token["userinfo"], userinfo=client.userinfo(token=token))

    return app


@pytest.mark.parametrize(("client_id", "person"), [("acme-web", ADA), ("globex-web", HEDY)])
def test_a_flask_app_signs_a_person_in(stack: Stack, client_id: str, person: tuple[str, str]):
    known = registration(stack, client_id)
    visitor = a_flask_app(known).test_client()
    question = visitor.get("/sign-in").location
    answer = sign_in_at(Browser(), question, known["redirect_uris"][0], *person)
    reply = visitor.get(f"/callback?{answer.partition('?')[2]}").get_json()
    assert reply["verified"]["iss"] == known["issuer"]
    assert reply["userinfo"]["sub"] == reply["verified"]["sub"]
    assert reply["userinfo"]["email"] == person[1]
