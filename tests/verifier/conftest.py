"""One issuer and its network for each test."""

import pytest

from tests.verifier.an_issuer import Issuer


@pytest.fixture
def issuer():
    return Issuer()


@pytest.fixture
def network(issuer):
    return issuer.network


@pytest.fixture
def clock(issuer):
    return issuer.clock
