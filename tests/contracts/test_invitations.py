"""An invitation makes one user, of its own tenant; a user gets an identity that is theirs."""

from dataclasses import replace

import pytest

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.join import Acquaintance
from chalicelib.identity.link import Settlement
from chalicelib.tenancy.audit import Audited
from chalicelib.tokens.ports import IdentityTaken
from chalicelib.upstream.model import EmailTrust
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    a_code,
    a_session,
    a_user,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

ADDRESS = "ada@acme.test"
USED = an_event(id="used", event=Audited.INVITATION_USED, actor="person")
SECOND = replace(an_identity().key, connection="workforce", subject="w-1")


def an_invitation(**changes) -> Invitation:
    usual = {
        "id": "an-invitation",
        "email": ADDRESS,
        "roles": ("admin",),
        "invited_at": NOON,
        "expires_at": NOON + 3600,
        "invited_by": "operator:grace",
    }
    return Invitation(**(usual | changes))


def invite(store: Store, tenant=ACME, **changes) -> Invitation:
    invitation = an_invitation(**changes)
    store.invitations.put(tenant, invitation, an_event(id=f"invited {invitation.id}"))
    return invitation


def come(store: Store, invitation: Invitation, tenant=ACME, subject="1157", user_id=ADA) -> None:
    key = replace(an_identity().key, subject=subject)
    settlement = Settlement(
        user=a_user(id=user_id, roles_granted=invitation.roles),
        identity=an_identity(key=key, user_id=user_id),
        is_new=True,
        is_changed=True,
        invitation=invitation,
        events=(USED,),
    )
    session = a_session(f"secret of {user_id}", user_id=user_id)
    store.sign_ins.open(tenant, settlement, session, a_code(f"code of {user_id}", user_id=user_id))


def test_an_invitation_is_found_at_its_own_tenant_only(store):
    invitation = invite(store)
    assert store.invitations.find(ACME, ADDRESS) == invitation
    assert store.invitations.all(ACME) == (invitation,)
    assert store.invitations.find(GLOBEX, ADDRESS) is None
    assert store.invitations.all(GLOBEX) == ()
    assert store.invitations.find(ACME, "eve@acme.test") is None


def test_an_invitation_replaces_the_one_before(store):
    invite(store)
    newer = invite(store, id="newer", roles=())
    assert store.invitations.all(ACME) == (newer,)


def test_an_invitation_is_used_up_by_the_user_whom_it_makes(store):
    come(store, invite(store))
    assert store.directory.find(ACME, ADA).roles_granted == ("admin",)
    assert store.invitations.find(ACME, ADDRESS) is None
    assert USED in store.trail(ACME)


def test_of_two_people_with_one_invitation_the_second_is_not_let_in(store):
    invitation = invite(store)
    come(store, invitation)
    with pytest.raises(IdentityTaken):
        come(store, invitation, subject="2", user_id="b" * 43)
    assert store.directory.find(ACME, "b" * 43) is None
    assert store.directory.page(ACME, 9).people == (store.directory.find(ACME, ADA),)


@pytest.mark.parametrize("kept", [{"id": "newer"}, {"expires_at": NOON}])
def test_an_invitation_that_was_replaced_or_has_expired_lets_nobody_in(store, kept):
    invite(store, **kept)
    with pytest.raises(IdentityTaken):
        come(store, an_invitation(**({} if "id" in kept else kept)))
    assert store.directory.find(ACME, ADA) is None
    assert store.people.find(ACME, an_identity().key) is None
    assert USED not in store.trail(ACME)


def test_another_tenants_invitation_lets_nobody_in(store):
    invitation = invite(store, GLOBEX)
    with pytest.raises(IdentityTaken):
        come(store, invitation)
    assert store.directory.find(ACME, ADA) is None
    assert store.invitations.find(GLOBEX, ADDRESS) == invitation


