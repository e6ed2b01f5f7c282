"""The gateway as a running server, asked over a socket."""

import http.client
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.local.processes import running

ENTRY_POINT = ("--app", "tests.local.entry_point:app")


@pytest.fixture(scope="module")
def port():
    environment = {"VESTIBULE_REMAP_WWW_AUTHENTICATE": "1"}
    with running("ops.local.gateway", *ENTRY_POINT, **environment) as (port, _):
        yield port


def ask(port: int, method: str, target: str, **more: Any) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, **more)
        response = connection.getresponse()
        response.content = response.read()
        return response
    finally:
        connection.close()


def talk(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as wire:
        wire.sendall(request)
        return b"".join(iter(lambda: wire.recv(65536), b""))


def test_the_path_reaches_the_function_still_encoded(port):
    assert json.loads(ask(port, "GET", "/t/a%2Fb?x=%2F").content)["event"]["path"] == "/t/a%2Fb"


def test_a_request_target_of_eight_thousand_bytes_is_served(port):
    answer = json.loads(ask(port, "GET", "/x?state=" + "s" * 8000).content)
    assert len(answer["event"]["queryStringParameters"]["state"]) == 8000


def test_repeated_headers_are_all_seen(port):
    reply = talk(
        port,
        b"GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Authorization: Basic YQ==\r\nauthorization: Bearer b\r\n\r\n",
    )
    event = json.loads(reply.partition(b"\r\n\r\n")[2])["event"]
    assert event["multiValueHeaders"]["Authorization"] == ["Basic YQ==", "Bearer b"]


def test_a_chunked_body_is_kept(port):
    response = ask(port, "POST", "/x", body=iter([b"grant_type=", b"refresh_token"]))
    assert json.loads(response.content)["event"]["body"] == "grant_type=refresh_token"


def test_the_response_is_dated_and_carries_every_cookie(port):
    response = ask(port, "GET", "/several")
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert response.headers["Date"].endswith("GMT")


def test_head_and_no_content_have_no_body_and_keep_the_connection(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for method, path, status in (
        ("HEAD", "/several", 200),
        ("GET", "/empty", 204),
        ("GET", "/several", 200),
    ):
        connection.request(method, path)
        response = connection.getresponse()
        assert response.status == status
        assert response.read() == (b"ok" if (method, path) == ("GET", "/several") else b"")
    connection.close()


def test_a_bad_header_never_reaches_the_client(port):
    response = ask(port, "GET", "/split")
    assert response.status == 502
    assert "Set-Cookie" not in response.headers


def test_the_rename_that_aws_does_can_be_switched_on(port):
    response = ask(port, "GET", "/refused")
    assert response.headers["x-amzn-Remapped-WWW-Authenticate"] == 'Basic realm="token"'
    assert "WWW-Authenticate" not in response.headers


def test_sixteen_callers_at_once_each_get_their_own_answer(port):
    def own(n: int) -> bool:
        answer = json.loads(ask(port, "GET", f"/who?n={n}", headers={"X-N": str(n)}).content)
        event = answer["event"]
        return event["queryStringParameters"]["n"] == event["headers"]["X-N"] == str(n)

    with ThreadPoolExecutor(16) as callers:
        assert all(callers.map(own, range(200)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_five_seconds(number):
    with running("ops.local.gateway", *ENTRY_POINT) as (port, process):
        idle = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        idle.request("GET", "/several")
        idle.getresponse().read()
        asked = time.monotonic()
        process.send_signal(number)
        process.wait(10)
        assert time.monotonic() - asked < 5
        idle.close()
