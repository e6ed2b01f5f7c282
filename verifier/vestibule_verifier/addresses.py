"""Where keys and lists may be fetched from."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_trustworthy(url: str) -> bool:
    """Whether nobody between us and `url` can change the answer: https, or this very machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port that is none raises as well
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment or not url.isascii() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
