"""Families in the table: answers that get lost, lists that are long, transactions that are full."""

import pytest

from chalicelib.adapters.dynamodb.family_writes import begin
from chalicelib.identity.link import Settlement
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status, StatusIndex
from tests.builders import (
    ACME,
    ADA,
    a_family,
    a_session,
    a_use,
    a_user,
    an_event,
    an_identity,
)
from tests.support.calls import counting
from tests.support.dynamo import dynamo_store, make_table
from tests.support.outages import losing
from tests.support.trouble import answering, timeout

FAMILY = a_family()
ELSEWHERE = StatusIndex(0, 8)


@pytest.fixture
def table(dynamodb):
    return make_table(dynamodb)


@pytest.fixture
def house(dynamodb, table):
    store = dynamo_store(dynamodb, table)
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, settlement, a_session(), None)
    return store


def begin_many(dynamodb, table, many):
    """As many families as wanted, without a transaction for each."""
    families = [a_family(key=f"key-{n:03d}", status=StatusIndex(0, n)) for n in range(many)]
    items = [write.arguments["Item"] for each in families for write in begin(ACME, each)]
    for at in range(0, len(items), 25):
        requests = [{"PutRequest": {"Item": item}} for item in items[at : at + 25]]
        dynamodb.batch_write_item(RequestItems={table: requests})
    return families


@pytest.mark.parametrize("next_generation", [1, 2])
@pytest.mark.parametrize("status", [FAMILY.status, ELSEWHERE])
def test_a_use_whose_answer_was_lost_happened(dynamodb, house, next_generation, status):
    house.families.open(ACME, FAMILY)
    with losing(1, dynamodb) as sent:
        used = house.families.use(
            ACME, FAMILY, a_use(next_generation=next_generation, status=status)
        )
    assert sent == ["UpdateItem", "UpdateItem"]
    assert used.happened
    assert used.family == house.families.find(ACME, FAMILY.key)
    assert used.family.generation == next_generation
    assert not house.families.use(ACME, FAMILY, a_use(generation=0)).happened


def test_a_family_whose_beginning_was_not_answered_has_begun_once(dynamodb, house):
    with losing(1, dynamodb) as sent:
        house.families.open(ACME, FAMILY)
    assert len(sent) >= 2
    assert house.families.of(ACME, ADA) == (FAMILY,)


def test_an_end_that_was_not_answered_is_written_down_once(dynamodb, house):
    house.families.open(ACME, FAMILY)
    with losing(1, dynamodb):
        house.families.end(ACME, [FAMILY], an_event())
    assert house.families.of(ACME, ADA) == ()
    assert house.trail(ACME) == [an_event()]


def test_an_end_that_did_not_happen_is_whole_when_it_is_repeated(dynamodb, house):
    house.families.open(ACME, FAMILY)
    with answering(dynamodb, "TransactWriteItems", timeout()), pytest.raises(StorageUnavailable):
        house.families.end(ACME, [FAMILY], an_event())
    assert house.families.of(ACME, ADA) == (FAMILY,)
    assert house.trail(ACME) == []
    house.families.end(ACME, [FAMILY], an_event())
    assert house.families.of(ACME, ADA) == ()
    assert house.status_lists.all_statuses(ACME, 0) == {7: Status.INVALID}
    assert house.trail(ACME) == [an_event()]


def test_a_sign_out_that_stopped_half_way_ended_the_session_and_can_be_finished(
    dynamodb, table, house
):
    families = begin_many(dynamodb, table, 40)
    with (
        answering(dynamodb, "TransactWriteItems", None, timeout()),
        pytest.raises(StorageUnavailable),
    ):
        house.session_ends.end(ACME, a_session(), families, an_event())
    assert house.sessions.of(ACME, ADA) == ()
    left = house.families.of(ACME, ADA)
    assert 0 < len(left) < 40
    house.session_ends.end(ACME, a_session(), left, an_event())
    assert house.families.of(ACME, ADA) == ()
    assert len(house.status_lists.all_statuses(ACME, 0)) == 40
    assert house.trail(ACME) == [an_event()]


def test_a_person_with_many_families_costs_one_query_and_few_reads(dynamodb, table, house):
    families = begin_many(dynamodb, table, 101)
    with counting(dynamodb) as counter:
        assert set(house.families.of(ACME, ADA)) == set(families)
    assert dict(counter.by_name) == {"Query": 1, "BatchGetItem": 2}


def test_a_line_whose_family_was_swept_away_is_passed_over(dynamodb, table, house):
    swept, stays = begin_many(dynamodb, table, 2)
    key = {"pk": {"S": f"T#{ACME}#RF#{swept.key}"}, "sk": {"S": "FAMILY"}}
    dynamodb.delete_item(TableName=table, Key=key)
    assert house.families.of(ACME, ADA) == (stays,)


def test_what_ended_lies_in_no_list_and_says_not_where_it_was_used(dynamodb, table, house):
    house.families.open(ACME, FAMILY)
    house.families.end(ACME, [FAMILY], an_event())
    items = dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]
    assert not [item for item in items if item["sk"]["S"].startswith("FAMILY#")]
    (family,) = (item for item in items if item["sk"]["S"] == "FAMILY")
    assert "device" not in family["record"]["M"]
