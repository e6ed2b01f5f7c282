"""What the function returned, as an HTTP response; strict where the gateway is."""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http.client import responses
from typing import Any

REPLY_LIMIT = 6 * 1024 * 1024
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class MalformedReply(ValueError):
    """Nothing a gateway would pass on: it answers 502 instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """One response, every header value of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of_gateway(cls, status: int, message: str) -> "HttpReply":
        """A reply that the gateway makes itself."""
        headers = (("Content-Type", "application/json"),)
        return cls(status=status, headers=headers, body=json.dumps({"message": message}).encode())

    @property
    def status_line(self) -> str:
        """Status and reason phrase."""
        return f"{self.status} {responses.get(self.status, 'Unknown')}"

    def is_bodiless(self, method: str) -> bool:
        """Whether HTTP forbids a body here (RFC 9110 sections 9.3.2, 15.3.5 and 15.4.5)."""
        return method == "HEAD" or self.status in {204, 304}

    def sent_headers(self, method: str) -> list[tuple[str, str]]:
        """The headers, with the length of the body where there may be one."""
        if self.is_bodiless(method):
            return list(self.headers)
        return [*self.headers, ("Content-Length", str(len(self.body)))]

    def with_www_authenticate_renamed(self) -> "HttpReply":
        """As a REST API on AWS sends it: under another name."""
        renamed = "x-amzn-Remapped-WWW-Authenticate"
        return replace(
            self,
            headers=tuple(
                (renamed if name.lower() == "www-authenticate" else name, value)
                for name, value in self.headers
            ),
        )


def read_reply(reply: Any) -> HttpReply:
    """The response in a REST proxy reply, or MalformedReply."""
    if not isinstance(reply, Mapping) or not _is_status(reply.get("statusCode")):
        raise MalformedReply
    headers = tuple(_checked(reply))
    if "content-type" not in {name.lower() for name, _ in headers}:
        headers = (*headers, ("Content-Type", "application/json"))
    body = _body(reply)
    if len(body) > REPLY_LIMIT:
        raise MalformedReply
    return HttpReply(status=reply["statusCode"], headers=headers, body=body)


def _is_status(status: object) -> bool:
    return isinstance(status, int) and 200 <= status <= 599


def _checked(reply: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in _pairs(reply):
        # What frames the message is the server's to say.
        if name.lower() in {"content-length", "connection", "transfer-encoding"}:
            continue
        if not _NAME.fullmatch(name) or not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise MalformedReply
        yield name, value


def _pairs(reply: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield from (reply.get("headers") or {}).items()
    for name, values in (reply.get("multiValueHeaders") or {}).items():
        yield from ((name, value) for value in values)


def _body(reply: Mapping[str, Any]) -> bytes:
    body = reply.get("body") or ""
    if not isinstance(body, str):
        raise MalformedReply
    try:
        return b64decode(body, validate=True) if reply.get("isBase64Encoded") else body.encode()
    except (UnicodeError, binascii.Error) as error:
        raise MalformedReply from error
