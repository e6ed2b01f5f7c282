"""An OpenID provider's endpoints, for Google and for any other."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from ops.local.pretend.ask import Parameters
from ops.local.pretend.authorization import answer_authorization
from ops.local.pretend.claims import SCOPE_CLAIMS
from ops.local.pretend.client_login import authenticate
from ops.local.pretend.dialect import (
    DIALECTS,
    Dialect,
    granted_scope,
    id_token_claims,
    userinfo_claims,
)
from ops.local.pretend.house import TOKEN_SECONDS, Grant, House
from ops.local.pretend.id_token import seal
from ops.local.pretend.redemption import RefusedCodeError, issue_access_token, redeem
from ops.local.pretend.spoil import token_answer


def add_openid_endpoints(blueprint: Blueprint, house: House) -> None:
    """Give `blueprint` discovery, authorize, token, userinfo and jwks."""
    dialect = DIALECTS[house.provider.kind]
    extras = {"iss": house.issuer} if dialect.names_issuer else {}

    @blueprint.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(metadata(house, dialect))

    @blueprint.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Response:
        return answer_authorization(house, extras)

    @blueprint.post("/token")
    def token() -> Response:
        return _redeem(house, dialect)

    @blueprint.route("/userinfo", methods=["GET", "POST"])
    def userinfo() -> Response:
        return _userinfo(house)

    @blueprint.get("/jwks")
    def jwks() -> Response:
        response = jsonify(house.keys.jwks())
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def metadata(house: House, dialect: Dialect) -> dict[str, Any]:
    """The discovery document (OpenID Connect Discovery section 3)."""
    document: dict[str, Any] = {
        "issuer": house.issuer,
        "authorization_endpoint": f"{house.issuer}/authorize",
        "token_endpoint": f"{house.issuer}/token",
        "userinfo_endpoint": f"{house.issuer}/userinfo",
        "jwks_uri": f"{house.issuer}/jwks",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(dialect.scopes),
        "claims_supported": _claims_supported(house),
    }
    if dialect.names_issuer:
        document["authorization_response_iss_parameter_supported"] = True
    return document


def _claims_supported(house: House) -> list[str]:
    always = {"sub", "iss", "aud", "exp", "iat"}.union(*SCOPE_CLAIMS.values())
    return sorted(always.union(*(person.claims for person in house.provider.people)))


def _redeem(house: House, dialect: Dialect) -> Response:
    sent: Parameters = request.form
    app = authenticate(house.provider, request.headers.get("Authorization"), sent)
    if app is None:
        response = _refused("invalid_client", "The client is unknown or its secret is wrong.", 401)
        response.headers["WWW-Authenticate"] = "Basic"
        return response
    if sent.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type", "grant_type must be authorization_code.")
    try:
        grant = redeem(house, app, sent)
    except RefusedCodeError as refused:
        return _refused("invalid_grant", f"{refused.reason} is wrong, used or expired.")
    return token_answer(house, _tokens(house, dialect, grant), grant.word)


def _tokens(house: House, dialect: Dialect, grant: Grant) -> dict[str, object]:
    access_token = issue_access_token(house, grant)
    answer: dict[str, object] = {
        "access_token": access_token,
        "expires_in": TOKEN_SECONDS[house.provider.kind],
        "token_type": "Bearer",
        "scope": granted_scope(dialect, grant),
    }
    # Without the scope openid this is OAuth only (OpenID Connect Core section 3.1.2.1).
    if "openid" in grant.ask.scope:
        claims = id_token_claims(house, dialect, grant, access_token)
        answer["id_token"] = seal(claims, grant.word, house.keys)
    return answer


def _userinfo(house: House) -> Response:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    issued = house.tokens.find(token) if scheme.lower() == "bearer" else None
    if issued is None:
        response = _refused("invalid_token", "The access token is unknown or expired.", 401)
        response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response
    return jsonify(userinfo_claims(issued.grant))


def _refused(error: str, description: str, status: int = 400) -> Response:
    return make_response(jsonify(error=error, error_description=description), status)
