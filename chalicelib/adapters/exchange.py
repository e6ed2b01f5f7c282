"""One HTTP request and its answer over one connection, to one address, before one deadline."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.adapters.destination import Destination
from chalicelib.upstream.ports import Fetched

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.response import HTTPResponse

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
LARGEST_BODY = 1024 * 1024
_CHUNK = 16 * 1024


class TooLargeError(Exception):
    """The answer's body exceeds what we are willing to read."""


class TooSlowError(Exception):
    """The deadline passed before the answer was read whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that is ready to be sent, any number of times."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, by the monotonic clock, after which nobody waits any more."""

    at: float

    @staticmethod
    def after(seconds: float) -> "Deadline":
        """So many seconds from now."""
        return Deadline(time.monotonic() + seconds)

    @property
    def has_passed(self) -> bool:
        """Whether it is too late."""
        return time.monotonic() >= self.at

    def left(self) -> float:
        """Seconds left; raises TooSlowError when there are none."""
        if self.has_passed:
            raise TooSlowError
        return max(self.at - time.monotonic(), 0.001)


def exchange(
    destination: Destination,
    address: str,
    asked: Asked,
    deadline: Deadline,
    tls: ssl.SSLContext | None,
) -> Fetched:
    """Connect to `address`, but speak to and verify `destination`'s host.

    Raises OSError, urllib3's HTTPError and http.client's HTTPException for a broken exchange,
    TooLargeError and TooSlowError for one that was cut off.
    """
    connection = _connection(destination, address, min(CONNECT_SECONDS, deadline.left()), tls)
    try:
        connection.connect()
        with _cut_off(connection, deadline):
            return _converse(connection, destination, asked, deadline)
    finally:
        connection.close()


def _connection(
    destination: Destination, address: str, seconds: float, tls: ssl.SSLContext | None
) -> "HTTPConnection":
    from urllib3.connection import HTTPConnection, HTTPSConnection

    if tls is None:
        return HTTPConnection(address, destination.port, timeout=seconds)
    # The context compares the certificate with this name, in the handshake itself.
    return HTTPSConnection(
        address,
        destination.port,
        timeout=seconds,
        ssl_context=tls,
        cert_reqs=ssl.CERT_REQUIRED,
        server_hostname=destination.host,
    )


def _converse(
    connection: "HTTPConnection", destination: Destination, asked: Asked, deadline: Deadline
) -> Fetched:
    connection.timeout = min(READ_SECONDS, deadline.left())
    # The answer is never unpacked: a few kilobytes of gzip can hold gigabytes.
    connection.request(
        asked.method,
        destination.target,
        body=asked.body,
        headers={"Host": destination.authority, "Accept-Encoding": "identity", **asked.headers},
        preload_content=False,
        decode_content=False,
    )
    with closing(connection.getresponse()) as answer:
        body = _read_body(answer)
    # A connection that was cut off may look like one that ended.
    deadline.left()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Fetched(answer.status, headers, body)


def _read_body(answer: "HTTPResponse") -> bytes:
    body = bytearray()
    # By `read`, where http.client bounds every line; urllib3's own chunked reading does not.
    while chunk := answer.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLargeError
    return bytes(body)


@contextmanager
def _cut_off(connection: "HTTPConnection", deadline: Deadline) -> Iterator[None]:
    """Shut the connection at the deadline: socket timeouts alone never end a slow trickle."""
    wire = connection.sock
    timer = threading.Timer(deadline.left(), _shut, (wire,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(wire: socket.socket) -> None:
    # The plain socket's method: TLS sockets would first forget their state under the reader.
    with suppress(OSError):
        socket.socket.shutdown(wire, socket.SHUT_RDWR)
