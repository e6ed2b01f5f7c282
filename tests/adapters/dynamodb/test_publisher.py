"""Publishing may stop anywhere and leaves a tenant that works."""

import pytest

from chalicelib.adapters.dynamodb.publisher import PublishedMeanwhile
from chalicelib.tenancy.ports import StorageUnavailable
from tests.builders import ACME, a_client, a_key, a_role_book, a_tenant
from tests.support.dynamo import dynamo_store, make_table
from tests.support.trouble import answering, cancelled, timeout

OLD = (a_client(id="stays"), a_client(id="leaves", origins=("https://leaves.test",)))
NEW = (a_client(id="stays", name="Renamed"), a_client(id="comes"))


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
    return store.publisher.publish(tenant, (), a_role_book(), clients, (a_key(),), name)


def seen(dynamodb, table):
    """What a process that starts now finds."""
    fresh = dynamo_store(dynamodb, table)
    ids = ("stays", "leaves", "comes")
    tenant = fresh.tenants.find("acme")
    return tenant and tenant.name, [each for each in ids if fresh.clients.find(ACME, each)]


@pytest.mark.parametrize("writes", range(4))
def test_a_publication_that_stops_half_way_breaks_nothing_and_can_be_finished(
    dynamodb, table, store, writes
):
    before = [None] * writes
    with (
        answering(dynamodb, "PutItem", *before, timeout()),
        answering(dynamodb, "TransactWriteItems", timeout()),
        pytest.raises(StorageUnavailable),
    ):
        publish(store, "new", NEW)
    name, clients = seen(dynamodb, table)
    assert name == "old"
    assert {"stays", "leaves"} <= set(clients)
    publish(store, "new", NEW)
    assert seen(dynamodb, table) == ("new", ["stays", "comes"])


@pytest.mark.parametrize(
    ("removals", "left"), [(0, ["stays", "leaves", "comes"]), (1, ["stays", "comes"])]
)
def test_what_left_the_document_is_removed_by_the_next_publication_if_this_one_stops(
    dynamodb, table, store, removals, left
):
    before = [None] * (1 + removals)
    with (
        answering(dynamodb, "TransactWriteItems", *before, timeout()),
        pytest.raises(StorageUnavailable),
    ):
        publish(store, "new", NEW)
    assert seen(dynamodb, table) == ("new", left)
    assert store.clients.knows_origin(ACME, "https://leaves.test")
    publish(store, "new", NEW)
    assert seen(dynamodb, table) == ("new", ["stays", "comes"])
    assert not dynamo_store(dynamodb, table).clients.knows_origin(ACME, "https://leaves.test")


def test_of_two_who_publish_at_the_same_time_one_is_told(dynamodb, table, store):
    overtaken = cancelled("ConditionalCheckFailed", "None")
    with answering(dynamodb, "TransactWriteItems", overtaken), pytest.raises(PublishedMeanwhile):
        publish(store, "new", OLD)
    assert seen(dynamodb, table) == ("old", ["stays", "leaves"])


def test_every_published_document_is_kept(dynamodb, table, store):
    assert [publish(store, name, OLD) for name in ("second", "third")] == [2, 3]
    items = dynamodb.scan(TableName=table)["Items"]
    kept = {item["sk"]["S"]: item["document"]["S"] for item in items if "document" in item}
    assert kept == {
        "VERSION#00000001": "old",
        "VERSION#00000002": "second",
        "VERSION#00000003": "third",
    }
