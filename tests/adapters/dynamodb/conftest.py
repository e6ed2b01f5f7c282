"""A DynamoDB that each test has to itself."""

from typing import Any

import pytest

from tests.contracts.conftest import dynamodb  # noqa: F401 - a fixture
from tests.fakes.store import Store
from tests.support.dynamo import dynamo_store


@pytest.fixture
def store(dynamodb: Any) -> Store:  # noqa: F811 - the fixture above
    return dynamo_store(dynamodb)
