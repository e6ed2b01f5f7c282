"""The gateway as a WSGI application: what the function sees, what the client gets."""

import io
import json
from typing import Any
from wsgiref.validate import validator

import pytest

from ops.local.gateway.adapter import Gateway
from tests.local.entry_point import app


def ask(method: str, target: str, body: bytes = b"", remap: bool = False, **environ: Any) -> Any:
    """One request through the adapter: status, headers and body as WSGI saw them."""
    sent: dict[str, Any] = {}
    path, _, query = target.partition("?")

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        sent.update(status=int(status[:3]), headers=headers)
        return lambda _: None

    request = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": target,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | environ
    gateway = Gateway(app, remap_www_authenticate=remap)
    return sent | {"body": b"".join(gateway(request, start_response))}


def seen(*request: Any, **environ: Any) -> Any:
    return json.loads(ask(*request, **environ)["body"])


def values(reply: Any, name: str) -> list[str]:
    return [value for key, value in reply["headers"] if key.lower() == name]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/t/a%2Fb/token?x=1", "/t/a%2Fb/token"),
        ("/t/a%252Fb", "/t/a%252Fb"),
        ("http://localhost/t/a%2Fb?x", "/t/a%2Fb"),
        ("//evil.example/t", "//evil.example/t"),
        ("*", "*"),
    ],
)
def test_the_function_sees_the_path_as_it_was_sent(target, path):
    assert seen("GET", target)["event"]["path"] == path


def test_a_server_that_hides_the_raw_path_still_gets_an_encoded_one():
    assert (
        seen("GET", "/t/%C3%A9", RAW_URI="", PATH_INFO="/t/\xc3\xa9")["event"]["path"]
        == "/t/%C3%A9"
    )


def test_repeated_and_empty_parameters_are_kept():
    event = seen("GET", "/x?a=1&a=2&b=&c=%20%2B+")["event"]
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""], "c": [" + "]}
    assert seen("GET", "/x")["event"]["multiValueQueryStringParameters"] is None


def test_headers_and_the_callers_address_arrive():
    event = seen("GET", "/x", HTTP_AUTHORIZATION="Basic YQ==", CONTENT_TYPE="text/plain")["event"]
    assert event["headers"]["Authorization"] == "Basic YQ=="
    assert event["multiValueHeaders"]["Content-Type"] == ["text/plain"]
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


def test_the_function_knows_its_invocation():
    answer = seen("GET", "/x")
    assert answer["event"]["requestContext"]["requestId"] == answer["id"]
    assert 28_000 < answer["left"] <= 29_000


@pytest.mark.parametrize(
    ("body", "text", "encoded"),
    [(b"a=b&c=%20", "a=b&c=%20", False), (b"", None, False), (b"\xff\x00", "/wA=", True)],
)
def test_a_body_is_text_when_it_is_text(body, text, encoded):
    event = seen("POST", "/x", body)["event"]
    assert (event["body"], event["isBase64Encoded"]) == (text, encoded)


def test_every_value_of_a_header_is_sent_and_the_length_is_the_servers_own():
    reply = ask("GET", "/several")
    assert values(reply, "set-cookie") == ["a=1", "b=2"]
    assert values(reply, "content-length") == ["2"]
    assert values(reply, "content-type") == ["text/plain"]


@pytest.mark.parametrize(("method", "path"), [("HEAD", "/several"), ("GET", "/empty")])
def test_no_body_where_http_forbids_one(method, path):
    reply = ask(method, path)
    assert reply["body"] == b""
    assert values(reply, "content-length") == []


def test_a_binary_body_is_sent_as_bytes():
    assert ask("GET", "/binary")["body"] == b"\xff\x00"


@pytest.mark.parametrize(
    "path",
    [
        "/split",
        "/split-list",
        "/bad-name",
        "/number",
        "/no-status",
        "/odd-status",
        "/bytes",
        "/bad-base64",
        "/too-long",
        "/nothing",
    ],
)
def test_a_malformed_reply_is_a_bad_gateway(path):
    reply = ask("GET", path)
    assert reply["status"] == 502
    assert json.loads(reply["body"]) == {"message": "Internal server error"}
    assert values(reply, "set-cookie") == []


def test_a_body_over_ten_megabytes_is_refused_whether_announced_or_not():
    limit = 10 * 1024 * 1024
    assert ask("POST", "/x", CONTENT_LENGTH=str(limit + 1))["status"] == 413
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    assert ask("POST", "/x", b"x" * (limit + 1), **chunked)["status"] == 413
    assert ask("POST", "/x", b"x" * 1024, **chunked)["status"] == 200


def test_www_authenticate_is_renamed_only_on_request():
    assert values(ask("GET", "/refused"), "www-authenticate") == ['Basic realm="token"']
    renamed = ask("GET", "/refused", remap=True)
    assert values(renamed, "www-authenticate") == []
    assert values(renamed, "x-amzn-remapped-www-authenticate") == ['Basic realm="token"']


def test_the_adapter_keeps_to_wsgi():
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/several",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    body = validator(Gateway(app))(environ, lambda *_: lambda _: None)
    assert b"".join(body) == b"ok"
    body.close()
