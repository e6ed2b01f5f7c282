"""Status lists in the table: their cost, what survives a crash, what is kept for how long."""

from time import sleep

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.status_lists import DynamoStatusLists
from chalicelib.adapters.dynamodb.statuses import change_status, new_status
from chalicelib.adapters.dynamodb.writes import put
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import BLOCK, SIZE, PublishedStatusList, StatusBits
from tests.builders import ACME, GLOBEX
from tests.fakes.clock import NOON, FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.support.at_once import at_once
from tests.support.calls import counting
from tests.support.dynamo import make_table
from tests.support.trouble import answering, timeout
from tests.support.visiting import OpenTable, Visiting

BLOCKS = SIZE // BLOCK
PLACE = StatusIndex(0, 7)
DECADE = 10 * 365 * 24 * 3600


@pytest.fixture
def table(dynamodb):
    name = make_table(dynamodb)
    return OpenTable(name, lambda: dynamodb)


@pytest.fixture
def indexes(table):
    return a_process(table)


@pytest.fixture
def lists(table):
    return DynamoStatusLists(table)


def a_process(table, clock=None, **more):
    return Visiting(DynamoStatusIndexes(table, clock or FrozenClock(), CountingEntropy(), **more))


def skip_blocks(table, blocks, tenant=ACME):
    table.write(put({**keys.status_counter(tenant), "blocks": number(blocks)}))


def test_a_process_writes_once_for_256_places(dynamodb, table, indexes):
    indexes.next(ACME)  # the first place of all: its list is entered as well
    another = a_process(table)
    with counting(dynamodb) as counter:
        for _ in range(BLOCK):
            another.next(ACME)
    assert dict(counter.by_name) == {"UpdateItem": 1}


def test_threads_that_find_no_places_left_wait_for_one_claim(dynamodb, table, indexes):
    indexes.next(ACME)
    another = a_process(table)

    def dawdle(**_):
        sleep(0.05)

    dynamodb.meta.events.register("before-call.dynamodb.UpdateItem", dawdle)
    try:
        with counting(dynamodb) as counter:
            assert len(set(at_once(lambda _: another.next(ACME)))) == 16
    finally:
        dynamodb.meta.events.unregister("before-call.dynamodb.UpdateItem", dawdle)
    assert counter.calls == 1


def test_a_process_remembers_places_of_a_bounded_number_of_tenants(table):
    small = a_process(table, most=2)
    places = {}
    for _ in range(3):
        for tenant in ("a", "b", "c"):
            places.setdefault(tenant, []).append(small.next(TenantId(tenant)))
    assert len(small._pools) == 2
    assert all(len(set(taken)) == 3 for taken in places.values())


def test_a_place_that_was_claimed_but_not_heard_of_is_never_handed_out(dynamodb, indexes):
    with answering(dynamodb, "UpdateItem", timeout()), pytest.raises(StorageUnavailable):
        indexes.next(ACME)
    assert indexes.next(ACME).list == 0


@pytest.mark.parametrize("crashed", [[None, timeout()], [None, None, timeout()]])
def test_a_crash_while_a_list_is_opened_loses_neither_it_nor_the_one_before(
    dynamodb, table, lists, crashed
):
    a_process(table).next(ACME)
    skip_blocks(table, BLOCKS)
    with answering(dynamodb, "UpdateItem", *crashed), pytest.raises(StorageUnavailable):
        a_process(table).next(ACME)
    assert a_process(table).next(ACME).list == 1
    assert lists.live(ACME, NOON) == (0, 1)
    assert lists.find(ACME, 0)
    assert lists.find(ACME, 1)
    skip_blocks(table, 2 * BLOCKS)
    a_process(table).next(ACME)
    assert lists.live(ACME, NOON) == (0, 1, 2)
    assert lists.find(ACME, 1).retires_at is not None


