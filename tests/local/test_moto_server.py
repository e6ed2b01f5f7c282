"""The pretend AWS as a running server."""

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


def test_a_conditional_write_is_won_once(endpoint):
    dynamodb = a_client("dynamodb", endpoint)
    dynamodb.create_table(
        TableName="vestibule",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    gate = Barrier(THREADS, timeout=20)
    # Threads that ask a client for it at the same time get different classes.
    refused = dynamodb.exceptions.ConditionalCheckFailedException

    def claim(caller: int) -> bool:
        gate.wait()
        try:
            dynamodb.put_item(
                TableName="vestibule",
                Item={"pk": {"S": "code"}, "caller": {"N": str(caller)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except refused:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        won = list(threads.map(claim, range(THREADS)))
    stored = dynamodb.get_item(TableName="vestibule", Key={"pk": {"S": "code"}})["Item"]
    assert won == [n == int(stored["caller"]["N"]) for n in range(THREADS)]


def test_the_server_speaks_kms_repaired(endpoint):
    kms = a_client("kms", endpoint)
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    assert kms.get_public_key(KeyId=key)["KeySpec"] == "ECC_NIST_P256"


def test_the_server_speaks_cloudformation(endpoint):
    assert a_client("cloudformation", endpoint).list_stacks()["StackSummaries"] == []


def test_a_signal_ends_it_at_once():
    with running("ops.local.moto_server") as (_, process):
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert time.monotonic() - asked < 2
