"""The forms of texts that more than one part of a document has."""

from urllib.parse import urlsplit

from chalicelib.tenancy.domain import wrong_domain as wrong_own_domain
from chalicelib.tenancy.form import Form, shown
from chalicelib.tenancy.host_name import AUTHORITY, LABEL, plain_form, wrong_host
from chalicelib.tenancy.model import SLUG as _SLUG

_DOMAIN = rf"{LABEL}(?:\.{LABEL})+"
_REST = r"(?:[/?][A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*)?"
_LOOPBACK = r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"

_LONGEST_PAGE_ADDRESS = 1024
#: What RFC 3986 lets stand in an address, but for what could end an attribute or a directive.
_PAGE_REST = r"(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,=%-]*)?"

#: RFC 3986: an address of the web without fragment, https wherever somebody could listen.
WEB_ADDRESS = rf"(?:https://{AUTHORITY}|http://{_LOOPBACK}){_REST}"
ORIGIN = rf"https?://{AUTHORITY}"


def wrong_domain(value: str) -> str | None:
    """That a domain is written in another form than the one it is compared in, and in which."""
    if (plain := plain_form(value)) != value:
        return f"{shown(value)} is not a domain in lower case and ASCII: write {plain}"
    return None


def _wrong_page_address(value: str) -> str | None:
    """What keeps a Content-Security-Policy from naming the host of an address."""
    if len(value) > _LONGEST_PAGE_ADDRESS:
        return f"must be at most {_LONGEST_PAGE_ADDRESS} characters long"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return "is not an address"
    if parts.hostname and (wrong := wrong_host(parts)):
        return wrong
    if (parts.hostname or "").rpartition(".")[2].isdigit():
        return "must name a host by its domain"
    return "must not name port 0" if port == 0 else None


def _not_an_audience(value: str) -> str | None:
    """RFC 8707 section 2: an absolute URI without fragment."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "is not a URI"
    if not parts.scheme or "#" in value or " " in value:
        return "must be an absolute URI without a fragment"
    return wrong_host(parts)


NOT_A_REFERENCE = (
    "write a reference (env:NAME, ssm:NAME or secretsmanager:NAME), never the secret itself"
)

#: An identifier that is safe in a path, a cookie name and a partition key.
SLUG = Form(
    words="1 to 63 lower-case letters, digits and inner hyphens",
    pattern=_SLUG.pattern,
    told="must be 1 to 63 lower-case letters, digits and inner hyphens",
)
SCOPE = Form(words="a scope (RFC 6749 section 3.3)", pattern=r"[\x21\x23-\x5b\x5d-\x7e]{1,128}")
DOMAIN = Form(words="a domain in lower case", pattern=_DOMAIN, check=wrong_domain)
OWN_DOMAIN = Form(words="a host name in lower case", pattern=_DOMAIN, check=wrong_own_domain)
AUDIENCE = Form(
    words="an absolute URI without a fragment",
    pattern=r"[A-Za-z][A-Za-z0-9+.-]*:[\x21\x22\x24-\x7e]*",
    check=_not_an_audience,
)
REFERENCE = Form(
    words="where the secret is kept",
    told=NOT_A_REFERENCE,  # and the text is not repeated: it may be the secret itself
    pattern=(
        r"env:[A-Za-z_][A-Za-z0-9_]*"
        r"|ssm:[A-Za-z0-9_./:-]{1,1011}"
        r"|secretsmanager:[A-Za-z0-9/_+=.@:-]{1,512}(?:#[A-Za-z0-9_.-]{1,128})?"
    ),
)
EMAIL = Form(
    words="an e-mail address in lower case",
    pattern=rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_DOMAIN}",
)
PAGE_ADDRESS = Form(
    words="an https address of a host with a domain",
    pattern=rf"https://{_DOMAIN}(?::[0-9]{{1,5}})?{_PAGE_REST}",
    check=_wrong_page_address,
    told="must be an https address of a host with a domain, everything unusual percent-encoded",
)
