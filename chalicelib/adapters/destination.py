"""Where a request goes: an https address, or what the local stack put in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_LONGEST_URL = 16 * 1024
_PORTS = {"https": 443, "http": 80}


class RefusedAddressError(Exception):
    """The address is not one that we would ever ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """An address taken apart. `is_local` says that an override leads there."""

    scheme: str
    host: str
    port: int
    target: str  # path and query, as the request line has them
    is_local: bool

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        # Without the query, which may hold a token.
        return f"{self.authority}{self.target.partition('?')[0]}"


@dataclass(frozen=True, slots=True)
class Overrides:
    """Prefixes of real addresses, and the local prefixes that stand in for them."""

    prefixes: Mapping[str, str]

    def apply(self, url: str) -> str:
        """The address to use for `url`: itself, unless a prefix is overridden."""
        for real in sorted(self.prefixes, key=len, reverse=True):
            if _is_under(url, real):
                return self.prefixes[real] + url[len(real) :]
        return url

    def cover(self, url: str) -> bool:
        """Whether `url` is under a local prefix."""
        return any(_is_under(url, local) for local in self.prefixes.values())


def read_destination(url: str, overrides: Overrides) -> Destination:
    """Take an address apart; raises RefusedAddressError unless it is https or overridden."""
    url = overrides.apply(url)
    # urlsplit forgives tabs, newlines and backslashes, and browsers and servers disagree on them.
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or _odd(url):
        raise RefusedAddressError("the address is malformed")
    is_local = overrides.cover(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddressError("the address is malformed") from error
    if parts.scheme != "https" and not (is_local and parts.scheme == "http"):
        raise RefusedAddressError("the address is not https")
    if not parts.hostname or "@" in parts.netloc:
        raise RefusedAddressError("the address has no host, or holds credentials")
    return Destination(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        is_local=is_local,
    )


def _is_under(url: str, prefix: str) -> bool:
    """By whole segments: `https://a.example` does not cover `https://a.example.net`."""
    rest = url[len(prefix) :]
    return url.startswith(prefix) and (not rest or prefix.endswith("/") or rest[0] in "/?#")


def _odd(url: str) -> bool:
    return " " in url or "\\" in url
