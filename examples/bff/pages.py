"""Signing in and out, and what the page may know of who is signed in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from authlib.common.errors import AuthlibBaseError
from flask import Blueprint, Response, current_app, jsonify, redirect, request
from joserfc.errors import JoseError

from examples.bff.access import remembered
from examples.bff.logouts import ended_session
from examples.bff.sessions import Sessions, current

_SHOWN = ("sub", "name", "email")


def pages(home: str, client: Any, sessions: Sessions) -> Blueprint:
    """The addresses below `home`; `client` is Authlib's OpenID client."""
    found = Blueprint("pages", __name__)

    @found.get("/")
    def page() -> Response:
        return current_app.send_static_file("index.html")

    @found.get("/session")
    def session() -> tuple[Response, int]:
        person: Mapping[str, str] | None = current().get("person")
        return (jsonify(person), 200) if person else (jsonify(error="signed_out"), 401)

    @found.get("/login")
    def login() -> Any:
        # state, nonce and the PKCE verifier are made here and wait in the session.
        return client.authorize_redirect(f"{home}callback")

    @found.get("/callback")
    def callback() -> Any:
        # Checks state, redeems the code, and verifies the ID token: signature, iss, aud, nonce.
        token = client.authorize_access_token()
        told = client.userinfo(token=token)
        person = {name: told[name] for name in _SHOWN if name in told}
        sid = token["userinfo"]["sid"]
        sessions.sign_in(current(), {"person": person, "sid": sid, **remembered(token)})
        return redirect(home)

    @found.post("/logout")
    def logout() -> Response:
        hint = current().get("id_token")
        current().clear()
        return jsonify(location=_way_out(client, home, hint) if hint else home)

    _add_failures(found)
    return found


def notices(client: Any, sessions: Sessions) -> Blueprint:
    """The address that the issuer calls. It has no cookie: its signature is all that proves it."""
    found = Blueprint("notices", __name__)
    keys: list[jwt.PyJWKClient] = []  # made when it is first needed, then kept with what it fetched

    @found.post("/backchannel-logout")
    def backchannel_logout() -> tuple[str, int]:
        metadata = client.load_server_metadata()
        if not keys:
            keys.append(jwt.PyJWKClient(metadata["jwks_uri"]))
        token = request.form.get("logout_token", "")
        try:
            sid = ended_session(token, metadata["issuer"], client.client_id, keys[0])
        except jwt.PyJWKClientConnectionError:
            return "The keys cannot be had", 503
        except jwt.PyJWTError as refused:
            return f"This is no logout token for us: {type(refused).__name__}", 400
        sessions.end(sid)
        return "", 204

    return found


def _way_out(client: Any, home: str, hint: str) -> str:
    """Over the issuer, whose session would otherwise sign the person in again without a page."""
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": home}
    return f"{client.load_server_metadata()['end_session_endpoint']}?{urlencode(asked)}"


def _add_failures(found: Blueprint) -> None:
    @found.errorhandler(AuthlibBaseError)
    def _refused(error: AuthlibBaseError) -> Any:
        return redirect(f"/?{urlencode({'error': error.error or 'oauth_error'})}")

    @found.errorhandler(JoseError)
    def _untrue(_error: JoseError) -> Any:
        return redirect("/?error=invalid_id_token")

    @found.errorhandler(requests.RequestException)
    def _unreachable(_error: requests.RequestException) -> Any:
        return redirect("/?error=unreachable")
