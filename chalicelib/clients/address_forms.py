"""The forms of a client's addresses."""

from urllib.parse import urlsplit

from chalicelib.clients.registered_uris import wrong_redirect_uri
from chalicelib.tenancy import forms
from chalicelib.tenancy.form import Form, shown
from chalicelib.tenancy.host_name import wrong_host


def _wrong_web_address(uri: str) -> str | None:
    if not uri.startswith(("https://", "http://")):
        return "must be an https address; http is for loopback only"
    return wrong_redirect_uri(uri)


def _wrong_origin(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what raises for a port that is no number
    except ValueError:
        return f"{shown(value)} is not an origin"
    return wrong_host(parts)


#: Private-use schemes may be spelt in capitals, as some systems do (RFC 8252 section 7.1).
_PRIVATE_USE = r"[A-Za-z][A-Za-z0-9+-]*\.[A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?\[\]@!$&'()+,;=%-]*"

REDIRECT_URI = Form(
    words="an https address in full, a loopback address, or an address of a private-use scheme",
    pattern=f"{forms.WEB_ADDRESS}|{_PRIVATE_USE}",
    check=wrong_redirect_uri,
)
WEB_ADDRESS = Form(
    words="an https address; http is for loopback only",
    pattern=forms.WEB_ADDRESS,
    check=_wrong_web_address,
)
ORIGIN = Form(
    words="an origin such as https://app.example.com",
    pattern=forms.ORIGIN,
    check=_wrong_origin,
)
