"""Ten thousand tenants in the table: no request asks for more than among ten, or is told more."""

from collections.abc import Iterator

import pytest

from tests.budgets.budgets import BUDGETS
from tests.budgets.crowd import COLD, FEW, MANY, REQUESTS, Seen, seen_among
from tests.journeys.village import a_village


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[int, dict[str, Seen]]]:
    """What each request costs, by how many tenants there are."""
    with a_village() as village:
        yield {tenants: seen_among(village, tenants) for tenants in (FEW, MANY)}


@pytest.mark.parametrize("name", [COLD, *REQUESTS])
def test_ten_thousand_tenants_make_nothing_dearer(seen, name) -> None:
    few, many = seen[FEW][name], seen[MANY][name]
    assert many.calls == few.calls
    assert many.is_no_more_than(few), (many, few)


def test_what_is_compared_is_not_nothing(seen) -> None:
    few = seen[FEW]
    assert few[COLD].calls == {"Query": 1, "GetItem": 1, "Sign": 1}
    assert few[COLD].answered > 2000
    assert {name: few[name].calls for name in REQUESTS} == {
        name: BUDGETS[name][1] for name in REQUESTS
    }
