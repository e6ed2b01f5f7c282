"""Userinfo over ports kept in memory: a token is worth what it rests on (UI)."""

from collections.abc import Callable

import pytest

from chalicelib.flows.read_userinfo import ReadUserinfo
from chalicelib.identity.link import Settlement
from chalicelib.protocol.errors import InsufficientScope, InvalidToken
from tests.builders import (
    ACME,
    ADA,
    API,
    GLOBEX,
    a_connection,
    a_family,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.signer import LocalSigner
from tests.fakes.store import Store, memory_store

SIGNER = LocalSigner()
FAMILY = a_family()
STAYING = a_family(key="stays", scopes=("openid", "offline_access"))
FAMILIES = {family.key: family for family in (FAMILY, STAYING)}


@pytest.fixture
def store() -> Store:
    store = memory_store()
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    for tenant in (a_tenant(ACME), a_tenant(GLOBEX)):
        publish(store, tenant.id, a_connection())
        store.sign_ins.open(tenant.id, settlement, a_session(), None)
        for family in FAMILIES.values():
            store.families.open(tenant.id, family)
    return store


def publish(store: Store, tenant: str, *connections: object) -> None:
    told = (a_tenant(tenant), connections, a_role_book(), (), (SIGNER.key,), "a document")
    store.publisher.publish(*told)


def a_token(tenant: str = ACME, **changes: object) -> str:
    claims = {
        "iss": a_tenant(tenant).issuer,
        "sub": ADA,
        "aud": API,
        "client_id": "acme-web",
        "exp": NOON + 600,
        "scope": "openid email",
        "grant_id": FAMILY.key,
        "sid": FAMILY.session_key,
    }
    told = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return SIGNER.seal(a_tenant(tenant).id, SIGNER.key, "at+jwt", told)


def ask(store: Store, token: str | None = None, tenant: str = ACME) -> dict[str, object]:
    flow = ReadUserinfo(store.keys, store.families, store.connections, store.clock)
    return flow(a_tenant(tenant), token or a_token(tenant))


def is_refused(store: Store, token: str | None = None, tenant: str = ACME) -> bool:
    try:
        ask(store, token, tenant)
    except InvalidToken as refused:
        status, body, headers = refused()
        challenge = dict(headers)["WWW-Authenticate"]
        wrong = (status, body["error"]) != (401, "invalid_token")
        return not wrong and 'Bearer error="invalid_token"' in challenge
    return False


def test_the_person_is_told_as_they_are_now(store: Store) -> None:
    """UI-2."""
    assert ask(store) == {"sub": ADA, "email": "ada@acme.test", "email_verified": True}


ENDS: dict[str, Callable[[Store], object]] = {
    "revoked": lambda store: store.families.end(ACME, [FAMILY], an_event()),
    "forgotten": lambda store: store.families.forget(ACME, FAMILY),
    "disabled": lambda store: store.disable(ACME, ADA, NOON),
    "signed out": lambda store: store.session_ends.end(ACME, a_session(), [], an_event()),
    "connection removed": lambda store: publish(store, ACME),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ended_ends_the_token_at_its_own_tenant(store: Store, end: str) -> None:
    """UI-4, TOK-6."""
    ENDS[end](store)
    assert is_refused(store)
    assert not is_refused(store, tenant=GLOBEX)


def test_who_may_stay_is_told_of_after_the_session(store: Store) -> None:
    """OpenID Connect Core section 11."""
    store.session_ends.end(ACME, a_session(), [], an_event())
    assert ask(store, a_token(grant_id=STAYING.key))["sub"] == ADA


def test_a_token_for_somebody_else_than_its_family_is_refused(store: Store) -> None:
    assert is_refused(store, a_token(sub="b" * 43))


def test_another_tenants_token_is_refused(store: Store) -> None:
    assert is_refused(store, a_token(GLOBEX))


@pytest.mark.parametrize("exp", [NOON, None])
def test_a_token_that_has_expired_is_refused(store: Store, exp: int | None) -> None:
    assert is_refused(store, a_token(exp=exp))


def test_a_machines_token_learns_nothing(store: Store) -> None:
    """UI-5."""
    with pytest.raises(InsufficientScope):
        ask(store, a_token(grant_id=None, sid=None))
