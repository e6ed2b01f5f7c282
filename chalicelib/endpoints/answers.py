"""Our answers as HTTP: pages, JSON, redirects."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.endpoints.pages.page import Page

NO_STORE = {"Cache-Control": "no-store"}


def page_response(page: Page, cookies: Sequence[str] = ()) -> Response:
    """A page with its own headers."""
    return Response(page.html, _with_cookies(page.headers, cookies), page.status)


def json_response(
    body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer that nobody stores, unless `headers` say otherwise."""
    json = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff"}
    return Response(dict(body), {**NO_STORE, **json, **(headers or {})}, status)


def see_other(location: str, cookies: Sequence[str] = ()) -> Response:
    """303: whatever the method was, go there with GET (RFC 9700 section 4.12)."""
    headers = {**NO_STORE, "Location": location, "Referrer-Policy": "no-referrer"}
    return Response("", _with_cookies(headers, cookies), 303)


def no_content(headers: Mapping[str, str]) -> Response:
    """204, for preflights."""
    return Response("", dict(headers), 204)


def _with_cookies(headers: Mapping[str, str], cookies: Sequence[str]) -> dict[str, Any]:
    return {**headers, "Set-Cookie": list(cookies)} if cookies else dict(headers)
