"""The pretend AWS as a running server: sixteen threads, one winner, nothing lost."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.local.processes import running

THREADS = 16


@pytest.fixture(scope="module")
def endpoint():
    with running("ops.local.moto_server") as (port, _):
        yield f"http://127.0.0.1:{port}"


def a_client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(max_pool_connections=THREADS, retries={"max_attempts": 0}),
    )


@pytest.fixture
def table(endpoint):
    dynamodb = a_client("dynamodb", endpoint)
    dynamodb.create_table(
        TableName="vestibule",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield dynamodb
    dynamodb.delete_table(TableName="vestibule")


def an_item(pk: str) -> dict[str, Any]:
    return {"TableName": "vestibule", "Item": {"pk": {"S": pk}}}


def claim_and_note(dynamodb: Any, round_: int, caller: int) -> bool:
    """One transaction that only one caller may win."""
    code = an_item(f"code-{round_}") | {"ConditionExpression": "attribute_not_exists(pk)"}
    note = an_item(f"won-{round_}-{caller}")
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": code}, {"Put": note}])
    except dynamodb.exceptions.TransactionCanceledException:
        return False
    return True


def test_exactly_one_transaction_wins_and_no_acknowledged_write_is_lost(table):
    gate = Barrier(THREADS)

    def race(caller: int) -> list[bool]:
        won = []
        for round_ in range(5):
            gate.wait()
            won.append(claim_and_note(table, round_, caller))
            table.put_item(**an_item(f"wrote-{round_}-{caller}"))
        return won

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(race, range(THREADS)))
    assert [sum(won) for won in zip(*outcomes, strict=True)] == [1] * 5
    found = {item["pk"]["S"] for item in table.scan(TableName="vestibule")["Items"]}
    notes = {
        f"won-{round_}-{caller}"
        for caller, won in enumerate(outcomes)
        for round_, one in enumerate(won)
        if one
    }
    writes = {f"wrote-{round_}-{caller}" for round_ in range(5) for caller in range(THREADS)}
    assert found == notes | writes | {f"code-{round_}" for round_ in range(5)}


def test_a_conditional_update_is_won_once(table):
    table.put_item(**an_item("family"))
    gate = Barrier(THREADS)

    def rotate(_: int) -> bool:
        gate.wait()
        try:
            table.update_item(
                TableName="vestibule",
                Key={"pk": {"S": "family"}},
                UpdateExpression="SET #used = :yes",
                ConditionExpression="attribute_exists(#pk) AND attribute_not_exists(#used)",
                ExpressionAttributeNames={"#used": "used", "#pk": "pk"},
                ExpressionAttributeValues={":yes": {"BOOL": True}},
            )
        except table.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(rotate, range(THREADS))) == 1


def test_the_server_speaks_kms_and_cloudformation_repaired(endpoint):
    kms = a_client("kms", endpoint)
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    assert kms.get_public_key(KeyId=key)["KeySpec"] == "ECC_NIST_P256"
    assert a_client("cloudformation", endpoint).list_stacks()["StackSummaries"] == []


def test_a_signal_ends_it_at_once():
    with running("ops.local.moto_server") as (_, process):
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert time.monotonic() - asked < 2
