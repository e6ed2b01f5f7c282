"""`SITES=... PORT=... python examples/web-app/main.py`: sample sites with a sign-in button."""

import os
from typing import Any

from authlib.integrations.flask_client import OAuth
from flask import Flask
from pages import site_pages
from sessions import ServerSessions
from sites import Site, sites_from
from spa import spa_pages


def make_web_app(sites: tuple[Site, ...], port: int) -> Flask:
    """All sites as one WSGI application."""
    app = Flask(__name__)
    # Cookies do not tell ports apart: the name does, where several apps share the host.
    app.session_interface = ServerSessions(f"web_app_{port}")
    oauth = OAuth(app)
    for site in sites:
        app.register_blueprint(site_pages(site, openid_client(oauth, site)))
        if site.spa:
            app.register_blueprint(spa_pages(site))
    app.after_request(_guarded)
    return app


def openid_client(oauth: OAuth, site: Site) -> Any:
    """A client that is told the issuer and its own credentials; discovery tells it the rest."""
    return oauth.register(
        site.name,
        client_id=site.client_id,
        client_secret=site.client_secret,
        server_metadata_url=site.discovery,
        client_kwargs={"scope": site.scope, "code_challenge_method": "S256"},
    )


def _guarded(response: Any) -> Any:
    # Tokens are on these pages: nobody keeps a copy, nobody frames them, nothing is fetched.
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault(
        "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def main() -> None:
    """Serve on loopback until told to stop."""
    port = int(os.environ.get("PORT", "8790"))
    make_web_app(sites_from(os.environ), port).run(host="127.0.0.1", port=port, threaded=True)


if __name__ == "__main__":
    main()
