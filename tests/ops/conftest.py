"""A broker's table and key in a pretend AWS, and the secrets that documents refer to."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ops.local.aws import create_resources
from ops.local.moto_patches import apply_moto_patches
from ops.publish import Destination
from tests.ops.aws import ENDPOINT, LOCAL, REGION, TEMPLATE


@pytest.fixture
def destination() -> Iterator[Destination]:
    apply_moto_patches()
    with mock_aws():
        made = create_resources(ENDPOINT, REGION, TEMPLATE)
        dynamodb, kms = boto3.client("dynamodb", **LOCAL), boto3.client("kms", **LOCAL)
        yield Destination(
            table=made.table,
            public_url="https://auth.example.com",
            secrets_key=made.secrets_key,
            dynamodb=lambda: dynamodb,
            kms=lambda: kms,
        )
