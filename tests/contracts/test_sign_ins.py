"""A sign-in is written whole or not at all, and found again by who vouched for it."""

from dataclasses import replace

import pytest

from chalicelib.identity.link import Known, Settlement
from chalicelib.identity.session import SessionCookie, SignedIn, session_key
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode, CodeRefused, CodeVerdict
from chalicelib.tokens.ports import IdentityTaken, SessionEnded
from chalicelib.upstream.model import EmailTrust
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    SECRET,
    a_code,
    a_presentation,
    a_session,
    a_user,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

COOKIE = SessionCookie(SECRET, ADA)


def a_welcome(**user) -> Settlement:
    """Ada, who has never been here."""
    person = a_user(**user)
    identity = an_identity(user_id=person.id)
    return Settlement(user=person, identity=identity, is_new=True, is_changed=True)


def a_return(user=None, identity=None, *, is_changed=True) -> Settlement:
    """Ada, who is back."""
    return Settlement(
        user=user or a_user(),
        identity=identity or an_identity(),
        is_new=False,
        is_changed=is_changed,
    )


def is_there(store: Store, code: AuthorizationCode, tenant: TenantId = ACME) -> bool:
    """Whether the code was written, as whoever redeems it finds out."""
    presented = a_presentation(key=code.key, client_id=code.client_id)
    try:
        found = store.codes.redeem(tenant, presented, NOON)
    except CodeRefused as refused:
        return refused.verdict is not CodeVerdict.UNKNOWN
    return replace(found, redeemed_at=None, family_key=None) == code


def user_of(store: Store, user_id: str, tenant: TenantId = ACME):
    return store.families.standing(tenant, "no-family", user_id, "no-session").user


def welcome(store: Store, tenant=ACME) -> None:
    store.sign_ins.open(tenant, a_welcome(), a_session(), a_code())


def test_somebody_new_is_found_with_session_and_code(store):
    profile = {"name": "Ada", "height": 1.65, "age": 36, "tags": [], "deep": {"a": [{"b": None}]}}
    settlement = a_welcome(profile=profile)
    store.sign_ins.open(ACME, settlement, a_session(), a_code())
    assert store.people.find(ACME, an_identity().key) == Known(an_identity(), settlement.user)
    assert store.sessions.find(ACME, COOKIE) == SignedIn(a_session(), settlement.user)
    assert is_there(store, a_code())


def test_somebody_may_sign_in_without_a_code_yet(store):
    store.sign_ins.open(ACME, a_welcome(), a_session(), None)
    assert store.sessions.find(ACME, COOKIE) == SignedIn(a_session(), a_user())
    assert not is_there(store, a_code())


def test_another_tenant_knows_neither_person_nor_session_nor_grant(store):
    welcome(store)
    assert store.people.find(GLOBEX, an_identity().key) is None
    assert store.sessions.find(GLOBEX, COOKIE) is None
    assert user_of(store, ADA, GLOBEX) is None
    assert not is_there(store, a_code(), GLOBEX)


def test_the_same_person_at_two_tenants_is_two_users(store):
    welcome(store)
    user = a_user(id="globex-" + ADA[7:])
    settlement = a_welcome(id=user.id)
    store.sign_ins.open(GLOBEX, settlement, a_session("g" * 43, user_id=user.id), None)
    assert store.people.find(ACME, an_identity().key) == Known(an_identity(), a_user())
    found = store.people.find(GLOBEX, an_identity().key)
    assert found is not None
    assert found.user == user


def test_an_identity_has_one_user_and_who_comes_second_writes_nothing(store):
    welcome(store)
    second = a_welcome(id="b" * 43)
    session = a_session("second-secret", user_id="b" * 43)
    code = a_code("second-code", user_id="b" * 43)
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, second, session, code)
    assert store.sessions.find(ACME, SessionCookie("second-secret", "b" * 43)) is None
    assert user_of(store, "b" * 43) is None
    assert not is_there(store, code)
    assert store.people.find(ACME, an_identity().key) == Known(an_identity(), a_user())


