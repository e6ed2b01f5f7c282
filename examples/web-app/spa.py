"""The files of the single-page app beside a site. Nothing here knows a session or a token."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, send_from_directory
from sites import Site

_ROOT = Path(__file__).parents[2]
_FILES = _ROOT / "examples/spa"
_LIBRARY = "oidc-client-ts/dist/browser/oidc-client-ts.min.js"


def spa_pages(site: Site) -> Blueprint:
    """The app at /spa/, told of the site's issuer and API."""
    pages = Blueprint(f"{site.name}-spa", __name__, url_prefix=f"{site.path}/spa")
    modules = Path(os.environ.get("NODE_MODULES") or _ROOT / "build/spa/node_modules").absolute()

    @pages.get("/")
    @pages.get("/callback")
    def page() -> Response:
        return send_from_directory(_FILES, "index.html")

    @pages.get("/<any('app.js', 'style.css'):name>")
    def file(name: str) -> Response:
        return send_from_directory(_FILES, name)

    @pages.get(f"/node_modules/{_LIBRARY}")
    def library() -> Response:
        return send_from_directory(modules, _LIBRARY)

    @pages.get("/settings.json")
    def settings() -> Response:
        return jsonify(
            issuer=site.issuer,
            client_id=site.spa,
            api=site.api,
            scope="openid profile email orders:read",
        )

    @pages.after_request
    def _guarded(response: Response) -> Response:
        # Scripts of this origin alone, and what they read goes to the issuer and the API alone.
        callable_origins = " ".join(map(_origin, (site.issuer, site.api)))
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self'; connect-src 'self' {callable_origins};"
            " object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    return pages


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
