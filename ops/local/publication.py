"""Publishes the tenants into the pretend AWS, as an operator publishes them into a real one."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

import boto3

from ops.documents import Document
from ops.local.addresses import Addresses
from ops.local.aws import Resources
from ops.local.development_secrets import DevelopmentSecrets
from ops.local.environment import REGION
from ops.publish import Destination, publish


def destination(addresses: Addresses, public_url: str, resources: Resources) -> Destination:
    """Where this stack keeps its tenants."""
    client = cache(partial(_client, addresses.aws))
    return Destination(
        table=resources.table,
        public_url=public_url,
        secrets_key=resources.secrets_key,
        dynamodb=partial(client, "dynamodb"),
        kms=partial(client, "kms"),
    )


def publish_all(
    documents: Iterable[Document], where: Destination, secrets: DevelopmentSecrets
) -> None:
    """Publish every document."""
    for document in documents:
        publish(document, where, secrets)


def _client(endpoint_url: str, service: str) -> Any:
    return boto3.client(service, endpoint_url=endpoint_url, region_name=REGION)
