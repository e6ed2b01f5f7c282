"""The repaired DynamoDB: sixteen threads, one winner, and no acknowledged write is lost."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.adapters.dynamodb.failures import code_of
from ops.local.moto_patches import apply_moto_patches

THREADS, ROUNDS = 16, 5


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    """A table, and threads that take turns far more often than usual: races do not need luck."""
    apply_moto_patches()
    patience = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    with mock_aws():
        client = boto3.client(
            "dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        client.create_table(
            TableName="vestibule",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield client
    sys.setswitchinterval(patience)


def an_item(pk: str) -> dict[str, Any]:
    return {"TableName": "vestibule", "Item": {"pk": {"S": pk}}}


def claims(dynamodb: Any, round_: int, caller: int) -> bool:
    """One transaction that only one caller may win."""
    code = an_item(f"code-{round_}") | {"ConditionExpression": "attribute_not_exists(pk)"}
    note = an_item(f"won-{round_}-{caller}")
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": code}, {"Put": note}])
    except ClientError as error:
        # Not by its class: threads that ask a client for one at the same time get different ones.
        if code_of(error) != "TransactionCanceledException":
            raise
        return False
    return True


def test_exactly_one_transaction_wins_and_no_acknowledged_write_is_lost(dynamodb):
    gate = Barrier(THREADS, timeout=20)

    def race(caller: int) -> list[bool]:
        won = []
        for round_ in range(ROUNDS):
            gate.wait()
            won.append(claims(dynamodb, round_, caller))
            dynamodb.put_item(**an_item(f"wrote-{round_}-{caller}"))
        return won

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(race, range(THREADS)))
    rounds = list(zip(*outcomes, strict=True))
    assert [sum(won) for won in rounds] == [1] * ROUNDS
    stored = {item["pk"]["S"] for item in dynamodb.scan(TableName="vestibule")["Items"]}
    expected = {f"wrote-{r}-{c}" for r in range(ROUNDS) for c in range(THREADS)}
    expected |= {f"won-{r}-{won.index(True)}" for r, won in enumerate(rounds)}
    assert stored == expected | {f"code-{r}" for r in range(ROUNDS)}


def test_a_transaction_that_is_refused_leaves_every_item_as_it_was(dynamodb):
    """Only what a transaction names is kept to go back to: that must be all it could change."""
    name = "refusals"
    dynamodb.create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    places = [{"pk": {"S": "one"}, "sk": {"S": each}} for each in "abc"]
    for place in places:
        dynamodb.put_item(TableName=name, Item={**place, "seen": {"N": "1"}})
    first, second, third = places
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(
            TransactItems=[
                {
                    "Update": {
                        "TableName": name,
                        "Key": first,
                        "UpdateExpression": "SET seen = :two",
                        "ExpressionAttributeValues": {":two": {"N": "2"}},
                    }
                },
                {"Delete": {"TableName": name, "Key": second}},
                {"Put": {"TableName": name, "Item": {"pk": {"S": "new"}, "sk": {"S": "d"}}}},
                {
                    "Put": {
                        "TableName": name,
                        "Item": third,
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )
    found = dynamodb.scan(TableName=name)["Items"]
    assert sorted(map(repr, found)) == sorted(
        repr({**place, "seen": {"N": "1"}}) for place in places
    )
