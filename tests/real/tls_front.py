"""A TLS front before the stack, as an operator would put one: and one that lies about the host."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.an_https_server import certify

# What a careless front, or somebody before it, may claim: none of it may be believed.
LIES = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "80",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=192.0.2.1;host=evil.example;proto=http",
}
_OF_ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})


class TlsFront(ThreadingHTTPServer):
    """Passes every request on, with lies added, and every answer back as it is."""

    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE+AESGCM")
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.port = self.server_address[1]
        self.broker_port = 0  # known only after the public address, which names this front's port


class _Handler(BaseHTTPRequestHandler):
    server: TlsFront
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        broker = http.client.HTTPConnection("127.0.0.1", self.server.broker_port, timeout=20)
        try:
            broker.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in (*self.headers.items(), *LIES.items()):
                if name.lower() not in _OF_ONE_HOP:
                    broker.putheader(name, value)
            broker.endheaders(body)
            self._pass_back(broker.getresponse())
        finally:
            broker.close()

    do_POST = do_HEAD = do_PUT = do_OPTIONS = do_GET  # noqa: N815 - the base class's spelling

    def _pass_back(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OF_ONE_HOP:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The test has its own words."""


@contextmanager
def front_of(name: str, folder: Path) -> Iterator[TlsFront]:
    """A front trusted by its certificate, and found by its name, at any port, without a hosts file.

    For this process alone.
    """
    bundle, certificate = certify(folder, name)
    with pytest.MonkeyPatch.context() as patch, _listening(certificate) as front:
        patch.setenv("SSL_CERT_FILE", str(bundle))
        resolve = socket.getaddrinfo

        def resolve_name(host: str, port: Any, *rest: Any, **options: Any) -> Any:
            if host == name:
                host, port = "127.0.0.1", front.port
            return resolve(host, port, *rest, **options)

        patch.setattr(socket, "getaddrinfo", resolve_name)
        yield front


@contextmanager
def _listening(certificate: Path) -> Iterator[TlsFront]:
    """Listen on a free port until the context is left."""
    with TlsFront(certificate) as front:
        thread = threading.Thread(target=front.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield front
        finally:
            front.shutdown()
            thread.join()
