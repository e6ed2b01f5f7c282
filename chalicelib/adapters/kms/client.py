"""The one client for KMS."""

from typing import Any

from chalicelib.adapters.aws import AwsClient, aws_client

KmsClient = AwsClient


def kms_client() -> Any:
    """The process's client, made when first asked for."""
    return aws_client("kms")
