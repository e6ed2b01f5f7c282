"""Signing out, over ports kept in memory."""

import pytest

from chalicelib.flows.sign_out import Departed, MustConfirm, SignOut
from chalicelib.identity.link import Settlement
from chalicelib.identity.session import SessionCookie
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import read_pairs
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    SECRET,
    a_client,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.signer import LocalSigner
from tests.fakes.store import Store, memory_store

RETURN = "https://app.example.com/bye"
COOKIE = SessionCookie(SECRET, ADA)
SIGNER = LocalSigner()


@pytest.fixture
def store() -> Store:
    store = memory_store()
    client = a_client(post_logout_redirect_uris=(RETURN,))
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    for tenant in (a_tenant(ACME), a_tenant(GLOBEX)):
        store.publisher.publish(tenant, (), a_role_book(), (client,), (SIGNER.key,), "a document")
        store.sign_ins.open(tenant.id, settlement, a_session(), None)
    return store


def hint(subject: str = ADA, tenant: str = ACME) -> str:
    claims = {"iss": a_tenant(tenant).issuer, "sub": subject, "aud": "acme-web", "exp": NOON}
    return SIGNER.seal(a_tenant(tenant).id, SIGNER.key, "JWT", claims)


def begin(store: Store, **parameters: str) -> Departed | MustConfirm:
    flow = SignOut(store.clients, store.sessions, store.keys)
    return flow.begin(a_tenant(), read_pairs(parameters.items()), COOKIE)


def test_a_proven_wish_ends_this_tenants_session_and_no_others(store: Store) -> None:
    assert begin(store, id_token_hint=hint()) == Departed(None)
    assert store.sessions.find(ACME, COOKIE) is None
    assert store.sessions.find(GLOBEX, COOKIE) is not None


def test_a_hint_for_somebody_else_than_is_signed_in_must_be_confirmed(store: Store) -> None:
    """ES-7."""
    step = begin(store, id_token_hint=hint("somebody-else"), post_logout_redirect_uri=RETURN)
    assert isinstance(step, MustConfirm)
    assert step.target == RETURN
    assert store.sessions.find(ACME, COOKIE) is not None


def test_the_persons_own_word_is_enough(store: Store) -> None:
    flow = SignOut(store.clients, store.sessions, store.keys)
    wish = {"id_token_hint": hint("somebody-else"), "post_logout_redirect_uri": RETURN}
    departed = flow.confirm(a_tenant(), read_pairs(wish.items()), COOKIE)
    assert departed == Departed(RETURN)
    assert store.sessions.find(ACME, COOKIE) is None


def test_a_hint_of_another_tenant_proves_nothing(store: Store) -> None:
    with pytest.raises(InvalidRequest):
        begin(store, id_token_hint=hint(tenant=GLOBEX))
    assert store.sessions.find(ACME, COOKIE) is not None


def test_a_ticket_says_nothing_about_the_session_that_it_proves() -> None:
    assert COOKIE.ticket not in (COOKIE.key, COOKIE.secret)
    assert COOKIE.ticket != SessionCookie("x" * 43, ADA).ticket