@pytest.mark.parametrize(
    "other",
    [
        {"subject": "115"},
        {"issuer": "https://accounts.google.com/"},
        {"connection": "google-2"},
        {"subject": "1157#"},
        {"subject": "ADA"},
        {"subject": "1157 "},
        {"subject": "é" * 2000},
        {"subject": "%31157"},
    ],
)
def test_identities_that_differ_in_anything_are_different_people(store, other):
    welcome(store)
    key = replace(an_identity().key, **other)
    assert store.people.find(ACME, key) is None
    settlement = Settlement(
        user=a_user(id="b" * 43),
        identity=an_identity(key=key, user_id="b" * 43),
        is_new=True,
        is_changed=True,
    )
    store.sign_ins.open(ACME, settlement, a_session("second", user_id="b" * 43), None)
    assert store.people.find(ACME, key) == Known(settlement.identity, settlement.user)
    assert store.people.find(ACME, an_identity().key) == Known(an_identity(), a_user())


def test_issuer_and_subject_never_run_into_each_other(store):
    first = replace(an_identity().key, issuer="https://a.test#b", subject="c")
    second = replace(first, issuer="https://a.test", subject="b#c")
    settlement = replace(a_welcome(), identity=an_identity(key=first))
    store.sign_ins.open(ACME, settlement, a_session(), None)
    assert store.people.find(ACME, first) is not None
    assert store.people.find(ACME, second) is None


def test_somebody_as_they_were_gets_a_session_and_is_left_alone(store):
    welcome(store)
    unchanged = a_return(a_user(profile={}), is_changed=False)
    store.sign_ins.open(ACME, unchanged, a_session("second"), a_code("second-code"))
    found = store.sessions.find(ACME, SessionCookie("second", ADA))
    assert found is not None
    assert found.user == a_user()


def test_what_changed_about_somebody_is_kept(store):
    welcome(store)
    user = a_user(profile={"name": "Ada King"}, roles_mapped=("admin",), updated_at=NOON + 5)
    identity = an_identity(email="ada@new.test", email_trust=EmailTrust.UNVERIFIED)
    store.sign_ins.open(ACME, a_return(user, identity), a_session("second"), None)
    assert store.people.find(ACME, identity.key) == Known(identity, user)


def test_a_first_address_is_kept(store):
    no_address = a_welcome(email=None, email_verified=False)
    store.sign_ins.open(ACME, no_address, a_session(), None)
    store.sign_ins.open(ACME, a_return(), a_session("second"), None)
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user == a_user()


def test_signing_in_takes_back_no_role_that_was_granted_meanwhile(store):
    welcome(store)
    store.grant_role(ACME, ADA, "admin")
    user = a_user(profile={"name": "Ada King"}, roles_version=1)
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, a_return(user), a_session("second"), None)
    settled_anew = replace(a_return(user), roles_version=1)
    store.sign_ins.open(ACME, settled_anew, a_session("second"), None)
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user == replace(user, roles_granted=("admin",))


def test_who_was_disabled_meanwhile_is_not_signed_in_over_it(store):
    welcome(store)
    store.disable(ACME, ADA, NOON)
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, a_return(), a_session("second"), a_code("second-code"))
    assert store.sessions.find(ACME, SessionCookie("second", ADA)) is None
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user.disabled_at == NOON


def test_an_address_that_was_changed_meanwhile_is_not_written_over(store):
    welcome(store)
    changed = a_return(a_user(email="ada@old.test"))
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, changed, a_session("second"), None)
    known = store.people.find(ACME, an_identity().key)
    assert known is not None
    assert known.user == a_user()


def test_who_left_meanwhile_is_not_brought_back(store):
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, a_return(), a_session(), a_code())
    assert store.people.find(ACME, an_identity().key) is None
    assert store.sessions.find(ACME, COOKIE) is None


def test_somebody_known_to_one_tenant_is_not_changed_by_another(store):
    welcome(store)
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(GLOBEX, a_return(a_user(profile={})), a_session(), None)
    assert store.people.find(ACME, an_identity().key) == Known(an_identity(), a_user())


def test_a_session_is_found_by_its_secret_for_its_own_user_only(store):
    welcome(store)
    other = a_welcome(id="b" * 43)
    identity = an_identity(key=replace(an_identity().key, subject="2"), user_id="b" * 43)
    settlement = replace(other, identity=identity)
    store.sign_ins.open(ACME, settlement, a_session("second", user_id="b" * 43), None)
    assert store.sessions.find(ACME, SessionCookie("c" * 43, ADA)) is None
    assert store.sessions.find(ACME, SessionCookie(SECRET, "c" * 43)) is None
    assert store.sessions.find(ACME, SessionCookie(SECRET, "b" * 43)) is None


