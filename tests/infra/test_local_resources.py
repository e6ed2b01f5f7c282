"""The local stack's AWS holds what the deployed template declares."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from ops.local.aws import Resources, create_resources

TEMPLATE = Path("infra/resources.yaml")
REGION = "us-east-1"
LOCAL = {
    "region_name": REGION,
    "aws_access_key_id": "local",
    "aws_secret_access_key": "local",
}


@pytest.fixture
def made() -> Iterator[Resources]:
    with mock_aws():
        yield create_resources(f"https://cloudformation.{REGION}.amazonaws.com", REGION, TEMPLATE)


def test_the_local_table_has_the_keys_and_the_stream_of_the_deployed_one(made: Resources) -> None:
    table = boto3.client("dynamodb", **LOCAL).describe_table(TableName=made.table)["Table"]
    assert made.table == "vestibule"
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert table["DeletionProtectionEnabled"] is True


def test_the_local_secrets_key_wraps_and_unwraps_in_its_context(made: Resources) -> None:
    kms = boto3.client("kms", **LOCAL)
    context = {"tenant": "acme", "connection": "google"}
    wrapped = kms.encrypt(KeyId=made.secrets_key, Plaintext=b"s3cret", EncryptionContext=context)
    opened = kms.decrypt(CiphertextBlob=wrapped["CiphertextBlob"], EncryptionContext=context)
    assert opened["Plaintext"] == b"s3cret"


def test_starting_twice_finds_what_the_first_start_made(made: Resources) -> None:
    endpoint = f"https://cloudformation.{REGION}.amazonaws.com"
    assert create_resources(endpoint, REGION, TEMPLATE) == made
