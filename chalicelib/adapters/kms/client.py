"""The one client for KMS."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

#: Gives the client when it is needed; tests and tools give their own.
KmsClient = Callable[[], Any]

_making = Lock()


def kms_client() -> Any:
    """The process's client, made when first asked for: boto3 is most of a cold start."""
    with _making:  # making clients is the one thing that boto3 does not do in several threads
        return _client()


@cache
def _client() -> Any:
    import boto3
    from botocore.config import Config

    patience = Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=20,  # two signatures for each request at the same time
    )
    return boto3.client("kms", config=patience)
