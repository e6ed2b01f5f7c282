"""The network between the broker and pretend upstreams, without a network."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

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
        self._instead: dict[str, Fetched | None] = {}
        self._listeners: dict[str, list[dict[str, str]]] = {}

    @contextmanager
    def saying(self, part: str, answer: Fetched | None = None) -> Iterator[None]:
        """Answer requests to addresses that contain `part` like this; None is silence."""
        self._instead[part] = answer
        try:
            yield
        finally:
            del self._instead[part]

    @contextmanager
    def listening(self, address: str) -> Iterator[list[dict[str, str]]]:
        """An app takes what is posted to `address`: every form that arrived."""
        forms = self._listeners[address] = []
        try:
            yield forms
        finally:
            del self._listeners[address]

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        # Whoever asks is no browser: nothing is remembered from one request to the next.
        browser = self._upstreams.test_client(use_cookies=False)
        return self._read(url, lambda: browser.get(url, headers=dict(headers or {})))

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        browser = self._upstreams.test_client(use_cookies=False)
        sent, told = dict(form), dict(headers or {})
        if url in self._listeners:
            self._listeners[url].append(sent)
            return self._answered(url) or Fetched(200, {}, b"")
        return self._read(url, lambda: browser.post(url, data=sent, headers=told))

    def _read(self, url: str, ask: Callable[[], TestResponse]) -> Fetched:
        if (answer := self._answered(url)) is not None:
            return answer
        response = ask()
        if self._naps:
            self._naps.clear()
            return _heard(None)
        if len(response.data) > LARGEST_BODY:
            raise UpstreamFailed("the answer is too large")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status_code, headers, response.data)

    def _answered(self, url: str) -> Fetched | None:
        """What `saying` puts in place of an answer; None where it says nothing."""
        return next((_heard(said) for part, said in self._instead.items() if part in url), None)


def _heard(answer: Fetched | None) -> Fetched:
    if answer is None:
        raise UpstreamFailed("no answer in time", is_passing=True)
    return answer
