"""Whom a tenant takes in, and who is the same person, as a sign-in finds out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.flows.settle_person import SettlePerson
from chalicelib.identity.invitation import Invitation
from chalicelib.identity.model import IdentityKey
from chalicelib.protocol.errors import AccessDenied
from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.linking import ByEmail, Linking
from chalicelib.upstream.model import Assertion, ConnectionId, EmailTrust, ProviderKind
from tests.builders import (
    ACME,
    GLOBEX,
    a_connection,
    a_role_book,
    a_session,
    a_tenant,
    an_assertion,
    an_event,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.memory import Memory
from tests.fakes.store import Store, memory_store

WORKFORCE = ConnectionId("workforce")
CONNECTIONS = (
    a_connection(),
    a_connection(id=WORKFORCE, kind=ProviderKind.OIDC, trusted_email_domains=("acme.test",)),
)
OVER_WORKFORCE = an_assertion(connection=WORKFORCE, issuer="https://w", subject="w-1")
INVITED = Admission(new_people=NewPeople.INVITED)
ALLOWED = Admission(new_people=NewPeople.ALLOWED, email_domains=("acme.test",))
JOINS = Linking(by_email=ByEmail.AUTHORITATIVE)


class House:
    """Two tenants in one memory, and a way in."""

    def __init__(self) -> None:
        self.memory, self.notes, self.entropy = Memory(), Notes(), CountingEntropy()
        self.store: Store = memory_store(self.memory)
        self.settle = SettlePerson(
            people=self.store.people,
            namesakes=self.store.namesakes,
            invitations=self.store.invitations,
            roles=self.store.roles,
            clock=self.store.clock,
            entropy=self.entropy,
            journal=self.notes,
        )
        for tenant in (ACME, GLOBEX):
            self.store.publisher.publish(
                a_tenant(tenant), CONNECTIONS, a_role_book(), (), (), "a document"
            )

    def enter(self, assertion: Assertion | None = None, tenant=ACME, **rules: Any) -> str:
        """Sign in; the user's id."""
        house = a_tenant(tenant, **rules)
        settlement = self.settle(house, CONNECTIONS, assertion or an_assertion())
        session = a_session(self.entropy.token(), user_id=settlement.user.id)
        self.store.sign_ins.open(tenant, settlement, session, None)
        return settlement.user.id

    def refused(self, assertion: Assertion | None = None, **rules: Any) -> object:
        """Be kept out; the reason in the journal."""
        before = (dict(self.memory.users), dict(self.memory.identities), list(self.memory.trail))
        with pytest.raises(AccessDenied) as denied:
            self.enter(assertion, **rules)
        assert "allowed or invited" in denied.value.description
        after = (self.memory.users, self.memory.identities, self.memory.trail)
        assert after == before
        event, facts = self.notes.lines[-1]
        assert event == "not_admitted"
        assert "ada" not in repr(facts)
        return facts["reason"]

    def invite(self, tenant=ACME, email="ada@acme.test", **changes: Any) -> None:
        usual = {"invited_at": NOON, "expires_at": NOON + 60, "invited_by": "operator:grace"}
        invitation = Invitation(id="inv", email=email, **(usual | changes))
        self.store.invitations.put(tenant, invitation, an_event())


@pytest.fixture
def house() -> House:
    return House()


def test_somebody_who_is_not_admitted_leaves_no_trace_but_a_reason(house: House) -> None:
    stranger = an_assertion(email="mallory@evil.test")
    assert house.refused(stranger, admission=ALLOWED) == "not_listed"
    assert house.refused(admission=INVITED) == "not_invited"
    assert house.refused(an_assertion(email=None), admission=INVITED) == "no_address"


def test_an_address_that_facebook_told_opens_nothing(house: House) -> None:
    house.invite()
    told = an_assertion(email_trust=EmailTrust.UNVERIFIED)
    for admission in (ALLOWED, INVITED):
        assert house.refused(told, admission=admission) == "unproven_address"
    assert house.store.invitations.all(ACME)


def test_who_is_a_user_already_comes_in_whatever_is_said_about_new_people(house: House) -> None:
    known = house.enter(an_assertion(email="eve@elsewhere.test"))
    assert house.enter(an_assertion(email="eve@elsewhere.test"), admission=INVITED) == known
    assert house.enter(an_assertion(email="eve@elsewhere.test"), admission=ALLOWED) == known


