"""What is published for a tenant is found, by that tenant's name alone."""

import pytest

from chalicelib.identity.roles import RoleBook, RoleRule, RuleClaim
from chalicelib.tokens.keys import KeyRing, KeyStage
from tests.builders import (
    ACME,
    FACEBOOK,
    GLOBEX,
    GOOGLE,
    a_client,
    a_connection,
    a_key,
    a_role_book,
    a_tenant,
)
from tests.fakes.store import Store

RULE = RoleRule(role="admin", claim=RuleClaim.GROUP, value="admins", connection=GOOGLE)


def publish(store: Store, tenant=None, connections=(), roles=None, clients=(), keys=()) -> int:
    roles = roles or a_role_book()
    return store.publisher.publish(
        tenant or a_tenant(), connections, roles, clients, keys, "the document"
    )


def test_a_published_tenant_is_found_as_it_was_published(store):
    tenant = a_tenant(name="Acme & Söhne")
    publish(store, tenant)
    assert store.tenants.find("acme") == tenant


@pytest.mark.parametrize(
    "slug", ["globex", "ACME", "acme ", "", "acme#CODE", "-acme", "a" * 64, "ac\nme", "ácme"]
)
def test_any_other_name_is_nobody(store, slug):
    publish(store)
    assert store.tenants.find(slug) is None


def test_connections_keep_the_order_of_the_document(store):
    connections = (
        a_connection(id=GOOGLE, hosted_domain="*", sealed_secret=bytes(range(256))),
        a_connection(id=FACEBOOK, userinfo=True, trusted_email_domains=("acme.test",)),
    )
    publish(store, connections=connections)
    assert store.connections.all(ACME) == connections


def test_roles_are_found_with_their_rules(store):
    roles = a_role_book(rules=(RULE,))
    publish(store, roles=roles)
    assert store.roles.of(ACME) == roles


def test_keys_are_found_with_their_stages(store):
    keys = (a_key("a"), a_key("b", stage=KeyStage.RETIRED), a_key("c", stage=KeyStage.NEXT))
    publish(store, keys=keys)
    assert store.keys.of(ACME) == KeyRing(keys)
    assert store.publisher.keys_of(ACME) == keys


def test_a_tenant_sees_nothing_of_another_ones_house(store):
    publish(store, connections=(a_connection(),), keys=(a_key(),))
    publish(store, a_tenant(GLOBEX), roles=a_role_book(entitlements={"guest": ()}, defaults=()))
    assert store.connections.all(GLOBEX) == ()
    assert store.keys.of(GLOBEX) == KeyRing(())
    assert store.publisher.keys_of(GLOBEX) == ()
    assert set(store.roles.of(GLOBEX).entitlements) == {"guest"}
    assert store.tenants.find("acme") == a_tenant()


def test_of_a_tenant_that_was_never_published_there_is_nothing(store):
    assert store.connections.all(ACME) == ()
    assert store.roles.of(ACME) == RoleBook()
    assert store.keys.of(ACME) == KeyRing(())


def test_a_tenant_named_like_the_beginning_of_another_shares_nothing_with_it(store):
    publish(store, a_tenant("ac"), clients=(a_client(id="me"),))
    assert store.tenants.find("acme") is None
    assert store.clients.find(ACME, "me") is None


def test_what_is_published_again_holds_within_a_minute(store):
    assert publish(store) == 1
    assert store.tenants.find("acme") == a_tenant()
    assert publish(store, a_tenant(name="Acme Inc.")) == 2
    store.clock.advance(60)
    assert store.tenants.find("acme") == a_tenant(name="Acme Inc.")


def test_a_tenant_that_was_asked_for_too_early_is_found_soon_after_it_is_published(store):
    assert store.tenants.find("acme") is None
    publish(store)
    store.clock.advance(10)
    assert store.tenants.find("acme") == a_tenant()
