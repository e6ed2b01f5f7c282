"""Clients for AWS: one of each service in a process, made by the first call that needs it."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

#: Gives a client when it is needed; tests and tools give their own.
AwsClient = Callable[[], Any]

_making = Lock()


def aws_client(service: str) -> Any:
    """The process's client for a service, where the environment says. Making one is slow."""
    with _making:  # making clients is the one thing that boto3 does not do in several threads
        return _client(service)


def client_config() -> Any:
    """How the process's clients go about it: a `botocore.config.Config`."""
    import botocore
    from botocore.config import Config

    return Config(
        # Half the callers wait behind a browser, and API Gateway gives up after 29 seconds.
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=20,  # a redemption signs twice at the same time
        # Its own name botocore puts together anew for every call, at a fifth of what a call costs.
        user_agent=f"vestibule Botocore/{botocore.__version__}",
    )


@cache
def _client(service: str) -> Any:
    import boto3

    return boto3.client(service, config=client_config())
