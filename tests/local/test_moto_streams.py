"""The repaired stream: every change once, in order, and nothing that did not happen."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from ops.local.moto_patches import apply_moto_patches

TABLE = "vestibule"
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
# moto knows no addresses that name an account.
ONE_ADDRESS = Config(account_id_endpoint_mode="disabled")


@pytest.fixture
def aws() -> Iterator[Any]:
    apply_moto_patches()
    with mock_aws():
        yield lambda service: boto3.client(
            service,
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=ONE_ADDRESS,
        )


@pytest.fixture
def dynamodb(aws: Any) -> Any:
    client = aws("dynamodb")
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification=STREAM,
    )
    return client


class Reader:
    """Reads a stream from its start, and on."""

    def __init__(self, aws: Any, dynamodb: Any) -> None:
        self._streams = aws("dynamodbstreams")
        arn = dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
        (shard,) = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._place = {"StreamArn": arn, "ShardId": shard["ShardId"]}
        self._next = self.at("TRIM_HORIZON")

    def at(self, kind: str, **where: str) -> str:
        asked = self._streams.get_shard_iterator(ShardIteratorType=kind, **self._place, **where)
        return asked["ShardIterator"]

    def records(self, iterator: str | None = None, **limits: int) -> list[dict[str, Any]]:
        got = self._streams.get_records(ShardIterator=iterator or self._next, **limits)
        if iterator is None:
            self._next = got["NextShardIterator"]
        return got["Records"]

    def told(self) -> list[tuple[str, str]]:
        return [(each["eventName"], each["dynamodb"]["Keys"]["pk"]["S"]) for each in self.records()]


@pytest.fixture
def reader(aws: Any, dynamodb: Any) -> Reader:
    return Reader(aws, dynamodb)


def put(dynamodb: Any, pk: str, **attributes: Any) -> None:
    dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": pk}, **attributes})


def fail_to_put(dynamodb: Any, *keys: str) -> None:
    """A transaction whose last write may not happen."""
    writes = [{"Put": {"TableName": TABLE, "Item": {"pk": {"S": pk}}}} for pk in keys]
    writes[-1]["Put"] |= {"ConditionExpression": "attribute_exists(nothing)"}
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=writes)


def test_what_happened_is_told_once_and_in_order(dynamodb, reader):
    put(dynamodb, "a", n={"N": "1"})
    put(dynamodb, "a", n={"N": "2"})
    assert reader.told() == [("INSERT", "a"), ("MODIFY", "a")]
    dynamodb.delete_item(TableName=TABLE, Key={"pk": {"S": "a"}})
    assert reader.told() == [("REMOVE", "a")]
    assert reader.told() == []


def test_a_write_that_changes_nothing_is_not_told(dynamodb, reader):
    put(dynamodb, "a", names={"SS": ["x", "y"]})
    put(dynamodb, "a", names={"SS": ["y", "x"]})
    assert reader.told() == [("INSERT", "a")]


def test_an_item_made_by_an_update_is_told_once_and_whole(dynamodb, reader):
    dynamodb.update_item(
        TableName=TABLE,
        Key={"pk": {"S": "a"}},
        UpdateExpression="SET n = :n",
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    put(dynamodb, "b")
    first, second = reader.records()
    assert first["dynamodb"]["NewImage"] == {"pk": {"S": "a"}, "n": {"N": "1"}}
    numbers = [int(each["dynamodb"]["SequenceNumber"]) for each in (first, second)]
    assert numbers[1] == numbers[0] + 1


def test_two_new_items_of_one_transaction_are_both_told(dynamodb, reader):
    writes = [{"Put": {"TableName": TABLE, "Item": {"pk": {"S": pk}}}} for pk in "ab"]
    dynamodb.transact_write_items(TransactItems=writes)
    assert reader.told() == [("INSERT", "a"), ("INSERT", "b")]


def test_a_transaction_that_failed_is_not_told_and_what_follows_it_is(dynamodb, reader):
    put(dynamodb, "a")
    assert reader.told() == [("INSERT", "a")]
    fail_to_put(dynamodb, "b", "c")
    put(dynamodb, "d")
    assert reader.told() == [("INSERT", "d")]


def test_reading_goes_on_from_where_a_batch_failed(dynamodb, reader):
    for pk in "abc":
        put(dynamodb, pk)
    first, second, third = reader.records()
    again = reader.at("AT_SEQUENCE_NUMBER", SequenceNumber=second["dynamodb"]["SequenceNumber"])
    assert reader.records(again) == [second, third]
    assert reader.records(again, Limit=1) == [second]
    after = reader.at("AFTER_SEQUENCE_NUMBER", SequenceNumber=first["dynamodb"]["SequenceNumber"])
    assert reader.records(after) == [second, third]
    assert reader.records(reader.at("LATEST")) == []
