"""The one client for DynamoDB."""

from typing import Any

from chalicelib.adapters.aws import AwsClient, aws_client

DynamoClient = AwsClient


def dynamodb_client() -> Any:
    """The process's client, made when first asked for."""
    return aws_client("dynamodb")
