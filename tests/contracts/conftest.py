"""The stores that must keep the same promises."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.identity.link import Settlement
from ops.local.moto_patches import apply_moto_patches
from tests.builders import ACME, GLOBEX, a_family, a_session, a_user, an_identity
from tests.fakes.store import Store, memory_store
from tests.support.dynamo import dynamo_store
from tests.support.vault import Vault, kms_vault, memory_vault


@pytest.fixture(scope="module")
def dynamodb() -> Iterator[Any]:
    apply_moto_patches()
    with mock_aws():
        yield boto3.client(
            "dynamodb",
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )


@pytest.fixture(params=["memory", "kms"])
def vault(request: pytest.FixtureRequest) -> Iterator[Vault]:
    if request.param == "memory":
        yield memory_vault()
        return
    apply_moto_patches()
    with mock_aws():
        yield kms_vault(
            boto3.client(
                "kms",
                region_name="us-east-1",
                aws_access_key_id="local",
                aws_secret_access_key="local",
            )
        )


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return memory_store()
    return dynamo_store(request.getfixturevalue("dynamodb"))


@pytest.fixture
def house(store: Store) -> Store:
    """Ada's browser, signed in at two tenants."""
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    for tenant in (ACME, GLOBEX):
        store.sign_ins.open(tenant, settlement, a_session(), None)
    return store


@pytest.fixture
def begun(house: Store) -> Store:
    """The same, with a family at one of the tenants."""
    house.families.open(ACME, a_family())
    return house
