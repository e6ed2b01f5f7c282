"""Who is told that a session has ended (BCL-1, BCL-3), over ports kept in memory."""

from dataclasses import dataclass

import pytest

from chalicelib.flows.announce_sign_out import AnnounceSignOut
from chalicelib.tokens.changes import SessionEnded
from chalicelib.tokens.logout_ports import QueueUnavailable
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    a_client,
    a_notice,
    a_role_book,
    a_session,
    a_tenant,
    session_key,
)
from tests.fakes.clock import NOON
from tests.fakes.logouts import MemoryLogoutQueue
from tests.fakes.store import Store, memory_store

URI = "https://app.example.com/backchannel-logout"


@dataclass(frozen=True, kw_only=True)
class House:
    store: Store
    queue: MemoryLogoutQueue
    announce: AnnounceSignOut

    def end(self, *clients: str, tenant=ACME, **chosen) -> None:
        session = a_session(**{"clients": clients, "ended_at": NOON, **chosen})
        self.announce(SessionEnded(tenant=tenant, session=session))

    def told(self) -> list[str]:
        return [notice.client_id for notice in self.queue.notices()]


@pytest.fixture
def house() -> House:
    store, queue = memory_store(), MemoryLogoutQueue()
    told = [a_client(id=each, backchannel_logout_uri=URI) for each in ("acme-web", "acme-app")]
    clients = (*told, a_client(id="acme-spa"))
    store.publisher.publish(a_tenant(), (), a_role_book(), clients, (), "a document")
    # Elsewhere the same id is told of nothing.
    store.publisher.publish(a_tenant(GLOBEX), (), a_role_book(), (a_client(),), (), "a document")
    return House(store=store, queue=queue, announce=AnnounceSignOut(store.clients, queue))


def test_every_client_of_the_session_that_wants_to_know_is_told_once(house: House):
    """BCL-1."""
    house.end("acme-web", "acme-spa", "acme-app")
    assert house.queue.notices() == [a_notice(), a_notice(client_id="acme-app")]


def test_a_client_that_took_no_part_is_not_told(house: House):
    """BCL-1."""
    house.end("acme-app")
    assert house.told() == ["acme-app"]


def test_a_notice_names_the_session_that_ended_and_its_person(house: House):
    """BCL-3."""
    house.end("acme-web", key=session_key("another"), user_id="bob", ended_at=NOON + 9)
    (notice,) = house.queue.notices()
    assert notice.session_key == session_key("another")
    assert (notice.tenant, notice.user_id, notice.ended_at) == (ACME, "bob", NOON + 9)
    assert ADA not in house.queue.bodies[0]


def test_a_client_that_is_gone_is_not_told(house: House):
    house.end("ghost", "acme-web")
    assert house.told() == ["acme-web"]


def test_when_nobody_wants_to_know_the_queue_is_not_asked(house: House):
    house.queue.is_out_of_reach = True
    house.end("acme-spa")
    house.end()


def test_a_session_that_goes_on_is_announced_to_nobody(house: House):
    house.end("acme-web", ended_at=None)
    assert house.told() == []


def test_a_client_of_the_same_id_at_another_tenant_learns_nothing(house: House):
    house.end("acme-web", tenant=GLOBEX)
    assert house.told() == []


def test_a_queue_out_of_reach_is_an_outage_and_not_a_loss(house: House):
    house.queue.is_out_of_reach = True
    with pytest.raises(QueueUnavailable):
        house.end("acme-web")
    house.queue.is_out_of_reach = False
    house.end("acme-web")
    assert house.told() == ["acme-web"]
