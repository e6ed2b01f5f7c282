"""APIs get a list that is fresh, complete and signed; in an outage the last one, for a while."""

from dataclasses import dataclass, field, replace

import jwt
import pytest

from chalicelib.flows.name_status_lists import NameStatusLists
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.flows.read_status_list import ReadStatusList
from chalicelib.protocol.errors import NotFound
from chalicelib.tenancy.model import Api, KeyPolicy
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, API, GLOBEX, a_key, a_role_book, a_tenant
from tests.fakes.clock import FrozenClock
from tests.fakes.configuration import MemoryKeyRings, MemoryPublisher, MemoryTenants
from tests.fakes.entropy import CountingEntropy
from tests.fakes.memory import Memory
from tests.fakes.signer import LocalSigner
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists, set_status
from tests.support.at_once import MANY, at_once

SIGNER = LocalSigner()
TENANT, OTHER = a_tenant(ACME), a_tenant(GLOBEX)
HOUR = 3600


@dataclass
class Weather:
    """What fails now, and what was asked for."""

    storage: bool = True
    signing: bool = True
    finds: int = 0
    signatures: int = 0


@dataclass(frozen=True)
class Weathered(MemoryStatusLists):
    weather: Weather = field(default_factory=Weather)

    def find(self, tenant, list_number):
        self.weather.finds += 1
        self.require_storage()
        return super().find(tenant, list_number)

    def live(self, tenant, now):
        self.weather.finds += 1
        self.require_storage()
        return super().live(tenant, now)

    def require_storage(self) -> None:
        if not self.weather.storage:
            raise StorageUnavailable


@dataclass(frozen=True)
class WeatheredSigner:
    weather: Weather

    def seal(self, tenant, key, typ, claims):
        self.weather.signatures += 1
        if not self.weather.signing:
            raise SigningUnavailable
        return SIGNER.seal(tenant, key, typ, claims)


@dataclass(frozen=True, kw_only=True)
class House:
    memory: Memory
    weather: Weather
    clock: FrozenClock
    publish: PublishStatuses
    read: ReadStatusList
    name_all: NameStatusLists

    def end(self, index: int, tenant=ACME) -> None:
        set_status(self.memory, tenant, StatusIndex(0, index), Status.INVALID)

    def status(self, index: int) -> Status:
        return self.read(TENANT, 0).bits.of(index)


@pytest.fixture
def house() -> House:
    memory, clock, weather = Memory(), FrozenClock(), Weather()
    for tenant in (TENANT, OTHER):
        MemoryPublisher(memory).publish(tenant, (), a_role_book(), (), (SIGNER.key,), "a document")
    MemoryStatusIndexes(memory, clock, CountingEntropy()).next(ACME)
    lists = Weathered(memory, weather)
    publish = PublishStatuses(
        MemoryTenants(memory), lists, MemoryKeyRings(memory), WeatheredSigner(weather), clock
    )
    return House(
        memory=memory,
        weather=weather,
        clock=clock,
        publish=publish,
        read=ReadStatusList(lists, publish, clock),
        name_all=NameStatusLists(lists, clock),
    )


def test_a_list_that_nobody_published_yet_is_composed_when_it_is_asked_for(house):
    house.end(7)
    assert house.status(7) is Status.INVALID
    assert house.read(TENANT, 0) == house.memory.status_lists[ACME, 0]


def test_what_ended_is_seen_a_second_after_it_was_published(house):
    assert house.status(7) is Status.VALID
    house.end(7)
    house.publish(ACME, 0, [7])
    assert house.status(7) is Status.VALID
    house.clock.advance(1)
    assert house.status(7) is Status.INVALID


def test_a_burst_costs_one_read_and_at_most_one_signature(house):
    lists = at_once(lambda _: house.read(TENANT, 0))
    assert len({each.token for each in lists}) == 1
    assert len(lists) == MANY
    assert house.weather.signatures == 1
    assert house.weather.finds == 2


def test_a_published_list_costs_one_read_and_no_signature(house):
    house.publish(ACME, 0, [])
    house.weather.finds = house.weather.signatures = 0
    house.read(TENANT, 0)
    assert (house.weather.finds, house.weather.signatures) == (1, 0)


def test_what_was_missed_is_made_good_within_half_a_day(house):
    house.read(TENANT, 0)
    house.end(7)
    house.clock.advance(12 * HOUR - 1)
    assert house.status(7) is Status.VALID
    house.clock.advance(1)
    assert house.status(7) is Status.INVALID


def test_changes_do_not_put_off_what_makes_good_for_missed_ones(house):
    house.read(TENANT, 0)
    house.end(7)
    house.clock.advance(11 * HOUR)
    house.publish(ACME, 0, [8])
    house.clock.advance(HOUR)
    assert house.status(7) is Status.INVALID


