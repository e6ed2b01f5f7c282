"""The pretend DynamoDB answers a query out of one partition, and as moto itself would."""

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table

from ops.local.moto_patches import apply_moto_patches
from tests.ops.aws import LOCAL, REGION

NAME = "queried"
SORT_KEYS = ("a#1", "a#2", "a#3", "b#1")
ALL = {"KeyConditionExpression": "pk = :pk"}
SPAN = {
    "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
    "ExpressionAttributeValues": {":first": {"S": "a#"}, ":last": {"S": "a$"}},
}
LATER = {"ExclusiveStartKey": {"pk": {"S": "one"}, "sk": {"S": "a#2"}}}
FILTER = {
    "FilterExpression": "mark = :mark",
    "ExpressionAttributeValues": {":mark": {"S": "a#2 of one"}},
}
QUERIES = {
    "a partition": ALL,
    "a span": SPAN,
    "its first": SPAN | {"Limit": 2},
    "the next": SPAN | LATER | {"Limit": 1},
    "backwards": SPAN | {"ScanIndexForward": False},
    "backwards from one": ALL | LATER | {"ScanIndexForward": False},
    "filtered": ALL | FILTER,
    "projected": ALL | {"ProjectionExpression": "sk"},
    "counted": ALL | {"Select": "COUNT"},
    "by an index": {"KeyConditionExpression": "mark = :pk", "IndexName": "marks"},
}


@pytest.fixture
def dynamodb():
    apply_moto_patches()
    with mock_aws():
        client = boto3.client("dynamodb", **LOCAL)
        client.create_table(
            TableName=NAME,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "mark")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "marks",
                    "KeySchema": [{"AttributeName": "mark", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        for partition in ("other", "one", "two"):
            for place in SORT_KEYS:
                mark = {"S": f"{place} of {partition}"}
                item = {"pk": {"S": partition}, "sk": {"S": place}, "mark": mark}
                client.put_item(TableName=NAME, Item=item)
        yield client


def answer(client, query, partition):
    values = {":pk": {"S": partition}, **query.get("ExpressionAttributeValues", {})}
    return client.query(**{"TableName": NAME, **query, "ExpressionAttributeValues": values})


@pytest.mark.parametrize("partition", ["one", "nobody", "a#2 of one"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_is_answered_as_moto_itself_would(dynamodb, monkeypatch, query, partition):
    ours = answer(dynamodb, query, partition)
    monkeypatch.setattr(Table, "query", Table.query.__wrapped__)
    theirs = answer(dynamodb, query, partition)
    assert [ours[part] for part in ("Count", "ScannedCount")] == [
        theirs[part] for part in ("Count", "ScannedCount")
    ]
    assert ours.get("Items") == theirs.get("Items")
    assert ours.get("LastEvaluatedKey") == theirs.get("LastEvaluatedKey")


def test_there_is_something_to_compare(dynamodb):
    counts = {name: answer(dynamodb, query, "one")["Count"] for name, query in QUERIES.items()}
    assert counts == dict.fromkeys(QUERIES, 4) | {
        "a span": 3,
        "its first": 2,
        "the next": 1,
        "backwards": 3,
        "backwards from one": 1,
        "filtered": 1,
        "by an index": 0,
    }
    assert answer(dynamodb, QUERIES["by an index"], "a#2 of one")["Count"] == 1


class Untouchable(dict):
    def values(self):
        raise AssertionError("another partition was read")


def test_no_other_partition_is_read(dynamodb):
    (table,) = (backend[REGION].tables[NAME] for backend in dynamodb_backends.values())
    for partition in list(table.items):
        if partition.value != "one":
            table.items[partition] = Untouchable(table.items[partition])
    assert answer(dynamodb, ALL, "one")["Count"] == len(SORT_KEYS)
