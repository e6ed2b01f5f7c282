"""Whatever is written where: nothing steers a terminal, no secret is kept or repeated."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.tenancy.host_name import plain_form
from ops.schema.annotated import load
from tests.tenancy.documents import a_client, a_table, faults_of

ANNOTATED = load().table
PASTED = "GOCSPX-mT0dZkPq3xW8vB5nR7sY1aC4"
SECRETS = (
    PASTED,
    "AIzaSyD4kRj3Vq0tW8nXbP6mZcL2hG9fUeYs1oQ",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----",
    "a1b8Q~c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8",
    "ghp_0123456789abcdefghij0123456789abcdef",
    "sk_live_0123456789abcdef",
)


def texts_in(node: Any, path: str = "", way: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every text of a document: its path, and the way to it."""
    if isinstance(node, str):
        yield path, way
    elif isinstance(node, dict):
        for key, inner in node.items():
            yield from texts_in(inner, f"{path}.{key}".strip("."), (*way, key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from texts_in(inner, f"{path}[{index}]", (*way, index))


def with_text(way: tuple[Any, ...], text: str) -> dict[str, Any]:
    table: Any = deepcopy(dict(ANNOTATED))
    *outer, last = way
    inner = table
    for step in outer:
        inner = inner[step]
    inner[last] = text
    return table


TEXTS = dict(texts_in(ANNOTATED))


def test_a_secret_is_refused_wherever_it_is_pasted_and_never_repeated():
    found = {path: faults_of(with_text(way, PASTED)) for path, way in TEXTS.items()}

    assert [path for path, faults in found.items() if path not in dict(faults)] == []
    assert PASTED not in str(found)


@pytest.mark.parametrize("text", ["a\x00b", "line\nbreak", "\x1b[31mred", "\x9b31m", " \t"])
def test_control_characters_are_refused_everywhere(text):
    found = {path: faults_of(with_text(way, text)) for path, way in TEXTS.items()}

    assert [path for path, faults in found.items() if path not in dict(faults)] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_known_by_its_mark(secret):
    for spoil in (
        {"name": secret},
        {"name": f"Acme {secret}"},
        {"role_rules": [{"role": secret, "claim": "group", "value": "x"}]},
        {"clients": [a_client(pkce=secret)]},
        {"clients": [a_client(**{secret: "x"})]},
        {"apis": [{"audience": "https://a.test", "scopes": {secret: "Scope"}}]},
        {"roles": [{"id": "admin"}, {"id": secret}, {"id": secret}]},
    ):
        faults = faults_of(a_table(**spoil))

        assert "looks like a secret" in str(faults), spoil
        assert secret not in str(faults)


def test_ids_that_are_drawn_at_random_are_no_secrets():
    for client_id in ("0oa4h9f2kQ1nXbP6m5d7", "6731de76-14a6-49ae-97bc-6eba6914391e", "f" * 32):
        table = a_table()
        table["connections"][0]["client_id"] = client_id
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            faults_of(table)


@pytest.mark.parametrize("host", ["Shop.acme.test", "bücher.test", "BÜCHER.test", "bücher。test"])
def test_a_host_is_written_in_lower_case_and_ascii_and_the_fault_says_how(host):
    for spoil in (
        {"clients": [a_client(redirect_uris=[f"https://{host}/cb"])]},
        {"clients": [a_client(post_logout_redirect_uris=[f"https://{host}/"])]},
        {"clients": [a_client(home_uri=f"https://{host}/")]},
        {"clients": [a_client(backchannel_logout_uri=f"https://{host}:8443/x")]},
        {"clients": [a_client(origins=[f"https://{host}"])]},
        {"apis": [{"audience": f"https://{host}/orders"}], "clients": []},
        {"connections": [a_connection(issuer=f"https://{host}/x")]},
        {"connections": [a_connection(trusted_email_domains=[host])]},
        {"connections": [a_google(hosted_domain=host)]},
    ):
        ((_, message),) = faults_of(a_table(**spoil))

        assert plain_form(host) in message


def a_connection(**changes: Any) -> dict[str, Any]:
    return {
        "id": "workforce",
        "kind": "oidc",
        "issuer": "https://id.acme.test",
        "client_id": "acme",
        "client_secret": "env:WORKFORCE_SECRET",
        **changes,
    }


def a_google(**changes: Any) -> dict[str, Any]:
    google = {"id": "google", "kind": "google", "client_id": "acme", "client_secret": "env:X"}
    return {**google, **changes}


def test_a_host_of_other_letters_has_one_form():
    assert plain_form("Bücher.Example") == "xn--bcher-kva.example"
    wide = "\uff4c\uff4f\uff47\uff49\uff4e\uff0eacme\uff61com"
    assert plain_form(wide) == "login.acme.com"  # as browsers read it
    assert plain_form("faß.de") == "xn--fa-hia.de"  # and not fass.de, which is somebody else's


@pytest.mark.parametrize("audience", ["https://[", "http://[::1"])
def test_an_address_that_cannot_be_taken_apart_is_a_fault(audience):
    paths = [path for path, _ in faults_of(a_table(apis=[{"audience": audience}]))]
    assert "apis[0].audience" in paths
