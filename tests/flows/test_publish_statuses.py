"""What became of places gets into the published list, whoever else publishes meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field

import jwt
import pytest

from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.status_list import PublishedStatusList, StatusBits
from tests.builders import ACME, GLOBEX, a_role_book, a_tenant
from tests.fakes.clock import NOON, FrozenClock
from tests.fakes.configuration import MemoryKeyRings, MemoryPublisher, MemoryTenants
from tests.fakes.entropy import CountingEntropy
from tests.fakes.memory import Memory
from tests.fakes.signer import LocalSigner
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists, set_status
from tests.support.at_once import at_once

SIGNER = LocalSigner()
DAY = 24 * 3600


@dataclass(frozen=True)
class Interrupted(MemoryStatusLists):
    """Lets something happen after statuses were read and before the list is published."""

    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)

    def statuses_of(self, tenant, list_number, indexes):
        self.reads.append(f"{len(indexes)} statuses")
        return super().statuses_of(tenant, list_number, indexes)

    def all_statuses(self, tenant, list_number):
        self.reads.append("all statuses")
        return super().all_statuses(tenant, list_number)

    def publish(self, tenant, list_number, new, instead_of):
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return super().publish(tenant, list_number, new, instead_of)


@dataclass(frozen=True, kw_only=True)
class House:
    memory: Memory
    lists: Interrupted
    clock: FrozenClock
    publish: PublishStatuses

    def become(self, status: Status, *indexes: int, tenant=ACME) -> None:
        for index in indexes:
            set_status(self.memory, tenant, StatusIndex(0, index), status)

    def published(self, tenant=ACME) -> PublishedStatusList:
        return self.memory.status_lists[tenant, 0]

    def read(self, index: int, tenant=ACME) -> Status:
        return self.published(tenant).bits.of(index)


@pytest.fixture
def house() -> House:
    memory, clock = Memory(), FrozenClock()
    for tenant in (ACME, GLOBEX):
        MemoryPublisher(memory).publish(
            a_tenant(tenant), (), a_role_book(), (), (SIGNER.key,), "a document"
        )
        MemoryStatusIndexes(memory, clock, CountingEntropy()).next(tenant)
    lists = Interrupted(memory)
    publish = PublishStatuses(MemoryTenants(memory), lists, MemoryKeyRings(memory), SIGNER, clock)
    return House(memory=memory, lists=lists, clock=clock, publish=publish)


def test_what_ended_is_in_the_list_that_is_signed(house):
    house.become(Status.INVALID, 7)
    house.publish(ACME, 0, [7])
    claims = jwt.decode(house.published().token, options={"verify_signature": False})
    assert claims["sub"] == "https://auth.example.com/t/acme/status/0"
    assert claims["iat"] == NOON
    assert house.read(7) is Status.INVALID
    assert house.read(8) is Status.VALID


def test_a_change_costs_what_changed_and_not_what_ended_before(house):
    house.become(Status.INVALID, *range(1000))
    house.publish(ACME, 0, [0])
    house.become(Status.STALE, 5000, 5001)
    house.publish(ACME, 0, [5000, 5001])
    assert house.lists.reads == ["all statuses", "2 statuses"]
    assert house.read(999) is Status.INVALID
    assert house.read(5001) is Status.STALE


def test_what_is_suspended_can_become_valid_again(house):
    house.become(Status.SUSPENDED, 7)
    house.publish(ACME, 0, [7])
    house.become(Status.VALID, 7)
    house.publish(ACME, 0, [7])
    assert house.read(7) is Status.VALID


def test_changes_told_twice_late_or_in_the_wrong_order_lead_to_what_is_true_now(house):
    house.publish(ACME, 0, [])
    house.become(Status.STALE, 7)
    house.become(Status.INVALID, 7)
    for _ in range(2):
        house.publish(ACME, 0, [7])
        assert house.read(7) is Status.INVALID


def test_a_status_that_was_swept_away_is_left_as_it_was_published(house):
    house.become(Status.INVALID, 7)
    house.publish(ACME, 0, [7])
    del house.memory.statuses[ACME, StatusIndex(0, 7)]
    house.publish(ACME, 0, [7])
    assert house.read(7) is Status.INVALID


def test_a_list_composed_anew_forgets_what_was_swept_away_and_finds_what_was_missed(house):
    house.become(Status.INVALID, 7)
    house.publish(ACME, 0, [7])
    del house.memory.statuses[ACME, StatusIndex(0, 7)]
    house.become(Status.INVALID, 8)
    house.publish.compose(a_tenant(), 0)
    assert house.read(7) is Status.VALID
    assert house.read(8) is Status.INVALID


def test_of_two_publishers_neither_undoes_what_the_other_published(house):
    house.publish(ACME, 0, [])
    house.become(Status.INVALID, 7)

    def meanwhile() -> None:
        house.become(Status.INVALID, 8)
        house.publish(ACME, 0, [8])

    house.lists.meanwhile.append(meanwhile)
    house.publish(ACME, 0, [7])
    assert (house.read(7), house.read(8)) == (Status.INVALID, Status.INVALID)


def test_an_older_status_read_before_is_never_published_over_a_newer_one(house):
    """The newer one is what the list said already, so its publisher has nothing new to say."""
    house.publish(ACME, 0, [])
    house.become(Status.SUSPENDED, 7)

    def meanwhile() -> None:
        house.become(Status.VALID, 7)
        house.publish(ACME, 0, [7])

    house.lists.meanwhile.append(meanwhile)
    house.publish(ACME, 0, [7])
    assert house.read(7) is Status.VALID


def test_what_ends_while_a_list_is_composed_is_not_lost(house):
    house.publish(ACME, 0, [])

    def meanwhile() -> None:
        house.become(Status.INVALID, 7)
        house.publish(ACME, 0, [7])

    house.lists.meanwhile.append(meanwhile)
    house.publish.compose(a_tenant(), 0)
    assert house.read(7) is Status.INVALID


def test_many_publishers_at_once_publish_everything_that_ended(house):
    house.become(Status.INVALID, *range(4))
    at_once(lambda thread: house.publish(ACME, 0, [thread]), 4)
    assert [house.read(index) for index in range(5)] == [Status.INVALID] * 4 + [Status.VALID]


def test_whoever_always_loses_gives_up_and_may_be_asked_again(house):
    house.become(Status.INVALID, 7)

    def meanwhile() -> None:
        saved, house.lists.meanwhile[:] = house.lists.meanwhile[:], []
        house.publish(ACME, 0, [])
        house.lists.meanwhile[:] = saved

    house.lists.meanwhile.extend([meanwhile] * 8)
    with pytest.raises(StorageUnavailable):
        house.publish(ACME, 0, [7])
    house.publish(ACME, 0, [7])
    assert house.read(7) is Status.INVALID


def test_a_publisher_whose_clock_is_late_signs_no_older_list(house):
    house.publish(ACME, 0, [])
    house.clock.advance(-5)
    house.publish(ACME, 0, [])
    claims = jwt.decode(house.published().token, options={"verify_signature": False})
    assert claims["iat"] == house.published().signed_at == NOON


def test_a_change_renews_the_list_but_not_when_everything_was_last_read(house):
    house.publish(ACME, 0, [])
    house.clock.advance(3600)
    house.publish(ACME, 0, [7])
    assert house.published().composed_at == NOON
    assert house.published().expires_at == NOON + 3600 + DAY


def test_what_ends_at_one_tenant_changes_nothing_of_another(house):
    house.publish(GLOBEX, 0, [])
    before = house.published(GLOBEX)
    house.become(Status.INVALID, 7)
    house.publish(ACME, 0, [7])
    assert house.published(GLOBEX) == before
    house.publish(GLOBEX, 0, [7])
    assert house.published(GLOBEX).bits == StatusBits()


def test_for_a_tenant_that_is_gone_nothing_is_published(house):
    del house.memory.published[ACME]
    house.become(Status.INVALID, 7)
    house.publish(ACME, 0, [7])
    assert (ACME, 0) not in house.memory.status_lists


def test_without_a_key_nothing_is_published_and_the_operator_hears_of_it(house):
    MemoryPublisher(house.memory).publish(
        a_tenant("keyless"), (), a_role_book(), (), (), "a document"
    )
    with pytest.raises(NoSigningKey):
        house.publish(a_tenant("keyless").id, 0, [7])
