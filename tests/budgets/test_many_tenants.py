"""Ten thousand tenants in the table: no request asks for more than among ten, or is told more."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.budgets.budgets import BUDGETS, warm_up
from tests.journeys.app import acme_web, jobs
from tests.journeys.village import Village, a_village
from tests.support.calls import CallCounter, counting

FEW, MANY = 10, 10_000
#: One of each way through the house; what they may cost is in `budgets.py`.
REQUESTS = (
    "jwks",
    "authorize: to the provider",
    "authorize: a live session",
    "callback: somebody known",
    "token: a code",
    "token: refresh",
    "token: client_credentials",
    "userinfo",
    "introspect: an access token",
    "revoke: a refresh token",
    "logout: with a hint",
)
COLD = "a process's first answers"


@dataclass(frozen=True, slots=True)
class Seen:
    """What AWS was asked, and how many bytes came back."""

    calls: dict[str, int]
    answered: int


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[int, dict[str, Seen]]]:
    """What each request costs, by how many tenants there are."""
    with a_village() as village:
        yield {tenants: seen_among(village, tenants) for tenants in (FEW, MANY)}


def tenants_in(village: Village) -> int:
    rows = village._pretend_table().items
    return sum("CONFIG" in {place.value for place in row} for row in rows.values())


def seen_among(village: Village, tenants: int) -> dict[str, Seen]:
    village.sweep()
    village.be_crowded(tenants)
    assert tenants_in(village) == tenants
    seen = {COLD: start_cold(village)}
    warm_up(village)
    BUDGETS["token: a code"][0](village)()
    for name in REQUESTS:
        prepare, _, _ = BUDGETS[name]
        request = prepare(village)
        village.stock_up()
        with counting(village.dynamodb, village.kms) as counter:
            assert request().status_code < 400, name
        seen[name] = of(counter)
    return seen


def start_cold(village: Village) -> Seen:
    """What a new process asks until it has described the issuer and issued a token."""
    village.grow_cold()
    with counting(village.dynamodb, village.kms) as counter:
        assert acme_web(village).fetch(".well-known/openid-configuration").status_code == 200
        assert jobs(village).token({"grant_type": "client_credentials"}).status_code == 200
    return of(counter)


def of(counter: CallCounter) -> Seen:
    return Seen(dict(counter.by_name), counter.answered)


@pytest.mark.parametrize("name", [COLD, *REQUESTS])
def test_ten_thousand_tenants_make_nothing_dearer(seen, name) -> None:
    assert seen[MANY][name] == seen[FEW][name]


def test_what_is_compared_is_not_nothing(seen) -> None:
    few = seen[FEW]
    assert few[COLD].calls == {"Query": 1, "GetItem": 1, "Sign": 1}
    assert few[COLD].answered > 2000
    assert {name: few[name].calls for name in REQUESTS} == {
        name: BUDGETS[name][1] for name in REQUESTS
    }
