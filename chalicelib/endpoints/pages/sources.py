"""Addresses from outside, made safe to name in a policy or to offer as a link."""

from typing import Final

from chalicelib.tenancy.branding import INLINE_PICTURE

NOTHING: Final = "'none'"

# What a browser would run or open as its own, instead of asking another party.
ACTIVE_SCHEMES: Final = frozenset(
    {"about", "blob", "data", "file", "filesystem", "javascript", "vbscript"}
)

_WEB: Final = frozenset({"http", "https"})


def form_action_source(redirect_uri: str) -> str:
    """The narrowest source (CSP Level 3 section 2.3.1) that covers the address of a client.

    `scheme://host[:port]` for the web; the scheme alone for an app's own scheme, and for hosts
    that the policy's grammar cannot name (IPv6, international or odd ones). Every other string
    gets `'none'`. The result holds no character that could end a directive.
    """
    scheme, colon, rest = address_parts(redirect_uri)
    if not colon or scheme in ACTIVE_SCHEMES:
        return NOTHING
    if scheme in _WEB and rest.startswith("//"):
        return _host_source(scheme, rest[2:]) or f"{scheme}:"
    return f"{scheme}:"


def way_to_the_client(redirect_uri: str) -> tuple[str, ...]:
    """The sources of a form whose answer leads to a client: its origin, then its scheme.

    A browser holds every redirect that follows a form against the page's policy, also those of the
    client: from its callback on `api.` to its pages on `www.`, say. To name the origin alone would
    leave the person on a page whose button does nothing.
    """
    source = form_action_source(redirect_uri)
    scheme = source.partition("://")[0]
    return (source, f"{scheme}:") if scheme in _WEB else (source,)


def web_link(address: str | None) -> str | None:
    """The address if it is plain http or https, otherwise None: a page leaves out what it doubts.

    Client metadata (RFC 7591 section 2) names logos and policies that nobody has vetted.
    """
    if address is None or any(character <= " " for character in address):
        return None
    scheme, _, rest = address_parts(address)
    return address if scheme in _WEB and rest.startswith("//") and len(rest) > 2 else None


def picture_sources(address: str | None) -> tuple[str, ...]:
    """The source that shows a tenant's logo, and nothing else of another party; none for no logo.

    An inline picture needs `data:`, which lets no other party in.
    """
    if address is None:
        return ()
    if INLINE_PICTURE.fullmatch(address):
        return ("data:",)
    source = form_action_source(address)
    return (source,) if source.startswith("https://") else ()


def address_parts(address: str) -> tuple[str, bool, str]:
    """Lower-case scheme, whether there is one (RFC 3986 section 3.1), and all that follows."""
    scheme, colon, rest = address.partition(":")
    valid = scheme[:1].isalpha() and scheme.isascii()
    valid = valid and all(letter.isalnum() or letter in "+-." for letter in scheme)
    return (scheme.lower(), True, rest) if colon and valid else ("", False, "")


def _host_source(scheme: str, rest: str) -> str | None:
    authority = rest
    for end in "/?#\\":  # a browser takes a backslash for a slash here
        authority = authority.partition(end)[0]
    host, _, port = authority.lower().partition(":")
    if not all(map(_is_label, host.split("."))):
        return None
    if port and not (port.isascii() and port.isdecimal() and len(port) <= 5):
        return None
    return f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}"


def _is_label(label: str) -> bool:
    return label.isascii() and label.replace("-", "a").isalnum()
