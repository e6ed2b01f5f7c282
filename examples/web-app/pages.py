"""One site's four addresses: home, sign-in, callback and sign-out."""

from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from flask import Blueprint, Response, make_response, redirect, render_template, session
from joserfc.errors import JoseError
from orders import ask_api
from sites import Site
from tokens import show_claims, show_token


def site_pages(site: Site, client: Any) -> Blueprint:
    """The pages of `site`; `client` is Authlib's OpenID client for its issuer."""
    pages = Blueprint(site.name, __name__, url_prefix=site.path or "/")

    @pages.context_processor
    def _named() -> dict[str, Any]:
        return {"site": site, "who": session.get(site.name)}

    @pages.get("/")
    def home() -> str:
        signed_in = session.get(site.name)
        return render_template("home.html", **_details(site, signed_in)) if signed_in else _door()

    @pages.get("/sign-in")
    def sign_in() -> Any:
        # state, nonce and the PKCE verifier are made here and wait in the session.
        return client.authorize_redirect(site.redirect_uri)

    @pages.get("/callback")
    def callback() -> Any:
        # Checks state, redeems the code, and verifies the ID token: signature, iss, aud, nonce.
        token = client.authorize_access_token()
        session.renew()  # type: ignore[attr-defined] # ours: see sessions.py
        session[site.name] = {
            "person": dict(client.userinfo(token=token)),
            "id_token": token["id_token"],
            "access_token": token["access_token"],
        }
        return redirect(f"{site.path}/")

    @pages.post("/sign-out")
    def sign_out() -> Any:
        signed_in = session.pop(site.name, None)
        return redirect(_way_out(client, site, signed_in) if signed_in else f"{site.path}/")

    _add_failures(pages)
    return pages


def _way_out(client: Any, site: Site, signed_in: dict[str, Any]) -> str:
    """Over the issuer, whose session would otherwise sign the person in again without a page."""
    asked = {"id_token_hint": signed_in["id_token"], "post_logout_redirect_uri": site.home}
    return f"{client.load_server_metadata()['end_session_endpoint']}?{urlencode(asked)}"


def _door() -> str:
    return render_template("door.html")


def _details(site: Site, signed_in: dict[str, Any]) -> dict[str, Any]:
    access_token = signed_in["access_token"]
    return {
        "person": signed_in["person"],
        "userinfo": list(show_claims(signed_in["person"])),
        "id_token": show_token(signed_in["id_token"]),
        # A client need not look into its access token: it is the API's. We are curious.
        "access_token": show_token(access_token),
        "orders": ask_api(f"{site.api}/orders", access_token),
        "reports": ask_api(f"{site.api}/reports", access_token),
    }


def _add_failures(pages: Blueprint) -> None:
    @pages.errorhandler(AuthlibBaseError)
    def _refused(error: AuthlibBaseError) -> Response:
        # What the issuer answered, or what Authlib found wrong with its answer.
        return _failure(400, error.error or "oauth_error", error.description or "")

    @pages.errorhandler(JoseError)
    def _untrue(error: JoseError) -> Response:
        return _failure(400, "invalid_id_token", str(error))

    @pages.errorhandler(requests.RequestException)
    def _unreachable(error: requests.RequestException) -> Response:
        return _failure(502, "unreachable", f"The identity service: {type(error).__name__}")


def _failure(status: int, error: str, description: str) -> Response:
    return make_response(
        render_template("failure.html", error=error, description=description), status
    )