def test_a_list_with_a_client_in_it_is_kept_for_good(table, indexes, lists):
    places = indexes.claim(ACME, 3)
    assert len(set(places)) == 3
    skip_blocks(table, BLOCKS)
    a_process(table).next(ACME)
    assert lists.find(ACME, 0).is_live(NOON + DECADE)
    assert lists.live(ACME, NOON + DECADE) == (0, 1)


def test_a_client_may_come_to_a_list_that_has_ended_meanwhile(dynamodb, table, lists):
    skip_blocks(table, BLOCKS - 1)
    slow = a_process(table)

    def full_meanwhile(**_):
        dynamodb.meta.events.unregister("after-call.dynamodb.UpdateItem", full_meanwhile)
        a_process(table).next(ACME)

    dynamodb.meta.events.register("after-call.dynamodb.UpdateItem", full_meanwhile)
    assert slow.claim(ACME, 1)[0].list == 0
    assert lists.find(ACME, 0).is_live(NOON + DECADE)


def test_no_more_places_than_a_block_has_are_claimed_at_once(indexes):
    assert len(indexes.claim(ACME, BLOCK)) == BLOCK
    with pytest.raises(ValueError, match="256"):
        indexes.claim(ACME, BLOCK + 1)


def test_a_retired_entry_is_swept_and_then_its_list_is_not_found(dynamodb, table, lists):
    a_process(table).next(ACME)
    skip_blocks(table, BLOCKS)
    a_process(table).next(ACME)
    entry = table.find(keys.status_list_entry(ACME, 0))
    assert int(entry["expires_at"]["N"]) == lists.find(ACME, 0).retires_at
    dynamodb.delete_item(TableName=table._name, Key=keys.status_list_entry(ACME, 0))
    assert lists.find(ACME, 0) is None
    assert lists.live(ACME, NOON) == (1,)


def test_a_list_is_found_in_one_round_trip_and_a_hundred_statuses_in_another(
    dynamodb, table, indexes, lists
):
    indexes.next(ACME)
    with counting(dynamodb) as counter:
        lists.find(ACME, 0)
        lists.statuses_of(ACME, 0, range(100))
    assert dict(counter.by_name) == {"BatchGetItem": 2}


def test_a_published_list_is_swept_when_it_is_no_evidence_any_more(table, lists):
    compressed = StatusBits().compressed()
    published = PublishedStatusList(
        token="signed",
        kid="a-kid",
        compressed=compressed,
        version=1,
        composed_at=NOON,
        signed_at=NOON + 5,
    )
    assert lists.publish(ACME, 0, published, instead_of=None)
    item = table.find(keys.published_status_list(ACME, 0))
    assert int(item["expires_at"]["N"]) == NOON + 5 + 24 * 3600


def test_the_largest_list_there_can_be_fits_into_an_item(table, lists, indexes):
    indexes.next(ACME)
    noise = bytes(index * index // 7 % 251 ^ index % 97 for index in range(SIZE // 4))
    published = PublishedStatusList(
        token="x" * 80_000,
        kid="a-kid",
        compressed=noise,
        version=1,
        composed_at=NOON,
        signed_at=NOON,
    )
    assert lists.publish(ACME, 0, published, instead_of=None)
    assert lists.find(ACME, 0).published == published


def test_a_status_is_swept_when_nothing_of_its_place_lives_and_a_clients_never(table):
    table.write(new_status(ACME, PLACE, Status.INVALID, NOON + 60))
    assert table.find(keys.status(ACME, 0, 7))["expires_at"] == {"N": str(NOON + 60)}
    table.write(change_status(ACME, StatusIndex(0, 8), Status.SUSPENDED))
    assert "expires_at" not in table.find(keys.status(ACME, 0, 8))


def test_within_a_transaction_a_status_is_written_whatever_was_there(table, lists):
    table.write(new_status(ACME, PLACE, Status.STALE, NOON + 60))
    assert not table.write_together([new_status(ACME, PLACE, Status.INVALID, NOON + 60)])
    assert lists.all_statuses(ACME, 0) == {7: Status.INVALID}
    assert lists.all_statuses(GLOBEX, 0) == {}
