"""A person's browser: cookies, redirects that it does not follow by itself, forms."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from werkzeug.test import Client, TestResponse

from tests.journeys.village import PUBLIC_URL, UPSTREAMS, Village

Answer = dict[str, str]


class Browser:
    """One jar of cookies; goes to the broker and to pretend upstreams, nowhere else."""

    def __init__(self, village: Village) -> None:
        self._broker = Client(village.gateway)
        self._origins = village.origins()
        self._upstreams = village.upstreams.test_client()

    def get(self, url: str, **options: Any) -> TestResponse:
        return self._client(url).get(self._path(url), base_url=self._origin(url), **options)

    def post(self, url: str, form: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        options.setdefault("data", dict(form or {}))
        return self._client(url).post(self._path(url), base_url=self._origin(url), **options)

    def follow(self, response: TestResponse) -> TestResponse:
        """Follow redirects as long as they stay in the village."""
        while response.status_code in {302, 303} and self._is_known(response.location):
            response = self.get(response.location)
        return response

    def cookies(self) -> dict[str, str]:
        """The broker's cookies."""
        return {cookie.key: cookie.value for cookie in self._broker._cookies.values()}

    def plant(self, name: str, value: str) -> None:
        """Have a cookie of the broker's that the broker never set."""
        self._broker.set_cookie(name, value, domain=urlsplit(PUBLIC_URL).netloc, secure=True)

    def forget_everything(self) -> None:
        """A fresh jar."""
        self._broker._cookies.clear()
        self._upstreams._cookies.clear()

    def _client(self, url: str) -> Client:
        return self._broker if url.startswith(self._origins) else self._upstreams

    def _is_known(self, url: str) -> bool:
        return url.startswith((*self._origins, UPSTREAMS))

    @staticmethod
    def _origin(url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"

    @staticmethod
    def _path(url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def answer_in(response: TestResponse) -> Answer:
    """The parameters with which a client was answered: in a redirect, or in a form_post page."""
    if response.status_code == 303:
        return dict(parse_qsl(urlsplit(response.location).query))
    assert response.status_code == 200, response.text
    form = Form.read(response)
    return form.fields


class Form(HTMLParser):
    """The first form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.method = ""
        self.fields: Answer = {}
        self.buttons: dict[str, tuple[str, str]] = {}  # id -> name, value

    @staticmethod
    def read(response: TestResponse) -> "Form":
        form = Form()
        form.feed(response.text)
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action, self.method = found.get("action", ""), found.get("method", "get")
        elif tag == "input" and found.get("name"):
            self.fields[found["name"]] = found.get("value", "")
        elif tag == "button":
            self.buttons[found.get("id", "")] = (found.get("name", ""), found.get("value", ""))

    def url(self, page: str) -> str:
        """Where the form is sent."""
        return urljoin(page, self.action)


def with_query(url: str, parameters: Mapping[str, Any]) -> str:
    """The address with a query; values that are None are left out, lists are repeated."""
    present = {name: value for name, value in parameters.items() if value is not None}
    return f"{url}?{urlencode(present, doseq=True)}"