def test_nobody_is_ever_left_with_a_list_about_to_expire(house):
    for _ in range(30):
        house.clock.advance(HOUR)
        assert house.read(TENANT, 0).expires_at >= house.clock.now() + 12 * HOUR


def test_a_list_whose_key_was_withdrawn_is_signed_anew_at_once(house):
    withdrawn = house.read(TENANT, 0)
    key = a_key("another")
    house.memory.published[ACME] = replace(house.memory.published[ACME], keys=(key,))
    house.clock.advance(1)
    assert house.read(TENANT, 0).token != withdrawn.token
    assert jwt.get_unverified_header(house.read(TENANT, 0).token)["kid"] == "another"


def test_a_list_is_signed_anew_at_once_for_an_api_that_takes_rs256_alone(house):
    published, other = house.memory.published[ACME], a_key("other", algorithm="PS256")
    keys = KeyPolicy(algorithms=("RS256", "PS256"), algorithm="PS256")
    tenant = a_tenant(keys=keys, apis=(Api(audience=API, name="Any"),))
    house.memory.published[ACME] = replace(published, keys=(SIGNER.key, other), tenant=tenant)
    assert algorithm_of(house.read(tenant, 0)) == "PS256"
    house.clock.advance(1)
    assert house.read(tenant, 0).kid == "other"
    pinned = replace(tenant, apis=(replace(tenant.apis[0], signing_algorithm="RS256"),))
    house.clock.advance(1)
    assert algorithm_of(house.read(pinned, 0)) == "RS256"


def algorithm_of(published) -> str:
    return jwt.get_unverified_header(published.token)["alg"]


def test_a_list_that_never_was_is_not_found_and_not_made(house):
    with pytest.raises(NotFound):
        house.read(TENANT, 1)
    assert house.memory.status_lists == {}


def test_a_list_that_is_retired_is_not_found(house):
    house.read(TENANT, 0)
    house.memory.retirements[ACME, 0] = house.clock.now() + 60
    house.clock.advance(59)
    assert house.read(TENANT, 0)
    house.clock.advance(1)
    with pytest.raises(NotFound):
        house.read(TENANT, 0)


def test_a_list_of_one_tenant_is_not_found_at_another(house):
    house.end(7)
    house.read(TENANT, 0)
    with pytest.raises(NotFound):
        house.read(OTHER, 0)
    MemoryStatusIndexes(house.memory, house.clock, CountingEntropy()).next(GLOBEX)
    assert house.read(OTHER, 0).bits.of(7) is Status.VALID
    assert house.status(7) is Status.INVALID


def test_an_outage_of_storage_is_bridged_by_the_last_list_until_it_expires(house):
    last = house.read(TENANT, 0)
    house.weather.storage = False
    house.clock.advance(24 * HOUR - 1)
    assert house.read(TENANT, 0) == last
    house.clock.advance(1)
    with pytest.raises(StorageUnavailable):
        house.read(TENANT, 0)


def test_in_an_outage_storage_is_asked_once_a_second_and_believed_at_once(house):
    house.read(TENANT, 0)
    house.weather.storage, house.weather.finds = False, 0
    house.clock.advance(5)
    for _ in range(10):
        house.read(TENANT, 0)
    assert house.weather.finds == 1
    house.weather.storage = True
    house.end(7)
    house.publish(ACME, 0, [7])
    house.clock.advance(1)
    assert house.status(7) is Status.INVALID


def test_a_list_that_cannot_be_signed_anew_serves_until_it_expires(house):
    house.publish(ACME, 0, [])
    last = house.memory.status_lists[ACME, 0]
    house.weather.signing = False
    house.clock.advance(24 * HOUR - 1)
    assert house.read(TENANT, 0) == last
    house.clock.advance(1)
    with pytest.raises(SigningUnavailable):
        house.read(TENANT, 0)


def test_an_outage_with_nothing_at_hand_is_an_outage(house):
    house.weather.storage = False
    with pytest.raises(StorageUnavailable):
        house.read(TENANT, 0)
    with pytest.raises(StorageUnavailable):
        house.name_all(TENANT)


def test_all_lists_of_a_tenant_are_named_and_no_others(house):
    assert house.name_all(TENANT) == ("https://auth.example.com/t/acme/status/0",)
    assert house.name_all(OTHER) == ()


def test_the_lists_are_looked_up_once_a_minute(house):
    house.name_all(TENANT)
    house.clock.advance(59)
    house.name_all(TENANT)
    assert house.weather.finds == 1
    house.memory.retirements[ACME, 0] = house.clock.now()
    house.clock.advance(1)
    assert house.name_all(TENANT) == ()
