"""A village in which two tenants have domains of their own, and the others none."""

from collections.abc import Iterator

import pytest

from tests.journeys.village import Village, a_village

ACME, TWIN = "https://login.acme.test", "https://login.twin.test"
DOMAINS = {"acme": "login.acme.test", "twin": "login.twin.test"}


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    with a_village(domains=DOMAINS) as built:
        yield built
