"""The `[[connections]]` of a tenant document, and every mistake one can make in them."""

import tomllib

import pytest

from chalicelib.tenancy.section import Section
from chalicelib.upstream.document import read_connections
from chalicelib.upstream.model import ProviderKind
from ops.schema.annotated import load

GOOGLE = """
[[connections]]
id = "google"
kind = "google"
client_id = "acme-google"
client_secret = "env:ACME_GOOGLE_SECRET"
"""
WORKFORCE = """
[[connections]]
id = "workforce"
kind = "oidc"
issuer = "https://id.globex.example"
client_id = "globex"
client_secret = "env:WORKFORCE_SECRET"
"""
FACEBOOK = GOOGLE.replace("google", "facebook")


def read(text):
    faults = []
    sealed = read_connections(
        Section(tomllib.loads(text), "", faults),
        lambda connection, reference: f"{connection}/{reference}".encode(),
    )
    return sealed, [str(fault) for fault in faults]


def test_a_short_table_is_enough():
    (google, facebook), faults = read(GOOGLE + FACEBOOK)
    assert not faults
    assert (google.kind, google.label) == (ProviderKind.GOOGLE, "Google")
    assert google.issuer == "https://accounts.google.com"
    assert google.sealed_secret == b"google/env:ACME_GOOGLE_SECRET"
    assert (facebook.label, facebook.issuer) == ("Facebook", "https://www.facebook.com")
    assert facebook.scopes == ("public_profile", "email")


def test_an_openid_connection_says_how_its_provider_differs():
    (workforce,), faults = read(
        WORKFORCE
        + """
label = "Globex staff"
scopes = ["openid", "email", "profile", "groups"]
algorithms = ["ES256", "RS256"]
token_authentication = "client_secret_basic"
pkce = false
userinfo = true
trusted_email_domains = ["globex.example"]
"""
    )
    assert not faults
    assert workforce.label == "Globex staff"
    assert workforce.scopes == ("openid", "email", "profile", "groups")
    assert workforce.algorithms == ("ES256", "RS256")
    assert workforce.token_authentication == "client_secret_basic"
    assert (workforce.pkce, workforce.userinfo) == (False, True)
    assert workforce.trusted_email_domains == ("globex.example",)


def test_an_openid_connection_is_called_by_its_id_unless_told():
    (workforce,), _ = read(WORKFORCE)
    assert workforce.label == "workforce"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOGLE + GOOGLE, "connections[1].id: google is already"),
        (GOOGLE + 'issuer = "https://accounts.google.com"', "connections[0].issuer: is always"),
        (GOOGLE + 'hosted_domains = "acme.test"', "did you mean hosted_domain?"),
        (GOOGLE + 'hosted_domain = "Acme.test"', "hosted_domain: 'Acme.test' is not a domain"),
        (GOOGLE + 'scopes = ["email"]', "scopes: must include openid"),
        (GOOGLE + "pkce = false", "pkce: unknown key"),
        (GOOGLE.replace("env:ACME_GOOGLE_SECRET", "GOCSPX-x"), "client_secret: write a reference"),
        (GOOGLE.replace('kind = "google"', 'kind = "gogle"'), "did you mean google?"),
        (GOOGLE.replace('id = "google"\n', 'id = "Goo/gle"\n', 1), "connections[0].id: must be"),
        (FACEBOOK + 'graph_version = "25"', "graph_version: must look like v25.0"),
        (FACEBOOK + 'trusted_email_domains = ["x.test"]', "trusted_email_domains: unknown key"),
        (WORKFORCE + 'algorithms = ["HS256"]', "algorithms[0]: 'HS256' is not one of"),
        (WORKFORCE + 'algorithms = ["none"]', "algorithms[0]: 'none' is not one of"),
        (WORKFORCE + 'token_authentication = "none"', "token_authentication: 'none'"),
        (WORKFORCE + 'trusted_email_domains = ["*"]', "trusted_email_domains[0]"),
        (WORKFORCE + 'scopes = ["open id"]', "scopes[0]: 'open id' is not a scope"),
        (WORKFORCE + 'hosted_domain = "globex.test"', "hosted_domain: unknown key"),
        (WORKFORCE.replace("https:", "http:"), "issuer: must be an https address"),
        (WORKFORCE.replace(".example", ".example?x=1"), "issuer: must have neither query"),
        (WORKFORCE.replace("https://", "https://me@"), "issuer: must be an https address"),
        (WORKFORCE.replace('issuer = "https://id.globex.example"', ""), "issuer: is required"),
        (WORKFORCE.replace('client_id = "globex"', ""), "client_id: is required"),
    ],
)
def test_a_mistake_is_named_where_it_is(text, fault):
    _, faults = read(text)
    assert any(fault in found for found in faults), faults


def test_a_secret_written_into_the_document_is_not_repeated():
    _, faults = read(GOOGLE.replace("env:ACME_GOOGLE_SECRET", "GOCSPX-hunter2"))
    assert "hunter2" not in str(faults)


@pytest.mark.parametrize(("kind", "told"), [('"okta"', "'okta' is not one of"), ("7", "'7'")])
@pytest.mark.parametrize("place", range(3))
def test_of_an_unknown_kind_nothing_is_said_but_that(kind, told, place):
    table = load().table["connections"][place] | {"kind": tomllib.loads(f"k = {kind}")["k"]}
    faults = []
    read_connections(Section({"connections": [table]}, "", faults), lambda _id, _secret: b"")
    (fault,) = faults
    assert str(fault).startswith(f"connections[0].kind: {told}")


def test_a_misspelt_key_is_found_in_a_table_of_an_unknown_kind_too():
    _, faults = read(WORKFORCE.replace('"oidc"', '"okta"') + "usrinfo = true")
    assert "connections[0].usrinfo: unknown key; did you mean userinfo?" in faults
