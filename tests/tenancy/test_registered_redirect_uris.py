"""What may be registered as a redirect URI: whatever a code may safely be sent to."""

import pytest

from tests.tenancy.documents import a_client, a_table, faults_of, read


def a_table_with(uri: str):
    return a_table(clients=[a_client(redirect_uris=[uri])])


@pytest.mark.parametrize(
    "uri",
    [
        "https://shop.acme.test/callback",
        "https://shop.acme.test/callback?kept=1",
        "https://shop.acme.test:8443/",
        "https://xn--bcher-kva.example/callback",
        "http://localhost:8790/callback",
        "http://127.0.0.1/callback",
        "http://[::1]:8790/callback",
        "com.acme.shop:/callback",
    ],
)
def test_an_exact_safe_address_is_registered_as_it_stands(uri):
    assert read(a_table_with(uri)).clients[0].redirect_uris == (uri,)


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("https://*.acme.test/callback", "wildcard"),
        ("https://shop.acme.test/*", "wildcard"),
        ("https://shop.acme.test/callback#x", "fragment"),
        ("https://shop.acme.test/callback#", "fragment"),
        ("https://user@shop.acme.test/callback", "user information"),
        ("https://shop.acme.test@evil.test/callback", "user information"),
        ("http://shop.acme.test/callback", "must be https"),
        ("http://localhost.evil.test/callback", "must be https"),
        ("http://127.0.0.1.evil.test/callback", "must be https"),
        ("http://10.0.0.1/callback", "must be https"),
        ("javascript:alert(1)", "absolute https"),
        ("JavaScript:alert(1)", "absolute https"),
        ("data:text/html,x", "absolute https"),
        ("vbscript:x", "absolute https"),
        ("file:///etc/passwd", "absolute https"),
        ("/callback", "absolute https"),
        ("//shop.acme.test/callback", "absolute https"),
        ("https://Shop.Acme.Test/callback", "lower case"),
        ("https://bücher.example/callback", "xn--"),
        ("https://shop.acme.test/call back", "no URI has"),
        ("https://shop.acme.test/\r\nSet-Cookie:x", "no URI has"),
        ("https://shop.acme.test:port/callback", "not a URI"),
        ("https:///callback", "no host"),
        ("myapp:/callback", "must contain a dot"),
    ],
)
def test_any_other_address_is_refused_with_its_reason(uri, reason):
    ((path, message),) = faults_of(a_table_with(uri))
    assert path == "clients[0].redirect_uris[0]"
    assert reason in message


def test_the_same_address_twice_is_a_slip():
    uri = "https://shop.acme.test/callback"
    ((path, message),) = faults_of(a_table(clients=[a_client(redirect_uris=[uri, uri])]))
    assert path == "clients[0].redirect_uris[1]"
    assert "twice" in message


def test_addresses_after_sign_out_obey_the_same_rules():
    client = a_client(post_logout_redirect_uris=["http://shop.acme.test/"])
    ((path, _),) = faults_of(a_table(clients=[client]))
    assert path == "clients[0].post_logout_redirect_uris[0]"
