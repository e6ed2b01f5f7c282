"""An app's callback that takes answers, and sends the browser on to another origin of the app's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

CALLBACK = "/spa/callback"
WELCOME = "Welcome to the app"
_PAGE = f"<!doctype html><title>App</title><p>{WELCOME}".encode()


class Receiver:
    """What arrived, and where the browser is sent on to."""

    def __init__(self, port: int) -> None:
        self.posted: list[dict[str, str]] = []
        self.asked: list[dict[str, str]] = []
        # RFC 8252 section 7.3: of a registered loopback address the port may differ.
        self.redirect_uri = f"http://127.0.0.1:{port}{CALLBACK}"
        self.home = f"http://localhost:{port}/"


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    """Listen on a free port of the loopback address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _App) as server:
        server.receiver = receiver = Receiver(server.server_port)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


class _App(BaseHTTPRequestHandler):
    timeout = 5  # a browser may open a connection and then say nothing

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == CALLBACK:
            self._receiver.asked.append(dict(parse_qsl(parts.query)))
            self._send_on()
        else:
            self._answer(200, {"Content-Type": "text/html"}, _PAGE)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._receiver.posted.append(dict(parse_qsl(body)))
        self._send_on()

    def _send_on(self) -> None:
        self._answer(303, {"Location": self._receiver.home})

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    @property
    def _receiver(self) -> Receiver:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        return receiver
