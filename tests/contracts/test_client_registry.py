"""Clients are known to the tenant that registered them, and to no other."""

import pytest

from chalicelib.protocol.vocabulary import GrantType
from tests.builders import ACME, GLOBEX, a_client, a_role_book, a_tenant
from tests.fakes.store import Store

ORIGIN = "https://app.example.com"


def register(store: Store, *clients, tenant=ACME) -> None:
    store.publisher.publish(a_tenant(tenant), (), a_role_book(), clients, (), "the document")


def test_a_registered_client_is_found_as_it_was_registered(store):
    client = a_client(
        grant_types=(GrantType.AUTHORIZATION_CODE, GrantType.CLIENT_CREDENTIALS),
        pkce_required=False,
        home_uri="https://app.example.com/",
        secret_hashes=("a" * 64, "b" * 64),
    )
    register(store, client)
    assert store.clients.find(ACME, "acme-web") == client


@pytest.mark.parametrize("client_id", ["acme-spa", "", "acme-web ", "ACME-WEB", "#", "a" * 5000])
def test_any_other_id_is_nobody(store, client_id):
    register(store, a_client())
    assert store.clients.find(ACME, client_id) is None


def test_another_tenants_client_is_nobody_even_under_the_same_id(store):
    register(store, a_client())
    register(store, a_client(id="globex-web"), tenant=GLOBEX)
    assert store.clients.find(GLOBEX, "acme-web") is None
    register(store, a_client(name="Not Acme"), tenant=GLOBEX)
    store.clock.advance(60)
    found = store.clients.find(GLOBEX, "acme-web")
    assert found is not None
    assert found.name == "Not Acme"
    assert store.clients.find(ACME, "acme-web") == a_client()


def test_a_client_that_left_the_document_is_gone_within_a_minute(store):
    register(store, a_client(), a_client(id="acme-spa", origins=(ORIGIN,)))
    assert store.clients.find(ACME, "acme-spa")
    assert store.clients.knows_origin(ACME, ORIGIN)
    register(store, a_client())
    store.clock.advance(60)
    assert store.clients.find(ACME, "acme-spa") is None
    assert not store.clients.knows_origin(ACME, ORIGIN)
    assert store.clients.find(ACME, "acme-web") == a_client()


def test_an_origin_that_two_clients_share_outlives_one_of_them(store):
    register(store, a_client(origins=(ORIGIN,)), a_client(id="acme-spa", origins=(ORIGIN,)))
    register(store, a_client(origins=(ORIGIN,)))
    assert store.clients.knows_origin(ACME, ORIGIN)


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com.evil.test",
        "https://app.example.com:8443",
        "http://app.example.com",
        "https://app.example.com/",
        "null",
        "",
        "https://" + "a" * 5000,
        "https://app.example.com\n",
    ],
)
def test_an_origin_is_known_as_registered_and_in_no_other_spelling(store, origin):
    register(store, a_client(origins=(ORIGIN,)))
    assert store.clients.knows_origin(ACME, ORIGIN)
    assert not store.clients.knows_origin(ACME, origin)


def test_another_tenants_origin_is_unknown(store):
    register(store, a_client(origins=(ORIGIN,)))
    register(store, a_client(), tenant=GLOBEX)
    assert not store.clients.knows_origin(GLOBEX, ORIGIN)
