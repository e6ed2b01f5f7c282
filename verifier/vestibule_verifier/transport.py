"""Fetching keys and lists: bounded in time and size, and never led elsewhere."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from typing import Protocol
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

USER_AGENT = "vestibule-verifier"


class TransportError(Exception):
    """No answer, or none that may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Transport(Protocol):
    """Fetches. Follows no redirects, and gives up in time."""

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """GET. Raises TransportError when there is no answer."""
        ...


@dataclass(frozen=True)
class UrllibTransport:
    """The standard library's, without redirects and files; proxies are the environment's."""

    seconds: float = 3.0
    largest: int = 1 << 20

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """GET. Raises TransportError."""
        deadline = time.monotonic() + self.seconds
        try:
            request = Request(url, headers={"User-Agent": USER_AGENT, **headers})  # noqa: S310
            with self._opener.open(request, timeout=self.seconds) as response:
                return self._read(response, deadline)
        except (OSError, ValueError, HTTPException) as error:
            raise TransportError(f"{url}: {type(error).__name__}") from error

    def _read(self, response: HTTPResponse, deadline: float) -> Answer:
        body = b""
        while piece := response.read1(65_536):
            body += piece
            if len(body) > self.largest or time.monotonic() > deadline:
                raise TransportError("the answer is too large or too slow")
        headers = {name.lower(): text for name, text in response.headers.items()}
        return Answer(status=response.status, headers=headers, body=body)

    @cached_property
    def _opener(self) -> OpenerDirector:
        # What is not added cannot happen: no redirects, no file: and no ftp: addresses.
        opener = OpenerDirector()
        for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), UnknownHandler()):
            opener.add_handler(handler)
        return opener
