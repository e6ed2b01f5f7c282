"""The one client for DynamoDB."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

#: Gives the client when it is needed; tests and tools give their own.
DynamoClient = Callable[[], Any]

_making = Lock()


def dynamodb_client() -> Any:
    """The process's client, made when first asked for, where the environment says."""
    with _making:  # making clients is the one thing that boto3 does not do in several threads
        return _client()


@cache
def _client() -> Any:
    import boto3
    from botocore.config import Config

    # Half the callers wait behind a browser, and API Gateway gives up after 29 seconds.
    patience = Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=20,
    )
    return boto3.client("dynamodb", config=patience)
