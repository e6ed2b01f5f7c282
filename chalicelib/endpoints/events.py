"""What Lambda is handed, by whichever front door, as one frozen value: an Arrival.

Four doors speak three dialects: a REST API, an HTTP API, a function URL (which speaks as the HTTP
API does) and a load balancer. Missing keys and nulls are read as "nothing was sent".
"""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

from chalicelib.endpoints.routing import Match

Values = dict[str, list[str]]

#: In the request's context: what we found out about its host, whatever the event itself said.
OWN_DOMAIN: Final = "ownDomain"


class Door(Enum):
    """Where the event came in, which decides the shape of the reply."""

    REST = auto()
    HTTP = auto()
    BALANCER = auto()
    BALANCER_MULTI = auto()


class BodyTooLarge(ValueError):
    """The request's body exceeds what any of our endpoints needs."""


class BodyNotReadable(ValueError):
    """The event's body is not what its own flags say it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request: its path still encoded, its header names in lower case."""

    door: Door
    method: str
    path: str
    query: Values
    headers: Values
    body: str | bytes | None
    is_base64: bool
    source_ip: str
    context: Mapping[str, Any]
    stage_variables: Mapping[str, str]
    domain: str | None = None  # of the tenant's own, under which it came

    def read_body(self, limit: int) -> bytes:
        """The body's bytes, or BodyTooLarge, or BodyNotReadable."""
        sent = self.body or b""
        if len(sent) > (limit + 2) // 3 * 4:
            raise BodyTooLarge
        try:
            # UnicodeError and binascii.Error are both kinds of ValueError.
            content = sent.encode("utf-8") if isinstance(sent, str) else sent
            content = b64decode(content, validate=True) if self.is_base64 else content
        except (UnicodeError, binascii.Error) as error:
            raise BodyNotReadable from error
        if len(content) > limit:
            raise BodyTooLarge
        return content

    def as_rest_event(self, match: Match, method: str, body: bytes) -> dict[str, Any]:
        """The same request as Chalice knows it, with the route already decided."""
        identity = {**(self.context.get("identity") or {}), "sourceIp": self.source_ip}
        return {
            "httpMethod": method,
            "path": self.path,
            "resource": match.pattern,
            "headers": {name: _single(name, values) for name, values in self.headers.items()},
            "multiValueHeaders": self.headers,
            "multiValueQueryStringParameters": self.query or None,
            "pathParameters": match.parameters,
            "stageVariables": self.stage_variables,
            "body": body,
            "isBase64Encoded": False,
            "requestContext": {
                **self.context,
                "httpMethod": method,
                "resourcePath": match.pattern,
                "identity": identity,
                OWN_DOMAIN: self.domain,
            },
        }


def read_event(event: Mapping[str, Any]) -> Arrival:
    """The arrival in an event of any of the four doors."""
    context = event.get("requestContext") or {}
    if "elb" in context:
        return _from_balancer(event, context)
    if event.get("version") == "2.0" or "http" in context:
        return _from_http_api(event, context)
    return _from_rest_api(event, context)


def _from_rest_api(event: Mapping[str, Any], context: Mapping[str, Any]) -> Arrival:
    identity = context.get("identity") or {}
    return Arrival(
        door=Door.REST,
        method=event.get("httpMethod") or context.get("httpMethod") or "GET",
        path=event.get("path") or context.get("path") or "",
        query=_either(event, "multiValueQueryStringParameters", "queryStringParameters"),
        headers=_lower_case(_either(event, "multiValueHeaders", "headers")),
        body=event.get("body"),
        is_base64=bool(event.get("isBase64Encoded")),
        source_ip=identity.get("sourceIp") or "",
        context=context,
        stage_variables=event.get("stageVariables") or {},
    )


def _from_http_api(event: Mapping[str, Any], context: Mapping[str, Any]) -> Arrival:
    http = context.get("http") or {}
    headers = _lower_case(_singles(event, "headers"))
    if cookies := event.get("cookies"):
        headers["cookie"] = list(cookies)
    return Arrival(
        door=Door.HTTP,
        method=http.get("method") or "GET",
        path=_without_stage(event.get("rawPath") or http.get("path") or "", context.get("stage")),
        # queryStringParameters joins repeated values with a comma; the raw query keeps them apart.
        query=_grouped(parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True)),
        headers=headers,
        body=event.get("body"),
        is_base64=bool(event.get("isBase64Encoded")),
        source_ip=http.get("sourceIp") or "",
        context=context,
        stage_variables=event.get("stageVariables") or {},
    )


def _from_balancer(event: Mapping[str, Any], context: Mapping[str, Any]) -> Arrival:
    headers = _lower_case(_either(event, "multiValueHeaders", "headers"))
    query = _either(event, "multiValueQueryStringParameters", "queryStringParameters")
    # The balancer appends the address it saw; whatever stands before was sent by the caller.
    forwarded = headers.get("x-forwarded-for") or [""]
    return Arrival(
        door=Door.BALANCER_MULTI if event.get("multiValueHeaders") else Door.BALANCER,
        method=event.get("httpMethod") or "GET",
        path=event.get("path") or "",
        # Unlike the gateway, the balancer passes the query on still encoded.
        query=_grouped(
            (unquote_plus(n), unquote_plus(v)) for n, all_ in query.items() for v in all_
        ),
        headers=headers,
        body=event.get("body"),
        is_base64=bool(event.get("isBase64Encoded")),
        source_ip=forwarded[-1].rpartition(",")[2].strip(),
        context=context,
        stage_variables={},
    )


def _without_stage(path: str, stage: str | None) -> str:
    # An HTTP API puts a named stage before the path; the default stage has no place there.
    prefix = f"/{stage}"
    if stage in {None, "", "$default"} or not f"{path}/".startswith(f"{prefix}/"):
        return path
    return path[len(prefix) :] or "/"


def _either(event: Mapping[str, Any], multiple: str, single: str) -> Values:
    if many := event.get(multiple):
        return {name: [v or "" for v in values or [""]] for name, values in many.items()}
    return _singles(event, single)


def _singles(event: Mapping[str, Any], key: str) -> Values:
    return {name: [value or ""] for name, value in (event.get(key) or {}).items()}


def _lower_case(headers: Values) -> Values:
    return _grouped((name.lower(), value) for name, values in headers.items() for value in values)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Values:
    grouped: Values = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _single(name: str, values: list[str]) -> str:
    # RFC 9113 section 8.2.3: one cookie list may arrive in several fields.
    return "; ".join(values) if name == "cookie" else values[-1]
