"""Checks of texts that documents share: each says what is wrong, None for nothing."""

import re
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_MAILBOX = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_LONGEST_ADDRESS = 1024
#: What RFC 3986 lets stand in an address, but for what could end an attribute or a directive.
_ADDRESS = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&()*+,=%-]+")


def wrong_domain(value: str) -> str | None:
    """A domain as it is compared: lower case, ASCII."""
    return None if _DOMAIN.fullmatch(value) else f"{value!r} is not a domain in lower case"


def wrong_email(value: str) -> str | None:
    """An e-mail address as it is compared: lower case, ASCII."""
    mailbox, _, domain = value.rpartition("@")
    is_address = _MAILBOX.fullmatch(mailbox) and _DOMAIN.fullmatch(domain)
    return None if is_address else f"{value!r} is not an e-mail address in lower case"


def wrong_web_address(value: str) -> str | None:
    """An https address whose host a Content-Security-Policy can name."""
    if len(value) > _LONGEST_ADDRESS:
        return f"must be at most {_LONGEST_ADDRESS} characters long"
    if not _ADDRESS.fullmatch(value):
        return "must be an https address, with everything unusual in it percent-encoded"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return "is not an address"
    host = (parts.hostname or "").lower()
    is_domain = _DOMAIN.fullmatch(host) and not host.rpartition(".")[2].isdigit()
    if "@" in parts.netloc or not is_domain or parts.netloc.endswith(":"):
        return "must name a host by its domain, without user name"
    return "must not name port 0" if port == 0 else None
