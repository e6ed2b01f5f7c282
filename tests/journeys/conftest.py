"""One village for a file of journeys; every test brings its own browser."""

from collections.abc import Iterator

import pytest

from tests.journeys.browser import Browser
from tests.journeys.village import Village, a_village


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    with a_village() as built:
        yield built


@pytest.fixture
def browser(village: Village) -> Browser:
    return Browser(village)
