"""HTTP as this tool needs it: JSON, forms, and a difference between a refusal and an outage."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

_PATIENCE = 10
_MOST = 1_000_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Unreachable(Exception):
    """No answer, or none that says anything about the request: it may be sent again."""


class Refused(Exception):
    """The answer is no. `error` is its code, as far as it has one."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{error} (status {status})")
        self.status = status
        self.error = error


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Tokens and codes go where they were sent, or nowhere."""


_OPENER = build_opener(_Stay())


def get(url: str, bearer: str | None = None) -> Any:
    """The JSON at `url`. Raises Refused or Unreachable."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return _sent(Request(url, headers=headers))


def post(url: str, form: Mapping[str, str]) -> Any:
    """The answer to a form; an empty one is None. Raises Refused or Unreachable."""
    return _sent(Request(url, data=urlencode(form).encode()))


def _sent(request: Request) -> Any:
    parts = urlsplit(request.full_url)
    stays_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not stays_here:
        raise Refused(0, f"{request.full_url} is not https")
    try:
        with _OPENER.open(request, timeout=_PATIENCE) as answer:
            body = answer.read(_MOST)
    except HTTPError as error:
        with error:
            raise _failure(error) from error
    except (URLError, OSError) as error:
        raise Unreachable(f"{request.full_url}: {error}") from error
    try:
        return json.loads(body) if body else None
    except ValueError as error:
        raise Unreachable(f"{request.full_url}: no JSON") from error


def _failure(error: HTTPError) -> Refused | Unreachable:
    if error.code >= 500:
        return Unreachable(f"{error.url}: status {error.code}")
    try:
        told = json.loads(error.read(_MOST))
        return Refused(error.code, str(told["error"]))
    except (ValueError, KeyError, TypeError):
        return Refused(error.code, error.reason)
