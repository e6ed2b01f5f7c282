"""KMS as moto pretends it, repaired, with one key of each kind."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.kms.public_key import read_signing_key
from chalicelib.tokens.keys import SigningKey
from ops.local.moto_patches import apply_moto_patches

SPECS = {"RS256": "RSA_2048", "PS256": "RSA_2048", "ES256": "ECC_NIST_P256"}


@pytest.fixture
def kms() -> Iterator[Any]:
    apply_moto_patches()
    with mock_aws():
        yield boto3.client(
            "kms", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


@pytest.fixture
def secrets_key(kms) -> str:
    return kms.create_key()["KeyMetadata"]["Arn"]


@pytest.fixture
def a_signing_key(kms):
    def make(algorithm: str = "RS256") -> SigningKey:
        made = kms.create_key(KeySpec=SPECS[algorithm], KeyUsage="SIGN_VERIFY")
        return read_signing_key(kms, made["KeyMetadata"]["KeyId"], algorithm)

    return make
