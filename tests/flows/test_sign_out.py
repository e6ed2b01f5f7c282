"""Signing out, over ports kept in memory."""

import pytest

from chalicelib.flows.end_session import EndSession
from chalicelib.flows.sign_out import Departed, MustConfirm, SignOut
from chalicelib.identity.link import Settlement
from chalicelib.identity.session import SessionCookie
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import read_pairs
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.status import Status, StatusIndex
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    SECRET,
    a_client,
    a_family,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
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


def hint(subject: str = ADA, tenant: str = ACME, **more: object) -> str:
    claims = {"iss": a_tenant(tenant).issuer, "sub": subject, "aud": "acme-web", "exp": NOON}
    claims |= more
    return SIGNER.seal(a_tenant(tenant).id, SIGNER.key, "JWT", claims)


def sign_out(store: Store) -> SignOut:
    clock, entropy = store.clock, CountingEntropy()
    ends = EndSession(store.sessions, store.session_ends, store.families, clock, entropy)
    return SignOut(store.clients, store.sessions, store.keys, ends, Notes())


def begin(
    store: Store, cookie: SessionCookie | None = COOKIE, **parameters: str
) -> Departed | MustConfirm:
    return sign_out(store).begin(a_tenant(), read_pairs(parameters.items()), cookie)


def is_signed_in(store: Store, tenant: str = ACME) -> bool:
    found = store.sessions.find(a_tenant(tenant).id, COOKIE)
    return found is not None and found.session.is_live(NOON)


def test_a_proven_wish_ends_this_tenants_session_and_no_others(store: Store) -> None:
    assert begin(store, id_token_hint=hint()) == Departed(None)
    assert not is_signed_in(store)
    assert is_signed_in(store, GLOBEX)


def test_a_hint_for_somebody_else_than_is_signed_in_must_be_confirmed(store: Store) -> None:
    """ES-7."""
    step = begin(store, id_token_hint=hint("somebody-else"), post_logout_redirect_uri=RETURN)
    assert isinstance(step, MustConfirm)
    assert step.target == RETURN
    assert is_signed_in(store)


def test_the_persons_own_word_is_enough(store: Store) -> None:
    wish = {"id_token_hint": hint("somebody-else"), "post_logout_redirect_uri": RETURN}
    departed = sign_out(store).confirm(a_tenant(), read_pairs(wish.items()), COOKIE)
    assert departed == Departed(RETURN)
    assert not is_signed_in(store)


def test_a_hint_of_another_tenant_proves_nothing(store: Store) -> None:
    with pytest.raises(InvalidRequest):
        begin(store, id_token_hint=hint(tenant=GLOBEX))
    assert is_signed_in(store)


def test_signing_out_ends_what_was_issued_from_the_session_and_says_who_did_it(
    store: Store,
) -> None:
    bound = a_family()
    staying = a_family(key="stays", status=StatusIndex(0, 8), scopes=("openid", "offline_access"))
    for tenant in (ACME, GLOBEX):
        store.families.open(tenant, bound)
        store.families.open(tenant, staying)
    begin(store, id_token_hint=hint())
    assert store.families.of(ACME, ADA) == ()
    assert set(store.families.of(GLOBEX, ADA)) == {bound, staying}
    statuses = store.status_lists.statuses_of(ACME, 0, [7, 8])
    assert statuses == {7: Status.INVALID, 8: Status.INVALID}
    assert [line.event for line in store.trail(ACME)] == [Audited.SESSION_ENDED]
    assert store.trail(GLOBEX) == []


def test_another_clients_wish_leaves_alone_who_may_stay(store: Store) -> None:
    """OpenID Connect Core section 11."""
    family = a_family(client_id="acme-spa", scopes=("openid", "offline_access"))
    store.families.open(ACME, family)
    begin(store, id_token_hint=hint())
    assert store.families.of(ACME, ADA) == (family,)
    assert store.status_lists.statuses_of(ACME, 0, [7]) == {}


def test_a_hint_names_the_session_that_a_browser_brought_no_cookie_for(store: Store) -> None:
    named = hint(sid=a_session().key)
    assert begin(store, cookie=None, id_token_hint=named) == Departed(None)
    assert not is_signed_in(store)
    assert is_signed_in(store, GLOBEX)


def test_a_hint_ends_no_session_that_is_somebody_elses(store: Store) -> None:
    begin(store, cookie=None, id_token_hint=hint("somebody-else", sid=a_session().key))
    begin(store, cookie=None, id_token_hint=hint(sid="another"))
    begin(store, cookie=None, id_token_hint=hint())
    assert is_signed_in(store)


def test_a_ticket_says_nothing_about_the_session_that_it_proves() -> None:
    assert COOKIE.ticket not in (COOKIE.key, COOKIE.secret)
    assert COOKIE.ticket != SessionCookie("x" * 43, ADA).ticket