def test_a_session_that_expired_is_still_found_and_says_so(store):
    session = a_session(idle_expires_at=NOON, acr="gold", amr=("pwd", "otp"))
    store.sign_ins.open(ACME, a_welcome(), session, None)
    found = store.sessions.find(ACME, COOKIE)
    assert found == SignedIn(session, a_user())
    assert not found.session.is_live(NOON)


def test_a_live_session_gives_a_code_stays_awake_and_remembers_the_client(store):
    welcome(store)
    code = a_code("second-code", client_id="acme-spa")
    store.sign_ins.extend(ACME, a_session(), code, NOON + 9999)
    found = store.sessions.find(ACME, COOKIE)
    assert found is not None
    assert found.session == a_session(
        idle_expires_at=NOON + 9999, last_used_at=NOON, clients=("acme-spa", "acme-web")
    )
    assert is_there(store, code)


def test_a_client_that_comes_again_is_remembered_once(store):
    store.sign_ins.open(ACME, a_welcome(), a_session(clients=()), None)
    for code in ("first", "second"):
        store.sign_ins.extend(ACME, a_session(), a_code(code), NOON + 9999)
    found = store.sessions.find(ACME, COOKIE)
    assert found is not None
    assert found.session.clients == ("acme-web",)


@pytest.mark.parametrize(
    "ended", [{"idle_expires_at": NOON}, {"expires_at": NOON}, {"user_id": "b" * 43}]
)
def test_a_session_that_is_over_gives_no_code(store, ended):
    store.sign_ins.open(ACME, a_welcome(), a_session(**ended), None)
    with pytest.raises(SessionEnded):
        store.sign_ins.extend(ACME, a_session(), a_code(), NOON + 9999)
    assert not is_there(store, a_code())


def test_a_session_that_never_was_gives_no_code_and_is_not_made(store):
    with pytest.raises(SessionEnded):
        store.sign_ins.extend(ACME, a_session(), a_code(), NOON + 9999)
    assert not is_there(store, a_code())
    welcome(store, GLOBEX)
    assert store.sessions.find(ACME, COOKIE) is None


def test_another_tenants_session_gives_no_code(store):
    welcome(store)
    with pytest.raises(SessionEnded):
        store.sign_ins.extend(GLOBEX, a_session(), a_code("second-code"), NOON + 9999)
    assert not is_there(store, a_code("second-code"), GLOBEX)
    found = store.sessions.find(ACME, COOKIE)
    assert found is not None
    assert found.session == a_session()


def test_however_many_sessions_somebody_has_all_are_theirs_and_nobody_elses(store):
    welcome(store)
    welcome(store, GLOBEX)
    for number in range(120):
        session = a_session(f"session-{number}")
        store.sign_ins.open(ACME, a_return(is_changed=False), session, None)
    found = store.sessions.of(ACME, ADA)
    assert len({session.key for session in found}) == len(found) == 121
    assert store.sessions.of(GLOBEX, ADA) == (a_session(),)
    assert store.sessions.of(ACME, "b" * 43) == ()


def test_sessions_are_named_by_a_hash_of_their_secret():
    assert a_session().key == session_key(SECRET) != SECRET


def test_a_session_that_was_ended_stays_ended_and_at_its_tenant_alone(store):
    for tenant in (ACME, GLOBEX):
        store.sign_ins.open(tenant, a_welcome(), a_session(), None)
    store.session_ends.end(ACME, a_session(), [], an_event(at=NOON + 5))
    store.session_ends.end(ACME, a_session(), [], an_event(at=NOON + 9))
    found = store.sessions.find(ACME, COOKIE)
    assert found is not None
    assert found.session.ended_at == NOON + 5
    assert not found.session.is_live(NOON + 5)
    assert store.sessions.of(ACME, ADA) == ()
    assert store.sessions.find(GLOBEX, COOKIE) == SignedIn(a_session(), a_user())
    with pytest.raises(SessionEnded):
        store.sign_ins.extend(ACME, a_session(), a_code(), NOON + 60)
    assert not is_there(store, a_code())
