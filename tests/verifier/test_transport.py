"""Fetching over a real socket: bounded, and never led elsewhere."""

import time

import pytest

from tests.adapters.an_https_server import serving
from vestibule_verifier import TransportError
from vestibule_verifier.addresses import is_trustworthy
from vestibule_verifier.transport import UrllibTransport


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def answering(status=200, body=b"{}", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, text in headers.items():
            handler.send_header(name, text)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def fetched(served, path="/", transport=None, **headers):
    return (transport or UrllibTransport()).get(f"http://127.0.0.1:{served.port}{path}", headers)


def test_an_answer_is_brought_whole():
    with serving(answering(body=b"x" * 200_000, ETag='"1"')) as served:
        answer = fetched(served, "/jwks")
    assert (answer.status, answer.headers["etag"], len(answer.body)) == (200, '"1"', 200_000)
    assert served.seen[0][:2] == ("GET", "/jwks")


@pytest.mark.parametrize("status", [304, 404, 500])
def test_an_answer_that_is_no_success_is_an_answer(status):
    with serving(answering(status, b"")) as served:
        assert fetched(served, If_None_Match='"1"').status == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_led_elsewhere(status):
    with serving(answering(status, Location="/elsewhere")) as served:
        assert fetched(served).status == status
    assert len(served.seen) == 1


def test_a_large_answer_is_not_read_to_its_end():
    with serving(answering(body=b"x" * 2_000)) as served, pytest.raises(TransportError):
        fetched(served, transport=UrllibTransport(largest=1_999))


def test_a_silent_server_is_not_waited_for():
    def silent(handler):
        time.sleep(1)
        answering()(handler)

    began = time.monotonic()
    with serving(silent) as served, pytest.raises(TransportError):
        fetched(served, transport=UrllibTransport(seconds=0.05))
    assert time.monotonic() - began < 0.9


def test_a_dripping_server_is_not_waited_for():
    def dripping(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(10):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    with serving(dripping) as served, pytest.raises(TransportError):
        fetched(served, transport=UrllibTransport(seconds=0.2))


def test_a_broken_answer_is_no_answer():
    def broken(handler):
        handler.wfile.write(b"nonsense\r\n\r\n")

    with serving(broken) as served, pytest.raises(TransportError):
        fetched(served)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "jwks"])
def test_only_the_web_is_asked(url):
    with pytest.raises(TransportError):
        UrllibTransport().get(url, {})


@pytest.mark.parametrize(
    "url", ["http://auth.example.com", "http://127.0.0.1.example.com", "https:/x"]
)
def test_plain_http_is_for_this_machine_alone(url):
    assert not is_trustworthy(url)
