"""Redirect URIs are compared as exact strings (AZ-5, RFC 9700 section 4.1.3)."""

import pytest

from chalicelib.clients.model import Client
from chalicelib.clients.registered_uris import wrong_redirect_uri
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.vocabulary import ClientAuthentication

REGISTERED = "https://app.example.com/callback"


def a_client(*redirect_uris: str) -> Client:
    return Client(
        id="web",
        name="Web",
        authentication=ClientAuthentication.NONE,
        redirect_uris=redirect_uris,
    )


def test_the_registered_uri_is_accepted() -> None:
    assert a_client(REGISTERED).redirect_target(REGISTERED) == REGISTERED


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.com/callback/",
        "https://app.example.com/Callback",
        "https://APP.example.com/callback",
        "HTTPS://app.example.com/callback",
        "http://app.example.com/callback",
        "https://app.example.com:443/callback",
        "https://user@app.example.com/callback",
        "https://app.example.com@evil.test/callback",
        "https://app.example.com/callback#fragment",
        "https://app.example.com/callback?extra=1",
        "https://app.example.com/callback?",
        "https://app.example.com/x/../callback",
        "https://app.example.com/%2e/callback",
        "https://app.example.com/callback%00",
        "https://app.example.com/callback/../../evil",
        "https://app.example.com.evil.test/callback",
        "https://evil.test/https://app.example.com/callback",
        "//app.example.com/callback",
        "javascript:alert(1)",
        " https://app.example.com/callback",
    ],
)
def test_a_variant_of_it_is_not(uri: str) -> None:
    with pytest.raises(InvalidRequest, match="redirect_uri is not registered for this client"):
        a_client(REGISTERED).redirect_target(uri)


@pytest.mark.parametrize("port", ["", ":80", ":53124"])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_of_a_loopback_address_the_port_may_differ(host: str, port: str) -> None:
    """RFC 8252 section 7.3."""
    client = a_client(f"http://{host}:8000/cb?x=1")
    assert client.redirect_target(f"http://{host}{port}/cb?x=1")


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:9/other",
        "http://127.0.0.2:9/cb",
        "http://localhost:9/cb",
        "https://127.0.0.1:9/cb",
        "http://user@127.0.0.1:9/cb",
        "http://127.0.0.1:9/cb#f",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:x/cb",
        "http://127.0.0.1:9/cb?",
        "http://127.0.0.1:9/cb#",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:9\\@evil.test/cb",
        "http://127.0.0.1:9@evil.test/cb",
        "http://127.0.0.1.evil.test:9/cb",
        " http://127.0.0.1:9/cb",
        "HTTP://127.0.0.1:9/cb",
    ],
)
def test_of_a_loopback_address_nothing_else_may_differ(uri: str) -> None:
    with pytest.raises(InvalidRequest):
        a_client("http://127.0.0.1:8000/cb").redirect_target(uri)


def test_the_name_localhost_is_no_loopback_address() -> None:
    with pytest.raises(InvalidRequest):
        a_client("http://localhost:8000/cb").redirect_target("http://localhost:8001/cb")


@pytest.mark.parametrize(
    "uri",
    [
        REGISTERED,
        "https://app.example.com/cb?a=b",
        "http://localhost:8790/callback",
        "http://127.0.0.1/cb",
        "http://[::1]:8000/cb",
        "com.example.app:/callback",
        "https://xn--exmple-cua.test/cb",
    ],
)
def test_what_may_be_registered(uri: str) -> None:
    assert wrong_redirect_uri(uri) is None


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("https://*.example.com/cb", "wildcard"),
        ("https://app.example.com/*", "wildcard"),
        ("https://app.example.com/cb#f", "fragment"),
        ("https://user@app.example.com/cb", "user information"),
        ("http://app.example.com/cb", "loopback only"),
        ("http://localhost.example.com/cb", "loopback only"),
        ("javascript:alert(1)", "https URI"),
        ("data:text/html,x", "https URI"),
        ("myapp:/cb", "dot"),
        ("/callback", "https URI"),
        ("https:///cb", "no host"),
        ("https://App.example.com/cb", "lower case"),
        ("https://exämple.test/cb", "xn--"),
        ("https://app.example.com/a b", "no URI has"),
        ("https://app.test\\.evil.test/cb", "no URI has"),
        ('https://app.example.com/"', "no URI has"),
        ("https://app.example.com:port/cb", "not a URI"),
    ],
)
def test_what_may_not(uri: str, reason: str) -> None:
    assert reason in str(wrong_redirect_uri(uri))
