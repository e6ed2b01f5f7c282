"""A broker's table and key in a pretend AWS, and the secrets that documents refer to."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ops import cli
from ops.local.aws import create_resources
from ops.local.moto_patches import apply_moto_patches
from ops.publish import Destination
from ops.surroundings import Surroundings
from tests.ops.a_document import SECRETS
from tests.ops.aws import ENDPOINT, LOCAL, REGION, TEMPLATE
from tests.ops.desk import TenantsDesk
from tests.ops.keys_office import Office
from tests.ops.people import publish_tenants


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


@pytest.fixture
def desk(destination, monkeypatch, tmp_path, capsys) -> TenantsDesk:
    environment = dict(SECRETS)
    monkeypatch.setenv("LOGNAME", "grace")
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "process_environment", lambda: environment)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    return TenantsDesk(destination, environment, tmp_path, capsys)


@pytest.fixture
def office(destination, monkeypatch, capsys) -> Office:
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    publish_tenants(destination)
    return Office(destination, capsys)
