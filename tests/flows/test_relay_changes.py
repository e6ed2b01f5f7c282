"""What follows from a change in the table, over ports kept in memory."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.flows.announce_sign_out import AnnounceSignOut
from chalicelib.flows.end_session import EndSession
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.flows.relay_changes import RelayChanges
from chalicelib.identity.model import User
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.changes import SessionEnded, StatusChanged, UserChanged
from chalicelib.tokens.logout_ports import QueueUnavailable
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    a_client,
    a_family,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.logouts import MemoryLogoutQueue
from tests.fakes.memory import Memory
from tests.fakes.signer import LocalSigner
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists
from tests.fakes.store import Store, memory_store

URI = "https://app.example.com/backchannel-logout"
SIGNER = LocalSigner()
OFFLINE = ("openid", "offline_access")


@dataclass(frozen=True, kw_only=True)
class House:
    memory: Memory
    store: Store
    queue: MemoryLogoutQueue
    relay: RelayChanges

    def status(self, place: StatusIndex, tenant=ACME) -> Status | None:
        return self.memory.statuses.get((tenant, place))

    def published(self, place: StatusIndex, tenant=ACME) -> Status:
        return self.memory.status_lists[tenant, place.list].bits.of(place.index)

    def begin(self, index: int, tenant=ACME, **chosen: Any) -> StatusIndex:
        """A family with a place of its own."""
        place = StatusIndex(0, index)
        family = a_family(key=f"family-{index}", status=place, **chosen)
        self.memory.families[tenant, family.key] = family
        return place

    def end_session(self, tenant=ACME) -> None:
        session = replace(a_session(), ended_at=NOON)
        self.memory.sessions[tenant, session.key] = session
        self.relay([SessionEnded(tenant=tenant, session=session)])

    def change_user(self, tenant=ACME, **after: Any) -> None:
        before = self.memory.users[tenant, ADA]
        user: User = replace(before, **after)
        self.memory.users[tenant, ADA] = user
        self.relay([UserChanged(tenant=tenant, before=before, after=user)])


@pytest.fixture
def house() -> House:
    memory = Memory()
    store, queue, lists = memory_store(memory), MemoryLogoutQueue(), MemoryStatusLists(memory)
    client = a_client(backchannel_logout_uri=URI)
    for tenant in (ACME, GLOBEX):
        store.publisher.publish(
            a_tenant(tenant), (), a_role_book(), (client,), (SIGNER.key,), "a document"
        )
        MemoryStatusIndexes(memory, store.clock, CountingEntropy()).next(tenant)
        memory.users[tenant, ADA] = a_user()
        memory.sessions[tenant, a_session().key] = a_session()
    relay = RelayChanges(
        tenants=store.tenants,
        publish=PublishStatuses(store.tenants, lists, store.keys, SIGNER, store.clock),
        announce=AnnounceSignOut(store.clients, queue),
        end_session=EndSession(
            store.sessions, store.session_ends, store.families, store.clock, CountingEntropy()
        ),
        families=store.families,
        clock=store.clock,
    )
    return House(memory=memory, store=store, queue=queue, relay=relay)


def test_all_that_changed_in_one_list_is_published_with_one_signature(house: House):
    first, *others = (StatusIndex(0, index) for index in (6, 7, 8, 9))
    house.relay([StatusChanged(tenant=ACME, place=first)])
    for place in others:
        house.memory.statuses[ACME, place] = Status.INVALID
    house.relay([StatusChanged(tenant=ACME, place=place) for place in others])
    assert [house.published(place) for place in others] == [Status.INVALID] * 3
    assert house.memory.status_lists[ACME, 0].version == 2


def test_what_changed_at_one_tenant_is_published_there_alone(house: House):
    house.memory.statuses[ACME, StatusIndex(0, 7)] = Status.INVALID
    house.relay([StatusChanged(tenant=ACME, place=StatusIndex(0, 7))])
    assert list(house.memory.status_lists) == [(ACME, 0)]


def test_an_ended_session_is_announced_to_its_clients(house: House):
    """BCL-1."""
    house.end_session()
    (notice,) = house.queue.notices()
    assert (notice.tenant, notice.client_id) == (ACME, "acme-web")


def test_what_began_while_the_session_was_ending_ends_too(house: House):
    """BCL-6."""
    online, offline = house.begin(1), house.begin(2, scopes=OFFLINE)
    house.end_session()
    assert house.status(online) is Status.INVALID
    assert house.status(offline) is None


def test_a_queue_out_of_reach_keeps_no_leftover_alive(house: House):
    """BCL-6."""
    place = house.begin(1)
    house.queue.is_out_of_reach = True
    with pytest.raises(QueueUnavailable):
        house.end_session()
    assert house.status(place) is Status.INVALID
    house.queue.is_out_of_reach = False
    house.end_session()
    assert len(house.queue.bodies) == 1
    assert len(house.memory.trail) == 1


def test_another_tenants_session_of_the_same_name_goes_on(house: House):
    place = house.begin(1, tenant=GLOBEX)
    house.end_session()
    assert house.status(place, GLOBEX) is None
    assert house.memory.sessions[GLOBEX, a_session().key].ended_at is None
    assert {notice.tenant for notice in house.queue.notices()} == {ACME}


def test_whoever_was_disabled_is_signed_out_everywhere(house: House):
    online, offline = house.begin(1), house.begin(2, scopes=OFFLINE)
    house.change_user(disabled_at=NOON)
    assert house.status(online) is house.status(offline) is Status.INVALID
    assert house.memory.sessions[ACME, a_session().key].ended_at == NOON
    assert {why.actor for _, why in house.memory.trail} == {"broker"}


def test_disabling_somebody_here_leaves_them_signed_in_at_another_tenant(house: House):
    place = house.begin(1, tenant=GLOBEX)
    house.change_user(disabled_at=NOON)
    assert house.status(place, GLOBEX) is None
    assert house.memory.sessions[GLOBEX, a_session().key].ended_at is None


def test_somebody_who_is_enabled_again_loses_nothing(house: House):
    place = house.begin(1)
    house.memory.users[ACME, ADA] = a_user(disabled_at=NOON)
    house.change_user(disabled_at=None)
    assert house.status(place) is None


def test_tokens_with_roles_of_before_are_stale(house: House):
    before, after = house.begin(1, roles_version=2), house.begin(2, roles_version=3)
    house.memory.users[ACME, ADA] = a_user(roles_version=2)
    house.change_user(roles_version=3)
    assert house.status(before) is Status.STALE
    assert house.status(after) is None


def test_a_change_of_roles_that_is_told_late_outdates_nothing_newer(house: House):
    place = house.begin(1, roles_version=5)
    house.memory.users[ACME, ADA] = a_user(roles_version=2)
    house.change_user(roles_version=3)
    assert house.status(place) is None


def test_roles_that_changed_at_one_tenant_outdate_no_token_of_another(house: House):
    place = house.begin(1, tenant=GLOBEX)
    house.change_user(roles_version=1)
    assert house.status(place, GLOBEX) is None


def test_for_a_tenant_that_is_gone_nothing_is_done(house: House):
    place = house.begin(1)
    del house.memory.published[ACME]
    house.end_session()
    house.change_user(disabled_at=NOON)
    assert house.queue.bodies == []
    assert house.status(place) is None


def test_changes_of_every_kind_may_come_together(house: House):
    place = house.begin(1)
    user, session = a_user(), replace(a_session(), ended_at=NOON)
    house.relay(
        [
            StatusChanged(tenant=ACME, place=place),
            UserChanged(tenant=ACME, before=user, after=replace(user, roles_version=1)),
            SessionEnded(tenant=ACME, session=session),
            SessionEnded(tenant=GLOBEX, session=session),
        ]
    )
    assert [notice.tenant for notice in house.queue.notices()] == [ACME, GLOBEX]
    assert house.status(place) is Status.INVALID
