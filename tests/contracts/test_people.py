"""Operators find and change the people of one tenant; each change is whole, with its line."""

from dataclasses import replace

import pytest

from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Device
from chalicelib.identity.people_ports import UnknownCursor
from chalicelib.identity.session import SessionCookie
from chalicelib.tokens.code import CodeRefused
from chalicelib.tokens.ports import IdentityTaken
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


def sign_in(store: Store, tenant=ACME, user_id=ADA, subject="1157", **user) -> None:
    person = a_user(id=user_id, **user)
    known_as = replace(an_identity().key, subject=subject)
    identity = an_identity(user_id=user_id, key=known_as)
    settlement = Settlement(user=person, identity=identity, is_new=True, is_changed=True)
    secret = SECRET if user_id == ADA else f"secret of {user_id}"
    device = Device(user_agent="curl/8", address="203.0.113.7", country="NL")
    session = a_session(secret, user_id=user_id, device=device)
    code = a_code(f"code of {user_id}", user_id=user_id, session_key=session.key)
    store.sign_ins.open(tenant, settlement, session, code)


def test_somebody_is_found_by_id_in_their_own_tenant_only(store):
    sign_in(store)
    assert store.directory.find(ACME, ADA) == a_user()
    assert store.directory.find(GLOBEX, ADA) is None
    assert store.directory.identities_of(ACME, ADA) == (an_identity(),)
    assert store.directory.identities_of(GLOBEX, ADA) == ()


def test_everybody_with_an_address_is_found_verified_or_not(store):
    sign_in(store)
    sign_in(store, user_id="b" * 43, subject="2", email="Ada@ACME.test", email_verified=False)
    sign_in(store, user_id="c" * 43, subject="3", email="eve@acme.test")
    sign_in(store, GLOBEX, user_id="d" * 43)
    found = store.directory.with_email(ACME, "ADA@acme.TEST")
    assert {user.id for user in found} == {ADA, "b" * 43}
    assert store.directory.with_email(ACME, "ada@acme.tes") == ()


def test_people_are_listed_in_pages_in_the_order_in_which_they_came(store):
    for number in range(5):
        name = f"{number}".rjust(43, "p")
        sign_in(store, user_id=name, subject=f"{number}", created_at=NOON + number, email=None)
    sign_in(store, GLOBEX)
    seen, after = [], None
    for _ in range(3):
        page = store.directory.page(ACME, 2, after)
        seen += [user.created_at - NOON for user in page.people]
        after = page.after
    assert (seen, after) == ([0, 1, 2, 3, 4], None)
    assert store.directory.page(ACME, 5).after is None


@pytest.mark.parametrize("cursor", ["", "nonsense", "é", "YQ"])
def test_a_cursor_that_was_never_given_is_refused(store, cursor):
    with pytest.raises(UnknownCursor):
        store.directory.page(ACME, 2, cursor)


def test_roles_are_granted_only_to_somebody_whose_roles_are_as_they_were_read(store):
    sign_in(store)
    sign_in(store, GLOBEX)
    assert store.people_changes.grant_roles(ACME, a_user(), ["admin"], an_event())
    granted = store.directory.find(ACME, ADA)
    assert (granted.roles, granted.roles_version) == (("admin", "member"), 1)
    assert not store.people_changes.grant_roles(ACME, a_user(), [], an_event())
    assert store.directory.find(ACME, ADA) == granted
    assert store.directory.find(GLOBEX, ADA) == a_user()


def test_a_sign_in_takes_back_no_role_that_was_granted_meanwhile(store):
    sign_in(store)
    assert store.people_changes.grant_roles(ACME, a_user(), ["admin"], an_event())
    changed = Settlement(
        user=a_user(roles_mapped=()), identity=an_identity(), is_new=False, is_changed=True
    )
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, changed, a_session("second"), None)
    assert store.directory.find(ACME, ADA).roles == ("admin", "member")


def test_somebody_is_disabled_and_enabled_once(store):
    sign_in(store)
    sign_in(store, GLOBEX)
    assert not store.people_changes.enable(ACME, ADA, an_event())
    assert store.people_changes.disable(ACME, ADA, an_event())
    assert not store.people_changes.disable(ACME, ADA, an_event(at=NOON + 9))
    assert store.directory.find(ACME, ADA).disabled_at == an_event().at
    assert store.directory.find(GLOBEX, ADA).disabled_at is None
    assert store.people_changes.enable(ACME, ADA, an_event())
    assert store.directory.find(ACME, ADA) == a_user()


def test_nobody_who_is_not_there_is_changed_or_comes_to_be(store):
    assert not store.people_changes.grant_roles(ACME, a_user(), ["admin"], an_event())
    assert not store.people_changes.disable(ACME, ADA, an_event())
    assert not store.people_changes.enable(ACME, ADA, an_event())
    assert not store.people_changes.erase(ACME, a_user(), an_event())
    assert store.directory.find(ACME, ADA) is None


@pytest.mark.parametrize("meanwhile", ["disabled", "erased"])
def test_who_was_kept_out_since_they_were_read_is_not_signed_in(store, meanwhile):
    """Also somebody of whom nothing has changed: the sign-in that was under way loses."""
    sign_in(store)
    store.people_changes.disable(ACME, ADA, an_event())
    if meanwhile == "erased":
        store.people_changes.erase(ACME, a_user(), an_event())
    same = Settlement(user=a_user(), identity=an_identity(), is_new=False, is_changed=False)
    with pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, same, a_session("second"), a_code("second"))
    assert store.sessions.named(ACME, a_session("second").key) is None


def test_only_who_is_disabled_is_erased(store):
    sign_in(store)
    assert not store.people_changes.erase(ACME, a_user(), an_event())
    assert store.directory.find(ACME, ADA) == a_user()


def test_who_was_erased_is_found_no_more_and_nothing_of_theirs_opens_anything(store):
    sign_in(store)
    sign_in(store, GLOBEX)
    store.people_changes.disable(ACME, ADA, an_event())
    assert store.people_changes.erase(ACME, a_user(), an_event())
    assert store.directory.find(ACME, ADA) is None
    assert store.directory.with_email(ACME, "ada@acme.test") == ()
    assert store.directory.page(ACME, 10).people == ()
    assert store.people.find(ACME, an_identity().key) is None
    assert store.sessions.find(ACME, SessionCookie(SECRET, ADA)) is None
    presented = a_presentation(f"code of {ADA}")
    with pytest.raises(CodeRefused):
        store.codes.redeem(ACME, presented, NOON)
    assert store.directory.find(GLOBEX, ADA) == a_user()
    assert store.directory.identities_of(GLOBEX, ADA) == (an_identity(),)
    assert store.codes.redeem(GLOBEX, presented, NOON).user_id == ADA


def test_who_comes_back_is_somebody_new_whom_a_late_erasure_leaves_alone(store):
    sign_in(store)
    store.people_changes.disable(ACME, ADA, an_event())
    store.people_changes.erase(ACME, a_user(), an_event())
    sign_in(store, user_id="n" * 43)
    assert not store.people_changes.erase(ACME, a_user(), an_event())
    assert store.people.find(ACME, an_identity().key).user.id == "n" * 43
    assert [user.id for user in store.directory.with_email(ACME, "ada@acme.test")] == ["n" * 43]


def test_where_somebody_was_is_forgotten_when_their_session_ends(store):
    sign_in(store)
    store.session_ends.end(ACME, a_session(), [], an_event())
    ended = store.sessions.named(ACME, a_session().key)
    assert ended.ended_at == an_event().at
    assert ended.device == Device()
