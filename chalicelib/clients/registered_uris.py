"""What may be registered as a redirect URI, and why not."""

import ipaddress
import re
from urllib.parse import urlsplit

from chalicelib.tenancy.form import shown
from chalicelib.tenancy.host_name import wrong_host

# RFC 3986 section 2. Browsers and libraries read a backslash differently, so it matters.
_URI = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_SCRIPT_SCHEMES = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


def wrong_redirect_uri(uri: str) -> str | None:
    """Return what is wrong with a redirect URI that somebody wants to register; None if nothing.

    RFC 6749 section 3.1.2, RFC 8252 sections 7 and 8.4, RFC 9700 section 2.1.
    """
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it is what raises for a port that is no number
    except ValueError:
        return f"{shown(uri)} is not a URI"
    if wrong := wrong_host(parts) or _wrong_characters(uri):
        return f"{shown(uri)}: {wrong}"
    if parts.scheme in _SCRIPT_SCHEMES or not parts.scheme:
        return f"{shown(uri)} must be an absolute https URI"
    return _wrong_authority(uri, parts.scheme, parts.netloc, host)


def _wrong_characters(uri: str) -> str | None:
    if not _URI.fullmatch(uri):
        return "has characters that no URI has; write other letters as %.. or xn--.."
    if "*" in uri:
        return "has a wildcard; list every redirect URI in full"
    return "has a fragment" if "#" in uri else None


def _wrong_authority(uri: str, scheme: str, netloc: str, host: str) -> str | None:
    if scheme not in ("http", "https"):
        # RFC 8252 section 7.1: a private-use scheme is a reversed domain name.
        return None if "." in scheme else f"{shown(uri)}: a private-use scheme must contain a dot"
    if not host:
        return f"{shown(uri)} has no host"
    if "@" in netloc:
        return f"{shown(uri)} has user information before its host"
    if scheme == "http" and not _is_loopback(host):
        return f"{shown(uri)} must be https; http is for loopback only"
    return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(uri: str) -> str:
    """The origin of an http(s) URI, as browsers write it (RFC 6454 section 6.2)."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
