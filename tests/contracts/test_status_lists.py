"""Places in status lists are handed out once; what became of them is found, and published."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import pytest

from chalicelib.adapters.dynamodb import keys, statuses
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.status_lists import DynamoStatusLists
from chalicelib.adapters.dynamodb.writes import put
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import BLOCK, SIZE, PublishedStatusList, StatusBits
from chalicelib.tokens.status_ports import StatusIndexes, StatusLists
from tests.builders import ACME, GLOBEX
from tests.fakes import statuses as fakes
from tests.fakes.clock import NOON, FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.fakes.memory import Memory
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists
from tests.support.at_once import MANY, at_once
from tests.support.dynamo import make_table
from tests.support.visiting import OpenTable, Visiting

YEAR = 365 * 24 * 3600
BLOCKS = SIZE // BLOCK
PLACE = StatusIndex(0, 7)
PUBLISHED = PublishedStatusList(
    token="signed",
    kid="a-kid",
    compressed=StatusBits().compressed(),
    version=1,
    composed_at=NOON,
    signed_at=NOON,
)


@dataclass(frozen=True, kw_only=True)
class House:
    """Both ports over the same storage, and what else a test does to it."""

    another_process: Callable[[], StatusIndexes]
    lists: StatusLists
    set_status: Callable[[TenantId, StatusIndex, Status], None]
    mark_stale: Callable[[TenantId, StatusIndex], None]
    skip_blocks: Callable[[TenantId, int], None]
    clock: FrozenClock


def memory_house() -> House:
    memory, clock, seeds = Memory(), FrozenClock(), count()
    return House(
        another_process=lambda: MemoryStatusIndexes(
            memory, clock, CountingEntropy(str(next(seeds)))
        ),
        lists=MemoryStatusLists(memory),
        set_status=partial(fakes.set_status, memory),
        mark_stale=partial(fakes.mark_stale, memory),
        skip_blocks=memory.status_blocks.__setitem__,
        clock=clock,
    )


def dynamo_house(client) -> House:
    table, clock, seeds = OpenTable(make_table(client), lambda: client), FrozenClock(), count()

    def skip_blocks(tenant: TenantId, blocks: int) -> None:
        table.write(put({**keys.status_counter(tenant), "blocks": number(blocks)}))

    return House(
        another_process=lambda: Visiting(
            DynamoStatusIndexes(table, clock, CountingEntropy(str(next(seeds))))
        ),
        lists=DynamoStatusLists(table),
        set_status=lambda *told: table.write(statuses.change_status(*told)),
        mark_stale=partial(statuses.mark_stale, table, sweep_at=NOON + YEAR),
        skip_blocks=skip_blocks,
        clock=clock,
    )


@pytest.fixture(params=["memory", "dynamodb"])
def house(request):
    if request.param == "memory":
        return memory_house()
    return dynamo_house(request.getfixturevalue("dynamodb"))


def take(indexes: StatusIndexes, many: int, tenant: TenantId = ACME) -> list[StatusIndex]:
    return [indexes.next(tenant) for _ in range(many)]


def test_no_place_is_handed_out_twice_by_however_many_processes_and_threads(house):
    processes = [house.another_process() for _ in range(3)]
    taken = at_once(lambda thread: take(processes[thread % 3], 70))
    places = [place for each in taken for place in each]
    assert len(set(places)) == len(places) == MANY * 70


def test_a_block_is_handed_out_whole_and_in_no_order(house):
    places = take(house.another_process(), BLOCK)
    assert {place.index for place in places} == set(range(BLOCK))
    assert {place.list for place in places} == {0}
    assert places != sorted(places, key=lambda place: place.index)
    assert places != sorted(places, key=lambda place: -place.index)


def test_tenants_have_lists_of_their_own(house):
    process = house.another_process()
    assert {p.index for p in take(process, BLOCK, ACME)} == set(range(BLOCK))
    assert house.lists.find(GLOBEX, 0) is None
    assert {p.index for p in take(process, BLOCK, GLOBEX)} == set(range(BLOCK))


def test_a_list_is_known_from_its_first_place_on(house):
    assert house.lists.find(ACME, 0) is None
    assert house.lists.live(ACME, NOON) == ()
    house.another_process().next(ACME)
    assert house.lists.find(ACME, 0).published is None
    assert house.lists.live(ACME, NOON) == (0,)
    assert house.lists.find(ACME, 1) is None
    assert house.lists.live(GLOBEX, NOON) == ()


def test_a_full_list_is_followed_by_another_and_retires_when_nothing_of_it_lives(house):
    house.another_process().next(ACME)
    house.skip_blocks(ACME, BLOCKS)
    house.clock.advance(YEAR)
    assert house.another_process().next(ACME).list == 1
    ends = house.lists.find(ACME, 0).retires_at
    assert ends > house.clock.now() + YEAR
    assert house.lists.live(ACME, ends - 1) == (0, 1)
    assert not house.lists.find(ACME, 0).is_live(ends)
    assert house.lists.live(ACME, ends) == (1,)


def test_a_process_that_still_holds_places_of_a_full_list_may_hand_them_out(house):
    slow, fast = house.another_process(), house.another_process()
    slow.next(ACME)
    house.skip_blocks(ACME, BLOCKS)
    assert fast.next(ACME).list == 1
    assert slow.next(ACME).list == 0
    assert house.lists.find(ACME, 0).is_live(house.clock.now())


def test_what_became_of_places_is_found_at_once(house):
    house.set_status(ACME, PLACE, Status.SUSPENDED)
    house.set_status(ACME, StatusIndex(0, 9), Status.INVALID)
    house.set_status(ACME, StatusIndex(1, 8), Status.INVALID)
    assert house.lists.statuses_of(ACME, 0, [7, 8, 7]) == {7: Status.SUSPENDED}
    assert house.lists.all_statuses(ACME, 0) == {7: Status.SUSPENDED, 9: Status.INVALID}
    house.set_status(ACME, PLACE, Status.VALID)
    assert house.lists.statuses_of(ACME, 0, [7]) == {7: Status.VALID}


def test_many_places_are_asked_for_together(house):
    for index in range(0, 250, 10):
        house.set_status(ACME, StatusIndex(0, index), Status.STALE)
    found = house.lists.statuses_of(ACME, 0, range(250))
    assert found == dict.fromkeys(range(0, 250, 10), Status.STALE)
    assert house.lists.statuses_of(ACME, 0, []) == {}


@pytest.mark.parametrize("said", [Status.VALID, Status.SUSPENDED, Status.STALE])
def test_what_is_invalid_stays_invalid(house, said):
    house.set_status(ACME, PLACE, Status.INVALID)
    house.set_status(ACME, PLACE, said)
    house.mark_stale(ACME, PLACE)
    assert house.lists.all_statuses(ACME, 0) == {7: Status.INVALID}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.VALID, Status.STALE),
        (Status.STALE, Status.STALE),
        (Status.SUSPENDED, Status.SUSPENDED),
    ],
)
def test_a_stale_token_is_never_better_off_than_before(house, before, after):
    house.mark_stale(ACME, StatusIndex(0, 8))
    house.set_status(ACME, PLACE, before)
    house.mark_stale(ACME, PLACE)
    assert house.lists.all_statuses(ACME, 0) == {7: after, 8: Status.STALE}


def test_statuses_of_one_tenant_are_nothing_to_another(house):
    house.set_status(ACME, PLACE, Status.INVALID)
    assert house.lists.all_statuses(GLOBEX, 0) == {}
    assert house.lists.statuses_of(GLOBEX, 0, [7]) == {}


def test_a_list_is_found_as_it_was_published(house):
    house.another_process().next(ACME)
    house.another_process().next(GLOBEX)
    assert house.lists.publish(ACME, 0, PUBLISHED, instead_of=None)
    assert house.lists.find(ACME, 0).published == PUBLISHED
    assert house.lists.find(GLOBEX, 0).published is None


def test_of_two_publishers_who_read_the_same_only_one_publishes(house):
    house.another_process().next(ACME)
    assert house.lists.publish(ACME, 0, PUBLISHED, instead_of=None)
    assert not house.lists.publish(ACME, 0, PUBLISHED, instead_of=None)
    second = replace(PUBLISHED, version=2, token="signed again")
    assert house.lists.publish(ACME, 0, second, instead_of=PUBLISHED)
    assert not house.lists.publish(
        ACME, 0, replace(second, token="the loser's"), instead_of=PUBLISHED
    )
    assert house.lists.find(ACME, 0).published == second


def test_of_many_publishers_at_once_one_publishes(house):
    house.another_process().next(ACME)
    published = at_once(
        lambda thread: house.lists.publish(
            ACME, 0, replace(PUBLISHED, token=str(thread)), instead_of=None
        )
    )
    assert published.count(True) == 1
    assert house.lists.find(ACME, 0).published.token == str(published.index(True))
