"""A redirect URI on this machine, there for one answer (RFC 8252 section 7.3)."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

Answer = Mapping[str, str]
_PATH = "/callback"
_PAGE = b"<!doctype html><title>Orders</title><p>%b You may close this window."


class TooLate(Exception):
    """Nobody came back in time."""


class Listener:
    """Waits for a browser to come back."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        # The IP address, not the name "localhost": nothing else may stand behind it (section 8.3).
        self.redirect_uri = f"http://127.0.0.1:{server.server_port}{_PATH}"

    def wait(self, is_ours: Callable[[Answer], bool], seconds: float) -> Answer:
        """The first answer that is ours; any page may send a browser here. Raises TooLate."""
        found: list[Answer] = []
        self._server.RequestHandlerClass = _receiving(is_ours, found)
        deadline = time.monotonic() + seconds
        while not found:
            self._server.timeout = deadline - time.monotonic()
            if self._server.timeout <= 0:
                raise TooLate
            self._server.handle_request()
        return found[0]


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port of the loopback interface, closed to other machines."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        yield Listener(server)


def _receiving(
    is_ours: Callable[[Answer], bool], found: list[Answer]
) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        timeout = 5  # a connection that says nothing holds nobody up

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            answer = dict(parse_qsl(parts.query))
            if parts.path != _PATH or not is_ours(answer):
                self._say(404, b"Nothing was asked for here.")
                return
            found.append(answer)
            self._say(200, b"Signed in." if "code" in answer else b"You are not signed in.")

        def _say(self, status: int, words: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(_PAGE % words)

        def log_message(self, *_: object) -> None:
            """Codes do not belong on the terminal."""

    return Receiver
