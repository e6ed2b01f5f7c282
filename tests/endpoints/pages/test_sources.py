import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.endpoints.pages.sources import form_action_source, web_link

SOURCE = re.compile(r"'none'|[a-z][a-z0-9+.-]*:(//[a-z0-9.-]+(:[0-9]{1,5})?)?")


@pytest.mark.parametrize(
    ("redirect_uri", "source"),
    [
        ("https://app.acme.test/callback?a=b#c", "https://app.acme.test"),
        ("https://app.acme.test", "https://app.acme.test"),
        ("https://app.acme.test?x", "https://app.acme.test"),
        ("HTTPS://App.Acme.TEST/cb", "https://app.acme.test"),
        ("http://localhost:8790/callback", "http://localhost:8790"),
        ("http://127.0.0.1:51004/", "http://127.0.0.1:51004"),
        ("com.acme.app:/callback", "com.acme.app:"),
        ("acme+app.1-2://host/callback", "acme+app.1-2:"),
    ],
)
def test_the_source_is_the_origin_or_the_apps_own_scheme(redirect_uri, source):
    assert form_action_source(redirect_uri) == source


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://[::1]:8080/cb",
        "http://m\u00fcnchen.test/cb",
        "http://a_b.test/",
        "http://user@app.test/",
        "http://*.test/",
        "http://app.test:https/",
        "http://app.test:123456/",
        "http://app..test/",
        "http:///cb",
        "http:app.test",
        "http://app.test; script-src *",
        "http://app.test,http://evil.test",
        "http://app.test\n",
    ],
)
def test_a_host_that_a_policy_cannot_name_is_covered_by_its_scheme(redirect_uri):
    assert form_action_source(redirect_uri) == "http:"


def test_a_backslash_ends_the_host_as_it_does_in_a_browser():
    assert form_action_source("https://evil.test\\@app.test/") == "https://evil.test"


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "",
        ":",
        "//app.test/cb",
        "/cb",
        "cb",
        " https://app.test",
        "ht tps://app.test",
        "1a:/cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "JAVASCRIPT:x",
        "\u00e9:/cb",
        "'none';x:/",
        "file:///etc",
        "about:blank",
        "*",
        "'self'",
        "'unsafe-inline' https://a",
    ],
)
def test_what_is_no_address_of_an_app_gets_no_source(redirect_uri):
    assert form_action_source(redirect_uri) == "'none'"


@given(st.text(st.characters()) | st.from_regex(r"[hH]ttps?:.{0,40}", fullmatch=True))
@example("https://a;b")
@example("x-y:;")
def test_no_address_can_add_anything_to_a_policy(redirect_uri):
    assert SOURCE.fullmatch(form_action_source(redirect_uri))


@pytest.mark.parametrize(
    "address", ["https://acme.test/privacy", "http://localhost:8790/", "HTTPS://x"]
)
def test_a_web_address_may_be_offered_as_a_link(address):
    assert web_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "https:",
        "https://",
        "javascript:x",
        "data:x",
        "/x",
        "//x",
        "ftp://x/y",
        "https://a b",
        "https://a\n",
        " https://a",
        "java\tscript:x",
    ],
)
def test_any_other_address_is_left_out(address):
    assert web_link(address) is None
