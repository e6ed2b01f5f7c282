"""Publishing may stop anywhere and leaves a tenant that works."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import StatusIndex
from tests.builders import ACME, a_client, a_role_book, a_tenant
from tests.support.calls import counting
from tests.support.dynamo import dynamo_store, make_table
from tests.support.outages import Trouble, spoiling
from tests.support.trouble import answering, cancelled, timeout

OLD = (
    a_client(id="stays", status=StatusIndex(0, 1)),
    a_client(id="leaves", status=StatusIndex(0, 2), origins=("https://leaves.test",)),
)
NEW = (
    a_client(id="stays", name="Renamed", status=StatusIndex(0, 1), disabled=True),
    a_client(id="comes", status=StatusIndex(0, 3)),
)
LARGE = tuple(a_client(id=f"client-{number}") for number in range(150))


@pytest.fixture
def table(dynamodb):
    return make_table(dynamodb)


@pytest.fixture
def store(dynamodb, table):
    store = dynamo_store(dynamodb, table)
    publish(store, "old", OLD)
    return store


def publish(store, name, clients):
    tenant = a_tenant(name=name)
    return store.publisher.publish(tenant, (), a_role_book(), clients, (), name)


def seen(dynamodb, table):
    """What a process that starts now finds."""
    fresh = dynamo_store(dynamodb, table)
    ids = ("stays", "leaves", "comes", "client-0", "client-149")
    tenant = fresh.tenants.find("acme")
    return tenant and tenant.name, [
        item["sk"]["S"].removeprefix("CLIENT#")
        for each in ids
        if (item := fresh_item(dynamodb, table, each))
    ]


def fresh_item(dynamodb, table, client):
    return dynamodb.get_item(TableName=table, Key=keys.client(ACME, client)).get("Item")


def statuses(dynamodb, table):
    items = dynamodb.scan(TableName=table)["Items"]
    return {item["sk"]["S"]: item["status"]["N"] for item in items if "status" in item}


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("nth", range(1, 9))
def test_a_publication_that_stops_at_any_call_breaks_nothing_and_can_be_finished(
    dynamodb, table, store, nth, trouble
):
    with spoiling(nth, trouble, dynamodb) as spoiler:
        try:
            publish(store, "new", NEW)
        except StorageUnavailable:
            assert spoiler.struck
    assert seen(dynamodb, table) in (
        ("old", ["stays", "leaves"]),
        ("new", ["stays", "comes"]),
    )
    publish(store, "new", NEW)
    assert seen(dynamodb, table) == ("new", ["stays", "comes"])
    assert statuses(dynamodb, table) == {"IDX#000001": "2", "IDX#000002": "1"}
    assert not dynamo_store(dynamodb, table).clients.knows_origin(ACME, "https://leaves.test")


def test_a_publication_is_eight_calls_however_many_clients_leave_and_come(dynamodb, store):
    with counting(dynamodb) as counter:
        publish(store, "new", NEW)
    assert counter.by_name == {
        "PutItem": 1,  # the claim
        "GetItem": 1,
        "Query": 2,
        "TransactWriteItems": 2,  # everything at once; what APIs are told of who is switched off
        "BatchGetItem": 1,
        "UpdateItem": 1,
    }


@pytest.mark.parametrize("done", range(3))
def test_a_large_tenant_changes_in_an_order_that_breaks_nothing(dynamodb, table, store, done):
    publish(store, "large", (*OLD, *LARGE))
    smaller = tuple(a_client(id=f"another-{number}") for number in range(120))
    before = [None] * done
    with (
        answering(dynamodb, "TransactWriteItems", *before, timeout()),
        pytest.raises(StorageUnavailable),
    ):
        publish(store, "small", smaller)
    name, clients = seen(dynamodb, table)
    assert {"stays", "client-0", "client-149"} <= set(clients) or name == "small"
    publish(store, "small", smaller)
    assert seen(dynamodb, table) == ("small", [])


def test_of_two_who_publish_at_the_same_time_one_is_told(dynamodb, table, store):
    overtaken = cancelled("ConditionalCheckFailed", "None")
    with answering(dynamodb, "TransactWriteItems", overtaken), pytest.raises(PublishedMeanwhile):
        publish(store, "new", OLD)
    assert seen(dynamodb, table) == ("old", ["stays", "leaves"])


def test_every_published_document_is_kept_with_its_time(dynamodb, table, store):
    assert [publish(store, name, OLD) for name in ("second", "third")] == [2, 3]
    items = [item for item in dynamodb.scan(TableName=table)["Items"] if "document" in item]
    kept = {item["sk"]["S"]: item["document"]["S"] for item in items}
    assert kept == {
        "VERSION#00000001": "old",
        "VERSION#00000002": "second",
        "VERSION#00000003": "third",
    }
    assert {item["published_at"]["N"] for item in items} == {str(store.clock.now())}
