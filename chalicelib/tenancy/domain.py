"""How a domain of a tenant's own is written: as browsers send it, in exactly one spelling."""

import re

from chalicelib.tenancy.host_name import plain_form

_LONGEST = 253  # RFC 1035 section 2.3.4, written with dots
#: RFC 5890 section 2.3.1: letters, digits and inner hyphens; two of them in third place are kept
#: for the ASCII form of other letters.
_LABEL = re.compile(r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|xn--[a-z0-9-]{0,58}[a-z0-9]")


def wrong_domain(text: str) -> str | None:
    """What keeps `text` from being a domain under which a tenant is reached; None if nothing."""
    if not text.isascii():
        return f"must be in ASCII{_in_ascii(text)}"
    labels = text.split(".")
    # No top-level domain is a number, but the last part of every IPv4 address is one.
    is_number = labels[-1].isdecimal() or labels[-1].startswith("0x")
    if len(text) > _LONGEST or len(labels) < 2 or is_number:
        return _WANTED
    return None if all(map(_LABEL.fullmatch, labels)) else _WANTED


_WANTED = "must be a host name in lower case, such as login.acme.com: no scheme, port or address"


def _in_ascii(text: str) -> str:
    """How a name in other letters is spelt in DNS (RFC 5891 section 4.4)."""
    spelt = plain_form(text)
    return f"; write {spelt}" if wrong_domain(spelt) is None else ""
