"""The application, and what stands before every request of it."""

from collections.abc import Mapping

from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, jsonify, request

from examples.bff.pages import notices, pages
from examples.bff.proxy import api_proxy
from examples.bff.sessions import Sessions

# A form, an image or a link of another page cannot send it, and a script of another page only
# after asking us (CORS), which nobody answers here.
CSRF_HEADER = "X-Orders-Page"
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_SAFE = ("/", "/login", "/callback")  # where browsers go by themselves; `state` guards the last


def make_bff(settings: Mapping[str, str]) -> Flask:
    """The BFF, told `ISSUER`, `CLIENT_ID`, `CLIENT_SECRET`, `API` and its own `ADDRESS`."""
    app = Flask(__name__)
    sessions = Sessions()
    app.session_interface = sessions
    client = OAuth(app).register(
        "orders",
        client_id=settings["CLIENT_ID"],
        client_secret=settings["CLIENT_SECRET"],
        server_metadata_url=f"{settings['ISSUER']}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email orders:read",
            "code_challenge_method": "S256",
            "default_timeout": 10,
        },
    )
    app.register_blueprint(notices(client, sessions))
    for guarded in (
        pages(settings["ADDRESS"], client, sessions),
        api_proxy(settings["API"], client),
    ):
        guarded.before_request(_require_own_page)
        app.register_blueprint(guarded)
    app.after_request(_guarded)
    return app


def _require_own_page() -> tuple[Response, int] | None:
    """Cookies travel with requests that other pages cause; this header does not (CSRF)."""
    if request.path in _SAFE or CSRF_HEADER in request.headers:
        return None
    return jsonify(error="not_from_this_page"), 403


def _guarded(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
