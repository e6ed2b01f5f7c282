"""The clients for AWS: patient for as long as a request may wait, and cheap to ask."""

from typing import Any

import boto3
import botocore
import pytest

from chalicelib.adapters.aws import client_config


class Asked(Exception):
    """A request was about to leave."""


@pytest.fixture
def asked() -> list[Any]:
    """Requests that a client with our configuration would have sent."""
    requests: list[Any] = []

    def stop(request: Any, **_: Any) -> None:
        requests.append(request)
        raise Asked

    client = boto3.client(
        "kms",
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=client_config(),
    )
    client.meta.events.register("before-send", stop)
    for _ in range(2):
        with pytest.raises(Asked):
            client.list_keys()
    return requests


def test_aws_is_told_who_asks_and_by_which_library(asked: list[Any]) -> None:
    names = {request.headers["User-Agent"].decode() for request in asked}
    assert len(names) == 1
    (name,) = names
    assert name.startswith(f"vestibule Botocore/{botocore.__version__}")


def test_a_call_gives_up_before_the_gateway_does() -> None:
    config = client_config()
    attempts = config.retries["total_max_attempts"]
    assert attempts * (config.connect_timeout + config.read_timeout) < 29