def test_an_invitation_lets_one_person_in_with_its_roles(house: House) -> None:
    house.invite(roles=("admin",))
    user = house.store.directory.find(ACME, house.enter(admission=INVITED))
    assert user.roles == ("admin", "member")
    assert house.store.invitations.all(ACME) == ()
    line = house.store.trail(ACME)[-1]
    assert (line.event, line.object, line.subject) == (Audited.INVITATION_USED, "inv", user.id)
    assert house.refused(replace(OVER_WORKFORCE), admission=INVITED) == "not_invited"


@dataclass
class Overtaken:
    """Invitations that somebody else uses in the moment before they are looked for."""

    house: House
    others: list[Callable[[], Any]]

    def find(self, tenant, address):
        while self.others:
            self.others.pop()()
        return self.house.store.invitations.find(tenant, address)


@pytest.mark.parametrize("assertion", [an_assertion(), OVER_WORKFORCE], ids=["tab", "connection"])
def test_who_used_their_invitation_in_another_tab_a_moment_ago_comes_in(
    house: House, assertion: Assertion
) -> None:
    rules = {"admission": INVITED, "linking": JOINS}
    house.invite()
    first: list[str] = []
    others = [lambda: first.append(house.enter(an_assertion(), **rules))]
    house.settle = replace(house.settle, invitations=Overtaken(house, others))
    assert [house.enter(assertion, **rules)] == first
    assert house.notes.lines == []


def test_who_comes_a_moment_after_somebody_else_used_the_invitation_stays_out(house: House) -> None:
    house.invite()
    others = [lambda: house.enter(an_assertion(), admission=INVITED)]
    house.settle = replace(house.settle, invitations=Overtaken(house, others))
    with pytest.raises(AccessDenied):
        house.enter(OVER_WORKFORCE, admission=INVITED)
    assert len(house.memory.users) == 1


def test_an_invitation_gives_its_roles_also_where_anyone_may_come(house: House) -> None:
    house.invite(roles=("admin",))
    user = house.store.directory.find(ACME, house.enter())
    assert user.roles_granted == ("admin",)


def test_an_invitation_that_is_over_or_another_tenants_lets_nobody_in(house: House) -> None:
    house.invite(GLOBEX)
    assert house.refused(admission=INVITED) == "not_invited"
    house.invite(expires_at=NOON)
    assert house.refused(admission=INVITED) == "not_invited"
    assert house.store.invitations.find(GLOBEX, "ada@acme.test") is not None


def test_two_connections_with_the_same_address_are_two_users_unless_the_tenant_wants_one(
    house: House,
) -> None:
    assert house.enter() != house.enter(OVER_WORKFORCE)


def test_two_connections_with_the_same_proven_address_are_one_user_if_the_tenant_says_so(
    house: House,
) -> None:
    known = house.enter()
    assert house.enter(OVER_WORKFORCE, linking=JOINS) == known
    # And stay so when the tenant changes its mind.
    assert house.enter(OVER_WORKFORCE) == known
    lines = [line for line in house.store.trail(ACME) if line.event is Audited.IDENTITY_JOINED]
    assert [(line.subject, line.object) for line in lines] == [(known, WORKFORCE)]


def test_the_same_address_at_another_tenant_is_never_the_same_user(house: House) -> None:
    known = house.enter(linking=JOINS)
    assert house.enter(OVER_WORKFORCE, GLOBEX, linking=JOINS) != known
    assert house.store.people.find(ACME, IdentityKey.of(OVER_WORKFORCE)) is None


def test_what_one_tenant_says_of_joining_is_nothing_to_another(house: House) -> None:
    first = house.enter(linking=JOINS)
    elsewhere = house.enter(tenant=GLOBEX)
    assert house.enter(OVER_WORKFORCE, GLOBEX) != elsewhere
    assert house.enter(OVER_WORKFORCE, linking=JOINS) == first


def test_who_is_joined_is_no_newcomer(house: House) -> None:
    known = house.enter()
    house.invite(roles=("admin",))
    assert house.enter(OVER_WORKFORCE, linking=JOINS, admission=INVITED) == known
    assert house.store.invitations.all(ACME)
    assert house.store.directory.find(ACME, known).roles == ("member",)


def test_somebody_disabled_does_not_come_in_another_way(house: House) -> None:
    known = house.enter()
    house.store.disable(ACME, known, NOON)
    settlement = house.settle(a_tenant(linking=JOINS), CONNECTIONS, OVER_WORKFORCE)
    assert settlement.user.id == known
    assert settlement.user.disabled_at == NOON


def test_groups_that_were_not_told_are_noted(house: House) -> None:
    house.enter(an_assertion(groups_withheld=True))
    assert house.notes.lines == [
        ("groups_withheld", {"tenant": ACME, "connection": an_assertion().connection})
    ]
