"""The network between the broker and pretend upstreams, without a network."""

from collections.abc import Callable, Mapping

from flask import Flask
from werkzeug.test import TestResponse

from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetched

LARGEST_BODY = 1024 * 1024


class Bridge:
    """Keeps the promise of `Fetch`: an upstream that dozes does not answer in time."""

    def __init__(self, upstreams: Flask, naps: list[float]) -> None:
        self._upstreams = upstreams
        self._naps = naps
        self.is_down = False

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        # Whoever asks is no browser: nothing is remembered from one request to the next.
        browser = self._upstreams.test_client(use_cookies=False)
        return self._read(lambda: browser.get(url, headers=dict(headers or {})))

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        browser = self._upstreams.test_client(use_cookies=False)
        return self._read(lambda: browser.post(url, data=dict(form), headers=dict(headers or {})))

    def _read(self, ask: Callable[[], TestResponse]) -> Fetched:
        if self.is_down:
            raise UpstreamFailed("nobody answers", is_passing=True)
        response = ask()
        if self._naps:
            self._naps.clear()
            raise UpstreamFailed("no answer in time", is_passing=True)
        if len(response.data) > LARGEST_BODY:
            raise UpstreamFailed("the answer is too large")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status_code, headers, response.data)
