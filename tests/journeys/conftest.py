"""One village for a file of journeys; every test brings its own browser."""

from collections.abc import Iterator
from types import SimpleNamespace

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


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its tries the AWS client, and the table after it, would rest on the real clock."""
    impatient = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("botocore.endpoint.time", impatient)
    monkeypatch.setattr("chalicelib.adapters.dynamodb.table.time", impatient)
