"""A WSGI request as the event of API Gateway's REST proxy."""

import threading
import time
from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote

REQUEST_LIMIT = 10 * 1024 * 1024

_wire = threading.local()


class BodyTooLong(ValueError):
    """More than the gateway passes on."""


def remember_headers(_worker: object, request: Any) -> None:
    """Keep the header list of the request that this thread is about to answer.

    A gunicorn hook: WSGI's own dictionary joins repeated headers, and the gateway does not.
    """
    _wire.headers = request.headers


def read_body(environ: dict[str, Any]) -> bytes:
    """The whole body, however it is framed, or BodyTooLong."""
    if int(environ.get("CONTENT_LENGTH") or 0) > REQUEST_LIMIT:
        raise BodyTooLong
    body: bytes = environ["wsgi.input"].read(_readable(environ))
    if len(body) > REQUEST_LIMIT:
        raise BodyTooLong
    return body


def _readable(environ: dict[str, Any]) -> int:
    # PEP 3333 leaves reading past Content-Length undefined, unless the server ends its input itself
    # as gunicorn does: then a chunked body, which has no length, can be read too.
    if environ.get("wsgi.input_terminated"):
        return REQUEST_LIMIT + 1
    return int(environ.get("CONTENT_LENGTH") or 0)


def rest_event(environ: dict[str, Any], body: bytes, request_id: str) -> dict[str, Any]:
    """The event that the gateway would hand to the function."""
    path, query = _raw_path(environ), _query(environ)
    headers = _grouped(_headers(environ))
    text, is_base64 = _body_as_text(body)
    return {
        "resource": path,
        "path": path,
        "httpMethod": environ["REQUEST_METHOD"],
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": text,
        "isBase64Encoded": is_base64,
        "requestContext": _context(environ, path, request_id),
    }


def _context(environ: dict[str, Any], path: str, request_id: str) -> dict[str, Any]:
    return {
        "requestId": request_id,
        "requestTimeEpoch": int(time.time() * 1000),
        "stage": "local",
        "resourcePath": path,
        "path": path,
        "httpMethod": environ["REQUEST_METHOD"],
        "protocol": environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        "domainName": environ.get("HTTP_HOST", ""),
        "identity": {
            "sourceIp": environ.get("REMOTE_ADDR", ""),
            "userAgent": environ.get("HTTP_USER_AGENT", ""),
        },
    }


def _raw_path(environ: dict[str, Any]) -> str:
    """The path as it was sent; PATH_INFO is decoded already and cannot tell %2F from a slash."""
    target: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if not target:
        return quote(environ["PATH_INFO"].encode("latin-1"))
    if not target.startswith("/") and "://" in target:
        # RFC 9112 section 3.2.2: a target may also be a whole URL.
        target = "/" + target.partition("://")[2].partition("/")[2]
    return target.partition("?")[0].partition("#")[0]


def _query(environ: dict[str, Any]) -> dict[str, list[str]]:
    return _grouped(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))


def _headers(environ: dict[str, Any]) -> list[tuple[str, str]]:
    sent = _wire.__dict__.pop("headers", None)
    if sent is None:
        sent = [(name[5:], value) for name, value in environ.items() if name.startswith("HTTP_")]
        known = ("CONTENT_TYPE", "CONTENT_LENGTH")
        sent += [(name, environ[name]) for name in known if environ.get(name)]
    return [(name.replace("_", "-").title(), value) for name, value in sent]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _body_as_text(body: bytes) -> tuple[str | None, bool]:
    try:
        return body.decode("utf-8") or None, False
    except UnicodeDecodeError:
        return b64encode(body).decode("ascii"), True
