"""A browser without a window: it keeps cookies, and shows every redirect before following it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from ops.local.markup import Markup

_PATIENCE = 20
_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, and what was asked."""

    method: str
    url: str
    status: int
    headers: Message
    text: str

    @property
    def location(self) -> str | None:
        """Where the answer redirects to, if it does."""
        told = self.headers.get("Location")
        return urljoin(self.url, told) if told and 300 <= self.status < 400 else None

    @property
    def path(self) -> str:
        """The address that was asked, without its query."""
        return self.url.partition("?")[0]

    @property
    def markup(self) -> Markup:
        """What can be done on the page."""
        return Markup(self.url, self.text)

    def json(self) -> Any:
        """The body, which is JSON."""
        return json.loads(self.text)


class Browser:
    """One person's browser."""

    def __init__(self) -> None:
        # Loopback counts as secure for browsers, whatever the scheme.
        policy = DefaultCookiePolicy(secure_protocols=("https", "http"))
        self._opener = build_opener(
            ProxyHandler({}), HTTPCookieProcessor(CookieJar(policy)), _ShowRedirects()
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address; a redirect is answered, not followed."""
        return self._send(Request(url, headers=dict(headers or {})))

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form."""
        return self._send(Request(url, urlencode(form).encode(), dict(headers or {})))

    def follow(self, answer: Answer, until: str | None = None) -> Answer:
        """Follow redirects to a page, or up to the answer that redirects to `until`."""
        for _ in range(_LONGEST_CHAIN):
            there = answer.location
            if there is None or (until is not None and there.startswith(until)):
                break
            answer = self.get(there)
        return answer

    def _send(self, request: Request) -> Answer:
        try:
            received = self._opener.open(request, timeout=_PATIENCE)
        except HTTPError as error:
            received = error
        with received:
            return _answer(request, received)


class _ShowRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, _req: Request, _fp: IO[bytes], _code: int, _msg: str, _headers: Any, _newurl: str
    ) -> None:
        """Follow none: they are answers like any other."""


def _answer(request: Request, received: HTTPResponse | HTTPError) -> Answer:
    return Answer(
        method=request.get_method(),
        url=request.full_url,
        status=received.status or 0,
        headers=received.headers,
        text=received.read().decode("utf-8", "replace"),
    )


def query_of(url: str) -> dict[str, str]:
    """The query's parameters, the first of each name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