def test_a_revoked_invitation_is_gone_once_and_at_its_tenant_alone(store):
    invitation = invite(store)
    elsewhere = invite(store, GLOBEX)
    why = an_event(id="revoked", event=Audited.INVITATION_REVOKED)
    assert not store.invitations.revoke(ACME, replace(invitation, id="other"), why)
    assert store.invitations.revoke(ACME, invitation, why)
    assert not store.invitations.revoke(ACME, invitation, why)
    assert store.invitations.all(ACME) == ()
    assert store.invitations.all(GLOBEX) == (elsewhere,)
    assert store.trail(ACME).count(why) == 1
    with pytest.raises(IdentityTaken):
        come(store, invitation)


@pytest.mark.parametrize("verified", [True, False])
def test_who_is_erased_takes_the_invitation_for_their_own_address_along(store, verified):
    user = a_user(email_verified=verified)
    new = Settlement(user=user, identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, new, a_session(), None)
    invite(store)
    invite(store, GLOBEX)
    store.people_changes.disable(ACME, ADA, an_event())
    assert store.people_changes.erase(ACME, user, an_event())
    # An address that somebody merely claims may be another's, and so may the invitation.
    assert (store.invitations.find(ACME, ADDRESS) is None) == verified
    assert store.invitations.find(GLOBEX, ADDRESS) is not None


def welcome(store: Store, tenant=ACME) -> None:
    new = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(tenant, new, a_session(), None)


def come_another_way(store: Store, tenant=ACME, key=SECOND, **own) -> None:
    known = Acquaintance(a_user(**own), an_identity())
    settlement = Settlement(
        user=a_user(updated_at=NOON + 5, profile={"name": "Ada King"}),
        identity=an_identity(key=key, user_id=ADA),
        is_new=False,
        is_changed=True,
        joins=known,
        events=(an_event(id="joined", event=Audited.IDENTITY_JOINED),),
    )
    store.sign_ins.open(tenant, settlement, a_session("second"), None)


def test_a_user_gets_another_identity(store):
    welcome(store)
    assert [each.user.id for each in store.namesakes.of(ACME, ADDRESS)] == [ADA]
    come_another_way(store)
    known = store.people.find(ACME, SECOND)
    assert known.user == a_user(updated_at=NOON + 5, profile={"name": "Ada King"})
    (namesake,) = store.namesakes.of(ACME, ADDRESS)
    assert {each.key for each in namesake.identities} == {SECOND, an_identity().key}
    assert "joined" in [event.id for event in store.trail(ACME)]
    assert store.namesakes.of(GLOBEX, ADDRESS) == ()


def test_of_two_identities_that_join_at_the_same_moment_the_second_looks_again(store):
    welcome(store)
    come_another_way(store)
    other = replace(SECOND, subject="w-2")
    with pytest.raises(IdentityTaken):
        come_another_way(store, key=other)
    assert store.people.find(ACME, other) is None


@pytest.mark.parametrize("meanwhile", ["the trust", "the address", "disabled", "nobody"])
def test_what_proved_it_must_still_be_so(store, meanwhile):
    if meanwhile != "nobody":
        welcome(store)
    if meanwhile == "disabled":
        store.disable(ACME, ADA, NOON)
    changes = {
        "the trust": {"email_trust": EmailTrust.UNVERIFIED},
        "the address": {"email": "ada@new.test"},
    }
    if meanwhile in changes:
        changed = an_identity(**changes[meanwhile])
        again = Settlement(user=a_user(), identity=changed, is_new=False, is_changed=True)
        store.sign_ins.open(ACME, again, a_session("third"), None)
    with pytest.raises(IdentityTaken):
        come_another_way(store)
    assert store.people.find(ACME, SECOND) is None


def test_another_tenants_user_gets_no_identity(store):
    welcome(store, GLOBEX)
    with pytest.raises(IdentityTaken):
        come_another_way(store)
    assert store.people.find(ACME, SECOND) is None
    assert store.people.find(GLOBEX, SECOND) is None
