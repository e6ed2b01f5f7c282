"""A domain has one spelling: what browsers send, and certificates name."""

import pytest

from chalicelib.tenancy.domain import wrong_domain
from tests.tenancy.documents import a_table, faults_of, read


@pytest.mark.parametrize(
    "domain",
    [
        *("login.acme.com", "a.b", "xn--mnchen-3ya.example", "1.example", "a-b.c-d.example"),
        ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61]),
    ],
)
def test_a_domain_is_a_host_name_as_browsers_send_it(domain):
    assert wrong_domain(domain) is None


@pytest.mark.parametrize(
    "domain",
    [
        *(
            "acme",
            "LOGIN.acme.com",
            "login.acme.com.",
            ".acme.com",
            "login..com",
            "login.acme.com:1",
        ),
        *("https://login.acme.com", "login.acme.com/", "a_b.example", "-a.example", "a-.example"),
        *(
            "127.0.0.1",
            "1.2.3.0x4",
            "[::1]",
            "::1",
            "*.acme.com",
            "login.acme.com ",
            "ab--c.example",
        ),
        *("xn--.example", f"{'a' * 64}.example", f"{'a.' * 127}com", "acme.com\n", "a b.c"),
    ],
)
def test_anything_else_is_not(domain):
    assert "host name" in wrong_domain(domain)


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        # Wide letters and dots, as browsers read them.
        ("login\u3002\uff41\uff43\uff4d\uff45\uff0ecom", "login.acme.com"),
    ],
)
def test_how_a_name_in_other_letters_is_spelt_is_said(written, spelt):
    assert wrong_domain(written) == f"must be in ASCII; write {spelt}"


def test_of_what_could_be_no_name_anyhow_no_spelling_is_told():
    assert wrong_domain("mün chen") == "must be in ASCII"


def test_a_domain_is_the_whole_issuer():
    tenant = read(a_table(domain="login.acme.com")).tenant
    assert (tenant.issuer, tenant.domain) == ("https://login.acme.com", "login.acme.com")
    assert tenant.url("token") == "https://login.acme.com/token"


def test_the_brokers_own_address_is_nobodys_domain():
    ((path, message),) = faults_of(a_table(domain="auth.example.com"))
    assert (path, message.partition(";")[0]) == ("domain", "is the broker's own address")


@pytest.mark.parametrize("domain", ["", "Login.acme.com", 7, ["login.acme.com"], True])
def test_a_domain_that_cannot_be_is_a_fault(domain):
    ((path, _),) = faults_of(a_table(domain=domain))
    assert path == "domain"
