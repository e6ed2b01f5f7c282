"""Where everything listens: one port is chosen, the others follow it."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

USUAL_PORT = 8787
_BLOCK = 7  # broker, upstreams, AWS, web app, an API for each of the two demo tenants, the BFF
_HIGHEST = 65535 - _BLOCK
_LOOPBACK = re.compile(r"(http://(?:localhost|127\.0\.0\.1)):(\d{1,5})(?!\d)")


class WrongPort(ValueError):
    """A port that cannot be used; the message says which, and what for."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The ports of one stack, all on loopback."""

    port: int = USUAL_PORT
    other_aws: str | None = None  # an emulator that somebody else has started

    @classmethod
    def parse(cls, text: str, other_aws: str | None = None) -> "Addresses":
        """The addresses for a PORT as written; raises WrongPort."""
        if not (text.isascii() and text.isdecimal() and 1024 <= int(text) <= _HIGHEST):
            raise WrongPort(f"PORT must be a number from 1024 to {_HIGHEST}, and is {text!r}")
        return cls(int(text), other_aws)

    @property
    def broker(self) -> str:
        """The broker itself, whatever front may stand before it."""
        return f"http://localhost:{self.port}"

    @property
    def upstreams_port(self) -> int:
        """The pretend providers' port."""
        return self.port + 1

    @property
    def upstreams(self) -> str:
        """The pretend providers, each below its own path."""
        return f"http://localhost:{self.upstreams_port}"

    @property
    def aws_port(self) -> int:
        """The pretend AWS's port."""
        return self.port + 2

    @property
    def aws(self) -> str:
        """The pretend AWS. An IP address, because SDKs resolve names slowly."""
        return self.other_aws or f"http://127.0.0.1:{self.aws_port}"

    @property
    def web_app_port(self) -> int:
        """The sample web app's port."""
        return self.port + 3

    @property
    def web_app(self) -> str:
        """The sample web app."""
        return f"http://localhost:{self.web_app_port}"

    def api_port(self, number: int) -> int:
        """The port of the sample API of the tenant that comes `number`th."""
        return self.port + 4 + number

    @property
    def bff_port(self) -> int:
        """Where the documents expect the sample BFF, which whoever tries it starts by hand."""
        return self.port + 6

    def moved(self, text: str) -> str:
        """`text` with the loopback addresses of the usual stack replaced by those of this one."""
        return _LOOPBACK.sub(lambda found: f"{found[1]}:{self._moved_port(int(found[2]))}", text)

    def _moved_port(self, port: int) -> int:
        offset = port - USUAL_PORT
        return self.port + offset if 0 <= offset < _BLOCK else port

    def require_free(self) -> None:
        """Raise WrongPort, naming every port that somebody else listens on."""
        if busy := [f"{port} ({what})" for port, what in self._ports() if _is_busy(port)]:
            raise WrongPort(
                f"Already in use: port {', '.join(busy)}. Stop what listens there, or choose"
                f" another block of {_BLOCK} ports: PORT={self.port + 1000}"
            )

    def _ports(self) -> Iterator[tuple[int, str]]:
        yield self.port, "the broker"
        yield self.upstreams_port, "pretend upstream providers"
        if self.other_aws is None:
            yield self.aws_port, "pretend AWS"
        yield self.web_app_port, "the sample web app"
        yield self.api_port(0), "the first sample API"
        yield self.api_port(1), "the second sample API"


def _is_busy(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a connection that lingers after its server has gone is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
