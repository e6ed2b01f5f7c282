"""One site's addresses: home, sign-in, callback, sign-out, and one that the issuer calls."""

import time
from typing import Any, cast
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from joserfc.errors import JoseError
from logouts import ended_session
from orders import ApiAnswer, ask_api
from renewal import SignedOut, is_ageing, remembered, renewed
from sessions import ServerSessions
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
        if site.name not in session:
            return _door()
        try:
            return render_template("home.html", **_details(site, client))
        except SignedOut:
            session.pop(site.name)
            return _door()

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
            "sid": token["userinfo"]["sid"],  # the issuer's session, by which it tells of its end
            **remembered(token),
        }
        return redirect(f"{site.path}/")

    @pages.post("/sign-out")
    def sign_out() -> Any:
        signed_in = session.pop(site.name, None)
        return redirect(_way_out(client, site, signed_in) if signed_in else f"{site.path}/")

    _add_notices(pages, site, client)
    _add_failures(pages)
    return pages


def _add_notices(pages: Blueprint, site: Site, client: Any) -> None:
    @pages.post("/backchannel-logout")
    def backchannel_logout() -> tuple[str, int]:
        # No browser comes here: the issuer does, and its signature is all that proves it.
        sessions = cast("ServerSessions", current_app.session_interface)
        token = request.form.get("logout_token", "")
        try:
            sessions.end(site.name, ended_session(token, client, int(time.time())))
        except (JoseError, ValueError) as refused:
            return f"This is no logout token for us: {type(refused).__name__}", 400
        return "", 204


def _way_out(client: Any, site: Site, signed_in: dict[str, Any]) -> str:
    """Over the issuer, whose session would otherwise sign the person in again without a page."""
    asked = {"id_token_hint": signed_in["id_token"], "post_logout_redirect_uri": site.home}
    return f"{client.load_server_metadata()['end_session_endpoint']}?{urlencode(asked)}"


def _door() -> str:
    return render_template("door.html")


def _details(site: Site, client: Any) -> dict[str, Any]:
    if is_ageing(session[site.name]):
        session[site.name] = renewed(session[site.name], client)
    orders = _asked(site, client, "orders")
    reports = _asked(site, client, "reports")
    signed_in = session[site.name]
    return {
        "person": signed_in["person"],
        "userinfo": list(show_claims(signed_in["person"])),
        "id_token": show_token(signed_in["id_token"]),
        # A client need not look into its access token: it is the API's. We are curious.
        "access_token": show_token(signed_in["access_token"]),
        "orders": orders,
        "reports": reports,
    }


def _asked(site: Site, client: Any, what: str) -> ApiAnswer:
    """The API's answer; where it takes the token for outdated, its answer to a new one."""
    address = f"{site.api}/{what}"
    answer = ask_api(address, session[site.name]["access_token"])
    if answer.status == 401 and "refresh_token" in session[site.name]:
        session[site.name] = renewed(session[site.name], client)
        answer = ask_api(address, session[site.name]["access_token"])
    return answer


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
